package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// twoEvents opens a store with a case of two pending events.
func twoEvents(t *testing.T) (*store.Store, []casefile.Event) {
	t.Helper()
	s := open(t, t.TempDir())
	add(t, s,
		event(t, "e1", "c1", clerk, received("03-1", "甲")),
		event(t, "e2", "c1", clerk, accepted(t, "受1")))
	return s, pending(t, s)
}

func page(next string, events ...replica.Ordered) replica.Page {
	return replica.Page{Events: events, Next: next}
}

func TestSettleConfirms(t *testing.T) {
	s, own := twoEvents(t)
	wantWhole(t, own)
	check(t, s.Local().Settle([]replica.Answer{confirm(t, own[0], 7)}))
	if waits, err := s.Pending("c1"); err != nil || !waits {
		t.Errorf("one of two is confirmed: pending %v, %v", waits, err)
	}
	answers := []replica.Answer{confirm(t, own[0], 7), confirm(t, own[1], 9)}
	check(t, s.Local().Settle(answers))
	check(t, s.Local().Settle(answers))
	if waits, err := s.Pending("c1"); err != nil || waits {
		t.Errorf("all is confirmed: pending %v, %v", waits, err)
	}
	wantCase(t, s, "c1", "e1 e2")
	box, err := s.Outbox()
	check(t, err)
	if box.Events != 0 || !box.Oldest.IsZero() {
		t.Errorf("outbox %+v", box)
	}
}

func TestSettleRefuses(t *testing.T) {
	s, own := twoEvents(t)
	answers := []replica.Answer{
		confirm(t, own[0], 7),
		{ID: "e2", Refused: "state"},
	}
	check(t, s.Local().Settle(answers))
	check(t, s.Local().Settle(answers))
	wantCase(t, s, "c1", "e1")
	wantTray(t, s, "e2 state")
	// What the log holds outweighs a refusal, before and after.
	check(t, s.Local().Apply(page("p", ordered(t, own[0], 7), ordered(t, own[1], 8))))
	check(t, s.Local().Settle(answers))
	wantCase(t, s, "c1", "e1 e2")
	wantTray(t, s, "")
}

func TestRefusedReceiptLeavesTheLists(t *testing.T) {
	s, own := twoEvents(t)
	check(t, s.Local().Settle([]replica.Answer{{ID: "e1", Refused: "exists"}}))
	wantCase(t, s, "c1", "e2!unknown-case")
	wantTray(t, s, "e1 exists, e2 unknown-case")
	rows, err := s.List(desk.Query{Limit: 10})
	check(t, err)
	if rows.Total != 0 {
		t.Errorf("rows %+v", rows)
	}
	check(t, s.Local().Settle([]replica.Answer{{ID: "e2", Refused: "unknown-case"}}))
	if _, err := s.Case("c1"); !errors.Is(err, desk.ErrUnknownCase) {
		t.Errorf("a case all of which was refused: %v", err)
	}
	wantTray(t, s, "e1 exists, e2 unknown-case")
	// The next event goes on behind the refused ones: the centre knows them.
	add(t, s, event(t, "e3", "c3", clerk, received("03-3", "丙")))
	wantWhole(t, append(own, pending(t, s)...))
}

func wantTray(t *testing.T, s *store.Store, want string) {
	t.Helper()
	strays, err := s.Tray()
	check(t, err)
	var list []string
	for _, stray := range strays {
		list = append(list, stray.Event.ID+" "+stray.Reason)
		if !stray.Since.Equal(today) {
			t.Errorf("%s lies there since %v", stray.Event.ID, stray.Since)
		}
	}
	if got := strings.Join(list, ", "); got != want {
		t.Errorf("the tray holds %q, want %q", got, want)
	}
}

// Own events stand behind the centre's, and what no longer fits is seen.
func TestRebase(t *testing.T) {
	s := open(t, t.TempDir())
	first := foreign(event(t, "f1", "c1", clerk, received("02-1", "甲")), 1)
	check(t, s.Local().Apply(page("p1", ordered(t, first, 3))))
	add(t, s,
		event(t, "e1", "c1", clerk, accepted(t, "受1")),
		event(t, "e2", "c1", clerk, &casefile.Attached{Material: "form"}))
	wantCase(t, s, "c1", "f1 e1 e2")

	withdrawn := foreign(event(t, "f2", "c1", clerk, &casefile.Withdrawn{Reason: "撤回"}), 2)
	check(t, s.Local().Apply(page("p2", ordered(t, withdrawn, 5))))
	wantCase(t, s, "c1", "f1 f2 e1!state e2!state")
	wantTray(t, s, "e1 state, e2 state")
	if got := len(pending(t, s)); got != 2 {
		t.Errorf("%d events wait: the centre decides about what does not fit", got)
	}
	own := pending(t, s)
	check(t, s.Local().Settle([]replica.Answer{confirm(t, own[0], 4), {ID: "e2", Refused: "state"}}))
	wantCase(t, s, "c1", "f1 e1 f2")
	wantTray(t, s, "e2 state")
}

