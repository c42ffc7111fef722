package hub_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// behindProxy is a centre to which everybody is a stranger.
func behindProxy(now *time.Time) func(*hub.Config) {
	return func(c *hub.Config) {
		c.EnrolmentCode = "another code"
		c.Now = func() time.Time { return *now }
	}
}

func TestTicketLetsOneInOnce(t *testing.T) {
	now := hubtest.Start()
	c := open(t, t.TempDir(), behindProxy(&now))
	ask := func(seed byte, office, window, code string) (int, string) {
		t.Helper()
		e := hubtest.NewCounter(t, seed, office, window).Enrolment()
		e.Code = code
		g := c.post(t, nil, replica.PathInstallations, e)
		return g.status, g.header.Get(replica.HeaderProblem)
	}
	code, made, err := c.hub.NewTicket(office, "03", time.Hour)
	if err != nil || len(plain(code)) != 16 {
		t.Fatal(code, err)
	}
	if raw, err := c.store.Record("tickets"); err != nil || bytes.Contains(raw, []byte(code)) || bytes.Contains(raw, []byte(plain(code))) {
		t.Errorf("the code is kept: %s, %v", raw, err)
	}
	late, _, err := c.hub.NewTicket(office, "05", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	now = made.Made.Add(time.Minute)
	for _, v := range []struct {
		name           string
		seed           byte
		office, window string
		code           string
		status         int
	}{
		{"no code", 1, office, "03", "", http.StatusForbidden},
		{"wrong code", 1, office, "03", "0" + code[1:] + "0", http.StatusForbidden},
		{"another window", 1, office, "04", code, http.StatusForbidden},
		{"another office", 1, "330402-02", "03", code, http.StatusForbidden},
		{"an expired one", 4, office, "05", late, http.StatusForbidden},
		{"as typed by hand", 1, office, "03", " " + strings.ToLower(code), http.StatusOK},
		{"again by the same", 1, office, "03", code, http.StatusOK},
		{"by another, the window held", 2, office, "03", code, http.StatusForbidden},
	} {
		if status, problem := ask(v.seed, v.office, v.window, v.code); status != v.status {
			t.Errorf("%s: %d %s", v.name, status, problem)
		}
	}
	list, err := c.hub.Tickets()
	if err != nil || len(list) != 2 || list[0].UsedBy != hubtest.NewCounter(t, 1, office, "03").Installation || list[1].UsedBy != "" {
		t.Errorf("%+v, %v", list, err)
	}
}

// A window that is taken keeps its code: once it is free the code is good.
func TestTicketSurvivesARefusal(t *testing.T) {
	now := hubtest.Start()
	c := open(t, t.TempDir(), behindProxy(&now))
	first, second := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "03")
	for _, w := range []*hubtest.Counter{first, second} {
		code, _, err := c.hub.NewTicket(office, "03", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		e := w.Enrolment()
		e.Code = code
		g := c.post(t, nil, replica.PathInstallations, e)
		if w == second {
			if g.status != http.StatusConflict || g.code(t) != "window-taken" {
				t.Fatalf("%d %s", g.status, g.body)
			}
			if _, err := c.hub.Revoke(first.Installation, false); err != nil {
				t.Fatal(err)
			}
			g = c.post(t, nil, replica.PathInstallations, e)
		}
		if g.status != http.StatusOK {
			t.Fatalf("%d %s", g.status, g.body)
		}
	}
}

func TestTicketIsTakenBack(t *testing.T) {
	now := hubtest.Start()
	c := open(t, t.TempDir(), behindProxy(&now))
	code, _, err := c.hub.NewTicket(office, "03", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := c.hub.CancelTickets(office, "03"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	e := hubtest.NewCounter(t, 1, office, "03").Enrolment()
	e.Code = code
	if g := c.post(t, nil, replica.PathInstallations, e); g.status != http.StatusForbidden || g.code(t) != "enrolment-code" {
		t.Errorf("%d %s", g.status, g.body)
	}
	for _, valid := range []time.Duration{0, -time.Hour, 721 * time.Hour} {
		if _, _, err := c.hub.NewTicket(office, "03", valid); err == nil {
			t.Errorf("made for %v", valid)
		}
	}
	if _, _, err := c.hub.NewTicket("", "03", time.Hour); err == nil {
		t.Error("made for no office")
	}
}

func plain(code string) string { return strings.ReplaceAll(code, "-", "") }

func TestContactsAreListed(t *testing.T) {
	now := hubtest.Start()
	c := open(t, t.TempDir(), func(c *hub.Config) { c.Now = func() time.Time { return now } })
	one, two := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, one)
	c.enrol(t, two)
	c.answers(t, one, one.Receive("03-20261123-0001"), one.Receive("03-20261123-0002"))
	g := c.call(t, two, http.MethodGet, replica.PathEvents+"?after=&limit=1", nil,
		http.Header{"User-Agent": {"onewindow/1.4 中" + strings.Repeat("x", 100)}})
	next := into[replica.Page](t, g).Next
	standing := func() (hub.Standing, hub.Standing) {
		t.Helper()
		list, err := c.hub.Standings()
		if err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
		return list[0], list[1]
	}
	a, b := standing()
	if !a.At.Equal(now) || !b.At.Equal(now) || b.Behind != 2 || b.More || !strings.HasPrefix(b.Program, "onewindow/1.4_") || len(b.Program) > 60 {
		t.Errorf("%+v\n%+v", a.Contact, b)
	}
	news := func() {
		t.Helper()
		into[replica.Page](t, c.call(t, two, http.MethodGet, replica.PathEvents+"?after="+next, nil, nil))
	}
	now = now.Add(30 * time.Second)
	news()
	if _, b := standing(); b.Behind != 2 || b.At.Equal(now) {
		t.Errorf("put down twice in a minute: %+v", b)
	}
	now = now.Add(30 * time.Second)
	news()
	if _, b := standing(); b.Behind != 1 || !b.At.Equal(now) {
		t.Errorf("%+v", b)
	}
}
