package casefile_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// calendars are the embedded one and what it becomes with the sample of 2027.
func calendars(t *testing.T) (before, after *workday.Calendar) {
	t.Helper()
	var both [2]*workday.Calendar
	for i, name := range []string{"../../assets/calendars/china.csv", "../workday/testdata/sample-2027.csv"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if both[i], err = workday.Parse(bytes.NewReader(raw)); err != nil {
			t.Fatal(err)
		}
	}
	return both[0], both[0].Merge(both[1])
}

func TestOnlyTheLimitThatRunsIsRecounted(t *testing.T) {
	before, after := calendars(t)
	start, _ := workday.NewDate(2027, time.January, 25)
	on, _ := workday.NewDate(2026, time.December, 1)
	limits := casefile.Case{
		Limit: before.Deadline(start, 5), Deadline: before.Deadline(start, 10), Statutory: before.Deadline(start, 20),
	}
	for _, v := range []struct {
		state  casefile.State
		limit  bool // recounted
		clocks bool
	}{
		{casefile.StateReceived, true, false},
		{casefile.StateReview, false, true},
		{casefile.StateReviewed, false, true},
		{casefile.StateGranted, false, false},
		{casefile.StateClosed, false, false},
		{casefile.StateWithdrawn, false, false},
	} {
		c := limits
		c.State = v.state
		b := c.Recount(after, on)
		if (b != nil) != (v.limit || v.clocks) {
			t.Errorf("%s: %+v", v.state, b)
		}
		if b == nil {
			continue
		}
		if moved := !b.Limit.Provisional; moved != v.limit {
			t.Errorf("%s: the limit after receipt moved: %t", v.state, moved)
		}
		if moved := b.Statutory.Due != c.Statutory.Due && !b.Promised.Provisional; moved != v.clocks {
			t.Errorf("%s: the clocks moved: %t", v.state, moved)
		}
		if b.Calendar != after.Notice(2027) || b.On != on {
			t.Errorf("%s: %q on %s", v.state, b.Calendar, b.On)
		}
		if again := (casefile.Case{State: v.state, Limit: b.Limit, Deadline: b.Promised, Statutory: b.Statutory}).Recount(after, on); again != nil {
			t.Errorf("%s: recounted twice", v.state)
		}
	}
}

func TestKnownLimitsStayKnown(t *testing.T) {
	before, after := calendars(t)
	start, _ := workday.NewDate(2027, time.January, 25)
	c := casefile.Case{State: casefile.StateReview, Deadline: after.Deadline(start, 10), Statutory: after.Deadline(start, 20)}
	if b := c.Recount(before, start); b != nil {
		t.Errorf("provisional again: %+v", b)
	}
	if b := c.Recount(new(workday.Calendar), start); b != nil {
		t.Errorf("recounted on no calendar: %+v", b)
	}
}

func TestLimitsOfCenturiesAreLeftAlone(t *testing.T) {
	_, after := calendars(t)
	start, _ := workday.NewDate(2026, time.December, 1)
	end, _ := workday.NewDate(9999, time.December, 31)
	for _, d := range []workday.Deadline{
		{Start: start, WorkingDays: 1_000_000_000, Provisional: true},
		{Start: start, WorkingDays: 5, Stands: []workday.Span{{From: start, To: end}}, Provisional: true},
	} {
		if b := (casefile.Case{State: casefile.StateReview, Deadline: d, Statutory: d}).Recount(after, start); b != nil {
			t.Errorf("%d working days were counted", d.WorkingDays)
		}
	}
}
