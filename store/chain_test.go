package store_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/store"
)

// longChain is a folder with a chain of a length, on one case and in the log book.
func longChain(t testing.TB, length int) (string, *store.Store) {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir)
	check(t, s.Write(func(w desk.Writer) error {
		if err := w.Append(event(t, "e1", "c1", clerk, received("03-1", "甲"))); err != nil {
			return err
		}
		for i := 2; i <= length; i++ {
			if err := w.Append(logged(t, fmt.Sprintf("e%d", i), here, clerk, casefile.SignedIn)); err != nil {
				return err
			}
		}
		return nil
	}))
	return dir, s
}

func TestAWholeChainIsRecounted(t *testing.T) {
	const length = 4500 // three transactions
	dir, s := longChain(t, length)
	chain, err := s.Chain()
	check(t, err)
	if chain.Links != length || chain.First != 1 || chain.Last != length || chain.Broken != 0 || len(chain.Head) != 64 {
		t.Errorf("%+v", chain)
	}
	first, err := s.FirstWritten()
	if err != nil || !first.Equal(chain.From) {
		t.Errorf("the first was written at %v, the chain begins at %v (%v)", first, chain.From, err)
	}
	row, err := s.Summary("c1")
	if err != nil || row.Number != "03-1" {
		t.Errorf("%+v, %v", row, err)
	}
	if row, err := s.Summary(here); err != nil || row.Number != "" {
		t.Errorf("the log book has the row %+v (%v)", row, err)
	}
	check(t, s.Close())
	s = open(t, dir)
	if again, err := s.Chain(); err != nil || again != chain {
		t.Errorf("after a restart %+v, %v", again, err)
	}
}

func TestAnEmptyChain(t *testing.T) {
	s := open(t, t.TempDir())
	if chain, err := s.Chain(); err != nil || chain != (desk.Chain{}) {
		t.Errorf("%+v, %v", chain, err)
	}
	if first, err := s.FirstWritten(); err != nil || !first.Equal(today) {
		t.Errorf("%v, %v", first, err)
	}
}

// A link that was taken out is missed, wherever it stood.
func TestALinkTakenOutIsMissed(t *testing.T) {
	for _, taken := range []uint64{1, 7, 20} {
		dir, s := longChain(t, 20)
		check(t, s.Close())
		takeOut(t, dir, taken)
		s = open(t, dir)
		chain, err := s.Chain()
		check(t, err)
		want := taken + 1 // the next does not follow
		if taken == 20 {
			want = 20 // the last is not there
		}
		if chain.Broken != want || chain.Links != 19 {
			t.Errorf("without %d: %+v, want it broken at %d", taken, chain, want)
		}
	}
}

func takeOut(t testing.TB, dir string, seq uint64) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, "onewindow.db"), 0o600, nil)
	check(t, err)
	check(t, db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("chain")).Delete(binary.BigEndian.AppendUint64(nil, seq))
	}))
	check(t, db.Close())
}

// A link whose bytes were changed is named as damaged, not read wrongly.
func TestAChangedLinkIsDamage(t *testing.T) {
	dir, s := longChain(t, 5)
	check(t, s.Close())
	spoilRecord(t, dir, "events", "e3")
	s = open(t, dir)
	var damage *store.Damage
	if _, err := s.Chain(); !errors.As(err, &damage) {
		t.Errorf("read %v", err)
	}
}
