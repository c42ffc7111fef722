package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/store"
)

// before is a folder as it stood when the centre lost what is behind place 3: own
// events at 1, 4, 7 and 9, one that was refused between, others' at 3, 6 and 8, and
// one that waits.
func before(t *testing.T, dir string) *store.Store {
	t.Helper()
	s := open(t, dir)
	add(t, s, event(t, "e1", "c1", clerk, received("03-1", "甲")))
	add(t, s, event(t, "e2", "c2", clerk, received("03-2", "乙")))
	add(t, s, event(t, "r3", "c1", clerk, received("03-1", "甲")))
	add(t, s, event(t, "e4", "c1", clerk, &casefile.Attached{Material: "form"}))
	add(t, s, event(t, "e5", "c3", clerk, received("03-3", "丙")))
	own := pending(t, s)
	check(t, s.Local().Settle([]replica.Answer{
		confirm(t, own[0], 1), confirm(t, own[1], 4), {ID: "r3", Refused: "exists"}, confirm(t, own[3], 7), confirm(t, own[4], 9),
	}))
	f := func(id, caseID, number string, seq uint64) casefile.Event {
		return foreign(event(t, id, caseID, clerk, received(number, "丁")), seq)
	}
	check(t, s.Local().Apply(page("p9",
		ordered(t, own[0], 1), ordered(t, f("f1", "d1", "02-1", 1), 3), ordered(t, own[1], 4), ordered(t, f("f2", "d2", "02-2", 2), 6),
		ordered(t, own[3], 7), ordered(t, f("f3", "d3", "02-3", 3), 8), ordered(t, own[4], 9))))
	add(t, s, event(t, "e6", "c2", clerk, &casefile.Withdrawn{Reason: "撤回"}))
	check(t, s.Local().AddLease(lease("l1", 1, 100)))
	return s
}

// known lists what is given back, some at a time.
func known(t *testing.T, s *store.Store, behind uint64, most, maxBytes int) []string {
	t.Helper()
	var list []string
	for from := (&replica.Mark{}); from != nil; {
		page, next, err := s.Local().Known(behind, *from, most, maxBytes)
		check(t, err)
		if len(page) > most || next != nil && len(page) == 0 {
			t.Fatalf("%d events of %d, next %+v", len(page), most, next)
		}
		for _, g := range page {
			e, err := casefile.Parse(g.Event)
			check(t, err)
			list = append(list, strings.TrimSpace(e.ID+" "+g.Refused))
		}
		from = next
	}
	return list
}

// What is given back is all behind the place, in the order of the log that is gone,
// what was refused in its place in the chain; in pages of any size.
func TestKnownBehindAPlace(t *testing.T) {
	s := before(t, t.TempDir())
	for behind, want := range map[uint64]string{
		0: "e1, f1, e2, f2, r3 exists, e4, f3, e5", 3: "e2, f2, r3 exists, e4, f3, e5", 4: "f2, r3 exists, e4, f3, e5", 8: "e5", 9: "",
	} {
		for _, most := range []int{1, 2, 3, 100} {
			for _, maxBytes := range []int{1, 1000, 1 << 20} {
				if got := strings.Join(known(t, s, behind, most, maxBytes), ", "); got != want {
					t.Errorf("behind %d in pages of %d events and %d bytes: %s", behind, most, maxBytes, got)
				}
			}
		}
	}
}

// answered is what a centre answers that takes some back behind 3, in another order.
func answered(t *testing.T, s *store.Store) replica.Rewinding {
	t.Helper()
	list, _, err := s.Local().Known(3, replica.Mark{}, 100, 1<<20)
	check(t, err)
	places := map[string]uint64{"e2": 5, "f2": 4, "e4": 6, "e5": 0, "f3": 0, "r3": 0}
	r := replica.Rewinding{Epoch: 100, Behind: 3, Cursor: "p3"}
	for _, g := range list {
		e, err := casefile.Parse(g.Event)
		check(t, err)
		a := replica.Answer{ID: e.ID, Hash: replica.Reference(g.Event), Order: places[e.ID]}
		if a.Order == 0 {
			a.Refused = "state"
		}
		r.Answers = append(r.Answers, a)
	}
	return r
}

// state is all that a window and its people see.
func state(t *testing.T, s *store.Store) string {
	t.Helper()
	epoch, err := s.Local().Epoch()
	check(t, err)
	cursor, err := s.Local().Cursor()
	check(t, err)
	all := []any{epoch, cursor, known(t, s, 0, 100, 1<<20)}
	for _, id := range []string{"c1", "c2", "c3", "d1", "d2", "d3"} {
		c, err := s.Case(id)
		all = append(all, c, fmt.Sprint(err))
	}
	tray, err := s.Tray()
	check(t, err)
	box, err := s.Outbox()
	check(t, err)
	leases, err := s.Local().Leases(10)
	check(t, err)
	raw, err := json.Marshal(append(all, tray, box, leases))
	check(t, err)
	return string(raw)
}

