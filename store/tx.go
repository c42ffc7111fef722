package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"onewindow/app/casefile"
	"onewindow/app/desk"
)

type bucket string

// The buckets are listed in the package documentation.
const (
	bucketMeta     bucket = "meta"
	bucketEvents   bucket = "events"
	bucketCases    bucket = "cases"
	bucketPlaced   bucket = "placed"
	bucketOrder    bucket = "order"
	bucketChain    bucket = "chain"
	bucketOutbox   bucket = "outbox"
	bucketTray     bucket = "tray"
	bucketUnfit    bucket = "unfit"
	bucketRows     bucket = "rows"
	bucketSeries   bucket = "series"
	bucketLeases   bucket = "leases"
	bucketDrafts   bucket = "drafts"
	bucketSettings bucket = "settings"
	bucketUnsent   bucket = "unsent"
	bucketSent     bucket = "sent"
	bucketJobs     bucket = "jobs"
	bucketPapers   bucket = "papers"
	bucketTaken    bucket = "taken"
	bucketUnlisted bucket = "unlisted"
	bucketListed   bucket = "listed"
	bucketDocs     bucket = "docs"
	bucketLists    bucket = "lists"
	bucketSegments bucket = "segments"
	bucketWords    bucket = "words"
)

func buckets() []bucket {
	return append(listBuckets(),
		bucketMeta, bucketEvents, bucketCases, bucketPlaced, bucketOrder, bucketChain,
		bucketOutbox, bucketTray, bucketUnfit, bucketRows, bucketSeries, bucketLeases,
		bucketDrafts, bucketSettings, bucketUnsent, bucketSent, bucketJobs, bucketPapers, bucketTaken,
	)
}

// listBuckets hold what lists and searches need. They are made of the rows.
func listBuckets() []bucket {
	return []bucket{bucketUnlisted, bucketListed, bucketDocs, bucketLists, bucketSegments, bucketWords}
}

// tx is one transaction. A writing one remembers which cases it touched; their
// rows are brought up to date at its end.
type tx struct {
	sealer
	bolt         *bbolt.Tx
	shelves      map[bucket]shelf // the buckets that were asked for
	installation string
	now          time.Time // in the zone of the office
	touched      map[string]touch
	events       map[string]casefile.Event // some that it wrote, as casefile.Parse gives them
	foreseen     map[string]*folding       // what cases may come to, worked out before it began
	changes      []*fresh                  // rows that the lists do not know as they are now
	enlisted     []string                  // cases that the lists know now
	leases       *decoded[block]
	ops          []op    // what it wrote, for the journal
	fault        *Damage // the first record that did not open

	knowsListing bool
	listing      []byte // how far the lists are made, once it was looked up
}

// view runs a reading transaction. It must be short: while it is open, bbolt
// reuses no page and a growing file waits for it.
func (s *Store) view(read func(*tx) error) error {
	err := guarded(func() error {
		return s.db.View(func(b *bbolt.Tx) error {
			t := s.readingTx(b)
			return t.outcome(read(t))
		})
	})
	if err != nil {
		return fmt.Errorf("store: read: %w", err)
	}
	return nil
}

// update runs a writing transaction. When it returns nil, everything in it is
// on the disk; otherwise nothing is.
func (s *Store) update(write func(*tx) error) error {
	s.writing.Lock()
	t := s.writingTx()
	err := s.freshenJournal()
	if err == nil {
		err = s.commit(t, write)
	}
	long := false
	if err == nil {
		s.shortenJournal(mostTimes)
		long = s.outgrown() > 0
	}
	s.writing.Unlock()
	if err != nil {
		return fmt.Errorf("store: write: %w", namedFull(err))
	}
	s.lister.heed(len(t.changes))
	s.lister.nudge(len(s.overlay.Load().cases))
	if long {
		s.lister.call()
	}
	if len(t.touched) > 0 {
		s.watchers.call()
	}
	return nil
}

