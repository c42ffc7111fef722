package replica_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// A window that sees its line to be quick says so from the next page on, and one on a
// slow line says nothing. Either gets every event.
func TestWindowSaysThatItsLineIsQuick(t *testing.T) {
	for name, line := range map[string]struct {
		rate int // bytes a second
		says []string
	}{
		"quick": {100e6, []string{"", "quick", "quick"}},
		"slow":  {1e6, []string{"", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			clock := &standing{at: time.Now()}
			c := startCentre(t, clock.Now)
			var said []string
			c.wrap = func(h http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodGet && r.URL.Path == replica.PathEvents {
						said = append(said, r.Header.Get(replica.HeaderLine))
					}
					h.ServeHTTP(w, r)
				})
			}
			c.kill()
			c.start()
			one, two := newCounter(t, 1, "03", c.url()), newCounter(t, 2, "04", c.url())
			one.client.Clock, two.client.Clock = clock, clock
			two.client.Transport = measured{two.client.Transport, clock, line.rate}
			two.client.Single = true // one request after the other
			const events = 2*replica.MaxPage + 1
			for n := range events {
				one.memory.add(longReceipt(one, n))
			}
			if err := one.client.Contact(context.Background()); err != nil {
				t.Fatal(err)
			}
			if left := one.waiting(); left != 0 {
				t.Fatalf("%d events wait", left)
			}
			said = nil
			if err := two.client.Contact(context.Background()); err != nil {
				t.Fatal(err)
			}
			if got := two.held(); got != events {
				t.Errorf("%d of %d events came", got, events)
			}
			if len(said) < 3 || !slices.Equal(said[:3], line.says) {
				t.Errorf("the window said %q", said)
			}
		})
	}
}

// longReceipt is a receipt that hardly gets shorter by packing.
func longReceipt(w *counter, n int) casefile.Event {
	noise := make([]byte, 200)
	_, _ = rand.NewChaCha8([32]byte{byte(n), byte(n >> 8)}).Read(noise) // which never fails
	return w.Write(casefile.Case{}, w.NewID(), casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk}, &casefile.Received{
		Number: fmt.Sprintf("03-20261123-%04d", n), Office: w.Office, Window: w.Window, Item: "A",
		Application: casefile.Application{
			Applicant: casefile.Applicant{Unit: true, Name: "示例建设有限公司", Code: "91350100M000100Y43", Phone: "057300000000"},
			Project:   casefile.Project{Code: "2601-330402-04-01-000013", Name: "示例项目"},
			Land:      casefile.Land{Location: hex.EncodeToString(noise), Area: 18990},
		},
		Materials: []casefile.Material{{ID: "form", Name: "申请表", Required: true, Present: true}},
	})
}

// What was packed quickly is read as all else is; and small bodies are packed as ever.
func TestLargeBodiesArePackedQuickly(t *testing.T) {
	codec, err := replica.NewCodec()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = codec.Close() })
	quick, tight := http.Header{}, http.Header{}
	quick.Set(replica.HeaderDictionary, "1")
	tight.Set(replica.HeaderDictionary, "1")
	quick.Set(replica.HeaderLine, replica.QuickLine)
	var page []byte
	for _, e := range newWorking(t, "").events {
		raw, err := e.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		page = append(page, raw...)
	}
	for size, same := range map[int]bool{len(page): false, 20 << 10: true} {
		body := page[:size]
		one, other := codec.PackFor(quick, body), codec.PackFor(tight, body)
		if bytes.Equal(one, other) != same {
			t.Errorf("%d bytes: packed alike %t, want %t", size, !same, same)
		}
		if again, err := codec.Unpack(one); err != nil || !bytes.Equal(again, body) {
			t.Errorf("%d bytes do not come back: %v", size, err)
		}
	}
}

// standing is a clock that stands still but for what is said to pass.
type standing struct {
	mu sync.Mutex
	at time.Time
}

func (s *standing) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func (s *standing) After(time.Duration) <-chan time.Time { return time.After(time.Millisecond) }

func (s *standing) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

// measured is a line on which answers come at a rate, in bytes a second.
type measured struct {
	replica.Transport
	clock *standing
	rate  int
}

func (m measured) Do(r *http.Request) (*http.Response, error) {
	answer, err := m.Transport.Do(r)
	if err == nil {
		answer.Body = slowly{answer.Body, m}
	}
	return answer, err
}

type slowly struct {
	io.ReadCloser
	measured
}

func (s slowly) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.clock.pass(time.Duration(n) * time.Second / time.Duration(s.rate))
	return n, err
}

// BenchmarkPack is what packing a full page costs the centre, an event, and how many
// bytes it leaves.
func BenchmarkPack(b *testing.B) {
	codec, err := replica.NewCodec()
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = codec.Close() }()
	w := newCounter(b, 1, "03", "")
	var page replica.Page
	for n, e := range bigEvents(w)[:replica.MaxPage] {
		raw, err := e.Bytes()
		if err != nil {
			b.Fatal(err)
		}
		page.Events = append(page.Events, replica.Ordered{Order: uint64(n + 1), Event: raw})
	}
	plain, err := page.Bytes()
	if err != nil {
		b.Fatal(err)
	}
	for _, line := range []string{"", replica.QuickLine} {
		b.Run("line="+line, func(b *testing.B) {
			h := http.Header{}
			h.Set(replica.HeaderDictionary, "1")
			h.Set(replica.HeaderLine, line)
			var packed []byte
			for b.Loop() {
				packed = codec.PackFor(h, plain)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*replica.MaxPage), "ns/event")
			b.ReportMetric(float64(len(packed))/replica.MaxPage, "bytes/event")
		})
	}
}
