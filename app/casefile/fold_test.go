package casefile_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))

// actors are one of each role, and a reviewer of a section nobody asked.
var actors = []casefile.Actor{
	{ID: "wf", Name: "王芳", Role: casefile.Clerk},
	{ID: "cl", Name: "陈立", Role: casefile.Reviewer, Section: "空间规划科"},
	{ID: "sj", Name: "沈洁", Role: casefile.Reviewer, Section: "耕地保护科"},
	{ID: "xx", Name: "徐行", Role: casefile.Reviewer, Section: "信访科"},
	{ID: "zm", Name: "周敏", Role: casefile.Approver},
	{ID: "wg", Name: "吴刚", Role: casefile.Supervisor},
	{ID: casefile.Centre, Role: casefile.CentreRole},
}

// anyEvents draws a history that may hold anything, in any order, on any days:
// mostly what somebody could have meant to do to the case as it then stood.
func anyEvents(t *rapid.T) []casefile.Event {
	all := commands()
	n := rapid.IntRange(0, 60).Draw(t, "events")
	list := make([]casefile.Event, 0, n)
	var c casefile.Case
	on := first
	for i := range n {
		cmd := rapid.SampledFrom(likely(c, on, all)).Draw(t, "command")
		if rapid.IntRange(0, 9).Draw(t, "anything") == 0 {
			cmd = rapid.SampledFrom(all).Draw(t, "any command")
		}
		if rapid.IntRange(0, 3).Draw(t, "days pass") == 0 {
			on = on.Add(rapid.IntRange(0, 12).Draw(t, "days"))
		}
		by := cmd.by
		if rapid.IntRange(0, 19).Draw(t, "usurp") == 0 {
			by = rapid.SampledFrom(actors).Draw(t, "by")
		}
		e := event(t, i, cmd.body(c, on), by, on)
		if rapid.IntRange(0, 29).Draw(t, "garble") == 0 {
			e.Body = json.RawMessage(`{"number":7`)
		}
		list = append(list, e)
		c = c.Then(e)
	}
	return list
}

// likely are the commands that the case as it stands would allow, or all.
func likely(c casefile.Case, on workday.Date, all []command) []command {
	var list []command
	for _, cmd := range all {
		if casefile.Decide(c, cmd.body(c, on), cmd.by) == nil {
			list = append(list, cmd)
		}
	}
	if len(list) == 0 {
		return all
	}
	return list
}

// Whatever happens, the case stays one that the law knows.
func TestAnyHistoryLeavesALawfulCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyEvents(t)
		c := casefile.Fold(events)
		if c.Version != len(events) || len(c.History)+len(c.Misfits) != len(events) {
			t.Fatalf("%d events became %d entries and %d misfits", len(events), len(c.History), len(c.Misfits))
		}
		if c.State != casefile.StateNone && !slices.Contains(casefile.States(), c.State) {
			t.Fatalf("unknown state %q", c.State)
		}
		checkOrder(t, c)
	})
}

// checkOrder holds what must have come before what.
func checkOrder(t *rapid.T, c casefile.Case) {
	position := map[casefile.Kind]int{}
	for i, h := range c.History {
		if _, seen := position[h.Kind]; !seen {
			position[h.Kind] = i
		}
	}
	before := func(first, then casefile.Kind) {
		p, happened := position[then]
		if q, came := position[first]; happened && (!came || q > p) {
			t.Fatalf("%s without %s before it", then, first)
		}
	}
	before(casefile.KindReceived, casefile.KindAccepted)
	before(casefile.KindReceived, casefile.KindNotified)
	before(casefile.KindNotified, casefile.KindSupplemented)
	before(casefile.KindReceived, casefile.KindDeemed)
	before(casefile.KindReceived, casefile.KindDeclined)
	if !c.Deemed {
		before(casefile.KindAccepted, casefile.KindOpinion)
	}
	before(casefile.KindOpinion, casefile.KindDecided)
	before(casefile.KindDecided, casefile.KindIssued)
	before(casefile.KindIssued, casefile.KindHanded)
	before(casefile.KindSpecialStarted, casefile.KindSpecialEnded)
	before(casefile.KindPublicityPosted, casefile.KindPublicityClosed)
	before(casefile.KindHearingTold, casefile.KindHearingAsked)
	before(casefile.KindHearingAsked, casefile.KindHearingHeld)
	before(casefile.KindPaid, casefile.KindRegistration)
	before(casefile.KindRenewalAsked, casefile.KindRenewed)
	before(casefile.KindHanded, casefile.KindRenewalAsked)
	checkClocks(t, c)
	checkDecision(t, c)
	checkReceipt(t, c)
	if c.Decision != nil && len(c.Silent()) > 0 {
		t.Fatalf("decided while %v had not spoken", c.Silent())
	}
	if len(c.Certificates) > 0 && !c.Decision.Grant {
		t.Fatal("a certificate without a grant")
	}
	if c.Handover != nil {
		for _, kind := range c.Handover.Documents {
			if c.Copies(kind) == 0 {
				t.Fatalf("%s was handed over and never printed", kind)
			}
		}
	}
}

