package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/store/journal"
)

const journalName = "onewindow.journal"

// op is one change to a bucket, with the key in the clear.
type op struct {
	bucket bucket
	key    []byte
	value  []byte
	gone   bool // taken away instead
}

// ownBuckets hold what nobody else has. A transaction that changes one of them,
// or the chain, goes into the journal. What the centre says is not journaled for
// itself: the centre says it again.
func ownBuckets() []bucket {
	return []bucket{
		bucketSeries, bucketLeases, bucketDrafts, bucketSettings, bucketJobs, bucketPapers, bucketTaken,
	}
}

// ofOwn says whether a change is of what nobody else has. Which numbers the machine
// before may have given nobody tells a second time either.
func (o op) ofOwn() bool { return own(o.bucket) || o.bucket == bucketMeta && string(o.key) == "gap" }

func own(name bucket) bool { return name == bucketChain || slices.Contains(ownBuckets(), name) }

// derived says whether the rest tells what a bucket holds.
func derived(name bucket) bool {
	return name == bucketRows || name == bucketUnfit || slices.Contains(listBuckets(), name)
}

// note remembers a change for the journal. Its key and value are nobody's that
// would change them.
func (t *tx) note(o op) {
	if t.touched == nil || derived(o.bucket) {
		return
	}
	t.ops = append(t.ops, o)
}

// journalise puts what the transaction wrote into the journal. That comes to the
// disk while the file does: settle waits for it, and is nil where nothing is of
// concern to the journal.
func (s *Store) journalise(t *tx) (settle func() error, err error) {
	if !slices.ContainsFunc(t.ops, op.ofOwn) {
		return nil, nil
	}
	if err := t.setMeta("journal", number(s.journal.Number()+1)); err != nil {
		return nil, err
	}
	return s.journal.Append(encode(t.ops))
}

// settled waits until the journal's last entry is on the disk. Where the file has
// failed it takes the entry back; where the journal has, it begins it anew with
// what the file has.
func (s *Store) settled(settle func() error, committed bool) error {
	if settle == nil {
		return nil
	}
	err := settle()
	switch {
	case !committed:
		return errors.Join(err, s.takeBack())
	case err != nil:
		if again := s.renewJournal(); again != nil {
			return errors.Join(err, again)
		}
	}
	return nil
}

// takeBack takes the last entry out of the journal, if the file has not kept what
// it tells of all the same.
func (s *Store) takeBack() error {
	done, err := s.journaled()
	if err != nil || done == s.journal.Number() {
		return err
	}
	return s.journal.TakeBack()
}

// journaled is the number of the last journaled transaction that the file has.
func (s *Store) journaled() (done uint64, err error) {
	err = s.view(func(t *tx) error {
		done = numberOf(t.meta("journal"))
		return nil
	})
	return done, err
}

// freshenJournal begins a journal anew that takes no more entries as it is.
func (s *Store) freshenJournal() error {
	if s.journal == nil || !s.journal.Stale() {
		return nil // without one the store is closed, as the commit will say
	}
	return s.renewJournal()
}

// renewJournal begins the journal anew with a summary of what the file has.
func (s *Store) renewJournal() error {
	summary, err := s.summarise()
	if err != nil {
		return err
	}
	return s.journal.Renew(summary)
}