func (s *Store) readingTx(b *bbolt.Tx) *tx {
	return &tx{bolt: b, sealer: sealer{key: s.key}, installation: s.installation, now: s.now().In(desk.Zone()), leases: s.leases}
}

func (s *Store) writingTx() *tx {
	t := s.readingTx(nil)
	t.touched, t.events = map[string]touch{}, map[string]casefile.Event{}
	return t
}

func (s *Store) commit(t *tx, write func(*tx) error) error {
	filled, id := false, 0
	var settle func() error
	err := guarded(func() (err error) {
		id, err = committed(s.db, func(b *bbolt.Tx) error {
			t.bolt = b
			if err := t.outcome(write(t)); err != nil {
				return err
			}
			if err := t.outcome(t.refold()); err != nil {
				return err
			}
			filled = true
			var err error
			settle, err = s.journalise(t)
			return err
		})
		return err
	})
	unsettled := s.settled(settle, err == nil)
	switch {
	case err == nil && unsettled == nil:
		s.publish(t, id)
		return nil
	case err != nil && (!filled || errors.Is(err, bolterrors.ErrDatabaseNotOpen)):
		return err
	}
	// The disk failed under the commit. Whether the last page still made it is
	// for the file to say, not for us to guess.
	return errors.Join(err, unsettled, s.load())
}

// outcome is how a transaction went: a record that did not open outweighs all
// that was concluded from its absence.
func (t *tx) outcome(err error) error {
	if t.fault != nil {
		return t.fault
	}
	return err
}

// guarded turns what a torn page does to bbolt, and a file that was cut under
// its mapping, into an error.
func guarded(work func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, reason)
		}
	}()
	return work()
}

func (t *tx) meta(name string) []byte { return t.bucket(bucketMeta).Get([]byte(name)) }

func (t *tx) setMeta(name string, value []byte) error {
	return t.bucket(bucketMeta).Put([]byte(name), value)
}

// touch notes that the case of an event has changed. A log book is never folded:
// it is no case, has no row, and only grows.
func (t *tx) touch(e casefile.Event) {
	if !e.OfLogBook() {
		t.touchCase(e.Case)
	}
}

func (t *tx) touchCase(id string) { t.touched[id] = changed }

// touch is what a transaction did to the events of a case.
type touch int

const (
	confirmed touch = iota + 1 // they are the same in the same order, but fewer of them wait
	changed
)

// read decodes a record and says whether it was there.
func (t *tx) read(name bucket, key string, v any) (bool, error) {
	raw := t.bucket(name).Get([]byte(key))
	if raw == nil {
		return false, nil
	}
	return true, decode(name, []byte(key), raw, v)
}

// write keeps a record.
func (t *tx) write(name bucket, key string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode %s %q: %w", name, key, err)
	}
	return t.bucket(name).Put([]byte(key), raw)
}

func (t *tx) drop(name bucket, key string) error { return t.bucket(name).Delete([]byte(key)) }

// all decodes every record of a bucket, in the order of the keys.
func all[T any](t *tx, name bucket) ([]T, error) {
	var list []T
	err := t.bucket(name).ForEach(func(key, raw []byte) error {
		var v T
		if err := decode(name, key, raw, &v); err != nil {
			return err
		}
		list = append(list, v)
		return nil
	})
	return list, err
}

func (t *tx) count(name bucket) int { return t.bucket(name).Len() }

func decode(name bucket, key, raw []byte, v any) error {
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("%w: %s %q: %w", ErrDamaged, name, key, err)
	}
	return nil
}

// number is n as it stands in keys: sorted as bytes is sorted as numbers.
func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// numberOf reads a number; what is not there counts as 0.
func numberOf(raw []byte) uint64 {
	if len(raw) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(raw)
}

// unreadable says whether bbolt found the file itself wanting. Some of its
// errors have no name: all are that are not the system's and not a lock's.
func unreadable(err error) bool {
	var system syscall.Errno
	return !errors.As(err, &system) && !errors.Is(err, bolterrors.ErrTimeout)
}