// checkClocks holds both limits to the law: a limit ends on a working day, never
// before it would have ended had the clock never stood, and stands only in
// stretches that are on record.
func checkClocks(t *rapid.T, c casefile.Case) {
	if c.AcceptedAt.IsZero() {
		return
	}
	for statutory, d := range map[bool]workday.Deadline{false: c.Deadline, true: c.Statutory} {
		plain := calendar.Deadline(d.Start, d.WorkingDays)
		switch {
		case d.Open:
			if len(c.Standing()) == 0 {
				t.Fatalf("an open limit and nothing for which it stands: %+v", d)
			}
			continue
		case d.Due.Before(plain.Due):
			t.Fatalf("due on %s, before %s", d.Due, plain.Due)
		case len(c.Stands(statutory)) == 0 && d.Due != plain.Due:
			t.Fatalf("due on %s instead of %s, and the clock never stood", d.Due, plain.Due)
		}
		if working, _ := calendar.IsWorking(d.Due); !working {
			t.Fatalf("due on %s, a day off", d.Due)
		}
	}
	for _, s := range c.Stops {
		if s.Promised != (s.Procedure == casefile.Publicly) || s.Basis == "" {
			t.Fatalf("the clock stood for %q on the basis %q", s.Procedure, s.Basis)
		}
	}
	if c.Extension != nil && c.Extension.Days > c.ExtensionLimit {
		t.Fatalf("extended by %d days", c.Extension.Days)
	}
}

// checkDecision holds what must be settled before a decision.
func checkDecision(t *rapid.T, c casefile.Case) {
	if c.Decision == nil {
		return
	}
	if _, open := c.Coordinating(); open {
		t.Fatal("decided while a coordination was open")
	}
	for _, s := range c.Stops {
		if !s.Promised && s.To.IsZero() {
			t.Fatalf("decided while the clock stood for %s", s.Procedure)
		}
	}
	if !c.Decision.Grant {
		return
	}
	public := c.PublicityTerm.Days == 0 || c.Publicity != nil && !c.Publicity.Closed.IsZero()
	if !public || c.NeedsConditions && c.Conditions == nil {
		t.Fatalf("granted without what the terms demand: %+v", c.Publicity)
	}
	for _, o := range c.Opinions {
		if !o.Agree && !o.Settled {
			t.Fatalf("granted against %s", o.Section)
		}
	}
}

// checkReceipt holds what the law says of the time between receipt and
// acceptance.
func checkReceipt(t *rapid.T, c casefile.Case) {
	accepted := !c.AcceptedAt.IsZero()
	switch {
	case accepted && len(c.OpenDefects()) > 0:
		t.Fatal("accepted while defects were open")
	case accepted && len(c.Notices) > 0 && c.Deadline.Start != c.Complete():
		t.Fatalf("accepted from %s, the last supplement came on %s", c.Deadline.Start, c.Complete())
	case c.Deemed && (c.Deadline.Start != workday.DateOf(c.ReceivedAt) || len(c.Notices) > 0):
		t.Fatal("deemed accepted, but not from the day of receipt")
	case accepted && c.Declination != nil:
		t.Fatal("both accepted and declined")
	case c.State == casefile.StateDefective && len(c.Notices) == 0:
		t.Fatal("supplements are awaited that nobody was told of")
	case len(c.Notices) > 2 || len(c.Notices) == 2 && c.Notices[1].Reason == "":
		t.Fatal("a second notice that no supervisor answers for")
	}
}

// Folding is a left fold: any cut gives the same case, and an earlier case is
// never changed by what is added to it.
func TestFoldIsOrderStableAndShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyEvents(t)
		cut := rapid.IntRange(0, len(events)).Draw(t, "cut")
		early := casefile.Fold(events[:cut])
		kept, err := json.Marshal(early)
		if err != nil {
			t.Fatal(err)
		}
		late, other := early, early
		for _, e := range events[cut:] {
			late = late.Then(e)
		}
		for _, e := range slices.Backward(events[cut:]) {
			other = other.Then(e)
		}
		if !reflect.DeepEqual(late, casefile.Fold(events)) {
			t.Fatal("folding in two parts gives another case")
		}
		if again, _ := json.Marshal(early); string(again) != string(kept) {
			t.Fatal("adding events changed the case they were added to")
		}
	})
}

// The canonical form of an event survives reading and writing to the byte.
func TestEventBytesAreStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, e := range anyEvents(t) {
			if !json.Valid(e.Body) {
				continue
			}
			raw, err := e.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			back, err := casefile.Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			if again, _ := back.Bytes(); string(again) != string(raw) {
				t.Fatalf("written again:\n%s\nwas:\n%s", again, raw)
			}
		}
	})
}
