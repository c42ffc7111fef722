package replica_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/replica"
)

// meddler stands before the centre and does something to every request, or to
// every answer, while it is on.
type meddler struct {
	next   http.Handler
	meddle func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte)
	on     atomic.Bool
	mu     sync.Mutex
	past   []*http.Request // what it has seen, for replays
}

func (m *meddler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if !m.on.Load() {
		m.next.ServeHTTP(w, with(r, body))
		return
	}
	m.mu.Lock()
	m.past = append(m.past, with(r.Clone(r.Context()), body))
	m.mu.Unlock()
	m.meddle(m, w, r, body)
}

// with is the request with its body to be read once more.
func with(r *http.Request, body []byte) *http.Request {
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return r
}

// answer is what the centre says.
func (m *meddler) answer(r *http.Request, body []byte) *httptest.ResponseRecorder {
	a := httptest.NewRecorder()
	m.next.ServeHTTP(a, with(r, body))
	return a
}

// pass hands an answer on with another body.
func pass(w http.ResponseWriter, a *httptest.ResponseRecorder, body []byte) {
	maps.Copy(w.Header(), a.Header())
	w.WriteHeader(a.Code)
	_, _ = w.Write(body)
}

// meddling lists what proxies, portals and worse do, with the code of what the
// window shows meanwhile, "" where it should notice nothing.
func meddling() map[string]struct {
	code   string
	meddle func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte)
} {
	type doing = struct {
		code   string
		meddle func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte)
	}
	return map[string]doing{
		"every request comes twice": {"", func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte) {
			m.answer(r, body)
			a := m.answer(r, body)
			pass(w, a, a.Body.Bytes())
		}},
		"old requests come again": {"", func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte) {
			m.mu.Lock()
			old := m.past[len(m.past)/2].Clone(r.Context())
			kept, err := io.ReadAll(old.Body)
			m.past[len(m.past)/2].Body = io.NopCloser(bytes.NewReader(kept))
			m.mu.Unlock()
			if err == nil && old.Method != http.MethodGet { // a GET may wait for news
				m.answer(old, kept)
			}
			a := m.answer(r, body)
			pass(w, a, a.Body.Bytes())
		}},
		"requests overtake each other": {replica.CodeOffline, func(m *meddler, _ http.ResponseWriter, r *http.Request, body []byte) {
			if r.Method != http.MethodGet {
				late := with(r.Clone(context.WithoutCancel(r.Context())), body)
				time.AfterFunc(30*time.Millisecond, func() { m.next.ServeHTTP(httptest.NewRecorder(), late) })
			}
			panic(http.ErrAbortHandler)
		}},
		"answers end in the middle": {replica.CodeOffline, func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte) {
			a := m.answer(r, body)
			w.Header().Set("Content-Length", strconv.Itoa(a.Body.Len()))
			pass(w, a, a.Body.Bytes()[:a.Body.Len()/2])
			panic(http.ErrAbortHandler)
		}},
		"answers are shortened and look whole": {replica.CodeStranger, func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte) {
			a := m.answer(r, body)
			a.Header().Del("Content-Length")
			pass(w, a, a.Body.Bytes()[:a.Body.Len()/2])
		}},
		"requests are shortened and look whole": {"signature", func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte) {
			r.URL.RawQuery = "" // what a GET has to lose
			a := m.answer(r, body[:len(body)/2])
			pass(w, a, a.Body.Bytes())
		}},
		"a proxy packs answers its own way": {replica.CodeStranger, func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte) {
			a := m.answer(r, body)
			var packed bytes.Buffer
			z := gzip.NewWriter(&packed)
			_, _ = z.Write(a.Body.Bytes())
			_ = z.Close()
			a.Header().Set("Content-Encoding", "gzip")
			a.Header().Del("Content-Length")
			pass(w, a, packed.Bytes())
		}},
		"a proxy adds headers and changes none": {"", func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte) {
			r.Header.Set("Via", "1.1 proxy")
			r.Header.Set("X-Forwarded-For", "10.0.0.1")
			a := m.answer(r, body)
			a.Header().Set("Via", "1.1 proxy")
			pass(w, a, a.Body.Bytes())
		}},
		"a proxy drops the headers it does not know": {replica.CodeCaptive, func(m *meddler, w http.ResponseWriter, r *http.Request, body []byte) {
			a := m.answer(r, body)
			a.Header().Del(replica.HeaderSignature)
			pass(w, a, a.Body.Bytes())
		}},
		"a portal says 200": {replica.CodeCaptive, func(_ *meddler, w http.ResponseWriter, _ *http.Request, _ []byte) {
			_, _ = io.WriteString(w, "<html>请登录</html>")
		}},
		"a portal leads elsewhere": {replica.CodeCaptive, func(_ *meddler, w http.ResponseWriter, r *http.Request, _ []byte) {
			http.Redirect(w, r, "http://127.0.0.1:1/login", http.StatusFound)
		}},
		"a portal says 511": {replica.CodeCaptive, func(_ *meddler, w http.ResponseWriter, _ *http.Request, _ []byte) {
			http.Error(w, "<html>login</html>", http.StatusNetworkAuthenticationRequired)
		}},
		"a gateway waits in vain": {replica.CodeOffline, func(_ *meddler, w http.ResponseWriter, _ *http.Request, _ []byte) {
			w.WriteHeader(http.StatusGatewayTimeout)
		}},
	}
}

// Whatever stands between window and centre does, the window says what is wrong,
// nothing is lost or doubled, and all goes on by itself when it has gone.
func TestMeddlersAreNamedAndOutlived(t *testing.T) {
	for name, v := range meddling() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &meddler{meddle: v.meddle}
			c := startCentre(t, time.Now)
			c.wrap = func(h http.Handler) http.Handler { m.next = h; return m }
			c.kill()
			c.start()
			w := startBothWays(t, c.url(), c.url())
			m.on.Store(true)
			w.write(t)
			eventually(t, "it is named: "+v.code, func() bool { return w.shown.has(v.code) && (v.code != "" || w.settled(t)) })
			time.Sleep(100 * time.Millisecond)
			m.on.Store(false)
			w.check(t, c)
			if others := w.shown.others("", v.code); len(others) > 0 {
				t.Errorf("beside %q the window says %q", v.code, others)
			}
		})
	}
}

// codes are those that a window has shown.
type codes struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (c *codes) note(s replica.Status) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[s.Err] = true
}

func (c *codes) has(code string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[code]
}

func (c *codes) others(known ...string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Collect(maps.Keys(c.seen)), func(code string) bool { return slices.Contains(known, code) })
}
