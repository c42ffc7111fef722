package hub_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// accept takes a case in and accepts it under a number.
func accept(t *testing.T, w *hubtest.Counter, serial int, number string) []casefile.Event {
	t.Helper()
	received := w.Receive(fmt.Sprintf("%s-20261123-%04d", w.Window, serial))
	today := workday.DateOf(w.Now)
	return []casefile.Event{received, w.Write(casefile.Fold([]casefile.Event{received}), received.Case,
		casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk}, &casefile.Accepted{On: today, Terms: casefile.Terms{
			Number: number, Deadline: workday.Deadline{Start: today, Due: today.Add(8)}, Sections: []string{"规划科"},
		}})}
}

// Numbers of acceptances come from the window's own leases (受理号段), or tell
// which window made them up.
func TestNumbersOfNobodysLeaseAreRefused(t *testing.T) {
	c := open(t, t.TempDir())
	own, neighbour := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, own)
	c.enrol(t, neighbour)
	for _, w := range []*hubtest.Counter{own, neighbour} {
		into[replica.Lease](t, c.post(t, w, replica.PathLeases,
			replica.LeaseRequest{ID: w.NewID(), Kind: replica.AcceptanceNumbers, Year: 2026}))
	}
	for i, v := range []struct{ name, number, refused string }{
		{"the first of its lease", "嘉南资规受〔2026〕0001号", ""},
		{"the last of its lease", "嘉南资规受〔2026〕0100号", ""},
		{"made without a lease", "嘉南资规受〔2026〕临03-0001号", ""},
		{"of the neighbour's lease", "嘉南资规受〔2026〕0101号", "number-unleased"},
		{"of nobody's lease", "嘉南资规受〔2026〕0201号", "number-unleased"},
		{"of another year", "嘉南资规受〔2027〕0002号", "number-unleased"},
		{"zero", "嘉南资规受〔2026〕0000号", "number-unleased"},
		{"in another spelling", "嘉南资规受〔2026〕00002号", "number-unleased"},
		{"with blanks", "嘉南资规受〔2026〕0002号 ", "number-unleased"},
		{"too large to count", "嘉南资规受〔2026〕18446744073709551617号", "number-unleased"},
		{"nothing like a number", "一二三", "number-unleased"},
		{"once more", "嘉南资规受〔2026〕0001号", "number-taken"},
		{"of its lease again", "嘉南资规受〔2026〕0002号", ""},
	} {
		if a := c.answers(t, own, accept(t, own, i+1, v.number)...); a[0].Refused != "" || a[1].Refused != v.refused {
			t.Errorf("%s: %+v", v.name, a)
		}
	}
	if a := c.answers(t, neighbour, accept(t, neighbour, 1, "嘉南资规受〔2026〕0101号")...); a[1].Refused != "" {
		t.Errorf("a stranger's try took a number from its owner: %+v", a)
	}
}

// An installation holds only so many numbers that it has not given; one that gives
// them gets more, however many it left out on the way.
func TestUnusedLeasesHaveAnEnd(t *testing.T) {
	c := open(t, t.TempDir())
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, other)
	ask := func(w *hubtest.Counter, year int) got {
		return c.post(t, w, replica.PathLeases, replica.LeaseRequest{ID: w.NewID(), Kind: replica.AcceptanceNumbers, Year: year})
	}
	var last replica.Lease
	blocks := func(year int) (n int) {
		for ; n < 100; n++ {
			g := ask(w, year)
			if g.status != http.StatusOK {
				if g.status != http.StatusConflict || g.code(t) != "lease-unused" {
					t.Errorf("%d %s", g.status, g.body)
				}
				return n
			}
			last = into[replica.Lease](t, g)
		}
		return n
	}
	if n := blocks(2026); n != 11 { // the first number counts as given
		t.Errorf("%d blocks without an end", n)
	}
	if g := ask(other, 2026); g.status != http.StatusOK {
		t.Errorf("a neighbour: %d %s", g.status, g.body)
	}
	if n := blocks(2027); n != 11 {
		t.Errorf("%d blocks of the coming year", n)
	}
	number := fmt.Sprintf("嘉南资规受〔2027〕%04d号", last.From)
	if a := c.answers(t, w, accept(t, w, 1, number)...); a[1].Refused != "" {
		t.Fatalf("%+v", a)
	}
	if n := blocks(2026); n != 0 {
		t.Errorf("%d blocks of this year more", n)
	}
	if n := blocks(2027); n != 10 {
		t.Errorf("%d blocks after a number of the last one, want 10", n)
	}
}

// A window's own series, of cases (03-…) and of acceptances without a lease (临03),
// are for the machines that hold it or have held it.
func TestNumbersOfAnotherWindowsOwnSeriesAreRefused(t *testing.T) {
	c := open(t, t.TempDir())
	w, neighbour := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, neighbour)
	give := func(caseNumber, acceptance string, want ...string) {
		t.Helper()
		received := w.Receive(caseNumber)
		today := workday.DateOf(w.Now)
		accepted := w.Write(casefile.Fold([]casefile.Event{received}), received.Case,
			casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk}, &casefile.Accepted{On: today, Terms: casefile.Terms{
				Number: acceptance, Deadline: workday.Deadline{Start: today, Due: today.Add(8)}, Sections: []string{"规划科"},
			}})
		if got := reasons(c.answers(t, w, received, accepted)); !slices.Equal(got, want) {
			t.Errorf("%s, %s: %q, want %q", caseNumber, acceptance, got, want)
		}
	}
	give("04-20261123-0001", "嘉南资规受〔2026〕临03-0001号", "number-foreign", "unknown-case")
	give("03-20261123-0001", "嘉南资规受〔2026〕临04-0001号", "", "number-foreign")
	give("03-20261123-0002", "嘉南资规受〔2026〕临03-0002号", "", "")
	if a := c.answers(t, neighbour, neighbour.Receive("04-20261123-0001")); a[0].Refused != "" {
		t.Errorf("a stranger's try took a number from its window: %+v", a)
	}
	w.Window = "05"
	c.enrol(t, w)
	give("03-20261123-0003", "嘉南资规受〔2026〕临05-0001号", "", "")
	give("04-20261123-0002", "嘉南资规受〔2026〕临05-0002号", "number-foreign", "unknown-case")
}
