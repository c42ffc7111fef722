package replica_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/store"
)

// uploads is a transport that does something to each upload; all else passes.
type uploads struct {
	replica.Transport
	do func(n int, r *http.Request, send func() (*http.Response, error)) (*http.Response, error)

	mu    sync.Mutex
	n     int // uploads so far
	under int // way at this moment
	most  int // under way at once
	ahead int // of them sent ahead
}

func (u *uploads) Do(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost || r.URL.Path != replica.PathEvents {
		return u.Transport.Do(r)
	}
	u.mu.Lock()
	u.n++
	n := u.n
	u.under++
	u.most = max(u.most, u.under)
	if isAhead(r) {
		u.ahead++
	}
	u.mu.Unlock()
	defer func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.under--
	}()
	return u.do(n, r, func() (*http.Response, error) { return u.Transport.Do(r) })
}

func isAhead(r *http.Request) bool { return r.URL.Query().Has("wait") }

var errCut = errors.New("the line is cut")

// doubts is a store that counts how often it was made to doubt its chain.
type doubts struct {
	store.Local
	n *int
}

func (d doubts) Doubt() error {
	*d.n++
	return d.Local.Doubt()
}

// busy is a window with some hundred events to send.
type busy struct {
	*counter
	store  *store.Store
	events []casefile.Event
	doubts int
}

func newBusy(t testing.TB, c *centre, events int) *busy {
	t.Helper()
	b := &busy{}
	b.counter, b.store = newStored(t, 1, "03", c.url())
	b.client.Local = doubts{b.store.Local(), &b.doubts}
	for i := range events {
		number := i - i%50/49 // each fiftieth takes the number of the one before, and is refused
		b.events = append(b.events, b.Receive(fmt.Sprintf("03-20261123-%05d", number)))
	}
	write500(t, b.store, b.events)
	return b
}

// again is the window's program started anew on what is on the disk.
func (b *busy) again(u replica.Transport) *replica.Client {
	old := b.client
	b.client = &replica.Client{
		Central: old.Central, Enrolment: old.Enrolment, Key: old.Key, Local: old.Local, Files: old.Files,
		Settings: old.Settings, Transport: u, Clock: old.Clock, Jitter: old.Jitter, NewID: old.NewID,
	}
	return b.client
}

// check wants every event at the centre once and in its order, or in the tray.
func (b *busy) check(t *testing.T, c *centre) {
	t.Helper()
	found, err := c.store.After(office, 0, 1<<20, 1<<30)
	if err != nil {
		t.Fatalf("%v", err)
	}
	var last uint64
	for _, o := range found.Events {
		e, err := casefile.Parse(o.Event)
		if err != nil || e.Seq <= last {
			t.Fatalf("%d behind %d: %v", e.Seq, last, err)
		}
		last = e.Seq
	}
	refused, err := c.store.Refused("", 0, 1<<20)
	if err != nil {
		t.Fatalf("%v", err)
	}
	tray, err := b.store.Tray()
	if err != nil || len(tray) != len(refused) || len(refused) != len(b.events)/50 {
		t.Fatalf("%d in the tray, %d refused, of %d, %v", len(tray), len(refused), len(b.events), err)
	}
	out, err := b.store.Outbox()
	if err != nil || out.Events > 0 || len(found.Events)+len(refused) != len(b.events) {
		t.Fatalf("%d wait, %d and %d are there, %v", out.Events, len(found.Events), len(refused), err)
	}
	if b.doubts > 0 {
		t.Fatalf("it doubted its chain %d times", b.doubts)
	}
}

// Two batches are on their way at once, whichever comes first.
func TestBatchMayOvertakeTheOneBefore(t *testing.T) {
	c := startCentre(t, time.Now)
	b := newBusy(t, c, 400)
	overtaken := make(chan struct{})
	var ahead sync.Once
	u := &uploads{Transport: b.client.Transport}
	u.do = func(n int, r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		switch {
		case isAhead(r):
			ahead.Do(func() { close(overtaken) })
		case n > 1: // leaves only when the next has left
			<-overtaken
			time.Sleep(100 * time.Millisecond)
		}
		return send()
	}
	if err := b.again(u).Contact(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.check(t, c)
	if u.most != 2 || u.ahead == 0 {
		t.Errorf("at most %d on their way, %d sent ahead", u.most, u.ahead)
	}
}

// A centre from before it held anything answers at once that a batch does not
// follow; then all goes one by one, and nothing is made of it.
func TestCentreThatHoldsNothingIsServedInOrder(t *testing.T) {
	c := startCentre(t, time.Now)
	b := newBusy(t, c, 400)
	refused := make(chan struct{})
	var ahead atomic.Int32
	u := &uploads{Transport: b.client.Transport}
	u.do = func(n int, r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		switch {
		case isAhead(r) && ahead.Add(1) == 1:
			defer close(refused)
			unwaited(b, r)
		case !isAhead(r) && n > 1:
			<-refused
		}
		return send()
	}
	if err := b.again(u).Contact(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.check(t, c)
	if u.ahead > 2 { // the one that was answered, and the one behind it
		t.Errorf("%d were sent ahead", u.ahead)
	}
}

// unwaited makes of an upload one that asks the centre to hold nothing.
func unwaited(b *busy, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.URL.RawQuery = "brief=1"
	r.Header.Del(replica.HeaderSession)
	signature, err := b.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, body), nil)
	if err != nil {
		panic(err)
	}
	r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
}

