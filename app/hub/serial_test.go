package hub_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/roster"
	"onewindow/app/seal"
)

// A window that knows the lists of a log that is gone hears all the same whom the
// restored centre has revoked and dismissed since, whatever the two clocks said.
func TestRestoredCentreIsHeardWhenItRevokes(t *testing.T) {
	tests := map[string]struct {
		ahead time.Duration // the clock of the centre that was lost
		said  bool          // that the log was put back
	}{
		"after a while, before anybody said so": {-time.Hour, false},
		"at once":                               {0, true},
		"when the lost centre's clock was fast": {2 * 365 * 24 * time.Hour, true},
	}
	for name, v := range tests {
		t.Run(name, func(t *testing.T) {
			now := hubtest.Start().Add(min(v.ahead, 0))
			c := open(t, t.TempDir(), cheap, func(c *hub.Config) { c.Now = func() time.Time { return now } })
			w, first, second := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04"), hubtest.NewCounter(t, 3, office, "05")
			for _, counter := range []*hubtest.Counter{w, first, second} {
				c.enrol(t, counter)
			}
			c.employ(t, office, staff()...)
			ring, copied := seal.NewRing(c.issuing(t)), c.copied(t)
			now = hubtest.Start().Add(v.ahead)
			for range 3 { // which the copy does not know
				if _, err := c.hub.ResetPassword(office, "c1"); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := c.hub.Revoke(first.Installation, false); err != nil {
				t.Fatal(err)
			}
			if _, err := c.hub.Revoke(first.Installation, true); err != nil {
				t.Fatal(err)
			}
			if _, err := ring.Take(c.list(t)); err != nil {
				t.Fatal(err)
			}
			known, err := c.hub.Roster(office)
			if err != nil {
				t.Fatal(err)
			}

			c = broughtBack(t, copied)
			var epoch hub.Epoch
			if v.said {
				if epoch, err = c.hub.BeginEpoch(nil); err != nil {
					t.Fatal(err)
				}
			}
			revoked, err := c.hub.Revoke(second.Installation, true)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.hub.Dismiss(office, "a1"); err != nil {
				t.Fatal(err)
			}
			p := c.page(t, w, fmt.Sprintf("after=&epoch=%d", epoch.Serial))
			if p.Keys <= ring.Serial() || p.Roster <= known.Serial {
				t.Fatalf("the window knows keys %d and roster %d, and hears of %d and %d", ring.Serial(), known.Serial, p.Keys, p.Roster)
			}
			list, err := ring.Take(c.list(t))
			if err != nil || !slices.ContainsFunc(list.Keys, func(k seal.RevokedKey) bool { return k.Key == revoked.Key }) {
				t.Errorf("the list of keys: %+v, %v", list.Keys, err)
			}
			got := into[replica.Roster](t, c.call(t, w, "GET", replica.PathRoster, nil, nil))
			r, err := roster.Open([]byte(got.Signed), ring, known.Serial)
			if u, _ := r.User("a1"); err != nil || u.Left == nil {
				t.Errorf("who was dismissed is %+v, %v", u, err)
			}
		})
	}
}
