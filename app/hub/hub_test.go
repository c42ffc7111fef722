package hub_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/store/central"
)

func TestMain(m *testing.M) {
	// A check here opens and closes stores on disk: fewer of them, unless asked.
	if err := flag.Set("rapid.checks", "20"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

const office = "330402-01"

// centre is a hub over HTTP on a store in a folder.
type centre struct {
	*httptest.Server
	store  *central.Store
	hub    *hub.Hub
	codec  *replica.Codec
	logged *bytes.Buffer
}

func open(t testing.TB, dir string, change ...func(*hub.Config)) *centre {
	t.Helper()
	store, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := &centre{store: store, logged: &bytes.Buffer{}}
	config := hub.Config{
		Log: store, Files: store, Now: hubtest.Start, Random: rand.Reader,
		Logger:    slog.New(slog.NewTextHandler(c.logged, nil)),
		PublicURL: "HTTP://127.0.0.1:8470", Region: "330402", Item: hubtest.Item,
	}
	for _, f := range change {
		f(&config)
	}
	if c.hub, err = hub.New(config); err != nil {
		t.Fatal(err)
	}
	if c.codec, err = replica.NewCodec(); err != nil {
		t.Fatal(err)
	}
	c.Server = httptest.NewServer(describedBy(t, c.hub, c.codec))
	t.Cleanup(func() { c.stop(t) })
	return c
}

// stop closes everything, once.
func (c *centre) stop(t testing.TB) {
	t.Helper()
	if c.Server == nil {
		return
	}
	c.CloseClientConnections()
	for _, err := range []error{c.hub.Close(), c.codec.Close()} {
		if err != nil {
			t.Error(err)
		}
	}
	c.Close()
	c.Server = nil
	if err := c.store.Close(); err != nil {
		t.Error(err)
	}
}

// got is an answer, unpacked, its signature already checked.
type got struct {
	status int
	header http.Header
	body   []byte
}

func (g got) code(t testing.TB) string {
	t.Helper()
	var p replica.Problem
	if err := json.Unmarshal(g.body, &p); err != nil {
		t.Fatalf("status %d, body %q: %v", g.status, g.body, err)
	}
	return p.Code
}

func into[T any](t testing.TB, g got) T {
	t.Helper()
	var v T
	if g.status != http.StatusOK {
		t.Fatalf("status %d: %s", g.status, g.body)
	}
	if err := json.Unmarshal(g.body, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// call sends a signed request. Change may spoil it after it is signed.
func (c *centre) call(t testing.TB, from *hubtest.Counter, method, target string, body []byte, set http.Header, change ...func(*http.Request)) got {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, c.URL+target, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for k := range set {
		r.Header.Set(k, set.Get(k))
	}
	if r.Header.Get(replica.HeaderTime) == "" {
		r.Header.Set(replica.HeaderTime, hubtest.Start().Format(time.RFC3339Nano))
	}
	r.Header.Set("Accept-Encoding", replica.Encoding)
	if from != nil {
		r.Header.Set(replica.HeaderInstallation, from.Installation)
		signature, err := from.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, body), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	}
	for _, f := range change {
		f(r)
	}
	response, err := c.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	g := got{response.StatusCode, response.Header, raw}
	if response.Header.Get("Content-Encoding") == replica.Encoding {
		if g.body, err = c.codec.Unpack(raw); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func (c *centre) enrol(t testing.TB, who *hubtest.Counter) replica.Membership {
	t.Helper()
	return into[replica.Membership](t, c.post(t, nil, replica.PathInstallations, who.Enrolment()))
}

func (c *centre) post(t testing.TB, from *hubtest.Counter, target string, v any) got {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return c.call(t, from, http.MethodPost, target, body, nil)
}

func batchOf(t testing.TB, from *hubtest.Counter, events ...casefile.Event) replica.Batch {
	t.Helper()
	b := replica.Batch{Installation: from.Installation}
	for _, e := range events {
		raw, err := e.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		b.Events = append(b.Events, raw)
	}
	return b
}

// upload sends events packed, as a counter does.
func (c *centre) upload(t testing.TB, from *hubtest.Counter, events ...casefile.Event) got {
	t.Helper()
	plain, err := json.Marshal(batchOf(t, from, events...))
	if err != nil {
		t.Fatal(err)
	}
	return c.call(t, from, http.MethodPost, replica.PathEvents, c.codec.Pack(plain), http.Header{"Content-Encoding": {replica.Encoding}})
}

func (c *centre) answers(t testing.TB, from *hubtest.Counter, events ...casefile.Event) []replica.Answer {
	t.Helper()
	return into[replica.Acknowledgement](t, c.upload(t, from, events...)).Answers
}

func (c *centre) page(t testing.TB, from *hubtest.Counter, query string) replica.Page {
	t.Helper()
	return into[replica.Page](t, c.call(t, from, http.MethodGet, replica.PathEvents+"?"+query, nil, nil))
}

// all downloads everything, page by page.
func (c *centre) all(t testing.TB, from *hubtest.Counter, limit int) []casefile.Event {
	t.Helper()
	var events []casefile.Event
	for cursor := ""; ; {
		p := c.page(t, from, "after="+cursor+"&limit="+strconv.Itoa(limit))
		for _, o := range p.Events {
			e, err := casefile.Parse(o.Event)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, e)
		}
		if !p.More {
			return events
		}
		cursor = p.Next
	}
}

func TestGrantedCaseGetsItsCertificate(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	m := c.enrol(t, w)
	issuing, err := seal.ParsePublicKey(m.IssuingKey)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.OpenCertificate(m.Certificate, issuing); err != nil {
		t.Fatal(err)
	}
	events := w.Granted(1)
	ack := into[replica.Acknowledgement](t, c.upload(t, w, events...))
	if err := replica.CheckAcknowledgement(ack, events, issuing); err != nil {
		t.Error(err)
	}
	for i, a := range ack.Answers {
		if a.Order != uint64(i+1) || a.Refused != "" {
			t.Errorf("answer %d: %+v", i, a)
		}
	}
	file := casefile.Fold(c.all(t, w, 2))
	if file.State != casefile.StateIssued || len(file.Misfits) != 0 {
		t.Fatalf("state %q, misfits %v", file.State, file.Misfits)
	}
	cert := file.Certificates[0]
	if cert.Number != "3304022026XS0000001" || cert.Date.String() != "2026-11-23" || cert.ValidUntil.String() != "2029-11-23" || cert.Serial != "00000001" {
		t.Errorf("%+v", cert)
	}
	result := seal.NewRing(issuing).Check(seal.URL(m.PublicURL, cert.Payload))
	if result.Verdict != seal.Genuine || !result.Signer.Issuing || result.Statement.Digest != file.Digest(casefile.Permit) {
		t.Errorf("%+v", result)
	}
}
