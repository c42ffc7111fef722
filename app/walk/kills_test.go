//go:build linux && walk

package main

import (
	"path/filepath"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/hub"
	"onewindow/store"
	"onewindow/store/central"
)

// kills is how often the power goes right behind an acknowledgement.
const kills = 20

func TestAcknowledgedCasesSurviveKills(t *testing.T) {
	c := table(t)
	c.bare = true
	if err := c.startCentral(t.Context()); err != nil {
		t.Fatal(err)
	}
	var acknowledged []string
	for range kills {
		acknowledged = append(acknowledged, acceptOne(t, c, len(acknowledged) == 0))
		if err := c.killWindow(); err != nil {
			t.Fatal(err)
		}
	}
	wantInStore(t, c, acknowledged)

	// Once more, and to the end: what this case has behind it has reached the
	// centre when the centre knows this case.
	acknowledged = append(acknowledged, acceptOne(t, c, false))
	does(t, c, prints("受理通知书", decision, acknowledged[kills]), phone("受理通知书", "已受理，审查中"))
	does(t, c, picture("after the kills"))
	if err := c.killWindow(); err != nil {
		t.Fatal(err)
	}
	wantInStore(t, c, acknowledged)
	wantAtCentre(t, c, acknowledged)
}

// acceptOne opens the window and accepts a case. Only the first is typed in
// full; the form recalls the others from it.
func acceptOne(t *testing.T, c *counter, first bool) string {
	t.Helper()
	if err := c.openWindow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if first {
		does(t, c, form()...)
		does(t, c, toReport())
	} else {
		does(t, c, recalls()...)
	}
	does(t, c, materials()...)
	return accepts(t, c)
}

// wantInStore looks whether the window's own store, opened as the next start
// would, holds every acknowledged case once and nothing else, and returns them.
func wantInStore(t *testing.T, c *counter, acknowledged []string) []casefile.Case {
	t.Helper()
	s, err := store.Open(store.Options{Dir: c.store, Installation: func() string { return "" }, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	rows, err := s.List(desk.Query{Limit: 10 * kills})
	if err != nil {
		t.Fatal(err)
	}
	cases := make([]casefile.Case, len(rows.Rows))
	for i, row := range rows.Rows {
		if cases[i], err = s.Case(row.ID); err != nil {
			t.Fatal(err)
		}
	}
	wantOnce(t, "the window's store", cases, acknowledged)
	return cases
}

// wantAtCentre looks whether the centre's log, after the centre has stopped,
// holds every acknowledged case once and nothing else.
func wantAtCentre(t *testing.T, c *counter, acknowledged []string) {
	t.Helper()
	c.screen.Forget(c.central)
	if err := c.central.Stop(ready); err != nil {
		t.Fatal(err)
	}
	log, err := central.Open(filepath.Join(c.data, "centre"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	}()
	wantOnce(t, "the centre's log", casesOf(t, log, "330402-nh"), acknowledged)
}

// casesOf folds every case of an office from the log.
func casesOf(t *testing.T, log hub.Log, office string) []casefile.Case {
	t.Helper()
	stretch, err := log.After(office, 0, 1<<20, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	events := map[string][]casefile.Event{}
	for _, ordered := range stretch.Events {
		e, err := casefile.Parse(ordered.Event)
		if err != nil {
			t.Fatal(err)
		}
		events[e.Case] = append(events[e.Case], e)
	}
	var cases []casefile.Case
	for _, list := range events {
		cases = append(cases, casefile.Fold(list))
	}
	return cases
}

// wantOnce holds cases to what was acknowledged: each number once, accepted
// under a number of its own, complete, and no case besides.
func wantOnce(t *testing.T, where string, cases []casefile.Case, acknowledged []string) {
	t.Helper()
	found, acceptances := map[string]int{}, map[string]string{}
	for _, k := range cases {
		found[k.Number]++
		if other, twice := acceptances[k.AcceptanceNumber]; twice || k.AcceptanceNumber == "" {
			t.Errorf("%s: %s has the acceptance number %q of %q", where, k.Number, k.AcceptanceNumber, other)
		}
		acceptances[k.AcceptanceNumber] = k.Number
		if k.State != casefile.StateReview || k.Application.Project.Name != projectName || k.Application.Applicant.Code != creditCode {
			t.Errorf("%s: %s is %s for %q of %q", where, k.Number, k.State, k.Application.Project.Name, k.Application.Applicant.Code)
		}
	}
	for _, number := range acknowledged {
		if found[number] != 1 {
			t.Errorf("%s: acknowledged case %s is there %d times", where, number, found[number])
		}
		delete(found, number)
	}
	if len(found) > 0 {
		t.Errorf("%s: cases nobody acknowledged: %v", where, found)
	}
}
