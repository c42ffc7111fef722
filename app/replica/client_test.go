package replica_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
	"onewindow/store/central"
)

// A line that toxiproxy has cut leaves what still wanted to pass standing there.
func TestMain(m *testing.M) {
	zerolog.SetGlobalLevel(zerolog.Disabled) // toxiproxy tells what it does
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2/toxics.(*ToxicStub).Run"),
		goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2.(*ToxicLink).read"),
	)
}

const office = "330402-01"

// centre is a central system that can be killed and comes back at its address.
type centre struct {
	t       testing.TB
	dir     string
	address string
	now     func() time.Time
	wrap    func(http.Handler) http.Handler
	code    string                                     // of enrolment, which the loopback interface needs none of
	listen  func(address string) (net.Listener, error) // nil for the loopback interface

	store  *central.Store
	hub    *hub.Hub
	server *http.Server
	served chan error
}

func startCentre(t testing.TB, now func() time.Time) *centre {
	t.Helper()
	c := &centre{t: t, dir: t.TempDir(), address: "127.0.0.1:0", now: now}
	c.start()
	t.Cleanup(c.kill)
	return c
}

func (c *centre) start() {
	c.t.Helper()
	var err error
	if c.store, err = central.Open(c.dir); err != nil {
		c.t.Fatal(err)
	}
	if c.hub, err = hub.New(hub.Config{
		Log: c.store, Files: c.store, Now: c.now, Random: rand.Reader,
		PublicURL: "HTTP://127.0.0.1:8470", Region: "330402", Item: hubtest.Item, Cost: cheap(),
		EnrolmentCode: c.code,
	}); err != nil {
		c.t.Fatal(err)
	}
	listen := c.listen
	if listen == nil {
		listen = func(address string) (net.Listener, error) { return net.Listen("tcp", address) }
	}
	l, err := listen(c.address)
	if err != nil {
		c.t.Fatal(err)
	}
	c.address = l.Addr().String()
	var h http.Handler = c.hub
	if c.wrap != nil {
		h = c.wrap(h)
	}
	c.server = &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	c.served = make(chan error, 1)
	go func() { c.served <- c.server.Serve(l) }()
}

// kill cuts every connection at once, as a power cut does.
func (c *centre) kill() {
	c.t.Helper()
	if c.server == nil {
		return
	}
	err := c.server.Close()
	if ended := <-c.served; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	// Handlers end once their connection is gone; the store waits for them.
	if err := errors.Join(err, c.hub.Close(), c.store.Close()); err != nil {
		c.t.Error(err)
	}
	c.server = nil
}

func (c *centre) url() string { return "http://" + c.address }

// pace is a clock whose waits are short and noted.
type pace struct {
	mu    sync.Mutex
	shift time.Duration
	waits []time.Duration
}

func (p *pace) Now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Now().Add(p.shift)
}

// forward sets the clock ahead.
func (p *pace) forward(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shift += d
}

func (p *pace) After(d time.Duration) <-chan time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waits = append(p.waits, d)
	return time.After(20 * time.Millisecond)
}

func (p *pace) waited() []time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]time.Duration(nil), p.waits...)
}

// counter is a window: its store in memory and its client.
type counter struct {
	*hubtest.Counter
	*memory
	client *replica.Client
	clock  *pace
	states chan replica.Status
	stop   func()
	limit  time.Duration // how long until may wait
}

func newCounter(t testing.TB, seed byte, window, url string) *counter {
	t.Helper()
	w := &counter{
		Counter: hubtest.NewCounter(t, seed, office, window), memory: newMemory(),
		clock: &pace{}, states: make(chan replica.Status, 1000), limit: 20 * time.Second,
	}
	transport := replica.NewTransport()
	var ids atomic.Uint32
	w.client = &replica.Client{
		Central: url, Enrolment: w.Enrolment(), Key: w.Key,
		Local: w.memory, Files: w.memory, Settings: w.memory,
		Transport: transport, Clock: w.clock, Jitter: func() float64 { return 0.5 },
		NewID:  func() string { return fmt.Sprintf("00000000-0000-7000-8000-%02x%010x", seed, ids.Add(1)) },
		Report: func(s replica.Status) { w.states <- s },
	}
	t.Cleanup(transport.CloseIdleConnections)
	return w
}

// ring is what the window checks paper by, from what it keeps.
func (w *counter) ring(t testing.TB) *seal.Ring {
	t.Helper()
	var kept replica.Joined
	if _, err := w.Setting(replica.SettingMembership, &kept); err != nil {
		t.Fatal(err)
	}
	issuing, err := seal.ParsePublicKey(kept.Membership.IssuingKey)
	if err != nil {
		return seal.NewRing()
	}
	ring := seal.NewRing(issuing)
	for _, c := range kept.Neighbours {
		if _, err := ring.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return ring
}

// run starts the client; stop ends it.
func (w *counter) run(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.client.Run(ctx) }()
	var once sync.Once
	w.stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(w.stop)
}

