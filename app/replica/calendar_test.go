package replica_test

import (
	"os"
	"sync"
	"testing"
	"time"

	"onewindow/app/replica"
	"onewindow/app/workday"
)

// shelf is where a window keeps the calendar.
type shelf struct {
	mu    sync.Mutex
	kept  replica.Calendar
	took  int
	fails error
}

func (s *shelf) CalendarVersion() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept.Version
}

func (s *shelf) TakeCalendar(c replica.Calendar) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took++
	if s.fails == nil {
		s.kept = c
	}
	return s.fails
}

func (s *shelf) taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.took
}

func TestCalendarComesWithTheNextContact(t *testing.T) {
	c := startCentre(t, time.Now)
	importSample(t, c)
	w, s := newCounter(t, 1, "03", c.url()), &shelf{}
	w.client.Almanac = s
	w.run(t)
	w.untilOnline(t)
	want, err := c.hub.CalendarInForce()
	if err != nil {
		t.Fatal(err)
	}
	if s.kept.Version != want.Version() || s.kept.CSV != string(want.CSV()) {
		t.Errorf("%+v", s.kept)
	}
	w.add(w.Receive("1")) // more pages with the same version
	eventually(t, "settled", func() bool { return w.waiting() == 0 })
	if s.taken() != 1 {
		t.Errorf("it was fetched %d times", s.taken())
	}
}

func importSample(t *testing.T, c *centre) {
	t.Helper()
	raw, err := os.ReadFile("../workday/testdata/sample-2027.ics")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.hub.ImportCalendar(raw); err != nil {
		t.Fatal(err)
	}
}

func TestCalendarThatCannotBeReadHoldsUpNothing(t *testing.T) {
	c := startCentre(t, time.Now)
	importSample(t, c)
	w, s := newCounter(t, 1, "03", c.url()), &shelf{fails: &workday.LineError{Line: 1}}
	w.client.Almanac = s
	w.run(t)
	if status := w.untilCode(t, replica.CodeCalendar); !status.Online {
		t.Error("the line is down")
	}
	w.add(w.Receive("1"))
	eventually(t, "settled", func() bool { return w.waiting() == 0 })
	if s.taken() != 1 {
		t.Errorf("it was fetched %d times", s.taken())
	}
}
