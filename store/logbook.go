package store

import (
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
)

// linksAtOnce is how many links of the chain one transaction recounts, so that
// none stays open for long.
const linksAtOnce = 2000

// Chain recounts the hash chain of this counter, from its first event to its
// latest. After the file was made anew from the journal there are gaps until the
// centre has said again what it knows: then only what follows is recounted.
func (s *Store) Chain() (desk.Chain, error) {
	walk := chainWalk{}
	for {
		var more bool
		err := s.view(func(t *tx) error {
			more = walk.on(t)
			return nil
		})
		if err != nil || !more {
			return walk.found, err
		}
	}
}

// chainWalk is how far the chain was recounted.
type chainWalk struct {
	found desk.Chain
	prev  string // hash of the event before
}

// on recounts some links and says whether more follow.
func (w *chainWalk) on(t *tx) bool {
	gaps := numberOf(t.meta("rebuilt"))
	c := t.bucket(bucketChain).Cursor()
	key, id := c.Seek(number(w.found.Last + 1))
	for n := 0; key != nil; key, id = c.Next() {
		if n++; n > linksAtOnce {
			return true
		}
		raw := t.bucket(bucketEvents).Get(id)
		e, err := casefile.Parse(raw)
		seq := numberOf(key)
		if err != nil || e.Seq != seq {
			w.breaks(seq)
			w.found.Last = seq
			continue
		}
		if seq > gaps && (seq != w.found.Last+1 || e.Prev != w.prev) {
			w.breaks(seq)
		}
		if w.found.Links == 0 {
			w.found.First, w.found.From = seq, e.At
		}
		w.found.Links++
		w.found.Last, w.found.To, w.prev = seq, e.At, hash(raw)
	}
	if w.found.Last != numberOf(t.meta("seq")) || w.prev != string(t.meta("head")) {
		w.breaks(w.found.Last + 1)
	}
	w.found.Head = w.prev
	return false
}

// breaks notes the first place where the chain is not whole.
func (w *chainWalk) breaks(seq uint64) {
	if w.found.Broken == 0 {
		w.found.Broken = seq
	}
}

// FirstWritten is when this counter wrote its first event, now where it wrote
// none.
func (s *Store) FirstWritten() (time.Time, error) {
	at := s.now()
	err := s.view(func(t *tx) error {
		key, id := t.bucket(bucketChain).Cursor().First()
		if key == nil {
			return nil
		}
		e, err := t.event(string(id))
		at = e.At
		return err
	})
	return at, err
}

// Summary is the row of a case, zero where it has none.
func (s *Store) Summary(id string) (casefile.Summary, error) {
	var row casefile.Summary
	err := s.view(func(t *tx) error {
		_, err := t.read(bucketRows, id, &row)
		return err
	})
	return row, err
}
