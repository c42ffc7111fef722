package hub_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// looked counts how often somebody looks for events of an office.
type looked struct {
	hub.Log
	office string
	times  *atomic.Int32
}

func (l looked) After(office string, place uint64, limit, maxBytes int) (hub.Stretch, error) {
	if office == l.office {
		l.times.Add(1)
	}
	return l.Log.After(office, place, limit, maxBytes)
}

// Who waits for news of one office is not woken by the work of another, and at once
// by that of its own.
func TestNewsWakeTheirOfficeAlone(t *testing.T) {
	var times atomic.Int32
	c := open(t, t.TempDir(), func(c *hub.Config) { c.Log = looked{c.Log, office, &times} })
	here, there := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, "330411-01", "03")
	c.enrol(t, here)
	c.enrol(t, there)
	heard := make(chan replica.Page, 1)
	go func() {
		heard <- into[replica.Page](t, c.call(t, here, http.MethodGet, replica.PathEvents+"?after=&wait=20", nil, nil))
	}()
	for times.Load() == 0 { // until it waits
		time.Sleep(time.Millisecond)
	}
	for n := range 20 {
		c.answers(t, there, there.Receive(fmt.Sprintf("03-20261123-%04d", n+1)))
	}
	if n := times.Load(); n > 5 { // it looks every few seconds by itself
		t.Errorf("it looked %d times while another office worked", n)
	}
	c.answers(t, here, here.Receive("03-20261123-0001"))
	select {
	case p := <-heard:
		if len(p.Events) != 1 {
			t.Errorf("it hears of %d events", len(p.Events))
		}
	case <-time.After(newsPatience):
		t.Error("it is not told of its own office's work")
	}
}

// newsPatience is less than the pause after which who waits looks for himself,
// where nothing else keeps the machine busy.
const newsPatience = 4 * time.Second
