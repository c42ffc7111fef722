package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
	"onewindow/store/smalldisk"
)

func TestFullDisk(t *testing.T) {
	smalldisk.On(t, "640k", func(disk string) { fillTheDisk(t, disk) })
}

func fillTheDisk(t *testing.T, disk string) {
	ballast := filepath.Join(disk, "ballast")
	check(t, os.WriteFile(ballast, make([]byte, 200<<10), 0o600))
	dir := filepath.Join(disk, "data")
	s := openFor(t, dir)
	check(t, s.Local().AddLease(lease("l1", 1, replica.MaxLease)))

	var shown []string
	for {
		line, err := acceptOne(s)
		if err != nil {
			wantFull(t, "accepting", err)
			break
		}
		shown = append(shown, line)
	}
	if len(shown) < 5 {
		t.Fatalf("only %v fitted on the disk", shown)
	}
	t.Logf("%d cases fitted on the disk", len(shown))
	_, err := s.AddFile("big.pdf", strings.NewReader(strings.Repeat("x", 700<<10)), 1<<20)
	wantFull(t, "a large file", err)
	if parts, err := filepath.Glob(filepath.Join(dir, "attachments", "*.part")); err != nil || len(parts) > 0 {
		t.Errorf("half-written files are left: %v %v", parts, err)
	}
	wantReadable(t, s, shown)
	wantSecondStoreRefused(t, disk)

	check(t, s.Close())
	s = openFor(t, dir) // a full disk must not keep the window from opening
	wantReadable(t, s, shown)

	check(t, os.Remove(ballast))
	for range 3 {
		line, err := acceptOne(s)
		check(t, err)
		shown = append(shown, line)
	}
	check(t, s.Close())
	wantWhole(t, chainOnDisk(t, dir))
	wantShown(t, dir, shown, 1)
}

func wantFull(t *testing.T, doing string, err error) {
	t.Helper()
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("%s on a full disk: %v", doing, err)
	}
}

// wantReadable checks rows, cases and numbers while the disk is full. The file
// behind the last case may be what found no room, so one case more is right.
func wantReadable(t *testing.T, s *store.Store, shown []string) {
	t.Helper()
	rows, err := s.List(desk.Query{Limit: 1 << 20})
	check(t, err)
	if rows.Total < len(shown) || rows.Total > len(shown)+1 {
		t.Fatalf("%d cases, %d were shown", rows.Total, len(shown))
	}
	for _, r := range rows.Rows {
		c, err := s.Case(r.ID)
		check(t, err)
		if c.AcceptanceNumber == "" {
			t.Errorf("half of case %s", r.ID)
		}
	}
	box, err := s.Outbox()
	check(t, err)
	if box.Events != 2*rows.Total || box.Numbers != uint64(replica.MaxLease-rows.Total) {
		t.Errorf("%+v for %d cases", box, rows.Total)
	}
	// Not one of the ways of writing may do half of its work.
	wantFull(t, "a page", fillByPages(t, s))
	again, err := s.List(desk.Query{Text: "遠方"})
	check(t, err)
	cursor, err := s.Local().Cursor()
	check(t, err)
	if again.Total != 0 || cursor != "" {
		t.Errorf("%d rows of a page that found no room, cursor %q", again.Total, cursor)
	}
}

// fillByPages applies a page larger than what may be left of the disk.
func fillByPages(t *testing.T, s *store.Store) error {
	t.Helper()
	var p replica.Page
	for i := range 500 {
		e := foreign(event(t, fmt.Sprintf("f%d", i), fmt.Sprintf("f%d", i), clerk, received(fmt.Sprint(i), "遠方")), uint64(i+1))
		p.Events = append(p.Events, ordered(t, e, uint64(i+1)))
	}
	p.Next = "p1"
	return s.Local().Apply(p)
}

func wantSecondStoreRefused(t *testing.T, disk string) {
	t.Helper()
	// Whatever room is left goes first.
	wantFull(t, "filling up", os.WriteFile(filepath.Join(disk, "fill"), make([]byte, 1<<20), 0o600))
	second := filepath.Join(disk, "second")
	_, err := store.Open(options(second))
	wantFull(t, "creating a store", err)
	left, err := filepath.Glob(filepath.Join(second, "onewindow.db*"))
	if err != nil || len(left) > 0 {
		t.Errorf("half a store is left: %v %v", left, err)
	}
}
