package replica_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// eventsFile names a file that BenchmarkLine writes its events to, one a line,
// for the comparison in testdata/pouchdb.
var eventsFile = flag.String("events", "", "write the events of BenchmarkLine to this file")

// lineEvents is how many events BenchmarkLine carries.
const lineEvents = 10_000

// BenchmarkLine carries 10 000 events of 2 KB up and down to another window,
// over loopback: the real store of either window, durable at each of the three
// places. Bytes are those on the wire, both ways.
func BenchmarkLine(b *testing.B) {
	c := startCentre(b, time.Now)
	one, mine := newStored(b, 1, "03", c.url())
	two, theirs := newStored(b, 2, "04", c.url())
	one.client.Report, two.client.Report = func(replica.Status) {}, func(replica.Status) {}
	events := bigEvents(one)
	write500(b, mine, events)
	if *eventsFile != "" {
		writeEvents(b, mine)
	}
	var up, down time.Duration
	for b.Loop() {
		up = timed(func() {
			one.run(b)
			waitFor(b, func() bool { return outbox(b, mine).Events == 0 })
		})
		one.stop()
		down = timed(func() {
			two.run(b)
			last := events[len(events)-1].Case
			waitFor(b, func() bool { _, err := theirs.Case(last); return err == nil })
		})
		two.stop()
	}
	report(b, "up", up, one)
	report(b, "down", down, two)
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

func waitFor(b *testing.B, is func() bool) {
	b.Helper()
	for limit := time.Now().Add(5 * time.Minute); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			b.Fatal("it takes more than five minutes")
		}
	}
}

func report(b *testing.B, way string, took time.Duration, w *counter) {
	sent, received := w.client.Transport.(*replica.Wire).Carried()
	b.ReportMetric(lineEvents/took.Seconds(), "events/s-"+way)
	b.ReportMetric(float64(sent+received)/1e6, "MB-"+way)
}

// bigEvents are receipts of 2 KB whose statements all differ.
func bigEvents(w *counter) []casefile.Event {
	chance := rand.New(rand.NewSource(1))
	pool := []rune("关于本项目用地的情况说明申请单位承诺所提交材料真实有效并对其内容负责地块东西南北界线清楚无争议规划用途符合要求")
	events := make([]casefile.Event, lineEvents)
	for i := range events {
		e := w.Receive(fmt.Sprintf("03-20261123-%05d", i))
		var s strings.Builder
		for s.Len() < 1000 {
			s.WriteRune(pool[chance.Intn(len(pool))])
		}
		e.Body = bytes.Replace(e.Body, []byte("示例路"), []byte(s.String()), 1)
		events[i] = e
	}
	return events
}

// write500 keeps events in few transactions: writing them is not measured.
func write500(b testing.TB, s *store.Store, events []casefile.Event) {
	b.Helper()
	for ; len(events) > 0; events = events[min(500, len(events)):] {
		if err := s.Write(func(w desk.Writer) error {
			for _, e := range events[:min(500, len(events))] {
				if err := w.Append(e); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}

func writeEvents(b *testing.B, s *store.Store) {
	b.Helper()
	events, err := s.Local().Pending(lineEvents, 1<<30)
	if err != nil {
		b.Fatal(err)
	}
	var file bytes.Buffer
	for _, e := range events {
		raw, err := e.Bytes()
		if err != nil {
			b.Fatal(err)
		}
		file.Write(append(raw, '\n'))
	}
	if err := os.WriteFile(*eventsFile, file.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d bytes an event", file.Len()/len(events))
}
