package main

import (
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/store/central"
)

// hall is two windows of one office and their centre. The line of either can be
// cut.
type hall struct {
	t      *testing.T
	next   http.Handler
	url    string
	server *httptest.Server

	mu  sync.Mutex
	cut map[string]bool // installations whose line is down
}

func newHall(t *testing.T) *hall {
	t.Helper()
	log, err := central.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	centre, err := hub.New(hub.Config{
		Log: log, Files: log, Now: time.Now, Random: rand.Reader,
		Item: func(string) (hub.Item, bool) { return hub.Item{}, false },
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{t: t, next: centre, cut: map[string]bool{}}
	server := httptest.NewServer(h)
	h.url, h.server = server.URL, server
	t.Cleanup(func() {
		if err := centre.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// ServeHTTP is the network between windows and centre.
func (h *hall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	down := h.cut[r.Header.Get(replica.HeaderInstallation)]
	h.mu.Unlock()
	if down {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	h.next.ServeHTTP(w, r)
}

func (h *hall) line(p *program, up bool) {
	h.mu.Lock()
	h.cut[p.store.Installation()] = !up
	h.mu.Unlock()
	if !up {
		h.server.CloseClientConnections()
	}
	p.line.Nudge()
}

// window opens a real window of the hall, with a clerk's hands at it.
func (h *hall) window(number string) (*program, *desktest.Counter) {
	h.t.Helper()
	dir := h.t.TempDir()
	key, err := keys{Demo: true}.key(dir, noRing{})
	if err != nil {
		h.t.Fatal(err)
	}
	p, err := open(windowCommand{Data: dir, Central: h.url, Window: number}, key, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		if err := p.close(); err != nil {
			h.t.Error(err)
		}
	})
	return p, &desktest.Counter{Desk: p.desk, Store: p.store, Folder: filepath.Join(dir, "documents")}
}

func (h *hall) until(what string, is func() bool) {
	h.t.Helper()
	for limit := time.Now().Add(30 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			h.t.Fatalf("never: %s", what)
		}
	}
}

// must gives what was done, or ends the test.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Two real windows contradict each other while the line of one is down. What the
// centre refuses lies in the tray, every way out leads out of it, and in the end
// both windows tell the same.
func TestTheTrayOfARealConflict(t *testing.T) {
	h := newHall(t)
	a, first := h.window("03")
	b, second := h.window("04")
	h.until("both online", func() bool { return a.line.State().Online && b.line.State().Online })
	file := must[casefile.Case](t)
	standing := file(first.Accepted("南湖区卫生健康局", "卫生站"))
	withdrawn := file(first.Accepted("南湖区教育局", "小学"))
	at := func(p *program, id string) casefile.Case {
		c, _ := p.store.Case(id) // not there yet is no case
		return c
	}
	h.until("the second window knows both", func() bool { return at(b, withdrawn.ID).State == casefile.StateReview })

	h.line(b, false)
	h.until("the second window is offline", func() bool { return !b.line.State().Online })
	// One clock for the special procedure, the end of a case, and a number.
	special := map[string]string{"procedure": "testing", "reason": "地质检测", "expected": first.Today().Add(20).String()}
	as := func(c *desktest.Counter, user string, id string, action desk.Action, values map[string]string) {
		t.Helper()
		if err := c.As(user, func() error { _, err := c.Do(id, action, values); return err }); err != nil {
			t.Fatal(err)
		}
	}
	as(first, "zhoumin", standing.ID, desk.StartSpecial, special)
	file(first.Withdraw(withdrawn.ID, "不再申请"))
	as(second, "zhoumin", standing.ID, desk.StartSpecial, special)
	as(second, "wangfang", withdrawn.ID, desk.PostPublicity, map[string]string{
		"posted": first.Today().String(), "ends": first.Today().Add(12).String(), "where": "公示栏",
	})
	renumber := func(window string) {
		t.Helper()
		set := second.Settings()
		set.Window = window
		if err := second.SaveSettings(set); err != nil {
			t.Fatal(err)
		}
	}
	renumber("03") // somebody mistyped it
	mistaken := file(second.Accepted("嘉兴市南湖区水利局", "堤防"))
	if mistaken.Number != standing.Number {
		t.Fatalf("no conflict of numbers: %s and %s", mistaken.Number, standing.Number)
	}
	must[desk.Printed](t)(second.Print(mistaken.ID, casefile.Receipt, ""))
	renumber("04")
	waiting, _, err := second.Desk.Waiting()
	if err != nil || len(waiting) != 3 || waiting[2].Case.Number != mistaken.Number || len(waiting[2].Events) != 3 {
		t.Fatalf("waiting %+v, %v", waiting, err)
	}

	h.line(b, true)
	strays := func() []desk.Misplaced {
		t.Helper()
		return must[[]desk.Misplaced](t)(second.Strays())
	}
	h.until("five lie in the tray", func() bool { return len(strays()) == 5 && b.line.State().Online })
	of := func(kind casefile.Kind) desk.Misplaced {
		t.Helper()
		for _, m := range strays() {
			if m.Event.Kind == kind && !m.Unasked {
				return m
			}
		}
		t.Fatalf("no %s in the tray", kind)
		return desk.Misplaced{}
	}
	leave := func(user string, do func() error) {
		t.Helper()
		if err := second.As(user, do); err != nil {
			t.Fatal(err)
		}
	}
	// Done again, once the first window has ended its own.
	if again := of(casefile.KindSpecialStarted); again.Reason != "standing" || again.Again == nil {
		t.Errorf("while it stands: %+v", again)
	}
	as(first, "zhoumin", standing.ID, desk.EndSpecial, map[string]string{"result": "合格"})
	h.until("the clock runs again", func() bool {
		c := at(b, standing.ID)
		last, is := c.LastSpecial()
		return is && !last.To.IsZero()
	})
	leave("zhoumin", func() error {
		again := of(casefile.KindSpecialStarted)
		if again.Again != nil || again.Procedure == nil {
			t.Fatalf("now: %v", again.Again)
		}
		_, err := second.RepeatStray(again.Event.ID, special)
		return err
	})
	leave("wangfang", func() error { return second.GiveUpStray(of(casefile.KindPublicityPosted).Event.ID, "已撤件") })
	receipt := of(casefile.KindReceived)
	if !receipt.Anew || len(receipt.Papers) != 1 || receipt.Papers[0].Number != mistaken.Number {
		t.Errorf("the receipt: %+v", receipt)
	}
	path := must[string](t)(second.PrintMistakeNote(receipt))
	if path == "" {
		t.Error("the note is nowhere")
	}
	draft := must[desk.Draft](t)(second.TakeStrayAnew(receipt.Event.ID))
	anew := file(second.Accept(draft))

	h.until("nothing is left", func() bool {
		status, err := second.Status()
		return err == nil && status.Tray == 0 && status.Outbox.Events == 0
	})
	for _, id := range []string{standing.ID, withdrawn.ID, anew.ID} {
		h.until("both windows tell the same", func() bool {
			one, other := at(a, id), at(b, id)
			return one.Number != "" && reflect.DeepEqual(one, other) && len(one.Misfits) == 0
		})
	}
	if c := at(b, standing.ID); len(c.Stops) != 2 || c.History[len(c.History)-1].Kind != casefile.KindStraySettled {
		t.Errorf("the special procedure: %d stops, %+v", len(c.Stops), c.History[len(c.History)-1])
	}
	if anew.Number == mistaken.Number || len(strays()) != 0 {
		t.Errorf("anew as %s; %d in the tray", anew.Number, len(strays()))
	}

	// The first window draws land that the second took in.
	h.until("the boundary file is at the centre", func() bool { return a.desk.FetchOutlines(t.Context(), at(a, anew.ID)) == nil })
	if doc := must[desk.Document](t)(a.desk.Document(anew.ID, casefile.Drawing)); doc.Pages == 0 {
		t.Error("the land is not drawn")
	}
	// The boundary file that the second window took in opens at the first.
	seen := at(a, anew.ID)
	for _, m := range seen.Materials {
		for _, f := range m.Files {
			h.until("the file is at the centre", func() bool {
				return a.desk.FetchFile(t.Context(), f, func(int64) {}) == nil
			})
			content := must[io.ReadCloser](t)(a.desk.OpenFile(f))
			raw := must[[]byte](t)(io.ReadAll(content))
			if err := content.Close(); err != nil || string(raw) != desktest.BoundaryFile {
				t.Errorf("%d bytes of %s, %v", len(raw), f.Name, err)
			}
		}
	}
}
