package hub_test

import (
	"bytes"
	"fmt"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// A window that was restored from a backup is told which of its events were
// refused, page after page, behind those that were taken.
func TestRestoredWindowIsToldWhatWasRefused(t *testing.T) {
	c := open(t, t.TempDir())
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, other)
	c.answers(t, other, other.Receive("04-20261123-0001"), other.Receive("04-20261123-0001"))
	events := []casefile.Event{w.Receive("03-20261123-0001")}
	for range 150 {
		events = append(events, w.Receive("03-20261123-0001"))
	}
	c.answers(t, w, events...)
	if p := c.page(t, w, "after=&limit=1&refused=0"); !p.More || p.Told || len(p.Refused) > 0 {
		t.Errorf("before the end: %+v", p)
	}
	behind, cursor := uint64(1), ""
	var told []replica.Refusal
	for more := true; more; {
		p := c.page(t, w, fmt.Sprintf("after=%s&refused=%d", cursor, behind))
		if p.More == p.Told || len(p.Refused) == 0 {
			t.Fatalf("told %v, more %v, %d refused", p.Told, p.More, len(p.Refused))
		}
		told, more, cursor = append(told, p.Refused...), p.More, p.Next
		behind = told[len(told)-1].Seq
	}
	if len(told) != 150 {
		t.Fatalf("told of %d", len(told))
	}
	for i, r := range told {
		raw, err := events[i+1].Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if r.Seq != uint64(i+2) || r.Reason != "number-taken" || !bytes.Equal(r.Event, raw) {
			t.Fatalf("%d: %+v", i, r)
		}
	}
	if p := c.page(t, w, "after="+cursor); p.Told || p.More || len(p.Refused) > 0 {
		t.Errorf("unasked: %+v", p)
	}
}

func TestMachineIsToldThatAnotherStoodThere(t *testing.T) {
	c := open(t, t.TempDir())
	w, other, next := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04"), hubtest.NewCounter(t, 3, office, "03")
	for range 2 {
		for _, first := range []*hubtest.Counter{w, other} {
			if m := c.enrol(t, first); m.Succeeds {
				t.Errorf("%s succeeds another", first.Window)
			}
		}
	}
	if _, err := c.hub.Revoke(w.Installation, false); err != nil {
		t.Fatal(err)
	}
	if m := c.enrol(t, next); !m.Succeeds {
		t.Error("it hears of none before it")
	}
}
