package hub_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

func TestRevokedInstallationIsOutAtItsNextContact(t *testing.T) {
	c := open(t, t.TempDir())
	w, successor := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "03")
	c.enrol(t, w)
	c.answers(t, w, w.Receive("03-20261123-0001"))
	if _, err := c.hub.Revoke(w.Installation, false); err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"id":"` + w.NewID() + `","kind":"acceptance","year":2026}`)
	for _, v := range []struct {
		method, target string
		body           []byte
	}{
		{http.MethodGet, replica.PathEvents + "?after=", nil}, {http.MethodGet, replica.PathInstallations, nil},
		{http.MethodPost, replica.PathLeases, body}, {http.MethodHead, replica.PathFiles + strings.Repeat("0", 64), nil},
		{http.MethodGet, replica.PathFiles + strings.Repeat("0", 64), nil}, {http.MethodGet, replica.PathCalendar, nil},
	} {
		if g := c.call(t, w, v.method, v.target, v.body, nil); g.status != http.StatusForbidden || g.header.Get(replica.HeaderProblem) != "revoked" {
			t.Errorf("%s %s: %d %s", v.method, v.target, g.status, g.body)
		}
	}
	if g := c.post(t, nil, replica.PathInstallations, w.Enrolment()); g.status != http.StatusForbidden || g.code(t) != "revoked" {
		t.Errorf("it enrolled again: %d %s", g.status, g.body)
	}
	c.enrol(t, successor) // the window is free
	if _, err := c.hub.Revoke("nobody", false); !errors.Is(err, hub.ErrUnknown) {
		t.Errorf("%v", err)
	}
}

// What a revoked window had not delivered yet comes to the centre and is kept,
// but counts for nothing.
func TestWorkOfARevokedInstallationIsKeptAside(t *testing.T) {
	c := open(t, t.TempDir())
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, other)
	events := w.Granted(1)
	c.answers(t, w, events[:2]...)
	if _, err := c.hub.Revoke(w.Installation, false); err != nil {
		t.Fatal(err)
	}
	late := c.answers(t, w, events[2:]...)
	for i, a := range late {
		if a.Refused != "revoked" || a.Order != 0 || a.Hash == "" {
			t.Errorf("answer %d: %+v", i, a)
		}
	}
	if again := c.answers(t, w, events[2:]...); !slices.Equal(late, again) {
		t.Errorf("again %+v", again)
	}
	if again := c.answers(t, w, events[1]); again[0].Order != 2 {
		t.Errorf("what was taken before: %+v", again)
	}
	if got := c.all(t, other, 100); len(got) != 2 {
		t.Errorf("%d events count", len(got))
	}
}

// A machine that never heard that it was let in, and was revoked since, hears it
// now, so that its work can come and be kept aside. Its code has expired meanwhile.
func TestRevokedMachineHearsItsLostAnswer(t *testing.T) {
	c := open(t, t.TempDir(), func(config *hub.Config) { config.EnrolmentCode = "7Q4M" })
	w, thief := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "03")
	first := w.Enrolment()
	first.Code = "7Q4M"
	let := into[replica.Membership](t, c.post(t, w, replica.PathInstallations, first))
	if _, err := c.hub.Revoke(w.Installation, false); err != nil {
		t.Fatal(err)
	}
	again := into[replica.Membership](t, c.post(t, w, replica.PathInstallations, w.Enrolment()))
	if !bytes.Equal(again.Certificate, let.Certificate) {
		t.Error("it hears another answer")
	}
	if a := c.answers(t, w, w.Receive("03-20261123-0001")); a[0].Refused != "revoked" {
		t.Errorf("%+v", a)
	}
	moved := w.Enrolment()
	moved.Window = "09"
	for name, g := range map[string]got{
		"unsigned":             c.post(t, nil, replica.PathInstallations, w.Enrolment()),
		"signed by another":    c.post(t, thief, replica.PathInstallations, w.Enrolment()),
		"at another window":    c.post(t, w, replica.PathInstallations, moved),
		"a lease all the same": c.post(t, w, replica.PathLeases, replica.LeaseRequest{ID: w.NewID(), Kind: replica.AcceptanceNumbers, Year: 2026}),
	} {
		if g.status != http.StatusForbidden {
			t.Errorf("%s: %d %s", name, g.status, g.body)
		}
	}
}

// The papers of a window that closed stay good; of a stolen one none does.
func TestPapersOfARevokedInstallation(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	events := []casefile.Event{w.Receive("03-20261123-0001")}
	c.answers(t, w, events...)
	paper, err := seal.Sign(w.Key, seal.Statement{
		Kind: seal.DocumentKind(casefile.Receipt.Code()), Number: "03-20261123-0001", Item: "A", Office: office,
		Date: workday.DateOf(hubtest.Start()).Add(-1), Digest: casefile.Fold(events).Digest(casefile.Receipt),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	says := func() string {
		return string(c.call(t, nil, http.MethodGet, "/?code="+url.QueryEscape(paper), nil, nil).body)
	}
	for _, step := range []struct {
		name    string
		do      func() error
		genuine bool
	}{
		{"at work", func() error { return nil }, true},
		{"revoked", func() error { _, err := c.hub.Revoke(w.Installation, false); return err }, true},
		{"stolen", func() error { _, err := c.hub.Revoke(w.Installation, true); return err }, false},
		{"revoked again", func() error { _, err := c.hub.Revoke(w.Installation, false); return err }, false},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if page := says(); strings.Contains(page, "真实有效") != step.genuine {
			t.Errorf("%s: %s", step.name, page)
		}
	}
}
