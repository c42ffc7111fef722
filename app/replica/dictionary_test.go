package replica_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/klauspost/compress/zstd"

	"onewindow/app/replica"
)

// A dictionary that has gone out stays as it is: the other end has the same.
func TestDictionaryIsTheOneThatWentOut(t *testing.T) {
	raw, err := os.ReadFile("dictionary/1")
	if err != nil {
		t.Fatal(err)
	}
	sum := sm3.Sum(raw)
	if got := hex.EncodeToString(sum[:]); got != "7e3a5df1b3449a13394da14ed8952b31fa72f839c4a56c6a65623ca258bb8da5" {
		t.Errorf("dictionary 1 is %s", got)
	}
}

// One event alone, as they come while the line is up, takes half the bytes.
func TestDictionaryHalvesOneEvent(t *testing.T) {
	codec, err := replica.NewCodec()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = codec.Close() })
	knows := http.Header{}
	knows.Set(replica.HeaderDictionary, "1")
	plain, trained := 0, 0
	for _, e := range newWorking(t, "").events {
		raw, err := e.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(replica.Batch{Installation: e.Installation, Events: []json.RawMessage{raw}})
		if err != nil {
			t.Fatal(err)
		}
		packed := codec.PackFor(knows, body)
		if again, err := codec.Unpack(packed); err != nil || string(again) != string(body) {
			t.Fatalf("it does not come back: %v", err)
		}
		plain, trained = plain+len(codec.Pack(body)), trained+len(packed)
	}
	t.Logf("each event alone: %d bytes without the dictionary, %d with it", plain, trained)
	if 2*trained > plain {
		t.Errorf("%d bytes with the dictionary, %d without", trained, plain)
	}
}

// Programs from before there was a dictionary understand those with one, and a
// client that meets an older process behind the same address does too.
func TestDictionaryIsAgreedUpon(t *testing.T) {
	var old atomic.Bool
	c := startCentre(t, time.Now)
	c.wrap = func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if old.Load() {
				r.Header.Del(replica.HeaderDictionary)
				if r.Header.Get("Content-Encoding") != "" && !unpacks(t, r) {
					r.Header.Set("Content-Encoding", "unknown") // as one reads what one cannot unpack
				}
				w = forgetful{w}
			}
			h.ServeHTTP(w, r)
		})
	}
	c.kill()
	old.Store(true)
	c.start()
	w := newCounter(t, 1, "03", c.url())
	w.run(t)
	w.untilOnline(t)
	for n, is := range []bool{true, false, true, false} {
		old.Store(is)
		events := w.Granted(n + 1)
		w.add(events...)
		eventually(t, "the events are settled and the certificate is here", func() bool {
			return w.waiting() == 0 && w.held() == 6*(n+1)
		})
	}
}

// unpacks says whether a program without a dictionary can read the request.
func unpacks(t *testing.T, r *http.Request) bool {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return true
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		t.Error(err)
		return true
	}
	defer d.Close()
	_, err = d.DecodeAll(body, nil)
	return err == nil
}

// forgetful says nothing of a dictionary.
type forgetful struct{ http.ResponseWriter }

func (f forgetful) WriteHeader(status int) {
	f.Header().Del(replica.HeaderDictionary)
	f.ResponseWriter.WriteHeader(status)
}
