package main

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/workday"
	"onewindow/store/central"
)

// sample is a calendar for 2027. It is invented: the notice is not known.
const sample = "../workday/testdata/sample-2027.ics"

// idle is a desk's line when something else speaks to the centre.
type idle struct{}

func (idle) State() desk.LineState { return desk.LineState{Configured: true} }
func (idle) Nudge()                {}

// seat opens a desk on the window's store.
func seat(t *testing.T, w *window) *desk.Desk {
	t.Helper()
	office, err := demoOffice()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := embeddedCalendar()
	if err != nil {
		t.Fatal(err)
	}
	d, err := desk.New(desk.Params{Store: w.store, Embedded: calendar, Office: office, Line: idle{}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A deadline past the announced years is provisional. The notice comes to the
// centre, the windows hear of it, and the case shows both dates.
func TestCalendarComesToTheCentreAndMovesADeadlineAtTheWindow(t *testing.T) {
	dir := t.TempDir()
	url, kill := startProcess(t, dir, "127.0.0.1:0")
	w := prepareWindow(t, 1, url, "03")
	at := seat(t, w)
	w.client.Almanac = at
	w.run(t)
	w.until(t, func(s replica.Status) bool { return s.Online })

	calendar, err := embeddedCalendar()
	if err != nil {
		t.Fatal(err)
	}
	w.counter.Now = hubtest.YearEnd()
	events := w.counter.Accepted(1, calendar, 5, 30)
	w.write(t, events...)
	awaitCase(t, w, events[0].Case, func(c casefile.Case) bool { return settled(t, w, c) })
	before := awaitCase(t, w, events[0].Case, func(c casefile.Case) bool { return c.State == casefile.StateReview })
	if !before.Statutory.Provisional || before.Statutory.Due.String() != "2027-02-15" {
		t.Fatalf("due %s, provisional %t", before.Statutory.Due, before.Statutory.Provisional)
	}

	if err := (calendarImport{Storage: Storage{Data: dir}, File: sample}).Run(); !errors.Is(err, central.ErrInUse) {
		t.Errorf("imported under a running centre: %v", err)
	}
	kill()
	if err := (calendarImport{Storage: Storage{Data: dir}, File: sample}).Run(); err != nil {
		t.Fatal(err)
	}
	startProcess(t, dir, strings.TrimPrefix(url, "http://"))
	w.client.Nudge()

	after := awaitCase(t, w, events[0].Case, func(c casefile.Case) bool { return !c.Statutory.Provisional })
	if after.Statutory.Due.String() != "2027-02-17" || len(after.Misfits) > 0 {
		t.Errorf("due %s, misfits %v", after.Statutory.Due, after.Misfits)
	}
	var dues []string
	for _, entry := range after.History {
		switch body := entry.Body.(type) {
		case *casefile.Accepted:
			dues = append(dues, body.Statutory.Due.String())
		case *casefile.Recounted:
			dues = append(dues, body.Statutory.Due.String())
		}
	}
	if strings.Join(dues, " ") != "2027-02-15 2027-02-17" {
		t.Errorf("the history holds %v", dues)
	}
	for _, d := range []*desk.Desk{at, seat(t, w)} { // at once, and after a restart
		if info := d.Calendar(); info.Source != desk.CalendarCentre || len(info.Years) != 3 || info.Years[2].Year != 2027 {
			t.Errorf("%+v", info)
		}
	}
}

// awaitCase waits until the window's case is as asked.
func awaitCase(t *testing.T, w *window, id string, is func(casefile.Case) bool) casefile.Case {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		c, err := w.store.Case(id)
		if err != nil {
			t.Fatal(err)
		}
		if is(c) {
			return c
		}
		if time.Now().After(limit) {
			t.Fatalf("the case stays at %+v", c.Statutory.Due)
		}
	}
}

func settled(t *testing.T, w *window, c casefile.Case) bool {
	t.Helper()
	pending, err := w.store.Pending(c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return !pending
}

func TestImportSaysWhatItDid(t *testing.T) {
	before, _ := workday.NewDate(2027, time.February, 15)
	var out bytes.Buffer
	err := report(&out, hub.CalendarImport{Years: []int{2027}, Moved: []casefile.Shift{
		{Number: "03-20261123-0001", Before: before, After: before.Add(2)},
		{Number: "03-20261123-0002", Before: before, After: before, Provisional: true},
	}})
	want := "in force for [2027]; 2 deadlines counted anew\n" +
		"03-20261123-0001  2027-02-15 → 2027-02-17\n" +
		"03-20261123-0002  2027-02-15 → 2027-02-15  (provisional)\n"
	if err != nil || out.String() != want {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestImportRefusesWhatIsNoCalendar(t *testing.T) {
	path := t.TempDir() + "/x.csv"
	if err := os.WriteFile(path, []byte("2027,notice\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var line *workday.LineError
	if err := (calendarImport{Storage: Storage{Data: t.TempDir()}, File: path}).Run(); !errors.As(err, &line) || !strings.Contains(err.Error(), path) {
		t.Errorf("%v", err)
	}
}
