package workday_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"onewindow/app/workday"

	"pgregory.net/rapid"
)

// anySpan begins within some months of the start and is short, long, empty or
// without an end.
func anySpan(t *rapid.T, start workday.Date) workday.Span {
	from := start.Add(rapid.IntRange(-30, 90).Draw(t, "from"))
	s := workday.Span{From: from, Name: rapid.SampledFrom([]string{"", "专家评审", "听证"}).Draw(t, "name")}
	if rapid.IntRange(0, 3).Draw(t, "ends") > 0 {
		s.To = from.Add(rapid.IntRange(-3, 60).Draw(t, "length"))
	}
	return s
}

func anyStands(t *rapid.T, start workday.Date) []workday.Span {
	list := make([]workday.Span, rapid.IntRange(0, 4).Draw(t, "stands"))
	for i := range list {
		list[i] = anySpan(t, start)
	}
	return list
}

func counted(d workday.Deadline) (n int) {
	for _, day := range d.Days {
		if day.Reason.Counts() {
			n++
		}
	}
	return n
}

func TestAStandingClockProperties(t *testing.T) {
	c := china(t)
	rapid.Check(t, func(t *rapid.T) {
		start, n := anyDay(t), rapid.IntRange(1, 60).Draw(t, "n")
		stands := anyStands(t, start)
		d := c.Count(start, n, stands)
		if got := counted(d); got+d.Left != n || d.Open != d.Due.IsZero() || !d.Open && d.Left != 0 {
			t.Fatalf("%d counted and %d left of %d, open %t, due %s", got, d.Left, n, d.Open, d.Due)
		}
		for i, day := range d.Days {
			held := slices.ContainsFunc(stands, func(s workday.Span) bool {
				return day.Date.After(s.From) && (s.To.IsZero() || !day.Date.After(s.To))
			})
			if day.Date != start.Add(i) || i > 0 && held != (day.Reason == workday.Paused) {
				t.Fatalf("day %d is %+v, standing %t", i, day, held)
			}
		}
		last := d.Days[len(d.Days)-1]
		if !d.Open {
			if working, _ := c.IsWorking(d.Due); !working || last.Date != d.Due || last.Number != n {
				t.Fatalf("due %s, working %t; the trail ends with %+v", d.Due, working, last)
			}
		}
		more := c.Count(start, n, append(slices.Clone(stands), anySpan(t, start)))
		if d.Open && !more.Open || !more.Open && more.Due.Before(d.Due) || d.Open && more.Left < d.Left {
			t.Fatalf("one more span: due %s became %s, open %t became %t", d.Due, more.Due, d.Open, more.Open)
		}
		mixed := c.Count(start, n, rapid.Permutation(stands).Draw(t, "mixed"))
		mixed.Stands = d.Stands // as handed in
		if !reflect.DeepEqual(mixed, d) {
			t.Fatalf("in another order:\n%+v\n%+v", mixed, d)
		}
	})
}

func TestRecountOnTheSameCalendarChangesNothing(t *testing.T) {
	c := china(t)
	rapid.Check(t, func(t *rapid.T) {
		start := anyDay(t)
		d := c.Count(start, rapid.IntRange(0, 60).Draw(t, "n"), anyStands(t, start))
		again, changed := c.Recount(kept(t, d))
		if changed || again.Due != d.Due {
			t.Fatalf("%+v became %+v", d, again)
		}
	})
}

// kept is the deadline as it comes back from a log.
func kept(t rapid.TB, d workday.Deadline) workday.Deadline {
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var back workday.Deadline
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func TestTheTrailSaysWhatTheClockStoodFor(t *testing.T) {
	c := china(t)
	span := workday.Span{From: date(t, "2026-03-03"), To: date(t, "2026-03-08"), Name: "专家评审"}
	d := c.Count(date(t, "2026-03-02"), 2, []workday.Span{span})
	if d.Due.String() != "2026-03-09" || len(d.Days) != 8 {
		t.Fatalf("due %s after %d days", d.Due, len(d.Days))
	}
	for _, day := range d.Days[2:7] {
		if day.Reason != workday.Paused || day.Name != span.Name || day.Number != 0 || day.Provisional {
			t.Errorf("%+v", day)
		}
	}
	if d.Days[7].Number != 2 {
		t.Errorf("%+v", d.Days[7])
	}
}

func TestAnOpenTrailEndsOnTheDayTheClockStopped(t *testing.T) {
	d := china(t).Count(date(t, "2026-03-02"), 20, []workday.Span{{From: date(t, "2026-03-07"), Name: "听证"}})
	if last := d.Days[len(d.Days)-1]; !d.Open || last.Date.String() != "2026-03-07" || d.Left != 16 {
		t.Errorf("%+v", d)
	}
}

// BenchmarkRecount recounts a hundred thousand deadlines of the second half of
// 2026 after the calendar of 2027 arrived; about a sixth of them change. It must
// take less than a second.
func BenchmarkRecount(b *testing.B) {
	c := china(b)
	first := date(b, "2026-07-01")
	all := make([]workday.Deadline, 100_000)
	for i := range all {
		all[i] = c.Deadline(first.Add(i%183), 20)
	}
	later, moved := c.Merge(read(b, "testdata/sample-2027.ics")), 0
	for b.Loop() {
		moved = 0
		for _, d := range all {
			if _, changed := later.Recount(d); changed {
				moved++
			}
		}
	}
	b.ReportMetric(float64(moved), "changed")
}
