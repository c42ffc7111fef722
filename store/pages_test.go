package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/store"
	"onewindow/store/search"
)

// manyCases is a folder of enough cases for lists of several nodes and words of
// several segments, some of which changed since the lists were made.
func manyCasesFolder(t *testing.T, cases int) (*store.Store, []string) {
	t.Helper()
	dir := t.TempDir()
	check(t, store.Fill(options(dir), cases, func(i int) []casefile.Event { return manyEvents(t, i) }))
	for range 13 {
		check(t, store.MakeSomeLists(options(dir), cases/12))
	}
	s := open(t, dir)
	s.HoldLists()
	var ids []string
	for i := range cases {
		ids = append(ids, caseID(i))
		if i%149 == 0 {
			add(t, s, event(t, fmt.Sprintf("late-%d", i), caseID(i), clerk, &casefile.Withdrawn{Reason: "撤回"}))
		}
	}
	for i := range 15 {
		id := fmt.Sprintf("own-%d", i)
		ids = append(ids, id)
		add(t, s, event(t, id+"-1", id, clerk, manyReceived(cases+i)))
	}
	return s, ids
}

// A page from anywhere in a long list is that part of the whole list.
func TestPagesOfALongList(t *testing.T) {
	s, ids := manyCasesFolder(t, 1200)
	draw := rand.New(rand.NewPCG(5, 5))
	for _, q := range []desk.Query{
		{Sort: desk.ByNumber}, {Sort: desk.ByApplicant, Desc: true}, {Sort: desk.ByProject}, {Sort: desk.ByItem, Desc: true},
		{Sort: desk.ByState}, {Sort: desk.ByDue}, {Sort: desk.ByApplicant, States: []casefile.State{casefile.StateReview, casefile.StateReceived}},
	} {
		q.Limit = len(ids) + 1
		whole, err := s.List(q)
		check(t, err)
		if len(q.States) == 0 && len(whole.Rows) != len(ids) || whole.Total != len(whole.Rows) {
			t.Fatalf("%s: %d rows of %d", q.Sort, len(whole.Rows), whole.Total)
		}
		if !slices.IsSortedFunc(whole.Rows, func(a, b casefile.Summary) int {
			c := cmp.Or(cmp.Compare(sortedBy(q.Sort, a), sortedBy(q.Sort, b)), cmp.Compare(a.Number, b.Number))
			if q.Desc {
				return -c
			}
			return c
		}) {
			t.Errorf("%s is not sorted", q.Sort)
		}
		for range 40 {
			q.Offset, q.Limit = draw.IntN(len(whole.Rows)+10), draw.IntN(120)
			page, err := s.List(q)
			check(t, err)
			from := min(q.Offset, len(whole.Rows))
			want := whole.Rows[from:min(len(whole.Rows), from+q.Limit)]
			if len(want) != len(page.Rows) || len(want) > 0 && !reflect.DeepEqual(page.Rows, want) {
				t.Errorf("%s from %d: %v, want %v", q.Sort, q.Offset, numbersOf(page.Rows), numbersOf(want))
			}
		}
	}
}

// What is found among many cases is what a look at all of them finds; of what
// is too many the open cases, and the latest.
func TestFindAmongMany(t *testing.T) {
	s, ids := manyCasesFolder(t, 1200)
	rows, texts := map[string]casefile.Summary{}, map[string]search.Text{}
	for _, id := range ids {
		c, err := s.Case(id)
		check(t, err)
		rows[id] = c.Summary()
		texts[id] = search.Of(rows[id])
	}
	draw := rand.New(rand.NewPCG(6, 6))
	tooMany := 0
	for range 60 {
		row := rows[ids[draw.IntN(len(ids))]]
		words := pick(draw, row.Number, row.Applicant, row.Agent, row.Code, row.ProjectCode, lastRunes(row.Number, 4),
			lastRunes(row.Number, 9), firstRunes(row.Applicant, 2), lastRunes(row.Project, 9), lastRunes(row.Project, 4), "zwd", "jxs", "新建工程")
		asked := search.Ask(words)
		var matching, whole []string
		for id, text := range texts {
			if asked.Match(text) {
				matching = append(matching, id)
			}
			if asked.IsWhole(text) {
				whole = append(whole, id)
			}
		}
		if len(whole) > 0 {
			matching = whole
		}
		found, err := s.List(desk.Query{Text: words, Limit: len(ids)})
		check(t, err)
		for _, row := range found.Rows {
			if !slices.Contains(matching, row.ID) {
				t.Errorf("%q finds %+v", words, row)
			}
		}
		if len(matching) >= desk.MostFound {
			tooMany++
			check(t, tooManyFound(found, matching, rows))
			continue
		}
		if found.Total != len(matching) || found.More || len(found.Rows) != len(matching) {
			t.Errorf("%q finds %d of %d, more: %v", words, found.Total, len(matching), found.More)
		}
	}
	if tooMany == 0 {
		t.Error("no words found too many")
	}
}

// tooManyFound holds the first of many to what they should be: all open cases
// that match, and more.
func tooManyFound(found desk.Rows, matching []string, rows map[string]casefile.Summary) error {
	open := 0
	for _, id := range matching {
		if rows[id].State.Open() {
			open++
		}
	}
	for _, row := range found.Rows {
		if row.State.Open() {
			open--
		}
	}
	if !found.More || found.Total < desk.MostFound || open != 0 {
		return fmt.Errorf("%d found, more: %v, open cases left out: %d", found.Total, found.More, open)
	}
	return nil
}
