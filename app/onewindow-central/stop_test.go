package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/store/central"
)

// The process is told to end while eight windows upload as fast as they can: what
// was acknowledged is there afterwards, every answer that begins is whole, and
// nothing that began waits for long.
func TestStopUnderLoadLosesNothing(t *testing.T) {
	data := t.TempDir()
	p, err := Open(Options{Storage: Storage{Data: data}, Listen: "127.0.0.1:0", Region: "330402", Log: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	uploaders := make([]*uploader, 8)
	var wait sync.WaitGroup
	var acknowledged atomic.Int64
	for i := range uploaders {
		u := newUploader(t, byte(i+1), p.URL())
		uploaders[i] = u
		wait.Go(func() {
			for u.upload() {
				acknowledged.Add(1)
			}
		})
	}
	for deadline := time.Now().Add(20 * time.Second); acknowledged.Load() < 100 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	stop()
	began := time.Now()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > lastWords {
		t.Errorf("it took %v to end", took)
	}
	wait.Wait()
	s, err := central.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uploaders {
		if u.broken != nil {
			t.Error(u.broken)
		}
		for _, id := range u.cases {
			if events, err := s.Case(id); err != nil || len(events) != 1 {
				t.Errorf("case %s has %d events, %v", id, len(events), err)
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if acknowledged.Load() < 100 {
		t.Errorf("only %d were acknowledged", acknowledged.Load())
	}
}

// uploader brings one event after the other.
type uploader struct {
	t       *testing.T
	counter *hubtest.Counter
	url     string
	client  *http.Client
	issuing seal.PublicKey
	cases   []string // that were acknowledged
	broken  error    // an answer that was not whole
}

func newUploader(t *testing.T, seed byte, url string) *uploader {
	t.Helper()
	u := &uploader{
		t: t, counter: hubtest.NewCounter(t, seed, "330402-nh", fmt.Sprint(seed)), url: url, client: &http.Client{Transport: &http.Transport{}},
	}
	t.Cleanup(u.client.CloseIdleConnections)
	body, err := json.Marshal(u.counter.Enrolment())
	if err != nil {
		t.Fatal(err)
	}
	answer, err := u.client.Post(url+replica.PathInstallations, "application/json", bytes.NewReader(body)) //nolint:noctx // a test's own server
	if err != nil {
		t.Fatal(err)
	}
	var m replica.Membership
	if err := errors.Join(json.NewDecoder(answer.Body).Decode(&m), answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	if u.issuing, err = seal.ParsePublicKey(m.IssuingKey); err != nil {
		t.Fatal(err)
	}
	return u
}

// upload brings one event and says whether it was acknowledged. The centre may
// hang up instead of answering, but not in the middle.
func (u *uploader) upload() bool {
	e := u.counter.Receive(u.counter.NewID())
	raw, err := e.Bytes()
	if err != nil {
		u.broken = err
		return false
	}
	body, err := json.Marshal(replica.Batch{Installation: u.counter.Installation, Events: []json.RawMessage{raw}})
	if err != nil {
		u.broken = err
		return false
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, u.url+replica.PathEvents, bytes.NewReader(body))
	if err != nil {
		u.broken = err
		return false
	}
	r.Header.Set(replica.HeaderInstallation, u.counter.Installation)
	r.Header.Set(replica.HeaderTime, time.Now().UTC().Format(time.RFC3339Nano))
	signature, err := u.counter.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, body), nil)
	if err != nil {
		u.broken = err
		return false
	}
	r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	answer, err := u.client.Do(r)
	if err != nil {
		return false // the centre has ended
	}
	var ack replica.Acknowledgement
	raw, err = io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err == nil {
		err = json.Unmarshal(raw, &ack)
	}
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New("not acknowledged")
	}
	if err != nil {
		u.broken = fmt.Errorf("status %d, %q: %w", answer.StatusCode, raw, err)
		return false
	}
	message, err := replica.AcknowledgementMessage(ack)
	if err != nil || !u.issuing.VerifyBytes(replica.PurposeAcknowledgement, message, ack.Signature) {
		u.broken = fmt.Errorf("%s has another signature, %w", raw, err)
		return false
	}
	u.cases = append(u.cases, e.Case)
	return true
}

// While a process that is to end goes on serving, it says so to the balancer.
func TestLeavingProcessSaysSo(t *testing.T) {
	p, err := Open(Options{Storage: Storage{Data: t.TempDir()}, Listen: "127.0.0.1:0", Drain: 2 * time.Second, Log: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	client := &http.Client{Transport: &http.Transport{}}
	if status, _ := get(t, client, p.URL()+"/readyz"); status != http.StatusOK {
		t.Errorf("not ready: %d", status)
	}
	stop()
	ready := http.StatusOK
	for deadline := time.Now().Add(10 * time.Second); ready == http.StatusOK && time.Now().Before(deadline); {
		ready, _ = get(t, client, p.URL()+"/readyz")
	}
	live, _ := get(t, client, p.URL()+"/livez")
	page, _ := get(t, client, p.URL()+"/")
	if ready != http.StatusServiceUnavailable || live != http.StatusOK || page != http.StatusOK {
		t.Errorf("ready %d, live %d, page %d", ready, live, page)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
