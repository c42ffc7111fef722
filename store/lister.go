package store

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
)

// What is changed goes into the lists some cases at a time, and not within the
// action that changes it: that would take several times as long as the action.
const (
	mostFresh   = 128  // cases that may wait to go into the lists
	leastAtOnce = 16   // cases that go into them together
	mostAtOnce  = 4096 // and how many when many wait, as in a first download
	mostWaiting = 8192 // cases of a download that wait: a reader merges all of them

	// They go in when nothing was changed for so long, or twice as many wait.
	pause = 100 * time.Millisecond
)

// gathering is how long nothing more may come before the cases of a download go
// into the lists: longer than a page takes on a slow computer. What a node of a list
// costs is shared by all that go into it together, so that a few large batches take
// a third of what many small ones do.
const gathering = 250 * time.Millisecond

// lister brings the lists up to date behind the actions.
type lister struct {
	wake chan struct{}
	stop chan struct{}
	done sync.WaitGroup
	over sync.Once

	paged atomic.Bool // many cases came together since it was last asked
	words *termList   // the memory of the last, while many cases wait
}

func newLister() *lister {
	return &lister{wake: make(chan struct{}, 1), stop: make(chan struct{}), words: &termList{}}
}

// heed notes how many cases came together: more than people bring are a page of a
// download.
func (l *lister) heed(came int) {
	if came > mostFresh {
		l.paged.Store(true)
	}
}

// nudge says how many cases wait.
func (l *lister) nudge(waiting int) {
	if waiting > mostFresh {
		l.call()
	}
}

// call calls it in the next pause.
func (l *lister) call() {
	select {
	case l.wake <- struct{}{}:
	default: // it is at work
	}
}

// run brings the lists up to date, and what else can wait, until it is stopped. Where that fails, as on a
// full disk, readers go on with what is in memory, and the next change tries again.
func (l *lister) run(s *Store) {
	for l.awaitPause(s) && l.gather(s) {
		s.shortenInPause()
		left, err := s.enlist()
		if err == nil && left <= mostFresh {
			err = s.lendFree(lentAtOnce, l.goesOn)
		}
		if err == nil {
			l.nudge(left)
		}
	}
}

// goesOn says whether the lister is not being stopped.
func (l *lister) goesOn() bool {
	select {
	case <-l.stop:
		return false
	default:
		return true
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
	return true
}

// gather waits while pages of a download bring ever more cases, up to as many as may
// wait: the download has the processors first. What people do one after the other
// does not wait, as each of their actions copies all that does. It says whether to go
// on.
func (l *lister) gather(s *Store) bool {
	quiet := time.After(0)
	for {
		if waiting := len(s.overlay.Load().cases); waiting <= 2*mostFresh || waiting >= mostWaiting {
			return true
		}
		select {
		case <-l.stop:
			return false
		case <-l.wake:
		case <-quiet:
			if !l.paged.Swap(false) {
				return true
			}
			quiet = time.After(gathering)
		}
	}
}

func (l *lister) close() {
	l.over.Do(func() { close(l.stop) })
	l.done.Wait()
}

// enlist brings some of what changed into the lists and says how much is left.
func (s *Store) enlist() (left int, err error) {
	cases := s.overlay.Load().cases
	batch := slices.SortedFunc(maps.Values(cases), func(a, b *fresh) int { return cmp.Compare(a.id, b.id) })
	batch = batch[:min(len(batch), atOnce(len(batch)))]
	e, err := s.prepareLists(batch)
	if err == nil {
		err = s.regainFree(pagesFor(len(batch)))
	}
	if err == nil {
		err = s.carryOut(e)
	}
	if err != nil {
		return len(cases), fmt.Errorf("store: bring the lists up to date: %w", err)
	}
	left = len(s.overlay.Load().cases)
	if left <= mostFresh {
		s.lister.words = &termList{}
	}
	return left, nil
}

// prepareLists works out what brings cases into the lists, while actions go on.
func (s *Store) prepareLists(batch []*fresh) (*enlistment, error) {
	var last, segment uint64
	err := s.view(func(t *tx) error {
		last, segment = numberOf(t.meta("docs")), numberOf(t.meta("segment"))
		return nil
	})
	if err != nil {
		return nil, err
	}
	e := enlistmentIn(s.lister.words, batch, last)
	return e, e.foresee(&sealer{key: s.key}, segment+1)
}

// carryOut brings cases into the lists.
func (s *Store) carryOut(e *enlistment) error {
	return s.between(func(t *tx) error { return t.enlist(e, s.overlay.Load().cases) })
}

// between runs a transaction that changes nothing of what anybody reads, between the
// actions.
func (s *Store) between(write func(*tx) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	t := s.writingTx()
	id := 0
	err := guarded(func() (err error) {
		id, err = committed(s.db, func(b *bbolt.Tx) error {
			t.bolt = b
			return t.outcome(write(t))
		})
		return err
	})
	switch {
	case err != nil && s.overlay.Load() != nil:
		return errors.Join(namedFull(err), s.load()) // nobody knows whether it came to the disk
	case err != nil:
		return namedFull(err)
	case s.overlay.Load() != nil: // nobody reads before there is one
		s.publish(t, id)
	}
	return nil
}

// atOnce is how many of the cases that wait go into the lists together: few, for
// an action that waits behind them, but where they become ever more.
func atOnce(waiting int) int {
	if waiting <= 2*mostFresh {
		return leastAtOnce
	}
	return mostAtOnce
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

// madeAtOnce is how many rows go into new lists in one transaction. A [termList]
// counts no more than 65 536.
const madeAtOnce = 10_000

// makeLists goes on making the lists where an earlier run left off.
func (s *Store) makeLists(told func(Progress)) error {
	var done, total int64
	for over := false; !over; {
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
		if total > 0 {
			told(Progress{StepList, min(done, total), total})
		}
	}
	if total == 0 {
		return nil
	}
	return s.lendFree(lentAtOnceOpened, func() bool { return true })
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
	if err := t.enlist(newEnlistment(batch, numberOf(t.meta("docs"))), nil); err != nil {
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
