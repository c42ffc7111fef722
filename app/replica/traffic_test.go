package replica_test

import (
	"testing"
	"time"

	"onewindow/app/replica"
)

// What the window shows of the line: bytes and events of the day, what is wrong
// since when, and when it tries again.
func TestTrafficIsCountedByTheDay(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	w.memory.add(w.Granted(1)...)
	w.run(t)
	s := w.until(t, "all went up and came down", func(s replica.Status) bool { return s.Traffic.EventsReceived == 6 })
	if g := s.Traffic; g.EventsSent != 5 || g.Sent < 1000 || g.Received < 1000 || !g.NextTry.IsZero() || !s.ErrSince.IsZero() {
		t.Errorf("%+v", s)
	}
	c.kill()
	first := w.untilCode(t, replica.CodeOffline)
	if first.Traffic.EventsSent != 5 || !first.Traffic.NextTry.After(first.Since) || first.ErrSince.IsZero() {
		t.Errorf("%+v", first)
	}
	if again := w.untilCode(t, replica.CodeOffline); !again.ErrSince.Equal(first.ErrSince) || !again.Traffic.NextTry.After(first.Traffic.NextTry) {
		t.Errorf("first %+v, again %+v", first, again)
	}
	w.clock.forward(24 * time.Hour)
	c.start()
	s = w.until(t, "another day", func(s replica.Status) bool { return s.Online })
	if s.Traffic.EventsSent != 0 || s.Traffic.EventsReceived != 0 || s.Traffic.Sent >= first.Traffic.Sent {
		t.Errorf("the next day: %+v", s.Traffic)
	}
}
