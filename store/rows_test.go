package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/workday"
	"onewindow/store"
)

func TestList(t *testing.T) {
	s := open(t, t.TempDir())
	due := func(id, caseID, date string) casefile.Event {
		b := accepted(t, "受〔2026〕"+id)
		b.Deadline.Due = day(t, date)
		return event(t, id, caseID, clerk, b)
	}
	add(t, s,
		event(t, "e1", "a", clerk, received("03-20261123-0002", "城南 Holding")),
		event(t, "e2", "b", clerk, received("03-20261123-0001", "东栅建设")),
		event(t, "e3", "c", clerk, received("03-20261123-0003", "长水实业")),
		event(t, "e4", "d", clerk, received("03-20261123-0004", "长水实业")),
		due("e5", "a", "2026-12-01"), due("e6", "b", "2026-11-30"), due("e7", "c", "2026-12-02"),
		event(t, "e8", "c", reviewer, &casefile.OpinionGiven{Section: "planning", Agree: true, Text: "同意"}),
		event(t, "e9", "b", reviewer, &casefile.OpinionGiven{
			Section: "planning", Text: "不同意", Basis: "第三十六条", On: day(t, "2026-11-23"),
			Call: &casefile.Call{Settler: casefile.Person{ID: "zhoumin"}, Due: day(t, "2026-11-26")},
		}))
	for name, test := range map[string]struct {
		q     desk.Query
		want  string
		total int
	}{
		"all by number":           {desk.Query{Limit: 9}, "b a c d", 4},
		"backwards":               {desk.Query{Sort: desk.ByNumber, Desc: true, Limit: 9}, "d c a b", 4},
		"page":                    {desk.Query{Offset: 1, Limit: 2}, "a c", 4},
		"page behind the end":     {desk.Query{Offset: 9, Limit: 2}, "", 4},
		"only counting":           {desk.Query{}, "", 4},
		"by due date":             {desk.Query{Sort: desk.ByDue, Limit: 9}, "b a c d", 4},
		"by state":                {desk.Query{Sort: desk.ByState, Limit: 9}, "d b a c", 4},
		"by applicant":            {desk.Query{Sort: desk.ByApplicant, Limit: 9}, "b a c d", 4},
		"applicant":               {desk.Query{Text: " 长水 ", Limit: 9}, "c d", 2},
		"letters of either case":  {desk.Query{Text: "hOLD", Limit: 9}, "a", 1},
		"agent":                   {desk.Query{Text: "张伟东", Limit: 1}, "b", 4},
		"end of a number":         {desk.Query{Text: "0003", Limit: 9}, "c", 1},
		"project code":            {desk.Query{Text: "04-01-000013", Limit: 1}, "b", 4},
		"credit code":             {desk.Query{Text: "91350100m", Limit: 1}, "b", 4},
		"acceptance notice":       {desk.Query{Text: "受〔2026〕e6", Limit: 9}, "b", 1},
		"nothing":                 {desk.Query{Text: "西栅", Limit: 9}, "", 0},
		"not across fields":       {desk.Query{Text: "0001东栅", Limit: 9}, "", 0},
		"states":                  {desk.Query{States: []casefile.State{casefile.StateReviewed, casefile.StateReceived}, Limit: 9}, "c d", 2},
		"state and text":          {desk.Query{States: []casefile.State{casefile.StateReviewed}, Text: "长水", Limit: 9}, "c", 1},
		"silent section":          {desk.Query{Silent: "planning", Limit: 9}, "a", 1},
		"settler":                 {desk.Query{States: []casefile.State{casefile.StateReceived}, Settler: "zhoumin", Limit: 9}, "b d", 2},
		"settler and text":        {desk.Query{States: []casefile.State{casefile.StateReceived}, Settler: "zhoumin", Text: "东栅", Limit: 9}, "b", 1},
		"another settler":         {desk.Query{States: []casefile.State{casefile.StateReceived}, Settler: "wugang", Limit: 9}, "d", 1},
		"renewals, there is none": {desk.Query{States: []casefile.State{casefile.StateReceived}, Renewing: true, Limit: 9}, "d", 1},
		"due by":                  {desk.Query{DueBy: day(t, "2026-12-01"), Limit: 9}, "b a", 2},
	} {
		rows, err := s.List(test.q)
		check(t, err)
		var got []string
		for _, r := range rows.Rows {
			got = append(got, r.ID)
		}
		if strings.Join(got, " ") != test.want || rows.Total != test.total {
			t.Errorf("%s: %v of %d, want %s of %d", name, got, rows.Total, test.want, test.total)
		}
	}
	if _, err := s.List(desk.Query{Sort: "colour"}); !errors.Is(err, store.ErrMalformed) {
		t.Errorf("unknown column: %v", err)
	}
	tally, err := s.Tally()
	check(t, err)
	if got := fmt.Sprint(tally); got != "{map[received:1 review:2 reviewed:1] 0}" {
		t.Errorf("tally %s", got)
	}
}

