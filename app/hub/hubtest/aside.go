package hubtest

import (
	"bytes"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub"
)

// refusedEntriesAreListed walks through the quarantine in pages of every size.
func refusedEntriesAreListed(t *testing.T, open Opener) {
	one, two := NewCounter(t, 1, here, "03"), NewCounter(t, 2, there, "03")
	if one.Installation > two.Installation {
		one, two = two, one
	}
	var want []hub.RefusedEvent
	use(t, open, func(s Store) {
		if list, err := s.Refused("", 0, 10); len(list) > 0 || err != nil {
			t.Errorf("of an empty log: %v, %v", list, err)
		}
		var late []hub.RefusedEvent
		for n := range uint64(4) { // in the other order than they are listed in
			for _, w := range []*Counter{two, one} {
				admit(t, s, entry(t, w.Receive("taken"), w.Office))
				e := entry(t, w.Receive("refused"), w.Office)
				must(t, s.Write(func(tx hub.Tx) error { return tx.Refuse(e, "author-left") }))
				r := hub.RefusedEvent{Behind: 2*n + 1, Reason: "author-left", Raw: e.Raw}
				if w == one {
					r.Behind++
					want = append(want, r)
				} else {
					late = append(late, r)
				}
			}
		}
		want = append(want, late...)
	})
	use(t, open, func(s Store) {
		for size := 1; size <= len(want)+1; size++ {
			if got := listed(t, s, size); !same(got, want) {
				t.Errorf("in pages of %d: %d entries, want %d", size, len(got), len(want))
			}
		}
		for _, name := range []string{"\x00", "a\x00b", "\xff", "zzz"} {
			if _, err := s.Refused(name, 1<<63+1, 10); err != nil {
				t.Errorf("behind %q: %v", name, err)
			}
		}
	})
}

// listed goes through all refused entries, some at a time.
func listed(t *testing.T, s Store, size int) []hub.RefusedEvent {
	t.Helper()
	var all []hub.RefusedEvent
	installation, seq := "", uint64(0)
	for {
		page, err := s.Refused(installation, seq, size)
		must(t, err)
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
		last, err := casefile.Parse(page[len(page)-1].Raw)
		must(t, err)
		installation, seq = last.Installation, last.Seq
	}
}

func same(a, b []hub.RefusedEvent) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Behind != b[i].Behind || a[i].Reason != b[i].Reason || !bytes.Equal(a[i].Raw, b[i].Raw) {
			return false
		}
	}
	return true
}

// logBooksAreKept writes into a log book, in one transaction and in several: it
// is in the log in its order and no less a part of the chain.
func logBooksAreKept(t *testing.T, open Opener) {
	w := NewCounter(t, 1, here, "03")
	var written []casefile.Event
	for range 6 {
		written = append(written, w.Write(casefile.Case{}, w.Installation, clerk(), &casefile.Logged{What: casefile.SignedIn}))
	}
	use(t, open, func(s Store) {
		admit(t, s, entry(t, written[0], here), entry(t, written[1], here))
		for _, e := range written[2:] {
			e := entry(t, e, here)
			must(t, s.Write(func(tx hub.Tx) error {
				_, err := tx.Admit(e)
				return err
			}, e))
		}
	})
	use(t, open, func(s Store) {
		book, err := s.Case(w.Installation)
		must(t, err)
		if len(book) != len(written) {
			t.Fatalf("%d entries of %d", len(book), len(written))
		}
		for i, e := range book {
			if e.ID != written[i].ID {
				t.Errorf("entry %d is %s", i, e.ID)
			}
		}
		must(t, s.Write(func(tx hub.Tx) error {
			tail, err := tx.Tail(w.Installation)
			if tail.Seq != 6 {
				t.Errorf("the chain ends at %d", tail.Seq)
			}
			return err
		}))
	})
}
