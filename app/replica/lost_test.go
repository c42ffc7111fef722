package replica_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/hub"
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

// A window whose numbers were on their way when the program was killed asks for the
// same ones after the restart: none is left unused.
func TestLostLeaseIsAskedForAgain(t *testing.T) {
	c := startCentre(t, time.Now)
	var lost atomic.Int32
	c.kill()
	c.wrap = func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == replica.PathLeases && lost.Add(1) == 1 {
				h.ServeHTTP(&deaf{header: http.Header{}}, r)
				panic(http.ErrAbortHandler)
			}
			h.ServeHTTP(w, r)
		})
	}
	c.start()
	w, s := newStored(t, 1, "03", c.url())
	if err := w.client.Contact(t.Context()); replica.CodeOf(err) != replica.CodeOffline {
		t.Fatalf("the answer comes all the same: %v", err)
	}
	again := &replica.Client{ // the process begins anew, on what the store keeps
		Central: w.client.Central, Enrolment: w.client.Enrolment, Key: w.client.Key, Local: s.Local(), Files: s, Settings: s,
		Transport: w.client.Transport, Clock: w.client.Clock, Jitter: w.client.Jitter, NewID: w.client.NewID,
	}
	for range 2 {
		if err := again.Contact(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var given []replica.Lease
	if err := c.store.Write(func(tx hub.Tx) (err error) {
		given, err = tx.Leases(w.Installation)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	here, err := s.Local().Leases(10)
	if err != nil || len(here) == 0 || len(given) != len(here) {
		t.Errorf("the centre leased %v, here are %v, %v", given, here, err)
	}
	var open []replica.LeaseRequest
	if _, err := s.Setting(replica.SettingAsked, &open); err != nil || len(open) > 0 {
		t.Errorf("it still waits for %v, %v", open, err)
	}
}

// deaf takes an answer that goes nowhere.
type deaf struct{ header http.Header }

func (d *deaf) Header() http.Header         { return d.header }
func (d *deaf) Write(p []byte) (int, error) { return len(p), nil }
func (d *deaf) WriteHeader(int)             {}