// add writes events as the desk does, and says so.
func (w *counter) add(events ...casefile.Event) {
	w.memory.add(events...)
	w.client.Nudge()
}

// until waits for a status.
func (w *counter) until(t testing.TB, what string, is func(replica.Status) bool) replica.Status {
	t.Helper()
	limit := time.After(w.limit)
	for {
		select {
		case s := <-w.states:
			if is(s) {
				return s
			}
		case <-limit:
			t.Fatalf("never %s", what)
		}
	}
}

func (w *counter) untilCode(t testing.TB, code string) replica.Status {
	t.Helper()
	return w.until(t, "code "+code, func(s replica.Status) bool { return s.Err == code })
}

func (w *counter) untilOnline(t testing.TB) replica.Status {
	t.Helper()
	return w.until(t, "online", func(s replica.Status) bool { return s.Online })
}

// eventually waits for something of the store.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("never %s", what)
		}
	}
}

func TestCaseGoesUpAndItsCertificateComesDown(t *testing.T) {
	c := startCentre(t, time.Now)
	one, two := newCounter(t, 1, "03", c.url()), newCounter(t, 2, "04", c.url())
	events := one.Granted(1)
	one.memory.add(events...)
	one.run(t)
	two.run(t)
	for _, w := range []*counter{one, two} {
		eventually(t, "the certificate is here", func() bool {
			return casefile.Fold(w.history(events[0].Case)).State == casefile.StateIssued
		})
	}
	eventually(t, "nothing is pending", func() bool { return one.waiting() == 0 })
	s := one.untilOnline(t)
	if s.Err != "" || s.LastSync.IsZero() || s.Since.IsZero() || s.Skew.Abs() > time.Minute {
		t.Errorf("%+v", s)
	}
	if l := one.leased(); len(l) != 1 || l[0].To-l[0].From != 99 || l[0].Installation != one.Installation {
		t.Errorf("leases %+v", l)
	}
	var kept replica.Joined
	if ok, err := one.Setting(replica.SettingMembership, &kept); err != nil || !ok || kept.Membership.PublicURL != "HTTP://127.0.0.1:8470" {
		t.Errorf("membership %+v, %v, %v", kept, ok, err)
	}
	// Each window can check the other's paper by itself.
	eventually(t, "each knows the other's key", func() bool {
		for _, w := range []*counter{one, two} {
			ring := w.ring(t)
			for _, signer := range []*counter{one, two} {
				if _, _, v := ring.Trusted(signer.Key.Public().ID(), workday.DateOf(time.Now())); v != seal.Genuine {
					return false
				}
			}
		}
		return true
	})
	// News reaches the other window by the request that waits for it.
	next := one.Granted(2)
	one.add(next...)
	eventually(t, "the other window sees the next case", func() bool {
		return casefile.Fold(two.history(next[0].Case)).State == casefile.StateIssued
	})
}

func TestCentreKilledInTheMiddleLosesAndDoublesNothing(t *testing.T) {
	c := startCentre(t, time.Now)
	var answered atomic.Int32
	c.wrap = func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && r.URL.Path == replica.PathEvents && answered.Add(1)%3 == 0 {
				// Everything is done, and the answer is lost.
				h.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			}
			h.ServeHTTP(w, r)
		})
	}
	c.kill()
	c.start()
	w := newCounter(t, 1, "03", c.url())
	w.run(t)
	w.untilOnline(t)
	var chain []casefile.Event
	for n := range 12 {
		events := w.Granted(n + 1)
		chain = append(chain, events...)
		w.add(events...)
		if n%3 == 1 {
			c.kill()
			w.untilCode(t, replica.CodeOffline)
			c.start()
		}
	}
	eventually(t, "all is settled", func() bool { return w.waiting() == 0 })
	eventually(t, "all certificates are here", func() bool { return len(w.downloaded()) == 12*6 })
	seen := map[string]int{}
	numbers := map[string]bool{}
	for _, e := range w.downloaded() {
		seen[e.ID]++
	}
	for _, e := range chain {
		if seen[e.ID] != 1 {
			t.Errorf("event %d is there %d times", e.Seq, seen[e.ID])
		}
		file := casefile.Fold(w.history(e.Case))
		if len(file.Certificates) == 0 || len(file.Misfits) != 0 {
			t.Fatalf("case %s: %+v", file.Number, file.Misfits)
		}
		numbers[file.Certificates[0].Number] = true
	}
	if len(numbers) != 12 {
		t.Errorf("%d certificates for 12 cases", len(numbers))
	}
}

