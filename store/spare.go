package store

import (
	"fmt"

	"go.etcd.io/bbolt"
)

// Every transaction writes a list of all free pages. Lists that were made, a
// download and segments that became one leave tens of thousands, which the window's
// own work would not use up in years, and an accept takes a tenth longer for them.
// They are lent to records that nobody reads, and taken back before the file grows.

// bucketSpare is not among buckets: what it holds says nothing, and is no loss.
const bucketSpare bucket = "spare"

const (
	mostUnlent = 1024 // pages; what is more is lent
	leastFree  = 128  // pages; where fewer are left some are taken back

	lentAtOnce       = 256  // pages: an action may wait behind them
	lentAtOnceOpened = 8192 // when nobody works yet

	pagesOfACase = 8 // that are written anew when its row goes into long lists
)

// pagesFor is how many free pages there should be for so many cases to go into the
// lists.
func pagesFor(cases int) int { return max(leastFree, cases*pagesOfACase) }

// lendFree lends what is more than mostUnlent, some pages a transaction, as long as
// goOn says so.
func (s *Store) lendFree(atOnce int, goOn func() bool) error {
	for goOn() {
		excess := s.freePages() - mostUnlent
		if excess < lentAtOnce {
			return nil
		}
		if err := s.changeSpare(func(sp spare) error { return sp.lend(min(excess, atOnce)) }); err != nil {
			return err
		}
	}
	return nil
}

// regainFree makes some pages free again where fewer are, as far as any are lent.
func (s *Store) regainFree(pages int) error {
	missing := pages - s.freePages()
	if missing <= 0 {
		return nil
	}
	lent := false
	err := s.view(func(t *tx) error {
		lent = t.bolt.Bucket([]byte(bucketSpare)) != nil
		return nil
	})
	if err != nil || !lent {
		return err
	}
	return s.changeSpare(func(sp spare) error { return sp.takeBack(missing) })
}

// freePages is how many pages the last transaction left free for the next.
func (s *Store) freePages() int {
	stats := s.db.Stats()
	return stats.FreePageN + stats.PendingPageN
}

func (s *Store) changeSpare(change func(spare) error) error {
	err := s.between(func(t *tx) error {
		sp, err := spareOf(t.bolt)
		if err != nil {
			return err
		}
		return change(sp)
	})
	if err != nil {
		return fmt.Errorf("store: lend free pages: %w", err)
	}
	return nil
}

// spare is the bucket of pages that are lent: two records fill one, under the
// numbers from 1 on.
type spare struct {
	bolt *bbolt.Bucket
	last uint64
	size int // bytes of a value
}

// lentPages is how many pages of a file are lent.
func lentPages(b *bbolt.Tx) int64 {
	bolt := b.Bucket([]byte(bucketSpare))
	if bolt == nil {
		return 0
	}
	last, _ := bolt.Cursor().Last()
	return int64(numberOf(last) / 2)
}

// dropSpare takes all back that is lent.
func dropSpare(db *bbolt.DB) error {
	return db.Update(func(b *bbolt.Tx) error {
		if b.Bucket([]byte(bucketSpare)) == nil {
			return nil
		}
		return b.DeleteBucket([]byte(bucketSpare))
	})
}

func spareOf(b *bbolt.Tx) (spare, error) {
	bolt, err := b.CreateBucketIfNotExists([]byte(bucketSpare))
	if err != nil {
		return spare{}, err
	}
	bolt.FillPercent = 1
	last, _ := bolt.Cursor().Last()
	const heads = 48 // bytes: of the page, and of two records with their keys, rounded up
	return spare{bolt, numberOf(last), b.DB().Info().PageSize/2 - heads}, nil
}

func (s spare) lend(pages int) error {
	value := make([]byte, s.size)
	for i := range uint64(2 * pages) {
		if err := s.bolt.Put(number(s.last+1+i), value); err != nil {
			return err
		}
	}
	return nil
}

func (s spare) takeBack(pages int) error {
	for i := range min(uint64(2*pages), s.last) {
		if err := s.bolt.Delete(number(s.last - i)); err != nil {
			return err
		}
	}
	return nil
}
