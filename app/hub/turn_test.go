package hub_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// sent is an upload on its way.
type sent struct {
	*testing.T
	answer <-chan got
}

// send uploads events that the centre may hold for some seconds.
func (c *centre) send(t *testing.T, from *hubtest.Counter, wait string, events ...casefile.Event) sent {
	t.Helper()
	answer := make(chan got, 1)
	go func() {
		answer <- c.post(t, from, replica.PathEvents+"?wait="+wait, batchOf(t, from, events...))
	}()
	return sent{t, answer}
}

// held makes sure that there is no answer yet.
func (s sent) held() {
	s.Helper()
	select {
	case g := <-s.answer:
		s.Fatalf("answered %d: %s", g.status, g.body)
	case <-time.After(200 * time.Millisecond):
	}
}

// taken wants all events to be taken, the first at that place.
func (s sent) taken(place uint64) {
	s.Helper()
	for i, a := range into[replica.Acknowledgement](s, <-s.answer).Answers {
		if a.Order != place+uint64(i) {
			s.Errorf("answer %d: %+v", i, a)
		}
	}
}

func TestUploadThatOvertookIsHeld(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	events := w.Granted(1)
	late := c.send(t, w, "30", events[2:4]...)
	late.held()
	if g := <-c.send(t, w, "30", events[3:4]...).answer; g.code(t) != "chain" {
		t.Errorf("a second one is held: %d %s", g.status, g.body)
	}
	if g := <-c.send(t, w, "0", events[2:3]...).answer; g.code(t) != "chain" {
		t.Errorf("one that does not ask for it is held: %d %s", g.status, g.body)
	}
	c.send(t, w, "0", events[:1]...).taken(1)
	late.held() // one is missing still
	c.send(t, w, "0", events[1:2]...).taken(2)
	late.taken(3)
	c.send(t, w, "30", events[2:5]...).taken(3) // nothing is held that is known
}

// What is held in one process goes on when another took over what stood before it.
func TestUploadIsHeldUntilAnotherProcessTookTheOneBefore(t *testing.T) {
	c := open(t, t.TempDir())
	other, err := hub.New(hub.Config{
		Log: c.store, Files: c.store, Now: hubtest.Start, Random: rand.Reader,
		PublicURL: "HTTP://127.0.0.1:8470", Region: "330402", Item: hubtest.Item,
	})
	if err != nil {
		t.Fatal(err)
	}
	beside := *c
	beside.Server = httptest.NewServer(other)
	t.Cleanup(func() {
		beside.Close()
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	})
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	events := w.Granted(1)
	late := c.send(t, w, "30", events[2:4]...)
	late.held()
	beside.send(t, w, "30", events[:2]...).taken(1)
	late.taken(3)
}

// Nothing is held longer than was asked for, and nothing once the centre ends.
func TestUploadIsHeldForAWhile(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	events := w.Granted(1)
	for _, v := range []struct {
		name, wait string
		end        func() error
	}{
		{"its time", "1", func() error { return nil }},
		{"the end of the centre", "30", c.hub.Close},
	} {
		late := c.send(t, w, v.wait, events[2:4]...)
		late.held()
		if err := v.end(); err != nil {
			t.Error(err)
		}
		select {
		case g := <-late.answer:
			if g.status != http.StatusConflict || g.code(t) != "chain" {
				t.Errorf("after %s: %d %s", v.name, g.status, g.body)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("held beyond %s", v.name)
		}
	}
}
