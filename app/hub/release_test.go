package hub_test

import (
	"errors"
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/roster"
)

// What was refused for who wrote it comes into the log when a person answers for
// it: whole cases with what follows from them, at the end of the log, byte for
// byte; and an upload that comes again hears of the place.
func TestRefusedWorkIsReleased(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, other)
	c.employ(t, office, staff()[1:]...)
	events := w.Granted(1)
	refused := c.answers(t, w, events...)
	c.answers(t, other, other.Write(casefile.Case{}, other.NewID(), casefile.Actor{ID: "a1", Name: "赵敏", Role: casefile.Approver}, &casefile.StraySettled{Event: "x", What: casefile.KindReceived, Refused: "role", Way: casefile.GivenUp, Reason: "重复"}))
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.ID
	}
	slices.Reverse(ids) // they are judged in the order of their chain all the same
	for _, r := range release(t, c, ids...) {
		if r.Place != 0 || r.Against == "" || r.Refused == "" {
			t.Errorf("before the clerk is back: %+v", r)
		}
	}
	c.employ(t, office, staff()[0])
	for i, r := range release(t, c, ids...) {
		if want := uint64(len(ids) + 1 - i); r.Place != want || r.Against != "" {
			t.Errorf("released %+v, want place %d", r, want)
		}
		if kept, ok, err := c.hub.Released(r.ID); err != nil || !ok || kept.Word != r.Word || kept.Place != r.Place || kept.Refused != r.Refused {
			t.Errorf("on record %+v, %v, %v", kept, ok, err)
		}
	}
	again := c.answers(t, w, events...)
	for i, a := range again {
		if a.Order != uint64(i+2) || a.Hash != refused[i].Hash || a.Refused != "" {
			t.Errorf("uploaded again: %+v", a)
		}
	}
	all := c.all(t, other, 100)
	if len(all) != 7 || all[6].Kind != casefile.KindIssued { // the certificate follows
		t.Errorf("%d events come down", len(all))
	}
	if p := c.page(t, w, "after=&refused=0"); len(p.Refused) > 0 || !p.Told {
		t.Errorf("a restored window is told of %d refused events", len(p.Refused))
	}
	c.answers(t, w, w.Receive("03-20261123-0002")) // the chain goes on
}

func release(t *testing.T, c *centre, ids ...string) []hub.Release {
	t.Helper()
	done, err := c.hub.Release(ids, hub.Word{By: "周主任", Why: "人已复职"})
	if err != nil || len(done) != len(ids) {
		t.Fatal(done, err)
	}
	return done
}

// What cannot be released says why, and stays where it is.
func TestWhatCannotBeReleased(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	taken := w.Receive("03-20261123-0001")
	double := w.Receive("03-20261123-0001")
	given := w.Receive("03-20261123-0001")
	altered := w.Write(casefile.Case{}, w.NewID(), casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk}, &casefile.Withdrawn{Reason: "x"})
	word := w.Write(casefile.Case{}, given.Case, casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk},
		&casefile.StraySettled{Event: given.ID, What: given.Kind, Refused: "number-taken", Way: casefile.GivenUp, Reason: "重复"})
	c.answers(t, w, taken, double, given, altered, word)
	late := w.Receive("03-20261123-0003")
	if _, err := c.hub.Revoke(w.Installation, false); err != nil {
		t.Fatal(err)
	}
	if a := c.answers(t, w, late); a[0].Refused != "revoked" {
		t.Fatalf("%+v", a)
	}
	for id, want := range map[string]string{
		taken.ID: "not-refused", "nothing": "not-refused", double.ID: "number-taken", given.ID: "settled", late.ID: "",
	} {
		if r := release(t, c, id)[0]; r.Against != want || (r.Place == 0) == (want == "") {
			t.Errorf("%s: %+v, want %q", id, r, want)
		}
	}
	if _, err := c.hub.Release([]string{double.ID}, hub.Word{By: "周主任"}); !errors.Is(err, hub.ErrNoWord) {
		t.Errorf("without a reason: %v", err)
	}
	if _, ok, err := c.hub.Released(double.ID); ok || err != nil {
		t.Errorf("on record: %v, %v", ok, err)
	}
}

// A release goes by the roster of its moment, not of the one before it.
func TestReleaseAsksTheRosterOfToday(t *testing.T) {
	c := open(t, t.TempDir(), cheap)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.employ(t, office, roster.User{ID: "c1", Name: "王芳", Role: casefile.Reviewer, Section: "规划科"})
	e := w.Receive("03-20261123-0001")
	if a := c.answers(t, w, e); a[0].Refused != "author-role" {
		t.Fatalf("%+v", a)
	}
	if r := release(t, c, e.ID)[0]; r.Against != "author-role" {
		t.Errorf("%+v", r)
	}
	if err := c.hub.SetRole(office, "c1", casefile.Clerk, ""); err != nil {
		t.Fatal(err)
	}
	if r := release(t, c, e.ID)[0]; r.Place != 1 {
		t.Errorf("%+v", r)
	}
	if r := release(t, c, e.ID)[0]; r.Against != "not-refused" {
		t.Errorf("again: %+v", r)
	}
}
