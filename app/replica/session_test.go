package replica_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/replica"
	"onewindow/app/workday"
)

// proofs counts how requests prove themselves.
type proofs struct {
	replica.Transport
	old func(*http.Request) bool // who answers is from before there were sessions

	mu             sync.Mutex
	signed, tagged int
	refused        int // for their session
}

func (p *proofs) Do(r *http.Request) (*http.Response, error) {
	session := r.Header.Get(replica.HeaderSession)
	p.mu.Lock()
	if session == "" || session == replica.AskSession {
		p.signed++
	} else {
		p.tagged++
	}
	p.mu.Unlock()
	if p.old != nil && p.old(r) {
		r.Header.Del(replica.HeaderSession)
	}
	answer, err := p.Transport.Do(r)
	if err == nil && answer.StatusCode == http.StatusUnauthorized {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.refused++
	}
	return answer, err
}

// A window signs once and tags from then on; before the session ends it asks for
// another, and where it ended before that it signs again and goes on.
func TestWindowOpensASession(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	p := &proofs{Transport: w.client.Transport}
	w.client.Transport, w.client.Report = p, func(replica.Status) {}
	contact := func(what string, signed, refused int) {
		t.Helper()
		w.memory.add(w.Receive(w.NewID()))
		p.signed, p.tagged, p.refused = 0, 0, 0
		if err := w.client.Contact(t.Context()); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if p.signed != signed || p.refused != refused || p.tagged < 2 || w.waiting() > 0 {
			t.Errorf("%s: %d signed, %d tagged, %d refused, %d wait", what, p.signed, p.tagged, p.refused, w.waiting())
		}
	}
	contact("at first", 2, 0) // one of them to enrol
	contact("later", 0, 0)
	w.clock.forward(replica.SessionLasts/2 + time.Minute)
	contact("before it ends", 1+1, 1) // its clock is wrong: once more with the centre's
	if _, err := c.hub.RotateKey(workday.Date{}); err != nil {
		t.Fatal(err)
	}
	if err := w.client.Contact(t.Context()); err != nil {
		t.Fatal(err)
	}
	contact("after the centre changed its key", 0, 0)
}

// A centre from before there were sessions gives none, and everything is signed; one
// behind a balancer that knows none is no trouble.
func TestOlderCentreGivesNoSession(t *testing.T) {
	c := startCentre(t, time.Now)
	for name, old := range map[string]func(*http.Request) bool{
		"an older one":           func(*http.Request) bool { return true },
		"an older one among new": func(r *http.Request) bool { return r.Method == http.MethodPost },
	} {
		t.Run(name, func(t *testing.T) {
			w := newCounter(t, 2, "04", c.url())
			p := &proofs{Transport: w.client.Transport, old: old}
			w.client.Transport, w.client.Report = p, func(replica.Status) {}
			for range 3 {
				w.memory.add(w.Receive(w.NewID()))
				if err := w.client.Contact(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if w.waiting() > 0 || (name == "an older one") != (p.tagged == 0) {
				t.Errorf("%d wait, %d signed, %d tagged", w.waiting(), p.signed, p.tagged)
			}
		})
	}
}

// Whoever stands in between and offers a session of his own is not believed.
func TestForgedOfferIsNoSession(t *testing.T) {
	c := startCentre(t, time.Now)
	var forged atomic.Bool
	c.wrap = func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			h.ServeHTTP(answer, r)
			if offer := answer.Header().Get(replica.HeaderSession); offer != "" && forged.Load() {
				answer.Header().Set(replica.HeaderSession, "AAAAAAAAAAAAAAAAAAAAAA"+offer[22:])
			}
			pass(w, answer, answer.Body.Bytes())
		})
	}
	c.kill()
	c.start()
	w := newCounter(t, 1, "03", c.url())
	w.client.Report = func(replica.Status) {}
	forged.Store(true)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	if err := w.client.Contact(ctx); replica.CodeOf(err) != replica.CodeStranger {
		t.Errorf("%v", err)
	}
	forged.Store(false)
	if err := w.client.Contact(ctx); err != nil {
		t.Error(err)
	}
}