func day(t testing.TB, text string) workday.Date {
	t.Helper()
	d, err := workday.ParseDate(text)
	check(t, err)
	return d
}

func TestWatch(t *testing.T) {
	s := open(t, t.TempDir())
	var first, second int
	stop := s.Watch(func() { first++ })
	s.Watch(func() { second++ })
	check(t, s.SaveDraft(desk.Draft{ID: "d"}))
	check(t, s.SaveSetting("a", 1))
	add(t, s, event(t, "e1", "c1", clerk, received("1", "甲")))
	stop()
	check(t, s.Local().Settle([]replica.Answer{confirm(t, pending(t, s)[0], 1)}))
	if first != 1 || second != 2 {
		t.Errorf("called %d and %d times, want 1 and 2", first, second)
	}
}

// The window's goroutine and replication's work at the same time, and closing
// waits for both.
func TestConcurrentUse(t *testing.T) {
	s := open(t, t.TempDir())
	var seen atomic.Int64
	s.Watch(func() { seen.Add(1) })
	const writers, each = 4, 15
	var order atomic.Uint64
	var done sync.WaitGroup
	for w := range writers {
		done.Go(func() {
			for i := range each {
				id := fmt.Sprintf("%d-%d", w, i)
				if err := s.Write(func(w desk.Writer) error {
					if _, err := w.Next("case"); err != nil {
						return err
					}
					return w.Append(event(t, id, "c"+id, clerk, received(id, "甲")))
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	var reading sync.WaitGroup
	stop := make(chan struct{})
	reading.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			upload, err := s.Local().Pending(5, 1<<20)
			if err != nil {
				t.Error(err)
			}
			for _, e := range upload {
				if err := s.Local().Settle([]replica.Answer{confirm(t, e, order.Add(1))}); err != nil {
					t.Error(err)
				}
			}
			rows, err := s.List(desk.Query{Text: "甲", Limit: 5})
			if err != nil {
				t.Error(err)
			}
			for _, r := range rows.Rows {
				if _, err := s.Case(r.ID); err != nil {
					t.Error(err)
				}
			}
		}
	})
	done.Wait()
	close(stop)
	reading.Wait()
	tally, err := s.Tally()
	check(t, err)
	if tally.States[casefile.StateReceived] != writers*each || seen.Load() < writers*each {
		t.Errorf("tally %v after %d changes", tally, seen.Load())
	}
	check(t, s.Write(func(w desk.Writer) error {
		if n, err := w.Next("case"); err != nil || n != writers*each+1 {
			t.Errorf("number %d: %v", n, err)
		}
		return nil
	}))
}

func TestCloseWaits(t *testing.T) {
	s := open(t, t.TempDir())
	inside, finish := make(chan struct{}), make(chan struct{})
	written := make(chan error, 1)
	go func() {
		written <- s.Write(func(w desk.Writer) error {
			close(inside)
			<-finish
			return w.Append(event(t, "e1", "c1", clerk, received("1", "甲")))
		})
	}()
	<-inside
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	select {
	case err := <-closed:
		t.Fatalf("closed under a running transaction: %v", err)
	default:
	}
	close(finish)
	check(t, <-written)
	check(t, <-closed)
	if err := s.Write(func(desk.Writer) error { return nil }); err == nil {
		t.Error("wrote into a closed store")
	}
	if _, err := s.Case("c1"); err == nil {
		t.Error("read from a closed store")
	}
}
