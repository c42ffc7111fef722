package postgres_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// BenchmarkHub measures the whole centre: 50 windows upload over HTTP, each in a
// session, judged by the rules and acknowledged, on a log on PostgreSQL. Signed is the
// same of windows from before there were sessions.
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

func uploadAll(b *testing.B, s *httptest.Server, batch int, sessions bool) {
	s.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = clients
	per := (b.N + clients*batch - 1) / (clients * batch)
	bodies := make([][][]byte, clients)
	counters := make([]*window, clients)
	for i := range counters {
		w := &window{Counter: hubtest.NewCounter(b, byte(i+1), office, fmt.Sprint(i+10))}
		counters[i] = w
		enrol, err := json.Marshal(w.Enrolment())
		if err != nil {
			b.Fatal(err)
		}
		if err := post(s, nil, replica.PathInstallations, enrol); err != nil {
			b.Fatal(err)
		}
		if sessions {
			w.open(b, s)
		}
		for range per {
			bodies[i] = append(bodies[i], batchOf(b, w.Counter, batch))
		}
	}
	b.ResetTimer()
	before := spent(b)
	var wait sync.WaitGroup
	for i, w := range counters {
		wait.Go(func() {
			for _, body := range bodies[i] {
				if err := post(s, w, replica.PathEvents, body); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	report(b, clients*per*batch, before)
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

// post sends a request as a window does.
func post(s *httptest.Server, w *window, path string, body []byte) error {
	r, err := http.NewRequest(http.MethodPost, s.URL+path, bytes.NewReader(body)) //nolint:noctx // ends with the server
	if err != nil {
		return err
	}
	if w != nil {
		if err := w.prove(r, body); err != nil {
			return err
		}
	}
	answer, err := s.Client().Do(r)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK || bytes.Contains(raw, []byte(`"refused"`)) {
		err = fmt.Errorf("status %d: %s", answer.StatusCode, raw)
	}
	return errors.Join(err, answer.Body.Close())
}
