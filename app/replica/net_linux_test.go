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
	b := newBadLine(t, shape{rate: 8000, delay: 400 * time.Millisecond, loss: 0.05, queue: 10 * time.Second})
	c := &centre{t: t, dir: t.TempDir(), address: centreEnd + ":8470", now: time.Now, code: "code", listen: b.listen}
	c.start()
	t.Cleanup(c.kill)
	w := newWorking(t, c.url())
	wire := w.client.Transport.(*replica.Wire).Transport.(*http.Transport)
	dial := wire.DialContext
	wire.DialContext = func(ctx context.Context, network, address string) (conn net.Conn, err error) {
		b.ends[windowEnd].in(func() { conn, err = dial(ctx, network, address) })
		return conn, err
	}
	w.client.Enrolment.Code = c.code
	wire.Proxy, w.limit = nil, 2*time.Minute
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

// The same at the pace of a real proxy, which takes its time.
func TestNewsPassAnImpatientProxy(t *testing.T) { newsArrive(t, 10*time.Second, 10) }
