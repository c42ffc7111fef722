package hub_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// sample is a calendar for 2027. It is invented: the notice is not known.
func sample(t testing.TB) []byte { return file(t, "../workday/testdata/sample-2027.ics") }

func embedded(t testing.TB) *workday.Calendar {
	t.Helper()
	c, err := workday.Parse(bytes.NewReader(file(t, "../../assets/calendars/china.csv")))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func carries(c *workday.Calendar) func(*hub.Config) {
	return func(config *hub.Config) { config.Calendar = c }
}

func (c *centre) calendar(t testing.TB, from *hubtest.Counter) replica.Calendar {
	t.Helper()
	return into[replica.Calendar](t, c.call(t, from, http.MethodGet, replica.PathCalendar, nil, nil))
}

func TestImportedCalendarGoesOutAndMovesDeadlines(t *testing.T) {
	days := embedded(t)
	c := open(t, t.TempDir(), carries(days))
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	staying, decided := w.Accepted(1, days, 5, 20), w.Granted(2)
	w.Now = hubtest.YearEnd()
	moving := w.Accepted(3, days, 20, 30)
	c.answers(t, w, slices.Concat(staying, decided, moving)...)

	before := c.page(t, w, "")
	if got := c.calendar(t, w); got.Version != days.Version() || before.Calendar != got.Version || got.CSV != string(days.CSV()) {
		t.Errorf("version %s in the page, %s in the answer", before.Calendar, got.Version)
	}
	done, err := c.hub.ImportCalendar(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(done.Years) != 1 || len(done.Moved) != 1 || done.Moved[0].Case != moving[0].Case {
		t.Fatalf("%+v", done)
	}
	page := c.page(t, w, "after="+before.Next)
	if got := c.calendar(t, w); page.Calendar != got.Version || got.Version == before.Calendar {
		t.Errorf("version %s in the page, %s in the answer", page.Calendar, got.Version)
	}
	if len(page.Events) != 1 {
		t.Fatalf("%d events followed", len(page.Events))
	}
	after := caseOf(t, c, moving[0].Case)
	body, is := after.History[len(after.History)-1].Body.(*casefile.Recounted)
	if !is || after.Deadline.Due.String() != "2027-01-28" || after.Statutory.Due.String() != "2027-02-17" || len(after.Misfits) > 0 {
		t.Fatalf("%s and %s, misfits %v", after.Deadline.Due, after.Statutory.Due, after.Misfits)
	}
	if body.Statutory.Due != after.Statutory.Due || body.Calendar == "" || after.Deadline.Provisional {
		t.Errorf("%+v", body)
	}
	if again, err := c.hub.ImportCalendar(sample(t)); err != nil || len(again.Moved) != 0 {
		t.Errorf("imported again: %+v, %v", again, err)
	}
}

func caseOf(t testing.TB, c *centre, id string) casefile.Case {
	t.Helper()
	events, err := c.store.Case(id)
	if err != nil {
		t.Fatal(err)
	}
	return casefile.Fold(events)
}

// A counter that has not heard of the calendar yet still counts on its own.
func TestDeadlineCountedOnAnEarlierCalendarIsRecountedOnArrival(t *testing.T) {
	days := embedded(t)
	c := open(t, t.TempDir(), carries(days))
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	if _, err := c.hub.ImportCalendar(sample(t)); err != nil {
		t.Fatal(err)
	}
	w.Now = hubtest.YearEnd()
	events := w.Accepted(1, days, 20, 30)
	c.answers(t, w, events...)
	if got := caseOf(t, c, events[0].Case); got.Statutory.Due.String() != "2027-02-17" || got.Statutory.Provisional {
		t.Errorf("due %s, provisional %t", got.Statutory.Due, got.Statutory.Provisional)
	}
	if got := c.all(t, w, 100); len(got) != 3 || got[2].Kind != casefile.KindRecounted {
		t.Errorf("%d events", len(got))
	}
}

// A counter with a newer program may know a year that the centre does not.
func TestKnownDeadlineIsNotMadeProvisional(t *testing.T) {
	c := open(t, t.TempDir(), carries(embedded(t)))
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	fresh, err := workday.Read(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	w.Now = hubtest.YearEnd()
	events := w.Accepted(1, embedded(t).Merge(fresh), 20, 30)
	c.answers(t, w, events...)
	if got := c.all(t, w, 100); len(got) != 2 {
		t.Errorf("%d events", len(got))
	}
}

func TestCalendarsTheCentreRefuses(t *testing.T) {
	c := open(t, t.TempDir(), carries(embedded(t)))
	var line *workday.LineError
	if _, err := c.hub.ImportCalendar([]byte("2027,notice,x\nx\n")); !errors.As(err, &line) || line.Line != 2 {
		t.Errorf("%v", err)
	}
	if _, err := c.hub.ImportCalendar([]byte("2027-01-01,off,x\n")); !errors.Is(err, hub.ErrNoYear) {
		t.Errorf("%v", err)
	}
	if got, err := c.hub.CalendarInForce(); err != nil || got.Version() != embedded(t).Version() {
		t.Errorf("another calendar is in force: %v", err)
	}
}

func TestImportedCalendarStaysAfterARestart(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, carries(embedded(t)))
	if _, err := c.hub.ImportCalendar(sample(t)); err != nil {
		t.Fatal(err)
	}
	want, err := c.hub.CalendarInForce()
	if err != nil {
		t.Fatal(err)
	}
	c.stop(t)
	c = open(t, dir, carries(embedded(t)))
	if got, err := c.hub.CalendarInForce(); err != nil || got.Version() != want.Version() || !got.Covers(2027) {
		t.Errorf("%v, %v", got.Years(), err)
	}
}

func TestCentreWithoutACalendarHandsNoneOut(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	if page, got := c.page(t, w, ""), c.calendar(t, w); page.Calendar != "" || got != (replica.Calendar{}) {
		t.Errorf("%q, %+v", page.Calendar, got)
	}
	if _, err := c.hub.ImportCalendar(sample(t)); err != nil {
		t.Fatal(err)
	}
	if page := c.page(t, w, ""); page.Calendar == "" {
		t.Error("the imported calendar is not told of")
	}
}
