package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"onewindow/store/search"
)

// What is changed goes into the lists some cases at a time, and not within the
// action that changes it: that would take several times as long as the action.
const (
	mostFresh   = 128  // cases that may wait to go into the lists
	leastAtOnce = 16   // cases that go into them together
	mostAtOnce  = 8192 // and how many when many wait, as in a first download
)

// gathering is how long nothing more may come before the cases of a download go
// into the lists. What a node of a list costs is shared by all that go into it
// together, so that a few large batches take a third of what many small ones do.
const gathering = 50 * time.Millisecond

// lister brings the lists up to date behind the actions.
type lister struct {
	wake chan struct{}
	stop chan struct{}
	done sync.WaitGroup
	over sync.Once
}

func newLister() *lister {
	return &lister{wake: make(chan struct{}, 1), stop: make(chan struct{})}
}

// nudge says how many cases wait.
func (l *lister) nudge(waiting int) {
	if waiting <= mostFresh {
		return
	}
	select {
	case l.wake <- struct{}{}:
	default: // it is at work
	}
}

// run brings the lists up to date until it is stopped. Where that fails, as on a
// full disk, readers go on with what is in memory, and the next change tries again.
func (l *lister) run(s *Store) {
	for {
		select {
		case <-l.stop:
			return
		case <-l.wake:
		}
		for more := true; more; {
			if !l.gather(s) {
				return
			}
			left, err := s.enlist()
			more = err == nil && left > mostFresh
		}
	}
}

// gather waits while a download brings ever more cases, up to as many as go into
// the lists together. It says whether to go on.
func (l *lister) gather(s *Store) bool {
	for before := 0; ; {
		waiting := len(s.overlay.Load().cases)
		wait := gathering
		if waiting <= 2*mostFresh || waiting >= mostAtOnce || waiting == before {
			wait = 0
		}
		select {
		case <-l.stop:
			return false
		case <-time.After(wait):
		}
		if wait == 0 {
			return true
		}
		before = waiting
	}
}

func (l *lister) close() {
	l.over.Do(func() { close(l.stop) })
	l.done.Wait()
}

// enlist brings some of what changed into the lists and says how much is left.
func (s *Store) enlist() (left int, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	cases := s.overlay.Load().cases
	batch := slices.SortedFunc(maps.Values(cases), func(a, b *fresh) int { return cmp.Compare(a.id, b.id) })
	batch = batch[:min(len(batch), atOnce(len(batch)))]
	t := s.writingTx()
	id := 0
	err = guarded(func() (err error) {
		id, err = committed(s.db, func(b *bbolt.Tx) error {
			t.bolt = b
			return t.outcome(t.enlist(batch))
		})
		return err
	})
	if err != nil {
		return len(cases), fmt.Errorf("store: bring the lists up to date: %w", errors.Join(namedFull(err), s.load()))
	}
	s.publish(t, id)
	return len(cases) - len(batch), nil
}

// atOnce is how many of the cases that wait go into the lists together: few, for
// an action that waits behind them, but where they become ever more.
func atOnce(waiting int) int {
	if waiting <= 2*mostFresh {
		return leastAtOnce
	}
	return mostAtOnce
}

// enlist makes the lists say of cases what their rows say.
func (t *tx) enlist(batch []*fresh) error {
	edits := map[string][]edit{}
	words := newTermList(len(batch))
	last := numberOf(t.meta("docs"))
	first := last + 1
	for _, f := range batch {
		doc := f.doc
		if f.now != nil && (f.doc == 0 || !f.text.Equal(search.Of(*f.old))) {
			// What a document is looked for by never changes.
			last++
			doc = last
			f.text.EachTerm(func(term []byte) { words.add(term, uint32(doc-first)) })
		}
		if err := t.renumber(f, doc); err != nil {
			return err
		}
		move(edits, places(f.old, f.doc), places(f.now, doc))
		if err := t.drop(bucketUnlisted, f.id); err != nil {
			return err
		}
		t.listed = append(t.listed, f.id)
	}
	if err := t.edit(edits); err != nil || last < first {
		return err
	}
	if err := t.setMeta("docs", number(last)); err != nil {
		return err
	}
	if err := t.writeWords(words, first, last); err != nil {
		return err
	}
	return t.mergeWords()
}

