package store

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"syscall"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
)

// RewriteEntry reads an entry of the journal and writes it again; ok is false
// where it is none.
func RewriteEntry(raw []byte) (again []byte, ok bool) {
	ops, err := decodeOps(raw)
	if err != nil {
		return nil, false
	}
	return encode(ops), true
}

// Fill puts cases into the file of a new folder as if the centre had told of
// them, without making the lists: those are made when the folder is opened.
func Fill(o Options, cases int, events func(i int) []casefile.Event) error {
	s, err := hold(o)
	if err != nil {
		return err
	}
	if err := s.prepare(o); err != nil {
		return errors.Join(err, s.Close())
	}
	if s.db, err = openFile(s.path(), false); err != nil {
		return errors.Join(err, s.Close())
	}
	s.db.NoSync = true
	order := uint64(0)
	for from := 0; from < cases && err == nil; from += 5000 {
		err = s.db.Update(func(b *bbolt.Tx) error {
			t := &tx{bolt: b, sealer: sealer{key: s.key}, now: s.now()}
			if from == 0 {
				if err := t.beginLists(); err != nil {
					return err
				}
			}
			for i := from; i < min(cases, from+5000); i++ {
				if err := t.fill(events(i), &order); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return errors.Join(err, s.db.Sync(), s.Close())
}

func (t *tx) fill(events []casefile.Event, order *uint64) error {
	var list []filed
	for _, e := range events {
		raw, err := e.Bytes()
		if err != nil {
			return err
		}
		*order++
		id := []byte(e.ID)
		if err := errors.Join(
			t.bucket(bucketEvents).Put(id, raw),
			t.bucket(bucketPlaced).Put(id, number(*order)),
			t.bucket(bucketOrder).Put(number(*order), id),
			t.bucket(bucketCases).Put(caseKey(e.Case, placeOrdered, *order), id),
		); err != nil {
			return err
		}
		list = append(list, filed{e, false})
	}
	raw, err := encodeRow(rowOf(folded(list), list))
	if err != nil {
		return err
	}
	return t.bucket(bucketRows).Put([]byte(events[0].Case), raw)
}

// Unlisted is how many cases are not in the lists as they are now.
func (s *Store) Unlisted() int { return len(s.overlay.Load().cases) }

// FailToSettle is what an action does whose entry in the journal the disk did not
// take, and says how much the journal has behind its summary then.
func (s *Store) FailToSettle() (grown int64, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	err = s.settled(func() error { return syscall.EIO }, true)
	return s.journal.Grown(), err
}

// HoldLists ends the work that brings the lists up to date.
func (s *Store) HoldLists() { s.lister.close() }

// Enlist brings some of what changed into the lists.
func (s *Store) Enlist() error {
	_, err := s.enlist()
	return err
}

// MakeSomeLists begins or goes on making the lists of a folder that Fill made,
// and leaves it as a program does that ends in the middle of that.
func MakeSomeLists(o Options, rows int) error {
	return inFolder(o, func(t *tx) error {
		_, err := t.listMore(t.meta("listing"), rows)
		return err
	})
}

// MakeSomeRows begins or goes on folding the cases of a folder anew, as a repair
// does, and leaves it as a program does that ends in the middle of that.
func MakeSomeRows(o Options, cases int) error {
	return inFolder(o, func(t *tx) error {
		if t.meta("folding") == nil {
			return t.beginRows()
		}
		_, err := t.foldMore(t.meta("folding"), cases)
		return err
	})
}

// inFolder changes the file of a folder that is not opened further.
func inFolder(o Options, change func(*tx) error) error {
	s, err := hold(o)
	if err != nil {
		return err
	}
	if s.key, err = secret(o); err == nil {
		err = s.change(change)
	}
	return errors.Join(err, s.Close())
}

// BeginEnlisting works out what brings some of what changed into the lists; finish
// brings it in.
func (s *Store) BeginEnlisting() (finish func() error, err error) {
	cases := slices.SortedFunc(maps.Values(s.overlay.Load().cases), func(a, b *fresh) int { return strings.Compare(a.id, b.id) })
	e, err := s.prepareLists(cases[:min(len(cases), leastAtOnce)])
	return func() error { return s.carryOut(e) }, err
}

// KeepFetched bounds what is kept of other windows' files, in bytes.
func (s *Store) KeepFetched(most int64) { s.mostFetched = most }

// IsWasteful says whether a file of size bytes, of which free are empty, is made
// smaller at a start.
func IsWasteful(size, free int64) bool { return isWasteful(size, free) }

// MayNameFiles says whether the files of an event are looked for.
func MayNameFiles(e casefile.Event) bool { return mayNameFiles(e) }

// SortTerms visits terms of documents, sorted.
func SortTerms(terms []string, docs []uint16, visit func(term []byte, doc uint16)) {
	l := &termList{}
	for i, term := range terms {
		l.add([]byte(term), docs[i])
	}
	l.sort()
	var of []byte
	_ = l.each( // neither gives an error
		func(term []byte) error { of = append(of[:0], term...); return nil },
		func(doc uint16) error { visit(of, doc); return nil },
	)
}

// How many free pages may be left unlent, and what few more are not worth lending.
const (
	MostUnlent = mostUnlent
	LentAtOnce = lentAtOnce
)

// Pages is how many pages of the file are free, how many are lent, and how many
// there are.
func (s *Store) Pages() (free, lent, all int) {
	_ = s.db.View(func(b *bbolt.Tx) error { // it gives no error
		lent, all = int(lentPages(b)), int(b.Size()/int64(s.db.Info().PageSize))
		return nil
	})
	return s.freePages(), lent, all
}

// LendFree lends what is free, and RegainFree takes some back.
func (s *Store) LendFree() error            { return s.lendFree(lentAtOnce, func() bool { return true }) }
func (s *Store) RegainFree(pages int) error { return s.regainFree(pages) }

// Lend lends pages, be they free or not.
func (s *Store) Lend(pages int) error {
	return s.changeSpare(func(sp spare) error { return sp.lend(pages) })
}

// ShortenAt bounds by how many bytes the journal outgrows its summary.
func (s *Store) ShortenAt(slack int64) {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.slack = slack
}

// JournalGrown is how many bytes the journal has behind its summary.
func (s *Store) JournalGrown() int64 {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.journal.Grown()
}

// RenewJournal begins the journal anew, as is done in a pause.
func (s *Store) RenewJournal() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.renewJournal()
}
