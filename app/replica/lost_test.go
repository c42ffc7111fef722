package replica_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/replica"
)

// A machine whose answer to its enrolment was lost, and which was revoked before
// it asked again, still delivers what was done at it: into the quarantine.
func TestLostEnrolmentOfARevokedMachine(t *testing.T) {
	c := startCentre(t, time.Now)
	var lost atomic.Bool
	c.kill()
	c.wrap = func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == replica.PathInstallations && lost.CompareAndSwap(false, true) {
				h.ServeHTTP(&deaf{header: http.Header{}}, r)
				if _, err := c.hub.Revoke(r.Header.Get(replica.HeaderInstallation), false); err != nil {
					t.Error(err)
				}
				panic(http.ErrAbortHandler)
			}
			h.ServeHTTP(w, r)
		})
	}
	c.start()
	w, s := newStored(t, 1, "03", c.url())
	e := w.Receive("03-20261123-0001")
	write(t, s, e)
	w.run(t)
	w.untilCode(t, "revoked")
	kept, err := c.store.Refused("", 0, 10)
	if err != nil || len(kept) != 1 || kept[0].Reason != "revoked" {
		t.Errorf("kept aside: %+v, %v", kept, err)
	}
	strays, err := s.Tray()
	if err != nil || len(strays) != 1 || strays[0].Event.ID != e.ID {
		t.Errorf("tray: %+v, %v", strays, err)
	}
}

// deaf takes an answer that goes nowhere.
type deaf struct{ header http.Header }

func (d *deaf) Header() http.Header         { return d.header }
func (d *deaf) Write(p []byte) (int, error) { return len(p), nil }
func (d *deaf) WriteHeader(int)             {}
