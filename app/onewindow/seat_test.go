package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/hub"
	"onewindow/app/roster"
	"onewindow/assets"
	"onewindow/store/central"
	"onewindow/ui/text"
)

// town is a centre whose line can be cut, and its windows.
type town struct {
	hub    *hub.Hub
	server *httptest.Server
	cut    atomic.Bool
}

func newTown(t *testing.T) *town {
	t.Helper()
	log, err := central.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &town{}
	w.hub, err = hub.New(hub.Config{
		Log: log, Files: log, Now: time.Now, Random: rand.Reader, Cost: roster.Cost{Passes: 1, Memory: 64, Lanes: 1},
		Item: func(string) (hub.Item, bool) { return hub.Item{}, false }, // nothing is granted here
	})
	if err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.cut.Load() {
			panic(http.ErrAbortHandler)
		}
		w.hub.ServeHTTP(rw, r)
	}))
	t.Cleanup(func() {
		if err := errors.Join(w.hub.Close(), log.Close()); err != nil {
			t.Error(err)
		}
		w.server.Close()
	})
	return w
}

// until waits for what the line brings about by itself.
func until(t *testing.T, p *program, what string, is func() bool) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%s: never; the line %+v, presence %s", what, p.line.State(), p.desk.Presence())
		}
		p.line.Nudge()
	}
}

// A clerk works on while the line is down, though the centre has let her go
// meanwhile. When it is back she is out of her seat, her draft is kept, and what
// she did lies in the tray with its reason; her successor goes on.
func TestRevokedWhileTheLineWasDown(t *testing.T) {
	if err := text.Use(assets.Translations, "zh"); err != nil {
		t.Fatal(err)
	}
	w := newTown(t)
	invited, err := w.hub.ImportUsers("330402-nh", []roster.User{
		{ID: "c1", Name: "王芳", Role: casefile.Clerk}, {ID: "c2", Name: "陈洁", Role: casefile.Clerk},
	})
	if err != nil {
		t.Fatal(err)
	}
	once := map[string]string{}
	for _, i := range invited {
		once[i.User.ID] = i.Once
	}
	dir := t.TempDir()
	key, err := (keys{Demo: true}).key(dir, systemRing{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := open(windowCommand{Data: dir, Central: w.server.URL}, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	d := p.desk
	until(t, p, "the roster", func() bool { return d.Rostered() && d.Presence() == desk.Nobody })

	// Each chooses a password of her own first.
	for _, id := range []string{"c2", "c1"} {
		if err := d.SignIn(id, once[id]); err != nil {
			t.Fatal(err)
		}
		if d.Presence() != desk.Due {
			t.Fatalf("%s with a password of the centre's is %s", id, d.Presence())
		}
		var m *desk.Message
		if err := d.ChangePassword(context.Background(), "not "+once[id], "the own words of "+id); !errors.As(err, &m) || m.Key != "password-wrong" {
			t.Errorf("a wrong current password: %v", err)
		}
		if err := d.ChangePassword(context.Background(), once[id], "the own words of "+id); err != nil {
			t.Fatal(err)
		}
	}
	if d.Presence() != desk.Present || d.User().Name != "王芳" {
		t.Fatalf("%s, %s", d.Presence(), d.User().Name)
	}
	until(t, p, "everything confirmed", func() bool { s, err := d.Status(); return err == nil && s.Outbox.Events == 0 })

	w.cut.Store(true)
	until(t, p, "offline", func() bool { return !p.line.State().Online })
	file := take(t, d)
	if err := w.hub.Dismiss("330402-nh", "c1"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Lock(), d.Unlock("the own words of c1")); err != nil { // nobody here can know
		t.Fatal(err)
	}
	d.OnLeaving(func() {
		if _, err := d.SaveDraft(desk.Draft{ID: "last", Fields: map[string]string{"project.name": "half a na"}}); err != nil {
			t.Error(err)
		}
	}, func() {})

	w.cut.Store(false)
	until(t, p, "out of the seat", func() bool { return d.Presence() == desk.Nobody })
	until(t, p, "answers", func() bool { s, err := d.Status(); return err == nil && s.Tray > 0 && s.Outbox.Events == 0 })
	drafts, err := d.Drafts()
	if err != nil || len(drafts) != 1 || drafts[0].ID != "last" {
		t.Errorf("drafts %+v (%v)", drafts, err)
	}
	tray, err := d.Tray()
	if err != nil {
		t.Fatal(err)
	}
	for _, stray := range tray {
		if stray.Event.Case != file.ID || stray.Reason != "author-left" || text.T("work.refused."+stray.Reason) == "work.refused."+stray.Reason {
			t.Errorf("in the tray: %s of %s, %q", stray.Event.Kind, stray.Event.Case, stray.Reason)
		}
	}
	if err := d.SignIn("c1", "the own words of c1"); err == nil {
		t.Error("who left may sign in")
	}
	if err := d.SignIn("c2", "the own words of c2"); err != nil {
		t.Fatal(err)
	}
	take(t, d)
	until(t, p, "the successor's work confirmed", func() bool { s, err := d.Status(); return err == nil && s.Outbox.Events == 0 })
	if after, err := d.Tray(); err != nil || len(after) != len(tray) {
		t.Errorf("%d in the tray, before %d (%v)", len(after), len(tray), err)
	}
	chain, err := d.Chain()
	if err != nil || chain.Broken != 0 {
		t.Errorf("the chain: %+v, %v", chain, err)
	}
}

// take takes an application in with nothing but what must be known.
func take(t *testing.T, d *desk.Desk) casefile.Case {
	t.Helper()
	draft := d.NewDraft()
	for key, value := range map[string]string{
		"project.code": "2601-330402-04-01-000013", "project.name": "南湖区城南片区公共卫生中心",
		"project.basis": "南发改〔2026〕88号 项目建议书批复", "project.scale": "总建筑面积 24600 平方米",
		"applicant.name": "嘉兴市南湖区卫生健康局", "applicant.code": "11330402002523454L", "applicant.phone": "0573-82830000",
	} {
		draft.Fields[key] = value
	}
	file, err := d.Receive(draft)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
