package replica_test

import (
	"bytes"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/replica"
)

// Clocks that jump by hours, the counter's or the centre's, stop nothing for
// longer than a request, and the window is told from which gap on it must warn.
func TestClocksJump(t *testing.T) {
	var centreAhead atomic.Int64
	c := startCentre(t, func() time.Time { return time.Now().Add(time.Duration(centreAhead.Load())) })
	w, mine := newStored(t, 1, "03", c.url())
	scan := []byte("扫描件")
	w.run(t)
	w.untilOnline(t)
	for n, jump := range []struct {
		name            string
		counter, centre time.Duration // from now on ahead of the time before
		gap             time.Duration // of the centre's clock to the counter's
	}{
		{"the counter's clock is set ahead", 5 * time.Hour, 0, -5 * time.Hour},
		{"and far back", -12 * time.Hour, 0, 7 * time.Hour},
		{"the centre's clock is set ahead", 0, 3 * time.Hour, 10 * time.Hour},
		{"and both are right again", 7 * time.Hour, -3 * time.Hour, 0},
	} {
		w.clock.forward(jump.counter)
		centreAhead.Add(int64(jump.centre))
		file, err := mine.AddFile("scan.pdf", bytes.NewReader(append(scan, byte(n))), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		write(t, mine, w.Receive(w.NewID(), file))
		w.client.Nudge()
		eventually(t, jump.name+": the event is settled", func() bool { return outbox(t, mine).Events == 0 })
		eventually(t, jump.name+": the file is at the centre", func() bool {
			_, whole, err := c.store.Length(office, file.Hash)
			return err == nil && whole
		})
		s := w.until(t, jump.name, func(s replica.Status) bool { return s.Online && (s.Skew-jump.gap).Abs() < time.Minute })
		if warns := s.Skew.Abs() > replica.SkewWarning; warns != (jump.gap != 0) {
			t.Errorf("%s: warns %v of %v", jump.name, warns, s.Skew)
		}
	}
}