func TestOwnEventsComeBack(t *testing.T) {
	s, own := twoEvents(t)
	back := page("p1", ordered(t, own[0], 1), ordered(t, own[1], 2))
	check(t, s.Local().Apply(back))
	check(t, s.Local().Apply(back))
	check(t, s.Local().Settle([]replica.Answer{confirm(t, own[0], 1), confirm(t, own[1], 2)}))
	wantCase(t, s, "c1", "e1 e2")
	if got := len(pending(t, s)); got != 0 {
		t.Errorf("%d events wait", got)
	}
}

func TestApplyKeepsTheCursor(t *testing.T) {
	s := open(t, t.TempDir())
	one := page("p1", ordered(t, foreign(event(t, "f1", "c1", clerk, received("1", "甲")), 1), 1))
	two := page("p2", ordered(t, foreign(event(t, "f2", "c2", clerk, received("2", "乙")), 2), 2))
	steps := []struct {
		page replica.Page
		want string
	}{
		{page(""), ""}, {one, "p1"}, {two, "p2"}, {one, "p2"}, {two, "p2"}, {page(""), "p2"}, {page("p1"), "p2"}, {page("p3"), "p2"},
	}
	for i, step := range steps {
		check(t, s.Local().Apply(step.page))
		got, err := s.Local().Cursor()
		check(t, err)
		if got != step.want {
			t.Errorf("step %d: cursor %q, want %q", i, got, step.want)
		}
	}
}

func TestSyncRefuses(t *testing.T) {
	s, own := twoEvents(t)
	check(t, s.Local().Settle([]replica.Answer{confirm(t, own[0], 7)}))
	other := foreign(event(t, "f1", "c2", clerk, received("02-1", "乙")), 1)
	forged := own[1]
	forged.By.Name = "别人"
	noCase := other
	noCase.Case = ""
	settle := s.Local().Settle
	apply := s.Local().Apply
	for name, test := range map[string]struct {
		err  error
		want error
	}{
		"answer of other bytes":   {settle([]replica.Answer{confirm(t, forged, 8)}), store.ErrAltered},
		"answer of another place": {settle([]replica.Answer{confirm(t, own[0], 8)}), store.ErrAltered},
		"answer of a taken place": {settle([]replica.Answer{confirm(t, own[1], 7)}), store.ErrAltered},
		"refusal of other bytes":  {settle([]replica.Answer{{ID: "e2", Hash: "00", Refused: "state"}}), store.ErrAltered},
		"answer to nobody":        {settle([]replica.Answer{confirm(t, other, 8)}), store.ErrUnknownEvent},
		"answer without a word":   {settle([]replica.Answer{confirm(t, own[1], 0)}), store.ErrMalformed},
		"second answer is bad":    {settle([]replica.Answer{confirm(t, own[1], 8), confirm(t, other, 9)}), store.ErrUnknownEvent},
		"page of other bytes":     {apply(page("p", ordered(t, forged, 8))), store.ErrAltered},
		"page of a taken place":   {apply(page("p", ordered(t, other, 7))), store.ErrAltered},
		"page of another place":   {apply(page("p", ordered(t, own[0], 8))), store.ErrAltered},
		"page out of order":       {apply(page("p", ordered(t, other, 9), ordered(t, own[1], 8))), store.ErrMalformed},
		"page from zero":          {apply(page("p", ordered(t, other, 0))), store.ErrMalformed},
		"page cut off":            {apply(page("", ordered(t, other, 8))), store.ErrMalformed},
		"event cut off":           {apply(page("p", replica.Ordered{Order: 8, Event: json.RawMessage(`{"id":`)})), store.ErrMalformed},
		"event of no case":        {apply(page("p", ordered(t, noCase, 8))), store.ErrMalformed},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: %v, want %v", name, test.err, test.want)
		}
	}
	wantCase(t, s, "c1", "e1 e2")
	if _, err := s.Case("c2"); !errors.Is(err, desk.ErrUnknownCase) {
		t.Errorf("a refused page left something: %v", err)
	}
	cursor, err := s.Local().Cursor()
	check(t, err)
	if cursor != "" || len(pending(t, s)) != 1 {
		t.Errorf("cursor %q, %d wait", cursor, len(pending(t, s)))
	}
}

