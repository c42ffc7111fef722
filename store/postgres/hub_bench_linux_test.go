package postgres_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
)

// BenchmarkHub measures the whole centre: 50 windows upload over HTTP, each in a
// session, judged by the rules and acknowledged, on a log on PostgreSQL. Signed is the
// same of windows from before there were sessions. What the windows do costs next to
// nothing, see caller: nearly all the time of both processors is the centre's.
func BenchmarkHub(b *testing.B) {
	for name, v := range map[string]struct {
		batch    int
		sessions bool
	}{"batch=1": {1, true}, "batch=100": {100, true}, "signed": {1, false}} {
		b.Run(name, func(b *testing.B) {
			log, err := openLog(server.Database(b))
			if err != nil {
				b.Fatal(err)
			}
			h, err := hub.New(hub.Config{
				Log: log, Files: log.Files(), Now: time.Now, Random: rand.Reader,
				PublicURL: "HTTP://127.0.0.1", Region: "330402", Item: hubtest.Item,
			})
			if err != nil {
				b.Fatal(err)
			}
			s := httptest.NewServer(h)
			uploadAll(b, s, v.batch, v.sessions)
			s.Close()
			if err := errors.Join(h.Close(), log.Close()); err != nil {
				b.Error(err)
			}
		})
	}
}

// warmUp is how many requests each window sends before the clock starts, when the
// database makes its plans.
const warmUp = 20

func uploadAll(b *testing.B, s *httptest.Server, batch int, sessions bool) {
	per := (b.N + clients*batch - 1) / (clients * batch)
	crowd := make([]*caller, clients)
	for i := range crowd {
		w := &window{Counter: hubtest.NewCounter(b, byte(i+1), office, fmt.Sprint(i+10))}
		w.enrol(b, s)
		if sessions {
			w.open(b, s)
		}
		crowd[i] = newCaller(b, s, w)
		defer crowd[i].hangUp(b)
		for range warmUp + per {
			crowd[i].prepare(b, batchOf(b, w.Counter, batch))
		}
	}
	callAll(b, crowd, warmUp)
	runtime.GC() // of what was made for the measurement
	b.ResetTimer()
	before := spent(b)
	callAll(b, crowd, per)
	report(b, clients*per*batch, before)
	for _, c := range crowd {
		c.verify(b)
	}
}

// callAll lets each of the windows send so many requests.
func callAll(b *testing.B, crowd []*caller, each int) {
	b.Helper()
	var wait sync.WaitGroup
	for _, c := range crowd {
		wait.Go(func() {
			if err := c.call(each); err != nil {
				b.Error(err)
			}
		})
	}
	wait.Wait()
}

func batchOf(b *testing.B, w *hubtest.Counter, n int) []byte {
	upload := replica.Batch{Installation: w.Installation}
	for range n {
		e := w.Receive(w.NewID())
		raw, err := e.Bytes()
		if err != nil {
			b.Fatal(err)
		}
		upload.Events = append(upload.Events, raw)
	}
	body, err := json.Marshal(upload)
	if err != nil {
		b.Fatal(err)
	}
	return body
}

// window is a counter, in a session or not.
type window struct {
	*hubtest.Counter
	session *replica.Session
	centre  seal.PublicKey // that signs acknowledgements
}

// enrol makes the window known.
func (w *window) enrol(b *testing.B, s *httptest.Server) {
	body, err := json.Marshal(w.Enrolment())
	if err != nil {
		b.Fatal(err)
	}
	answer, err := s.Client().Post(s.URL+replica.PathInstallations, "application/json", bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var member replica.Membership
	if err := json.NewDecoder(answer.Body).Decode(&member); err != nil {
		b.Fatal(err)
	}
	if w.centre, err = seal.ParsePublicKey(member.IssuingKey); err != nil {
		b.Fatal(err)
	}
}

// open asks for a session.
func (w *window) open(b *testing.B, s *httptest.Server) {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.URL+replica.PathInstallations, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set(replica.HeaderSession, replica.AskSession)
	if err := w.prove(r, nil); err != nil {
		b.Fatal(err)
	}
	answer, err := s.Client().Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	got, err := replica.TakeOffer(answer.Header.Get(replica.HeaderSession), w.Key)
	if err != nil {
		b.Fatal(err)
	}
	w.session = &got
}

// prove signs a request or tags it.
func (w *window) prove(r *http.Request, body []byte) error {
	r.Header.Set(replica.HeaderInstallation, w.Installation)
	r.Header.Set(replica.HeaderTime, time.Now().UTC().Format(time.RFC3339Nano))
	message := replica.RequestMessage(r, body)
	var code []byte
	var err error
	if w.session != nil {
		r.Header.Set(replica.HeaderSession, w.session.Ticket)
		code = w.session.Secret.Tag(replica.PurposeRequest, message)
	} else {
		code, err = w.Key.SignBytes(replica.PurposeRequest, message, nil)
	}
	r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(code))
	return err
}
