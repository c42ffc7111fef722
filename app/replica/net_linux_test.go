//go:build net

package replica_test

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"onewindow/app/replica"
)

// A day's work of 30 cases over 64 kbit/s each way, 800 ms there and back, and
// one packet of twenty lost: at most half a minute and 100 KB.
func TestDaysWorkOverABadLine(t *testing.T) {
	b := newBadLine(t, worst())
	c := atTheFarEnd(t, b)
	w := newWorking(t, c.url())
	b.carries(w.counter, c)
	w.limit = 2 * time.Minute
	var httpSent, httpReceived int64
	took, sent, received := w.aDay(t, func() (int64, int64) {
		s, r := w.carried()
		httpSent, httpReceived = s-httpSent, r-httpReceived
		return b.carried()
	})
	t.Logf("%d events in %.1f s: %d bytes of IP sent, %d received; HTTP alone %d and %d",
		len(w.events), took.Seconds(), sent, received, httpSent, httpReceived)
	if took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
	if sent+received > 100_000 {
		t.Errorf("%d bytes", sent+received)
	}
}

// worst is 64 kbit/s each way, 800 ms there and back, and one packet of twenty lost.
func worst() shape {
	return shape{rate: 8000, delay: 400 * time.Millisecond, loss: 0.05, queue: 10 * time.Second}
}

// atTheFarEnd starts a centre at the other end of the line.
func atTheFarEnd(t *testing.T, b *badLine) *centre {
	t.Helper()
	c := &centre{t: t, dir: t.TempDir(), address: centreEnd + ":8470", now: time.Now, code: "code", listen: b.listen}
	c.start()
	t.Cleanup(c.kill)
	return c
}

// carries lets a window reach the centre over the line.
func (b *badLine) carries(w *counter, c *centre) {
	wire := w.client.Transport.(*replica.Wire).Transport.(*http.Transport)
	dial := wire.DialContext
	wire.DialContext = func(ctx context.Context, network, address string) (conn net.Conn, err error) {
		b.ends[windowEnd].in(func() { conn, err = dial(ctx, network, address) })
		return conn, err
	}
	wire.Proxy, w.client.Enrolment.Code = nil, c.code
}

// What a window wrote in weeks without a line goes up over the worst of them in not
// much more than its bytes take.
func TestThousandEventsOverABadLine(t *testing.T) {
	b := newBadLine(t, worst())
	c := atTheFarEnd(t, b)
	w, mine := newStored(t, 1, "03", c.url())
	b.carries(w, c)
	w.client.Report = func(replica.Status) {}
	write500(t, mine, bigEvents(w)[:1000])
	start := time.Now()
	w.run(t)
	for outbox(t, mine).Events > 0 && time.Since(start) < 5*time.Minute {
		time.Sleep(100 * time.Millisecond)
	}
	took := time.Since(start)
	sent, received := b.carried()
	floor := time.Duration(float64(sent) / worst().rate * float64(time.Second))
	t.Logf("%.1f s; the bytes alone take %.1f: %d of IP sent, %d received", took.Seconds(), floor.Seconds(), sent, received)
	if took > 2*floor {
		t.Errorf("it took %v", took)
	}
}

// The same at the pace of a real proxy, which takes its time.
func TestNewsPassAnImpatientProxy(t *testing.T) { newsArrive(t, 10*time.Second, 10) }
