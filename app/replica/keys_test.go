package replica_test

import (
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// permit waits for the permit of a case and gives its payload.
func (w *counter) permit(t testing.TB, id string) string {
	t.Helper()
	var file casefile.Case
	eventually(t, "the certificate is here", func() bool {
		file = casefile.Fold(w.history(id))
		return len(file.Certificates) > 0
	})
	return file.Certificates[0].Payload
}

// kept is what the window checks paper by.
func (w *counter) kept(t testing.TB) *seal.Ring {
	t.Helper()
	var joined replica.Joined
	if _, err := w.Setting(replica.SettingMembership, &joined); err != nil {
		t.Fatal(err)
	}
	ring, err := joined.Ring()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range joined.Neighbours {
		if _, err := ring.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return ring
}

// A centre that comes back with another issuing key is the same centre if the
// key it had names the new one; a window goes on and believes the paper of both.
func TestWindowFollowsTheIssuingKey(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newCounter(t, 1, "03", c.url())
	w.run(t)
	w.untilOnline(t)
	first := w.Granted(1)
	w.add(first...)
	old := w.permit(t, first[0].Case)
	id, err := c.hub.RotateKey(workday.Date{})
	if err != nil {
		t.Fatal(err)
	}
	c.kill()
	c.start()
	second := w.Granted(2)
	w.add(second...)
	fresh := w.permit(t, second[0].Case)
	eventually(t, "the new key is known", func() bool { return w.kept(t).Issuing().ID() == id })
	for name, payload := range map[string]string{"old": old, "new": fresh} {
		if got := w.kept(t).Check(payload); got.Verdict != seal.Genuine {
			t.Errorf("the %s permit is %s", name, got.Verdict)
		}
	}
	w.stop()
	late := newCounter(t, 2, "04", c.url()) // it never met the first key
	late.run(t)
	late.untilOnline(t)
	if got := late.kept(t).Check(old); got.Verdict != seal.Genuine {
		t.Errorf("at a window that joined later the old permit is %s", got.Verdict)
	}
}

func TestNeighboursLearnOfARevokedWindow(t *testing.T) {
	c := startCentre(t, time.Now)
	one, two := newCounter(t, 1, "03", c.url()), newCounter(t, 2, "04", c.url())
	for _, w := range []*counter{one, two} {
		w.run(t)
		w.untilOnline(t)
	}
	if _, err := c.hub.Revoke(one.Installation, false); err != nil {
		t.Fatal(err)
	}
	two.add(two.Granted(2)...)
	eventually(t, "the other window knows", func() bool {
		ring := two.kept(t)
		_, _, verdict := ring.Trusted(one.Key.ID(), workday.DateOf(time.Now()))
		return verdict == seal.Revoked
	})
}
