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

// BenchmarkHub measures the whole centre: 50 windows upload over HTTP, signed,
// judged by the rules, acknowledged and signed again, on a log on PostgreSQL.
func BenchmarkHub(b *testing.B) {
	for _, batch := range []int{1, 100} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
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
			uploadAll(b, s, batch)
			s.Close()
			if err := errors.Join(h.Close(), log.Close()); err != nil {
				b.Error(err)
			}
		})
	}
}

func uploadAll(b *testing.B, s *httptest.Server, batch int) {
	s.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = clients
	per := (b.N + clients*batch - 1) / (clients * batch)
	bodies := make([][][]byte, clients)
	counters := make([]*hubtest.Counter, clients)
	for i := range counters {
		w := hubtest.NewCounter(b, byte(i+1), office, fmt.Sprint(i+10))
		counters[i] = w
		enrol, err := json.Marshal(w.Enrolment())
		if err != nil {
			b.Fatal(err)
		}
		if err := post(s, nil, replica.PathInstallations, enrol); err != nil {
			b.Fatal(err)
		}
		for range per {
			bodies[i] = append(bodies[i], batchOf(b, w, batch))
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

// post sends a request as a window does.
func post(s *httptest.Server, w *hubtest.Counter, path string, body []byte) error {
	r, err := http.NewRequest(http.MethodPost, s.URL+path, bytes.NewReader(body)) //nolint:noctx // ends with the server
	if err != nil {
		return err
	}
	if w != nil {
		r.Header.Set(replica.HeaderInstallation, w.Installation)
		r.Header.Set(replica.HeaderTime, time.Now().UTC().Format(time.RFC3339Nano))
		signature, err := w.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, body), nil)
		if err != nil {
			return err
		}
		r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
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
