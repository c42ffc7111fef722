package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// otherChain is the chain of another window: a receipt and a log book, a line an hour.
func otherChain(t *testing.T, length int) []casefile.Event {
	t.Helper()
	list := make([]casefile.Event, length)
	prev := ""
	for i := range list {
		e := logged(t, fmt.Sprintf("o%d", i+1), there, clerk, casefile.SignedIn)
		if i == 0 {
			e = event(t, "o1", "c9", clerk, received("04-1", "乙"))
		}
		e.Installation, e.Seq, e.Prev, e.At = there, uint64(i+1), prev, today.Add(time.Duration(i)*time.Hour)
		sum, err := e.Hash()
		check(t, err)
		list[i], prev = e, sum
	}
	return list
}

func comes(t *testing.T, s interface{ Apply(page replica.Page) error }, first uint64, list ...casefile.Event) {
	t.Helper()
	var came []replica.Ordered
	for i, e := range list {
		came = append(came, ordered(t, e, first+uint64(i)))
	}
	check(t, s.Apply(page(fmt.Sprint(first+uint64(len(list))), came...)))
}

// What the centre sends of another window's log book can be read and held against
// its hash chain, among this window's own work.
func TestTheLogBookOfAnotherWindow(t *testing.T) {
	const length = 4500 // three transactions
	s := open(t, t.TempDir())
	add(t, s, logged(t, "mine", here, clerk, casefile.SignedIn))
	chain := otherChain(t, length)
	comes(t, s.Local(), 1, chain...)
	got, err := s.ChainOf(t.Context(), there)
	check(t, err)
	head, err := chain[length-1].Hash()
	check(t, err)
	if got.Links != length || got.First != 1 || got.Last != length || got.Broken != 0 || got.Missing != 0 || got.Head != head {
		t.Errorf("%+v", got)
	}
	lines, err := s.LogBookOf(there, today.Add(3*time.Hour), today.Add(6*time.Hour))
	check(t, err)
	var seqs []uint64
	for _, l := range lines {
		seqs = append(seqs, l.Event.Seq)
	}
	if !slices.Equal(seqs, []uint64{4, 5, 6}) {
		t.Errorf("of three hours come %v", seqs)
	}
	if all, err := s.LogBookOf(there, time.Time{}, today.AddDate(1, 0, 0)); err != nil || len(all) != length-1 {
		t.Errorf("%d lines, %v", len(all), err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := s.ChainOf(ended, there); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	if none, err := s.ChainOf(t.Context(), "nobody"); err != nil || none.Links != 0 {
		t.Errorf("%+v, %v", none, err)
	}
}

// Only what stands side by side can be held against each other: what the centre
// refused is missing, what was changed or put in beside is found.
func TestTheChainOfAnotherWindowIsHeldAgainstItself(t *testing.T) {
	for name, c := range map[string]struct {
		spoil           func([]casefile.Event) []casefile.Event
		missing, broken uint64
	}{
		"whole":   {func(l []casefile.Event) []casefile.Event { return l }, 0, 0},
		"refused": {func(l []casefile.Event) []casefile.Event { return slices.Delete(l, 3, 5) }, 2, 0},
		"late": {func(l []casefile.Event) []casefile.Event {
			return append(slices.Delete(slices.Clone(l), 3, 4), l[3])
		}, 0, 0},
		"the first is missing": {func(l []casefile.Event) []casefile.Event { return l[1:] }, 1, 0},
		"changed": {func(l []casefile.Event) []casefile.Event {
			l[4].At = l[4].At.Add(time.Minute)
			return l
		}, 0, 6},
		"a second one at a place": {func(l []casefile.Event) []casefile.Event {
			double := l[6]
			double.ID = "double"
			return append(l, double)
		}, 0, 7},
		"begun anew": {func(l []casefile.Event) []casefile.Event {
			l[0].Prev = l[1].Prev
			return l
		}, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			comes(t, s.Local(), 1, c.spoil(otherChain(t, 10))...)
			got, err := s.ChainOf(t.Context(), there)
			check(t, err)
			if got.Missing != c.missing || got.Broken != c.broken {
				t.Errorf("%+v", got)
			}
		})
	}
}