// Whatever becomes of either of two batches on their way, in whatever order, and
// wherever the program ends and starts again: nothing is lost, doubled or doubted.
func TestBatchesInAnyOrderLoseAndDoubleNothing(t *testing.T) {
	for seed := range int64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c := startCentre(t, time.Now)
			b := newBusy(t, c, 300)
			chance := rand.New(rand.NewSource(seed))
			fates := chance.Perm(24)
			u := &uploads{Transport: b.client.Transport}
			for sent := false; !sent; {
				ctx, crash := context.WithTimeout(t.Context(), 20*time.Second)
				u.do = func(n int, r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
					if n > len(fates) {
						return send()
					}
					return fated(fates[n-1]/3, b, r, send, crash)
				}
				sent = b.again(u).Contact(ctx) == nil
				crash()
			}
			b.check(t, c)
		})
	}
}

// fated sends an upload, or does what a bad line does.
func fated(fate int, b *busy, r *http.Request, send func() (*http.Response, error), crash func()) (*http.Response, error) {
	switch fate {
	case 0: // the request is lost
		return nil, errCut
	case 1: // the answer is lost
		if response, err := send(); err == nil {
			_ = response.Body.Close()
		}
		return nil, errCut
	case 2: // it comes late
		time.Sleep(30 * time.Millisecond)
	case 3: // its answer comes late
		defer time.Sleep(30 * time.Millisecond)
	case 4: // the centre holds nothing
		if isAhead(r) {
			unwaited(b, r)
		}
	case 5: // the program ends before the answer
		if response, err := send(); err == nil {
			_ = response.Body.Close()
		}
		crash()
		return nil, errCut
	}
	return send()
}

// pages counts downloads and what was on its way when a page was applied.
type pages struct {
	store.Local
	after []string // cursors that were asked for
	mu    sync.Mutex
	fail  int // applies that fail from here on
}

func (p *pages) Apply(page replica.Page) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail > 0 && len(page.Events) > 0 {
		p.fail--
		return errors.New("the disk is full")
	}
	return p.Local.Apply(page)
}

func (p *pages) Do(r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path == replica.PathEvents {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.after = append(p.after, r.URL.Query().Get("after"))
	}
}

// watched tells of each request.
type watched struct {
	replica.Transport
	tell func(*http.Request)
}

func (w watched) Do(r *http.Request) (*http.Response, error) {
	w.tell(r)
	return w.Transport.Do(r)
}

// The page behind one that could not be taken over is asked for once more, and the
// cursor is never past it.
func TestPageFetchedAheadWaitsForTheOneBefore(t *testing.T) {
	c := startCentre(t, time.Now)
	one := newBusy(t, c, 1200)
	if err := one.client.Contact(t.Context()); err != nil {
		t.Fatal(err)
	}
	two, theirs := newStored(t, 2, "04", c.url())
	p := &pages{Local: theirs.Local(), fail: 1}
	two.client.Local, two.client.Transport = p, watched{two.client.Transport, p.Do}
	if err := two.client.Contact(t.Context()); err == nil || !strings.Contains(err.Error(), "disk") {
		t.Fatal(err)
	}
	if cursor, err := theirs.Local().Cursor(); err != nil || cursor != "" {
		t.Fatalf("the cursor is at %q, %v", cursor, err)
	}
	if err := two.client.Contact(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, e := range one.events {
		if _, err := theirs.Case(e.Case); e.Seq%50 != 0 && err != nil {
			t.Fatalf("event %d: %v", e.Seq, err)
		}
	}
	var firsts int
	for _, after := range p.after {
		if after == "" {
			firsts++
		}
	}
	if n := len(p.after); firsts != 2 || n > 6 {
		t.Errorf("asked for %q", p.after)
	}
}
