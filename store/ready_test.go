package store_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/store"
)

// What a page brings does not depend on where it was cut: neither cases that begin in
// it nor those of which more is known here, of whatever their authors knew.
func TestPagesMayBeCutAnywhere(t *testing.T) {
	singly, cut := open(t, t.TempDir()), open(t, t.TempDir())
	order, round := uint64(0), 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		var rest []replica.Ordered
		for i := range rapid.IntRange(1, 40).Draw(rt, "events") {
			order++
			e := drawnEvent(t, rt, fmt.Sprintf("%d-%d", round, i), fmt.Sprintf("case %d-", round))
			if rapid.IntRange(0, 9).Draw(rt, "own") == 0 {
				add(t, singly, e)
				add(t, cut, e)
				continue
			}
			rest = append(rest, ordered(t, foreign(e, order), order))
		}
		for _, o := range rest {
			check(t, singly.Local().Apply(page(fmt.Sprint(o.Order), o)))
		}
		for len(rest) > 0 {
			n := rapid.IntRange(1, len(rest)).Draw(rt, "page")
			check(t, cut.Local().Apply(page(fmt.Sprint(rest[n-1].Order), rest[:n]...)))
			rest = rest[n:]
		}
		if a, b := everyRow(t, singly), everyRow(t, cut); !same(a, b) {
			rt.Fatalf("rows %+v, of pages %+v", a, b)
		}
		if a, b := lying(t, singly), lying(t, cut); a != b {
			rt.Fatalf("in the tray %s, of pages %s", a, b)
		}
	})
}

// drawnEvent is an event of one of three cases, lawful or not.
func drawnEvent(t *testing.T, rt *rapid.T, id, caseID string) casefile.Event {
	caseID += rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "case")
	var body casefile.Body = received("03-"+caseID, "甲")
	if rapid.Bool().Draw(rt, "accepted") {
		body = accepted(t, "受"+caseID)
	}
	e := event(t, id, caseID, clerk, body)
	e.On = rapid.IntRange(0, 1).Draw(rt, "on")
	return e
}

func lying(t *testing.T, s *store.Store) (list string) {
	t.Helper()
	strays, err := s.Tray()
	check(t, err)
	for _, stray := range strays {
		list += stray.Event.ID + " " + stray.Reason + "; "
	}
	return list
}
