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

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
)

// The process is told to end while eight windows upload as fast as they can: what
// was acknowledged is there afterwards, every answer that begins is whole, and
// nothing that began waits for long.
func TestStopUnderLoadLosesNothing(t *testing.T) {
	t.Run("in a folder", func(t *testing.T) { stopUnderLoad(t, Storage{Data: t.TempDir()}) })
	t.Run("on a database", func(t *testing.T) {
		stopUnderLoad(t, Storage{Data: t.TempDir(), Database: database(t), Files: "database"})
	})
}

func stopUnderLoad(t *testing.T, storage Storage) {
	p, err := Open(Options{Storage: storage, Listen: "127.0.0.1:0", Region: "330402", Log: io.Discard})
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
	if acknowledged.Load() < 100 {
		t.Errorf("only %d were acknowledged", acknowledged.Load())
	}
	v, err := storage.open()
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uploaders {
		u.check(v)
	}
	if err := v.Close(); err != nil {
		t.Error(err)
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

// check holds the log to what was acknowledged.
func (u *uploader) check(log hub.Log) {
	u.t.Helper()
	if u.broken != nil {
		u.t.Error(u.broken)
	}
	for _, id := range u.cases {
		if events, err := log.Case(id); err != nil || len(events) != 1 {
			u.t.Errorf("case %s has %d events, %v", id, len(events), err)
		}
	}
}

// upload brings one event and says whether it was acknowledged. The centre may
// hang up instead of answering, but not in the middle.
func (u *uploader) upload() bool {
	e := u.counter.Receive(u.counter.NewID())
	r, err := u.request(e)
	if err != nil {
		u.broken = err
		return false
	}
	answer, err := u.client.Do(r)
	if err != nil {
		return false // the centre has ended
	}
	raw, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close(), u.acknowledged(raw)); err != nil {
		u.broken = fmt.Errorf("status %d, %q: %w", answer.StatusCode, raw, err)
		return false
	}
	u.cases = append(u.cases, e.Case)
	return true
}

// request signs an upload of one event.
func (u *uploader) request(e casefile.Event) (*http.Request, error) {
	raw, err := e.Bytes()
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(replica.Batch{Installation: u.counter.Installation, Events: []json.RawMessage{raw}})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, u.url+replica.PathEvents, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set(replica.HeaderInstallation, u.counter.Installation)
	r.Header.Set(replica.HeaderTime, time.Now().UTC().Format(time.RFC3339Nano))
	signature, err := u.counter.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, body), nil)
	r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	return r, err
}

// acknowledged says what is wrong with an acknowledgement.
func (u *uploader) acknowledged(raw []byte) error {
	var ack replica.Acknowledgement
	if err := json.Unmarshal(raw, &ack); err != nil {
		return err
	}
	message, err := replica.AcknowledgementMessage(ack)
	if err == nil && !u.issuing.VerifyBytes(replica.PurposeAcknowledgement, message, ack.Signature) {
		err = errors.New("another signature")
	}
	return err
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
