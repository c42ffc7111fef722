package store_test

import (
	"errors"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/store"
)

// A repair folds the cases anew in steps; one that was cut short between two is no
// damage, and the next start goes on from there and ends with every row.
func TestFoldingAnewGoesOn(t *testing.T) {
	dir := t.TempDir()
	const cases = 40
	check(t, store.Fill(options(dir), cases, func(i int) []casefile.Event { return manyEvents(t, i) }))
	s := openFor(t, dir)
	add(t, s, event(t, "own", "own case", clerk, received("03-1", "甲")), logged(t, "l1", here, clerk, casefile.SignedIn),
		event(t, "odd", caseID(7), clerk, received("03-2", "乙"))) // fits no longer
	want := everyRow(t, s)
	strays, err := s.Tray()
	check(t, errors.Join(err, s.Close()))
	for steps := range 5 {
		check(t, store.MakeSomeRows(options(dir), 9))
		if steps == 1 {
			wantNoFindings(t, dir)
		}
	}
	var told []store.Progress
	o := options(dir)
	o.Progress = func(p store.Progress) { told = append(told, p) }
	s, err = store.Open(o)
	check(t, err)
	if len(told) == 0 || told[0].Step != store.StepFold || told[len(told)-1].Step != store.StepList {
		t.Errorf("told %+v", told)
	}
	if got := everyRow(t, s); len(got) != cases+1 || !same(got, want) {
		t.Errorf("%d rows, want %d: %+v", len(got), len(want), got)
	}
	again, err := s.Tray()
	if err != nil || len(again) != 1 || again[0].Event.ID != strays[0].Event.ID || again[0].Reason != strays[0].Reason {
		t.Errorf("the tray holds %+v, %v", again, err)
	}
	check(t, s.Close())
	wantNoFindings(t, dir)
	told = nil
	s, err = store.Open(o)
	check(t, err)
	if len(told) > 0 {
		t.Errorf("a whole folder is folded anew: %+v", told)
	}
	check(t, s.Close())
}

func everyRow(t *testing.T, s *store.Store) []casefile.Summary {
	t.Helper()
	rows, err := s.List(desk.Query{Sort: desk.ByNumber, Limit: 1000})
	check(t, err)
	return rows.Rows
}

func same(a, b []casefile.Summary) bool {
	for i := range a {
		if i >= len(b) || a[i].ID != b[i].ID || a[i].State != b[i].State || a[i].Pending != b[i].Pending {
			return false
		}
	}
	return len(a) == len(b)
}