func TestRewind(t *testing.T) {
	dir := t.TempDir()
	s := before(t, dir)
	back := answered(t, s)
	check(t, s.Local().Rewind(back))
	wantCase(t, s, "c1", "e1 e4")
	wantCase(t, s, "c2", "e2 e6")
	wantCase(t, s, "d2", "f2")
	wantTray(t, s, "e5 state, r3 exists")
	if got := strings.Join(known(t, s, 0, 100, 1<<20), ", "); got != "e1, f1, f2, e2, r3 exists, e4, e5 state" {
		t.Errorf("known now: %s", got)
	}
	for _, gone := range []string{"c3", "d3"} {
		if c, err := s.Case(gone); err == nil {
			t.Errorf("case %s is there: %s", gone, kinds(c))
		}
	}
	if waits := pending(t, s); len(waits) != 1 || waits[0].ID != "e6" {
		t.Errorf("%d events wait", len(waits))
	}
	if n, ok := take(t, s); !ok || n != 1 {
		t.Errorf("the next number is %d", n)
	}
	now := state(t, s)
	check(t, s.Local().Rewind(back)) // told once more
	if again := state(t, s); again != now {
		t.Errorf("rewound again it is\n%s\nand was\n%s", again, now)
	}
	check(t, s.Close())
	s = open(t, dir)
	if reopened := state(t, s); reopened != now {
		t.Errorf("after a restart it is\n%s\nand was\n%s", reopened, now)
	}
	goesOn(t, s)
}

// goesOn downloads from where the copy ended: what came back is known, in its place.
func goesOn(t *testing.T, s *store.Store) {
	t.Helper()
	list, _, err := s.Local().Known(3, replica.Mark{}, 2, 1<<20)
	check(t, err)
	events := []replica.Ordered{{Order: 4, Event: list[0].Event}, {Order: 5, Event: list[1].Event}}
	old := page("p5", events...)
	if err := s.Local().Apply(old); !errors.Is(err, store.ErrMalformed) {
		t.Errorf("a page of the log that is gone: %v", err)
	}
	old.Epoch = 100
	check(t, s.Local().Apply(old))
	if cursor, err := s.Local().Cursor(); err != nil || cursor != "p5" {
		t.Errorf("the cursor is %q, %v", cursor, err)
	}
}

// Whatever breaks it off, the folder is as it was before, and it can be done again.
func TestRewindIsAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	s := before(t, dir)
	good, was := answered(t, s), state(t, s)
	for i := range good.Answers {
		for name, spoil := range map[string]func(*replica.Answer){
			"unknown event":      func(a *replica.Answer) { a.ID = "nobody" },
			"neither yes nor no": func(a *replica.Answer) { a.Order, a.Refused = 0, "" },
			"other bytes":        func(a *replica.Answer) { a.Order, a.Refused, a.Hash = 40, "", "0" },
			"a place twice":      func(a *replica.Answer) { a.Order, a.Refused = 1, "" },
		} {
			bad := good
			bad.Answers = append([]replica.Answer{}, good.Answers...)
			spoil(&bad.Answers[i])
			if err := s.Local().Rewind(bad); err == nil {
				t.Fatalf("answer %d, %s: taken", i, name)
			}
			if now := state(t, s); now != was {
				t.Fatalf("answer %d, %s: it is\n%s\nand was\n%s", i, name, now, was)
			}
		}
	}
	short := good
	short.Answers = good.Answers[:len(good.Answers)-1]
	if err := s.Local().Rewind(short); !errors.Is(err, replica.ErrUnreturned) {
		t.Errorf("with an event that was not given back: %v", err)
	}
	check(t, s.Close())
	s = open(t, dir)
	if now := state(t, s); now != was {
		t.Errorf("after a restart it is\n%s\nand was\n%s", now, was)
	}
	check(t, s.Local().Rewind(good))
}

// A window that had not come as far as the copy downloads from where it was.
func TestRewindMovesNoCursorForward(t *testing.T) {
	s := before(t, t.TempDir())
	check(t, s.Local().Rewind(replica.Rewinding{Epoch: 100, Behind: 20, Cursor: "p20"}))
	if cursor, err := s.Local().Cursor(); err != nil || cursor != "p9" {
		t.Errorf("the cursor is %q, %v", cursor, err)
	}
}