func TestPendingIsAContiguousPiece(t *testing.T) {
	s := open(t, t.TempDir())
	for i := range 6 {
		add(t, s, event(t, fmt.Sprintf("e%d", i+1), fmt.Sprintf("c%d", i+1), clerk, received(fmt.Sprint(i+1), "甲")))
	}
	own := pending(t, s)
	raw, err := own[0].Bytes()
	check(t, err)
	check(t, s.Local().Settle([]replica.Answer{confirm(t, own[3], 1)}))
	for _, test := range []struct {
		events, bytes int
		want          string
	}{
		{100, 1 << 20, "1 2 3"}, {2, 1 << 20, "1 2"}, {100, 1, "1"}, {100, len(raw) + 200, "1"}, {0, 1 << 20, ""},
	} {
		list, err := s.Local().Pending(test.events, test.bytes)
		check(t, err)
		var got []string
		for _, e := range list {
			got = append(got, fmt.Sprint(e.Seq))
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("Pending(%d, %d) gives %v, want %s", test.events, test.bytes, got, test.want)
		}
	}
}

// A folder put back from an older copy learns of its own forgotten events.
func TestAnOlderCopyGoesOnBehindWhatItForgot(t *testing.T) {
	ahead, own := twoEvents(t)
	check(t, ahead.Close())
	s := open(t, t.TempDir())
	check(t, s.Local().AddLease(lease("l1", 1, 100)))
	check(t, s.Local().Apply(page("p1", ordered(t, own[0], 1), ordered(t, own[1], 2))))
	box, err := s.Outbox()
	check(t, err)
	if box.Numbers != 0 {
		t.Errorf("%d numbers are left that may be on paper already", box.Numbers)
	}
	add(t, s, event(t, "e3", "c3", clerk, received("03-3", "丙")))
	wantWhole(t, append(own, pending(t, s)...))
}

func TestLeases(t *testing.T) {
	s := open(t, t.TempDir())
	l := s.Local()
	wantShort(t, s, true)
	check(t, l.AddLease(lease("l2", 201, 300)))
	wantShort(t, s, false)
	check(t, l.AddLease(lease("l1", 101, 102)))
	stranger := lease("l9", 900, 901)
	stranger.Installation = there
	for name, bad := range map[string]replica.Lease{
		"another's":          stranger,
		"other block":        lease("l1", 401, 402),
		"overlaps below":     lease("l3", 1, 101),
		"overlaps above":     lease("l3", 300, 400),
		"overlaps inside":    lease("l3", 250, 251),
		"overlaps all":       lease("l3", 1, 1000),
		"backwards":          lease("l3", 500, 499),
		"from zero":          lease("l3", 0, 10),
		"without an id":      lease("", 500, 501),
		"beyond all need":    lease("l3", 500, 500+replica.MaxLease),
		"to the last number": lease("l3", 500, 1<<64-1),
	} {
		if err := l.AddLease(bad); !errors.Is(err, store.ErrLease) {
			t.Errorf("%s: %v", name, err)
		}
	}
	nextYear := lease("l4", 201, 300)
	nextYear.Year = 2027
	check(t, l.AddLease(nextYear))

	want := []uint64{101, 102}
	for n := uint64(201); n <= 300; n++ {
		want = append(want, n)
	}
	var got []uint64
	for i := range want {
		if i == 3 {
			check(t, l.AddLease(lease("l1", 101, 102))) // gives nothing back
		}
		n, ok := take(t, s)
		if !ok {
			t.Fatalf("nothing left after %v", got)
		}
		got = append(got, n)
		wantShort(t, s, len(want)-len(got) < 20)
	}
	if !slices.Equal(got, want) {
		t.Errorf("took %v", got)
	}
	if n, ok := take(t, s); ok {
		t.Errorf("took %d from an empty lease", n)
	}
}

func take(t *testing.T, s *store.Store) (n uint64, ok bool) {
	t.Helper()
	check(t, s.Write(func(w desk.Writer) (err error) {
		n, ok, err = w.Take(replica.AcceptanceNumbers, 2026)
		return err
	}))
	return n, ok
}

func wantShort(t *testing.T, s *store.Store, want bool) {
	t.Helper()
	kinds, err := s.Local().Shortages(2026)
	check(t, err)
	if short := slices.Equal(kinds, []replica.NumberKind{replica.AcceptanceNumbers}); short != want {
		t.Fatalf("shortages %v, want %v", kinds, want)
	}
}

