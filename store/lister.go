package store

import (
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
	mostAtOnce  = 4096 // and how many when many wait, as in a first download

	// They go in when nothing was changed for so long, or twice as many wait.
	pause = 100 * time.Millisecond
)

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
	for l.awaitPause(s) {
		left, err := s.enlist()
		if err == nil {
			l.nudge(left)
		}
	}
}

// awaitPause waits until cases are to go into the lists: people should not wait for
// that, and it takes less the more of them there are. It says false when the lister
// is stopped.
func (l *lister) awaitPause(s *Store) bool {
	select {
	case <-l.stop:
		return false
	case <-l.wake:
	}
	for len(s.overlay.Load().cases) <= 2*mostFresh {
		select {
		case <-l.stop:
			return false
		case <-l.wake:
		case <-time.After(pause):
			return true
		}
	}
	select {
	case <-l.stop:
		return false
	default:
		return true
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
	words := map[string]*posting{}
	last := numberOf(t.meta("docs"))
	first := last + 1
	for _, f := range batch {
		doc := f.doc
		if f.now != nil && (f.doc == 0 || !search.Of(*f.now).Equal(search.Of(*f.old))) {
			// What a document is looked for by never changes.
			last++
			doc = last
			search.Of(*f.now).EachTerm(func(term []byte) { post(words, term, doc) })
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

// move notes what leads from one set of places to another.
func move(edits map[string][]edit, from, to []place) {
	same := func(a place) func(place) bool {
		return func(b place) bool {
			return a.list == b.list && string(a.key) == string(b.key) && string(a.value) == string(b.value)
		}
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
		slices.SortStableFunc(changes, func(a, b edit) int { return cmp.Compare(string(a.key), string(b.key)) })
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
const madeAtOnce = 20_000

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
		batch = append(batch, &fresh{id: string(key), now: now})
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
	up := t.meta("listing")
	return up == nil || id <= string(up)
}
