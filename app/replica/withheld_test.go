package replica_test

import (
	"fmt"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/replica"
)

// Of a window that holds too many unused numbers the centre withholds further ones:
// that is told, and holds nothing else up.
func TestWithheldNumbersHoldNothingUp(t *testing.T) {
	c := startCentre(t, time.Now)
	w, s := newStored(t, 1, "03", c.url())
	year := time.Now().Year()
	if err := c.store.Write(func(tx hub.Tx) error {
		return tx.AddLease(replica.Lease{
			ID: "forgotten", Installation: w.Installation, Kind: replica.AcceptanceNumbers, Year: year, From: 1, To: 1200,
		})
	}); err != nil {
		t.Fatal(err)
	}
	w.run(t)
	if st := w.untilCode(t, "lease-unused"); !st.Online {
		t.Errorf("%+v", st)
	}
	events := w.Granted(1)
	write(t, s, events...)
	w.client.Nudge()
	eventually(t, "the work is at the centre", func() bool { return outbox(t, s).Events == 0 })
	if o := outbox(t, s); o.Numbers != 0 {
		t.Errorf("%+v", o)
	}
	if err := c.store.Write(func(tx hub.Tx) error {
		return tx.Raise(fmt.Sprintf("used acceptance %04d %s", year, w.Installation), 700)
	}); err != nil {
		t.Fatal(err)
	}
	w.client.Nudge()
	eventually(t, "numbers are here", func() bool { return outbox(t, s).Numbers == 100 })
	w.until(t, "nothing is wrong", func(s replica.Status) bool { return s.Online && s.Err == "" })
}