// openJournal opens the journal and does again what the store's file has lost.
// Where there is no journal, or none that can be read, the store's file is
// whole and a new one is made of it.
func (s *Store) openJournal() error {
	path := filepath.Join(s.dir, journalName)
	done, err := s.journaled()
	if err != nil {
		return err
	}
	var lost [][]op
	s.journal, err = journal.Open(path, s.key, func(n uint64, entry []byte) error {
		if n <= done {
			return nil
		}
		ops, err := decodeOps(entry)
		lost = append(lost, ops)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.newJournal(done)
	case errors.Is(err, journal.ErrBroken):
		return s.replaceJournal(done)
	case err != nil:
		return err
	case s.journal.Number()+1 == done:
		// The power went when the file had the last transaction and the journal not yet.
		return errors.Join(s.journal.Close(), s.newJournal(done))
	case s.journal.Number() < done:
		return errors.Join(s.journal.Close(), s.replaceJournal(done))
	}
	return s.redo(lost)
}

// replaceJournal lays a journal that cannot be used aside.
func (s *Store) replaceJournal(done uint64) error {
	if err := s.layAside(journalName); err != nil {
		return err
	}
	return s.newJournal(done)
}

// newJournal begins a journal with a summary of what nobody else has.
func (s *Store) newJournal(done uint64) error {
	summary, err := s.summarise()
	if err != nil {
		return err
	}
	s.journal, err = journal.Create(filepath.Join(s.dir, journalName), s.key, done, summary)
	return err
}

func (s *Store) summarise() ([]byte, error) {
	var ops []op
	err := s.view(func(t *tx) (err error) {
		ops, err = t.summary()
		return err
	})
	return encode(ops), err
}

// redo makes changes that are in the journal and not in the file.
func (s *Store) redo(lost [][]op) error {
	if len(lost) == 0 {
		return nil
	}
	t := s.writingTx()
	err := guarded(func() error {
		return s.db.Update(func(b *bbolt.Tx) error {
			t.bolt = b
			for _, ops := range lost {
				if err := t.do(ops); err != nil {
					return err
				}
			}
			if err := t.outcome(t.refold()); err != nil {
				return err
			}
			return t.outcome(t.setMeta("journal", number(s.journal.Number())))
		})
	})
	if err != nil {
		return fmt.Errorf("store: do again what the journal tells: %w", err)
	}
	return nil
}

func (t *tx) do(ops []op) error {
	for _, o := range ops {
		shelf := t.bucket(o.bucket)
		if o.gone {
			if err := shelf.Delete(o.key); err != nil {
				return err
			}
			continue
		}
		if err := shelf.Put(o.key, o.value); err != nil {
			return err
		}
		if o.bucket == bucketCases {
			t.touchCase(caseOf(bucketCases, o.key))
		}
	}
	return nil
}

// The journal is begun anew when what was added since its summary is longer than
// the summary and journalSlack: in a pause between the actions, for it takes many
// times as long as one; within an action where no pause came until there was
// mostTimes as much.
const (
	journalSlack = 4 << 20 // bytes
	mostTimes    = 2
)

// outgrown is how many times the journal has grown as long as it should.
func (s *Store) outgrown() int64 { return s.journal.Grown() / (s.journal.Base() + s.slack) }

// shortenJournal begins the journal anew when it has grown so many times too long.
// Where that fails, as on a full disk, the journal stays as it is: it is whole.
func (s *Store) shortenJournal(times int64) {
	if s.outgrown() >= times {
		_ = s.renewJournal() // the actions are on the disk; only the journal stays longer
	}
}

// shortenInPause begins the journal anew when it has grown long.
func (s *Store) shortenInPause() {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.shortenJournal(1)
}

// summary is all that nobody else has, as changes to an empty store.
func (t *tx) summary() ([]op, error) {
	var ops []op
	for _, name := range append(ownBuckets(), bucketOutbox, bucketTray) {
		if err := t.bucket(name).ForEach(func(key, value []byte) error {
			ops = append(ops, op{bucket: name, key: slices.Clone(key), value: value})
			return nil
		}); err != nil {
			return nil, err
		}
	}
	events, err := t.unplaced()
	ops = append(ops, events...)
	for _, name := range []string{"installation", "seq", "head", "rebuilt", "restored", "gap", "epoch"} {
		if value := t.meta(name); value != nil {
			ops = append(ops, op{bucket: bucketMeta, key: []byte(name), value: value})
		}
	}
	return ops, t.outcome(err)
}

// unplaced lists own events for which the centre has no place, and where they
// stand: they wait for an answer or were refused. It does not walk along the
// chain, which grows as long as the window works.
func (t *tx) unplaced() ([]op, error) {
	waiting, err := t.waiting(0)
	if err != nil {
		return nil, err
	}
	refused, err := t.refused()
	if err != nil {
		return nil, err
	}
	var ops []op
	for _, e := range waiting {
		ops = append(ops, op{bucket: bucketCases, key: caseKey(e.Case, placePending, e.Seq), value: []byte(e.ID)})
	}
	for _, e := range append(waiting, refused...) {
		id := []byte(e.ID)
		ops = append(ops, op{bucket: bucketEvents, key: id, value: t.bucket(bucketEvents).Get(id)})
		// One in the tray need not be in the chain: it may go on in another way.
		if string(t.bucket(bucketChain).Get(number(e.Seq))) == e.ID {
			ops = append(ops, op{bucket: bucketChain, key: number(e.Seq), value: id})
		}
	}
	return ops, nil
}

// refused are the events in the tray.
func (t *tx) refused() ([]casefile.Event, error) {
	var list []casefile.Event
	err := t.bucket(bucketTray).ForEach(func(id, _ []byte) error {
		e, err := t.event(string(id))
		list = append(list, e)
		return err
	})
	return list, err
}

// aside lists the events in the tray that are not in the chain: it goes on in
// another way.
func (t *tx) aside() ([]casefile.Event, error) {
	list, err := t.refused()
	return slices.DeleteFunc(list, func(e casefile.Event) bool {
		return string(t.bucket(bucketChain).Get(number(e.Seq))) == e.ID
	}), err
}

// encode writes changes: how many, and for each whether it takes away, and the
// lengths and bytes of bucket, key and value.
func encode(ops []op) []byte {
	size := binary.MaxVarintLen64
	for _, o := range ops {
		size += 1 + 3*binary.MaxVarintLen64 + len(o.bucket) + len(o.key) + len(o.value)
	}
	raw := binary.AppendUvarint(make([]byte, 0, size), uint64(len(ops)))
	for _, o := range ops {
		gone := byte(0)
		if o.gone {
			gone = 1
		}
		raw = append(raw, gone)
		raw = append(binary.AppendUvarint(raw, uint64(len(o.bucket))), o.bucket...)
		raw = append(binary.AppendUvarint(raw, uint64(len(o.key))), o.key...)
		raw = append(binary.AppendUvarint(raw, uint64(len(o.value))), o.value...)
	}
	return raw
}

func decodeOps(raw []byte) ([]op, error) {
	r := reader{rest: raw}
	count := r.length()
	var ops []op
	for range count {
		gone := r.take(1)
		name, key, value := r.take(r.length()), r.take(r.length()), r.take(r.length())
		if r.short {
			break
		}
		ops = append(ops, op{bucket: bucket(name), key: key, value: value, gone: gone[0] == 1})
	}
	if r.short || len(r.rest) > 0 {
		return nil, fmt.Errorf("%w: an entry of the journal", ErrDamaged)
	}
	return ops, nil
}

// reader reads what encode wrote.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) length() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.short = true
		return 0
	}
	r.rest = r.rest[size:]
	// Nothing in it, and no number of things, is longer than the rest of it.
	if n > uint64(len(r.rest)) {
		r.short = true
		return 0
	}
	return n
}

func (r *reader) take(n uint64) []byte {
	if r.short || n > uint64(len(r.rest)) {
		r.short = true
		return nil
	}
	taken := r.rest[:n:n]
	r.rest = r.rest[n:]
	return taken
}
