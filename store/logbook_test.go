package store_test

import (
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// logged is an entry in the log book of an installation.
func logged(t testing.TB, id, book string, by casefile.Actor, what casefile.Deed) casefile.Event {
	t.Helper()
	return event(t, id, book, by, &casefile.Logged{What: what, About: "甲乙丙"})
}

// What happens at the machine is a link of the chain that goes to the centre and
// comes back, and nothing that a list, a search or a count knows of.
func TestLogBookIsNoCase(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	told := 0
	stop := s.Watch(func() { told++ })
	add(t, s, logged(t, "l1", here, casefile.Actor{}, casefile.SignInFailed), logged(t, "l2", here, clerk, casefile.SignedIn))
	add(t, s, event(t, "e1", "c1", clerk, received("03-1", "甲")))
	add(t, s, logged(t, "l3", here, clerk, casefile.SignedOut))
	stop()
	if told != 1 {
		t.Errorf("the lists are told %d times of one case", told)
	}
	verifyChain(t, s, 4)
	sent := pending(t, s)
	if len(sent) != 4 {
		t.Fatalf("%d events wait", len(sent))
	}
	check(t, s.Local().Settle([]replica.Answer{
		confirm(t, sent[0], 1), confirm(t, sent[1], 2), confirm(t, sent[2], 3),
		{ID: "l3", Refused: "author-unknown"},
	}))
	theirs := foreign(logged(t, "l9", there, clerk, casefile.SignedIn), 1)
	check(t, s.Local().Apply(replica.Page{Next: "n", Events: []replica.Ordered{
		ordered(t, sent[0], 1), ordered(t, sent[1], 2), ordered(t, sent[2], 3), ordered(t, theirs, 4),
	}}))
	for range 2 {
		aloneInTheLists(t, s)
		wantCase(t, s, here, "l1 l2")
		wantCase(t, s, there, "l9")
		tray, err := s.Tray()
		check(t, err)
		if len(tray) != 1 || tray[0].Event.ID != "l3" || tray[0].Reason != "author-unknown" {
			t.Errorf("tray %+v", tray)
		}
		check(t, s.Close())
		found, err := store.Check(store.Checks{Options: options(dir)})
		if err != nil || len(found) > 0 {
			t.Errorf("the check finds %+v, %v", found, err)
		}
		s = open(t, dir)
	}
}

// aloneInTheLists fails unless the one case is all that lists and searches show.
func aloneInTheLists(t testing.TB, s *store.Store) {
	t.Helper()
	for _, q := range []desk.Query{{Limit: 10}, {Text: "甲", Limit: 10}, {Text: here[:8], Limit: 10}, {Text: "乙丙", Limit: 10}} {
		rows, err := s.List(q)
		check(t, err)
		for _, r := range rows.Rows {
			if r.ID != "c1" {
				t.Errorf("%+v shows %s", q, r.ID)
			}
		}
	}
	tally, err := s.Tally()
	check(t, err)
	total := 0
	for _, n := range tally.States {
		total += n
	}
	if total != 1 {
		t.Errorf("%d cases are counted", total)
	}
}
