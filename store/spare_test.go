package store_test

import (
	"fmt"
	"testing"

	"onewindow/app/desk"
	"onewindow/store"
)

// Free pages beyond some are lent, so that no commit has a long list of them to
// write; they are used again before the file grows, and what the store holds is the
// same all the while.
func TestFreePagesAreLent(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.HoldLists()
	check(t, s.Lend(4000))
	check(t, s.RegainFree(4000))
	free, lent, size := s.Pages()
	if free < 4000 || lent > 64 {
		t.Fatalf("%d pages are free, %d lent", free, lent)
	}
	check(t, s.LendFree())
	free, lent, grown := s.Pages()
	if free > store.MostUnlent+store.LentAtOnce+16 || lent < 4000-free || grown != size {
		t.Fatalf("%d pages are free, %d lent of %d, before %d", free, lent, grown, size)
	}
	check(t, s.RegainFree(2000))
	if free, left, grown := s.Pages(); free < 2000 || left == 0 || left >= lent || grown != size {
		t.Fatalf("%d pages are free, %d lent of %d, before %d", free, left, grown, size)
	}
	for i := range 20 {
		id := fmt.Sprintf("own-%d", i)
		add(t, s, event(t, id+"-1", id, clerk, manyReceived(i)))
	}
	check(t, s.Enlist())
	check(t, s.Close())
	found, err := store.Check(store.Checks{Options: options(dir)})
	check(t, err)
	rows, err := open(t, dir).List(desk.Query{Limit: 50})
	check(t, err)
	if len(found) > 0 || len(rows.Rows) != 20 {
		t.Errorf("%d of 20 cases; found %+v", len(rows.Rows), found)
	}
}

// A file that is made smaller leaves out what was lent.
func TestLentPagesAreEmpty(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	check(t, s.Lend(4096))
	_, lent, size := s.Pages()
	check(t, s.Close())
	s = open(t, dir)
	_, still, shrunk := s.Pages()
	if lent != 4096 || still != 0 || shrunk > size/10 {
		t.Errorf("%d pages lent of %d, then %d of %d", lent, size, still, shrunk)
	}
}