func TestPausesGrowAndEndWithTheNetwork(t *testing.T) {
	c := startCentre(t, time.Now)
	c.kill()
	w := newCounter(t, 1, "03", c.url())
	w.run(t)
	for range 10 {
		w.untilCode(t, replica.CodeOffline)
	}
	got := w.clock.waited()
	want := time.Second // half of 2 s
	for i, d := range got[:9] {
		if d != want {
			t.Errorf("pause %d: %v, want %v", i, d, want)
		}
		want = min(2*want, 150*time.Second)
	}
	c.start()
	if s := w.untilOnline(t); s.Err != "" {
		t.Errorf("%+v", s)
	}
}

func TestAnswersThatAreNotTheCentres(t *testing.T) {
	for name, v := range map[string]struct {
		answer http.HandlerFunc
		code   string
	}{
		"captive portal, 200 and HTML": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "<html>请登录</html>")
		}, replica.CodeCaptive},
		"captive portal, redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/login", http.StatusFound)
		}, replica.CodeCaptive},
		"bad gateway": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
		}, replica.CodeOffline},
		"some signature": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(replica.HeaderSignature, "AAAA")
			_, _ = io.WriteString(w, "{}")
		}, replica.CodeStranger},
		"a bare 200": {func(http.ResponseWriter, *http.Request) {}, replica.CodeCaptive},
	} {
		t.Run(name, func(t *testing.T) {
			c := startCentre(t, time.Now)
			w := newCounter(t, 1, "03", c.url())
			w.run(t)
			w.untilOnline(t)
			w.stop()
			portal := httptest.NewServer(v.answer)
			defer portal.Close()
			w.client.Transport = elsewhere{portal.Client(), portal.Listener.Addr().String()}
			again := *newCounter(t, 1, "03", c.url())
			again.memory, again.client.Settings, again.client.Local = w.memory, w.memory, w.memory
			again.client.Transport = w.client.Transport
			w.memory.add(w.Receive("03-20261123-0001"))
			again.run(t)
			again.untilCode(t, v.code)
			again.stop()
			if w.waiting() != 1 {
				t.Error("the event was taken as settled")
			}
		})
	}
}

// elsewhere sends every request to another address, as a captive portal does.
type elsewhere struct {
	client  *http.Client
	address string
}

func (e elsewhere) Do(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host = e.address
	client := *e.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client.Do(r)
}

func TestAnswerToAnotherRequestIsRefused(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	w.client.Transport = &replay{next: w.client.Transport}
	w.run(t)
	w.untilOnline(t)
	w.add(w.Receive("03-20261123-0001"))
	eventually(t, "the first event is settled", func() bool { return w.waiting() == 0 })
	w.add(w.Receive("03-20261123-0002"))
	w.untilCode(t, replica.CodeStranger)
	if w.waiting() == 0 {
		t.Error("an old acknowledgement settled a new event")
	}
}

// replay answers every upload with the answer to the first.
type replay struct {
	next  replica.Transport
	mu    sync.Mutex
	first []byte
	saved *http.Response
}

