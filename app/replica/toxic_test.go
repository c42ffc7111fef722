package replica_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/store"
)

// spoiler stands between a window and the centre and spoils the line.
type spoiler struct {
	*toxiproxy.Proxy
	t *testing.T
}

func startSpoiler(t *testing.T, c *centre) *spoiler {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	s := &spoiler{toxiproxy.NewProxy(server, "line", "127.0.0.1:0", c.address), t}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func (s *spoiler) url() string { return "http://" + s.Listen }

// spoil adds what makes the line bad, in the words of toxiproxy.
func (s *spoiler) spoil(toxics ...string) {
	s.t.Helper()
	for i, toxic := range toxics {
		words := fmt.Sprintf(`{"name":"%d",%s}`, i, toxic)
		if _, err := s.Toxics.AddToxicJson(strings.NewReader(words)); err != nil {
			s.t.Fatalf("%s: %v", toxic, err)
		}
	}
}

// cut ends every connection that there is.
func (s *spoiler) cut() {
	s.t.Helper()
	s.Stop()
	if err := s.Start(); err != nil {
		s.t.Fatal(err)
	}
}

// Whatever a line does to the bytes, in the end both windows and the centre hold
// the same: every event once, and every file whole.
func TestBadLinesLoseAndDoubleNothing(t *testing.T) {
	for name, toxics := range map[string][]string{
		"slow to answer": {
			`"type":"latency","stream":"upstream","attributes":{"latency":60,"jitter":50}`,
			`"type":"latency","attributes":{"latency":60,"jitter":50}`,
		},
		"narrow":                     {`"type":"bandwidth","stream":"upstream","attributes":{"rate":64}`, `"type":"bandwidth","attributes":{"rate":64}`},
		"in slices":                  {`"type":"slicer","stream":"upstream","attributes":{"average_size":300,"size_variation":200,"delay":100}`},
		"slow to close":              {`"type":"slow_close","attributes":{"delay":100}`},
		"reset on the way up":        {`"type":"reset_peer","stream":"upstream","attributes":{"timeout":80}`},
		"reset on the way down":      {`"type":"reset_peer","attributes":{"timeout":80}`},
		"cut after 20 KB up":         {`"type":"limit_data","stream":"upstream","attributes":{"bytes":20000}`},
		"cut within the first page":  {`"type":"limit_data","attributes":{"bytes":3000}`},
		"silent, then closed":        {`"type":"timeout","stream":"upstream","attributes":{"timeout":100}`},
		"every other answer is lost": {`"type":"limit_data","toxicity":0.5,"attributes":{"bytes":100}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startCentre(t, time.Now)
			s := startSpoiler(t, c)
			w := startBothWays(t, s.url(), c.url())
			s.spoil(toxics...)
			s.cut()
			w.write(t)
			time.Sleep(time.Second)
			s.Toxics.ResetToxics(context.Background())
			w.check(t, c)
		})
	}
}

// bothWays is what goes over a bad line: cases and files up, another window's
// cases and the certificates down.
type bothWays struct {
	one, two     *counter
	mine, theirs *store.Store
	shown        *codes // by the first window

	cases  []string
	events int
	file   casefile.Attachment
	scan   []byte
}

// startBothWays starts a window at either address and lets both join.
func startBothWays(t *testing.T, one, two string) *bothWays {
	t.Helper()
	w := &bothWays{shown: &codes{seen: map[string]bool{}}}
	w.one, w.mine = newStored(t, 1, "03", one)
	w.two, w.theirs = newStored(t, 2, "04", two)
	w.one.client.Report, w.two.client.Report = w.shown.note, func(replica.Status) {}
	w.one.run(t)
	w.two.run(t)
	for _, s := range []*store.Store{w.mine, w.theirs} {
		eventually(t, "it belongs to the centre", func() bool { return outbox(t, s).Numbers > 0 })
	}
	return w
}

// settled says whether nothing waits.
func (w *bothWays) settled(t *testing.T) bool {
	t.Helper()
	return outbox(t, w.mine).Events == 0 && outbox(t, w.theirs).Events == 0
}

func (w *bothWays) write(t *testing.T) {
	t.Helper()
	w.scan = make([]byte, 300_000)
	rand.New(rand.NewSource(1)).Read(w.scan)
	var err error
	if w.file, err = w.mine.AddFile("scan.pdf", bytes.NewReader(w.scan), 1<<20); err != nil {
		t.Fatal(err)
	}
	withFile := w.one.Receive("03-20261123-9999", w.file)
	write(t, w.mine, withFile)
	w.cases, w.events = append(w.cases, withFile.Case), 1
	for n := range 8 {
		up, down := w.one.Granted(n+1), w.two.Granted(n+1)
		write(t, w.mine, up...)
		write(t, w.theirs, down...)
		w.one.client.Nudge()
		w.two.client.Nudge()
		w.cases = append(w.cases, up[0].Case, down[0].Case)
		w.events += 12
	}
}

func (w *bothWays) check(t *testing.T, c *centre) {
	t.Helper()
	eventually(t, "nothing waits", func() bool { return w.settled(t) })
	eventually(t, "the file is at the centre", func() bool {
		_, whole, err := c.store.Length(office, w.file.Hash)
		return err == nil && whole
	})
	found, err := c.store.After(office, 0, 10_000, 1<<30)
	if err != nil || len(found.Events) != w.events {
		t.Fatalf("%d events at the centre, want %d, %v", len(found.Events), w.events, err)
	}
	for _, s := range []*store.Store{w.mine, w.theirs} {
		eventually(t, "all cases are the same here as at the centre", func() bool { return w.same(t, s, c) })
		if strays, err := s.Tray(); err != nil || len(strays) > 0 {
			t.Errorf("tray %+v, %v", strays, err)
		}
	}
	f, err := c.store.Open(w.file.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, w.scan) {
		t.Errorf("%d bytes of the file, %v", len(got), err)
	}
}

// same says whether the cases are told here as the centre tells them.
func (w *bothWays) same(t *testing.T, s *store.Store, c *centre) bool {
	t.Helper()
	for _, id := range w.cases {
		events, err := c.store.Case(id)
		if err != nil {
			t.Fatal(err)
		}
		want := casefile.Fold(events)
		got, err := s.Case(id)
		if err != nil || got.Version != want.Version || got.State != want.State || len(got.Misfits) > 0 {
			return false
		}
	}
	return true
}

// A file goes on where it was cut off: on a line that never lasts long enough
// for the whole, it still gets through, and little is sent twice.
func TestFileGoesOnWhereItWasCut(t *testing.T) {
	c := startCentre(t, time.Now)
	s := startSpoiler(t, c)
	w, mine := newStored(t, 1, "03", s.url())
	w.client.Report = func(replica.Status) {}
	scan := make([]byte, 1<<20)
	rand.New(rand.NewSource(1)).Read(scan)
	file, err := mine.AddFile("scan.pdf", bytes.NewReader(scan), 2<<20)
	if err != nil {
		t.Fatal(err)
	}
	const lasts = 100_000 // bytes that a connection carries before it is cut
	s.spoil(fmt.Sprintf(`"type":"limit_data","stream":"upstream","attributes":{"bytes":%d}`, lasts))
	write(t, mine, w.Receive("03-20261123-0001", file))
	w.run(t)
	eventually(t, "the file is at the centre", func() bool {
		_, whole, err := c.store.Length(office, file.Hash)
		return err == nil && whole
	})
	w.stop()
	sent, _ := w.client.Transport.(*replica.Wire).Carried()
	t.Logf("%d bytes sent for a file of %d", sent, len(scan))
	if sent > 2*int64(len(scan)) {
		t.Errorf("%d bytes were sent for a file of %d", sent, len(scan))
	}
}