func TestFilesAreOwedOnceConfirmed(t *testing.T) {
	s := open(t, t.TempDir())
	l := s.Local()
	a, err := s.AddFile("a.pdf", strings.NewReader("a"), 10)
	check(t, err)
	b, err := s.AddFile("b.pdf", strings.NewReader("b"), 10)
	check(t, err)
	gone := casefile.Attachment{Name: "gone", Hash: strings.Repeat("0", 64), Size: 1}
	odd := casefile.Attachment{Name: "odd", Hash: "../../etc"}
	first := received("1", "甲")
	first.Materials[0].Files = []casefile.Attachment{gone, a, odd}
	add(t, s, event(t, "e1", "c1", clerk, first),
		event(t, "e2", "c1", clerk, &casefile.Attached{Material: "form", File: b}))
	wantUnsent(t, s)
	own := pending(t, s)
	check(t, l.Settle([]replica.Answer{confirm(t, own[0], 1)}))
	wantUnsent(t, s, a, gone)
	check(t, l.FileSent(a.Hash))
	check(t, l.FileSent(a.Hash))
	check(t, l.Settle([]replica.Answer{confirm(t, own[0], 1), confirm(t, own[1], 2)}))
	wantUnsent(t, s, b, gone)
	// The bytes the centre holds are not owed again by another case.
	again := received("2", "乙")
	again.Materials[0].Files = []casefile.Attachment{a}
	add(t, s, event(t, "e3", "c2", clerk, again))
	check(t, l.Settle([]replica.Answer{confirm(t, pending(t, s)[0], 3)}))
	wantUnsent(t, s, b, gone)
	theirs := received("3", "丙")
	theirs.Materials[0].Files = []casefile.Attachment{gone}
	check(t, l.Apply(page("p", ordered(t, foreign(event(t, "f1", "c3", clerk, theirs), 1), 4))))
	wantUnsent(t, s, b, gone)
	if got, err := l.UnsentFiles(1); err != nil || !slices.Equal(got, []casefile.Attachment{b}) {
		t.Errorf("the first is %v, %v", got, err)
	}
	check(t, l.FileSent(gone.Hash)) // the centre had it all the time
	wantUnsent(t, s, b)
}

func wantUnsent(t *testing.T, s *store.Store, want ...casefile.Attachment) {
	t.Helper()
	got, err := s.Local().UnsentFiles(10)
	check(t, err)
	if !slices.Equal(got, want) {
		t.Errorf("unsent %v, want %v", got, want)
	}
}

// Told again, the tray still says since when.
func TestTrayRemembersSinceWhen(t *testing.T) {
	now := today
	o := options(t.TempDir())
	o.Now = func() time.Time { return now }
	s, err := store.Open(o)
	check(t, err)
	add(t, s,
		event(t, "e1", "c1", clerk, received("1", "甲")),
		event(t, "e2", "c1", clerk, &casefile.Received{}))
	for range 2 {
		check(t, s.Local().Settle([]replica.Answer{{ID: "e1", Refused: "exists"}}))
		now = now.Add(time.Hour)
		add(t, s, event(t, "at "+now.String(), "c1", clerk, received("2", "乙")))
	}
	strays, err := s.Tray()
	check(t, errors.Join(err, s.Close()))
	var got []string
	for _, stray := range strays {
		got = append(got, fmt.Sprintf("%s %s %v", stray.Event.ID, stray.Reason, stray.Since.Sub(today)))
	}
	// The second receipt of two fits no longer once the first one stands.
	want := []string{"e1 exists 0s", "e2 incomplete 0s", "at " + now.String() + " exists 2h0m0s"}
	if !slices.Equal(got, want) {
		t.Errorf("the tray holds %q, want %q", got, want)
	}
}

// A person's word takes an event out of the tray, and keeps it out whichever of
// word and refusal comes first; what it was about stays on record.
func TestAWordSettlesAStray(t *testing.T) {
	receipt := event(t, "e1", "c1", clerk, received("03-20261123-0001", "张伟东"))
	entry := logged(t, "e1", here, clerk, casefile.SignedIn)
	for name, c := range map[string]struct {
		refused      casefile.Event
		in           string
		refusedFirst bool
	}{
		"the refusal first": {receipt, "c1", true}, "the word first": {receipt, "c1", false},
		"of the log book": {entry, "e1", true}, "of the log book, the word first": {entry, "e1", false},
	} {
		s := open(t, t.TempDir())
		e, refusedFirst := c.refused, c.refusedFirst
		word := event(t, "e2", c.in, clerk, &casefile.StraySettled{
			Event: "e1", What: e.Kind, Refused: "number-taken", Way: casefile.GivenUp, Reason: "重复",
		})
		refuse := func() { check(t, s.Local().Settle([]replica.Answer{{ID: "e1", Refused: "number-taken"}})) }
		add(t, s, e)
		if refusedFirst {
			refuse()
			if tray, err := s.Tray(); err != nil || len(tray) != 1 {
				t.Fatalf("%s: %d in the tray, %v", name, len(tray), err)
			}
		}
		add(t, s, word)
		if !refusedFirst {
			refuse()
		}
		if tray, err := s.Tray(); err != nil || len(tray) != 0 {
			t.Errorf("%s: %d in the tray, %v", name, len(tray), err)
		}
		if own, err := s.OwnOf("c1"); e.Case == "c1" && (err != nil || own.Number != "03-20261123-0001") {
			t.Errorf("%s: what was refused reads %q, %v", name, own.Number, err)
		}
	}
}
