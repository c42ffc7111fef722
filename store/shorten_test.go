package store_test

import (
	"strings"
	"testing"
	"time"

	"onewindow/app/desk"
	"onewindow/store"
)

// A journal that has grown long is begun anew when no action runs, and loses
// nothing by it.
func TestJournalIsShortenedInAPause(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.ShortenAt(8 << 10)
	for s.JournalGrown() < 12<<10 {
		saveLong(t, s)
	}
	for deadline := time.Now().Add(time.Minute); s.JournalGrown() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the journal has %d bytes behind its summary", s.JournalGrown())
		}
	}
	check(t, s.Close())
	drafts, err := open(t, dir).Drafts()
	check(t, err)
	if len(drafts) != 1 {
		t.Errorf("%d drafts", len(drafts))
	}
}

// Where there is no pause an action does it, before the journal is twice as long.
func TestJournalIsShortenedByAnAction(t *testing.T) {
	s := open(t, t.TempDir())
	s.HoldLists()
	s.ShortenAt(8 << 10)
	longest := int64(0)
	for range 60 {
		saveLong(t, s)
		longest = max(longest, s.JournalGrown())
	}
	if longest < 8<<10 || longest > 40<<10 {
		t.Errorf("the journal had %d bytes behind its summary", longest)
	}
}

func saveLong(t *testing.T, s *store.Store) {
	t.Helper()
	check(t, s.SaveDraft(desk.Draft{ID: "kept", Fields: map[string]string{"x": strings.Repeat("long ", 200)}}))
}
