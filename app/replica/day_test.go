package replica_test

import (
	"math/rand"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk/desktest"
	"onewindow/store"
)

// working is a window of the demo office that belongs to the centre, and a day's
// work of 30 cases that it has not begun.
type working struct {
	*counter
	store   *store.Store
	events  []casefile.Event
	granted []string // cases that end in a certificate
}

func newWorking(t testing.TB, url string) *working {
	t.Helper()
	d := desktest.New(t)
	if err := d.Day(30, rand.New(rand.NewSource(5))); err != nil {
		t.Fatal(err)
	}
	events, err := d.Waiting(rand.New(rand.NewSource(6)))
	if err != nil {
		t.Fatal(err)
	}
	w := &working{events: events}
	w.counter, w.store = newStored(t, 1, "03", url)
	w.Office = d.Office().ID
	w.client.Enrolment.Office = w.Office
	for _, e := range events {
		if e.Kind == casefile.KindDecided {
			w.granted = append(w.granted, e.Case)
		}
	}
	return w
}

// inStep says whether all is confirmed and every certificate is here.
func (w *working) inStep(t testing.TB) bool {
	t.Helper()
	if outbox(t, w.store).Events > 0 {
		return false
	}
	for _, id := range w.granted {
		file, err := w.store.Case(id)
		if err != nil {
			t.Fatal(err)
		}
		if file.State != casefile.StateIssued {
			return false
		}
	}
	strays, err := w.store.Tray()
	if err != nil || len(strays) > 0 {
		t.Fatalf("in the tray: %+v, %v", strays, err)
	}
	return true
}

// aDay lets the window join, gives it its day's work, and says how long that
// takes over the line and how many bytes carried says that it costs.
func (w *working) aDay(t testing.TB, carried func() (sent, received int64)) (took time.Duration, sent, received int64) {
	t.Helper()
	w.run(t)
	w.untilOnline(t)
	write(t, w.store, w.events...)
	sentBefore, receivedBefore := carried()
	start := time.Now()
	w.client.Nudge()
	for !w.inStep(t) {
		if time.Since(start) > 5*time.Minute {
			t.Fatal("the day's work is not over the line after five minutes")
		}
		time.Sleep(10 * time.Millisecond)
	}
	took = time.Since(start)
	sent, received = carried()
	return took, sent - sentBefore, received - receivedBefore
}

// carried is what the window's transport counts.
func (w *working) carried() (sent, received int64) {
	return w.client.Transport.(interface{ Carried() (int64, int64) }).Carried()
}

// A day's work of 30 cases is small enough for a line of 64 kbit/s.
func TestDaysWorkIsSmall(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newWorking(t, c.url())
	took, sent, received := w.aDay(t, w.carried)
	t.Logf("%d events in %v: %d bytes sent, %d received", len(w.events), took, sent, received)
	if sent+received > 100_000 {
		t.Errorf("%d bytes", sent+received)
	}
}