// renumber keeps the document that a case is known by.
func (t *tx) renumber(f *fresh, doc uint64) error {
	if f.now != nil && f.doc == doc {
		return nil
	}
	if f.doc != 0 {
		if err := t.bucket(bucketDocs).Delete(number(f.doc)); err != nil {
			return err
		}
	}
	if f.now == nil {
		return t.drop(bucketListed, f.id)
	}
	if err := t.bucket(bucketListed).Put([]byte(f.id), number(doc)); err != nil {
		return err
	}
	return t.bucket(bucketDocs).Put(number(doc), []byte(f.id))
}

// edit is a change to one entry of a list.
type edit struct {
	place
	gone bool
}

// compare puts changes to a list in their order: an entry goes before another
// comes under its key.
func (e edit) compare(other edit) int {
	if c := bytes.Compare(e.key, other.key); c != 0 || e.gone == other.gone {
		return c
	}
	if e.gone {
		return -1
	}
	return 1
}

// move notes what leads from one set of places to another.
func move(edits map[string][]edit, from, to []place) {
	same := func(a place) func(place) bool {
		return func(b place) bool {
			return a.list == b.list && string(a.key) == string(b.key) && string(a.value) == string(b.value)
		}
	}
	if len(from) == 0 {
		for _, p := range to {
			edits[p.list] = append(edits[p.list], edit{p, false})
		}
		return
	}
	for _, p := range from {
		if !slices.ContainsFunc(to, same(p)) {
			edits[p.list] = append(edits[p.list], edit{p, true})
		}
	}
	for _, p := range to {
		if !slices.ContainsFunc(from, same(p)) {
			edits[p.list] = append(edits[p.list], edit{p, false})
		}
	}
}

// edit changes lists, one after the other and each along its keys.
func (t *tx) edit(edits map[string][]edit) error {
	for _, name := range slices.Sorted(maps.Keys(edits)) {
		l, err := t.list(name)
		if err != nil {
			return err
		}
		changes := edits[name]
		slices.SortFunc(changes, edit.compare)
		for _, e := range changes {
			if e.gone {
				_, err = l.Delete(e.key)
			} else {
				_, err = l.Put(e.key, e.value)
			}
			if err != nil {
				return err
			}
		}
		if err := l.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// While meta has "listing", the lists are being made: they know the cases up to
// the one it names.

// beginLists empties the lists, to be made anew at the next start.
func (t *tx) beginLists() error {
	for _, name := range listBuckets() {
		if err := t.empty(name); err != nil {
			return err
		}
	}
	return errors.Join(t.setMeta("docs", number(0)), t.setMeta("listing", nil))
}

// madeAtOnce is how many rows go into new lists in one transaction.
const madeAtOnce = 10_000

// makeLists goes on making the lists where an earlier run left off.
func (s *Store) makeLists(told func(Progress)) error {
	var done, total int64
	for {
		var over bool
		err := guarded(func() error {
			return s.db.Update(func(b *bbolt.Tx) error {
				t := s.writingTx()
				t.bolt = b
				behind := t.meta("listing")
				if over = behind == nil; over {
					return t.outcome(nil)
				}
				if total == 0 {
					done, total = int64(numberOf(t.meta("docs"))), int64(b.Bucket([]byte(bucketRows)).Stats().KeyN)
					told(Progress{StepList, done, total})
				}
				listed, err := t.listMore(behind, madeAtOnce)
				done += int64(listed)
				return t.outcome(err)
			})
		})
		if err != nil {
			return fmt.Errorf("store: make the lists: %w", namedFull(err))
		}
		if over {
			return nil
		}
		told(Progress{StepList, min(done, total), total})
	}
}

// listMore puts the next rows into the lists.
func (t *tx) listMore(behind []byte, most int) (int, error) {
	var batch []*fresh
	c := t.bucket(bucketRows).Cursor()
	key, raw := c.Seek(behind)
	if key != nil && string(key) == string(behind) {
		key, raw = c.Next()
	}
	for ; key != nil && len(batch) < most; key, raw = c.Next() {
		now, err := decodeRow(string(key), raw)
		if err != nil {
			return 0, err
		}
		f := fresh{id: string(key)}
		batch = append(batch, f.with(now))
	}
	if len(batch) == 0 {
		return 0, t.drop(bucketMeta, "listing")
	}
	if err := t.enlist(batch); err != nil {
		return 0, err
	}
	return len(batch), t.setMeta("listing", []byte(batch[len(batch)-1].id))
}

// listedUpTo says whether the lists, where they are being made, have come to a
// case.
func (t *tx) listedUpTo(id string) bool {
	if !t.knowsListing {
		t.knowsListing, t.listing = true, t.meta("listing")
	}
	return t.listing == nil || id <= string(t.listing)
}
