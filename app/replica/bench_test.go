package replica_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"onewindow/app/replica"
)

// BenchmarkSync measures how many events a second go up and come down again,
// durable at the centre, over loopback.
func BenchmarkSync(b *testing.B) {
	for _, cases := range []int{1, 400} {
		b.Run(fmt.Sprintf("events=%d", 5*cases), func(b *testing.B) {
			c := startCentre(b, time.Now)
			w := newCounter(b, 1, "03", c.url())
			w.client.Report = func(replica.Status) {}
			w.run(b)
			eventually(b, "leases are here", func() bool { return len(w.leased()) > 0 })
			b.ResetTimer()
			total, serial := 0, 0
			for b.Loop() {
				b.StopTimer()
				for range cases {
					serial++
					w.memory.add(w.Granted(serial)...)
				}
				total += 6 * cases // the certificate too
				b.StartTimer()
				w.client.Nudge()
				for w.waiting() > 0 || w.held() < total {
					if context.Cause(b.Context()) != nil {
						b.Fatal("stopped")
					}
					time.Sleep(50 * time.Microsecond)
				}
			}
			b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