func (p *replay) Do(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost || r.URL.Path != replica.PathEvents {
		return p.next.Do(r)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.saved == nil {
		response, err := p.next.Do(r)
		if err != nil {
			return nil, err
		}
		p.first, err = io.ReadAll(response.Body)
		if err := errors.Join(err, response.Body.Close()); err != nil {
			return nil, err
		}
		p.saved = response
	}
	again := *p.saved
	again.Body = io.NopCloser(bytes.NewReader(p.first))
	return &again, nil
}

func TestAnotherCentreIsNotJoined(t *testing.T) {
	first, second := startCentre(t, time.Now), startCentre(t, time.Now)
	w := newCounter(t, 1, "03", first.url())
	w.run(t)
	w.untilOnline(t)
	w.stop()
	moved := newCounter(t, 1, "03", second.url())
	moved.client.Settings, moved.client.Local = w.memory, w.memory
	moved.run(t)
	moved.untilCode(t, replica.CodeOtherCentre)
}

func TestRetryAfterIsObeyed(t *testing.T) {
	var calls atomic.Int32
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer busy.Close()
	w := newCounter(t, 1, "03", busy.URL)
	w.run(t)
	w.untilCode(t, replica.CodeOffline)
	eventually(t, "it waits", func() bool { return len(w.clock.waited()) > 0 })
	if d := w.clock.waited()[0]; d != 2*time.Minute {
		t.Errorf("waits %v", d)
	}
	w.stop()
}

func TestClockFarOffIsLearnedAndShown(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	w.clock.forward(-3 * time.Hour)
	w.run(t)
	if s := w.untilOnline(t); (s.Skew - 3*time.Hour).Abs() > time.Minute {
		t.Errorf("skew %v", s.Skew)
	}
	w.add(w.Receive("03-20261123-0001"))
	eventually(t, "the event is settled", func() bool { return w.waiting() == 0 })
}

func TestFilesFollowTheirEvents(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	big := bytes.Repeat([]byte("扫描件"), 200_000)
	keep := func(b []byte) casefile.Attachment {
		return w.keep(fmt.Sprintf("%x", sm3.Sum(b)), b)
	}
	gone := casefile.Attachment{Name: "gone.pdf", Hash: fmt.Sprintf("%x", sm3.Sum([]byte("gone"))), Size: 4}
	short := casefile.Attachment{Name: "short.pdf", Hash: fmt.Sprintf("%x", sm3.Sum([]byte("longer"))), Size: 6}
	w.keep(short.Hash, []byte("long"))
	spoilt := casefile.Attachment{Name: "spoilt.pdf", Hash: fmt.Sprintf("%x", sm3.Sum([]byte("right"))), Size: 5}
	w.keep(spoilt.Hash, []byte("wrong"))
	files := []casefile.Attachment{gone, short, spoilt, keep(big), keep([]byte("small")), keep(nil)}
	w.memory.add(w.Receive("03-20261123-0001", files...))
	w.run(t)
	eventually(t, "three files are sent", func() bool { return w.sentFiles() == 3 })
	if s := w.untilCode(t, replica.CodeFileLost); !s.Online {
		t.Errorf("%+v", s)
	}
	f, err := c.store.Open(files[3].Hash)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil || !bytes.Equal(got, big) {
		t.Errorf("%d bytes at the centre, %v", len(got), err)
	}
	if _, err := c.store.Open(spoilt.Hash); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("spoilt bytes are kept: %v", err)
	}
	w.add(w.Receive("03-20261123-0002"))
	eventually(t, "events go on", func() bool { return w.waiting() == 0 })
}

func TestTroubleOfTheOwnStoreIsShownAndPasses(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	w.fail(errors.New("disk full"))
	w.memory.add(w.Receive("03-20261123-0001"))
	w.run(t)
	w.untilCode(t, replica.CodeLocal)
	w.fail(nil)
	eventually(t, "the event is settled", func() bool { return w.waiting() == 0 })
}

// A centre that contradicts what is known here is told from a disk that fails.
func TestAnAlteredRecordIsTold(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	w.fail(fmt.Errorf("other bytes of an event: %w", replica.ErrAltered))
	w.memory.add(w.Receive("03-20261123-0001"))
	w.run(t)
	w.untilCode(t, replica.CodeAltered)
	if w.waiting() == 0 {
		t.Error("what waited is gone")
	}
}

func TestWindowTakenIsTold(t *testing.T) {
	c := startCentre(t, time.Now)
	one, rival := newCounter(t, 1, "03", c.url()), newCounter(t, 2, "03", c.url())
	one.run(t)
	one.untilOnline(t)
	rival.run(t)
	rival.untilCode(t, "window-taken")
}

func TestNewCentreAtTheOldAddressIsAStranger(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	w.run(t)
	w.untilOnline(t)
	c.kill()
	w.untilCode(t, replica.CodeOffline)
	c.dir = t.TempDir() // a new centre with a new key at the old address
	c.start()
	w.untilCode(t, replica.CodeStranger)
}

// Who calls at moments of their own choice has both sides in step after each
// call, files included, and hears what went wrong.
func TestContactIsOneExchange(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	scan := []byte("扫描件")
	file := w.keep(fmt.Sprintf("%x", sm3.Sum(scan)), scan)
	w.memory.add(w.Receive("03-20261123-0001", file))
	if err := w.client.Contact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.waiting() != 0 || w.sentFiles() != 1 || len(w.downloaded()) != 1 {
		t.Errorf("%d events wait, %d files are sent, %d events are here", w.waiting(), w.sentFiles(), len(w.downloaded()))
	}
	if s := w.untilOnline(t); s.Err != "" || s.LastSync.IsZero() {
		t.Errorf("%+v", s)
	}
	c.kill()
	w.memory.add(w.Receive("03-20261123-0002"))
	if err := w.client.Contact(t.Context()); replica.CodeOf(err) != replica.CodeOffline {
		t.Errorf("without a centre: %v", err)
	}
	w.untilCode(t, replica.CodeOffline)
	c.start()
	if err := w.client.Contact(t.Context()); err != nil || w.waiting() != 0 || len(w.downloaded()) != 2 {
		t.Errorf("%v, %d events wait, %d are here", err, w.waiting(), len(w.downloaded()))
	}
}
