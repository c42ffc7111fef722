package store_test

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/workday"
	"onewindow/store"
	"onewindow/store/search"
)

// Whatever is added, changed, confirmed, refused or brought into the lists, and
// wherever the program ends in between, every list and every search finds what a
// look at all cases finds.
func TestListsFollowTheCases(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		check(t, err)
		m := &listModel{t: t, dir: dir}
		m.open()
		rt.Repeat(map[string]func(*rapid.T){
			"receive": m.receive,
			"go on":   m.goOn,
			"correct": m.correct,
			"settle":  m.settle,
			"foreign": m.foreign,
			"enlist":  m.enlist,
			"begin":   m.beginEnlisting,
			"finish":  m.finishEnlisting,
			"reopen":  m.reopen,
			"list":    m.list,
			"find":    m.find,
			"twins":   m.twins,
		})
		m.finishEnlisting(rt)
		for m.store.Unlisted() > 0 {
			check(t, m.store.Enlist())
		}
		m.list(rt)
		m.find(rt)
		check(t, m.store.Close())
		found, err := store.Check(store.Checks{Options: options(dir)})
		if err != nil || len(found) > 0 {
			rt.Fatalf("found %+v: %v", found, err)
		}
	})
}

// listModel is a store whose lists go on only when the test says so.
type listModel struct {
	t     *testing.T
	dir   string
	store *store.Store
	ids   []string
	next  int
	order uint64

	finish func() error // goes on with what is being brought into the lists, nil where nothing is
}

// beginEnlisting begins to bring cases into the lists. They change, or not, before
// that goes on.
func (m *listModel) beginEnlisting(*rapid.T) {
	if m.finish == nil {
		var err error
		m.finish, err = m.store.BeginEnlisting()
		check(m.t, err)
	}
}

// enlist is not done while it is being done.
func (m *listModel) enlist(*rapid.T) {
	if m.finish == nil {
		check(m.t, m.store.Enlist())
	}
}

func (m *listModel) finishEnlisting(*rapid.T) {
	if m.finish != nil {
		check(m.t, m.finish())
	}
	m.finish = nil
}

func (m *listModel) open() {
	m.store = openFor(m.t, m.dir)
	m.store.HoldLists()
}

func (m *listModel) reopen(*rapid.T) {
	m.finish = nil
	check(m.t, m.store.Close())
	m.open()
}

func (m *listModel) id() string {
	m.next++
	return fmt.Sprintf("e%04d", m.next)
}

// drawReceived has names that share much with each other.
func drawReceived(rt *rapid.T) *casefile.Received {
	word := func(what string, words ...string) string { return rapid.SampledFrom(words).Draw(rt, what) }
	r := received(fmt.Sprintf("%s-20261123-%04d", word("window", "03", "04"), rapid.IntRange(1, 12).Draw(rt, "number")),
		word("applicant", "单小芳", "张伟", "张伟东", "长水实业", "长水置业（集团）", "单 a"))
	r.Window = r.Number[:2]
	r.Item = word("item", "siting", "permit")
	r.Application.Agent.Name = word("agent", "", "曾伟东", "区小芳")
	r.Application.Applicant.Code = word("code", "", "91350100M000100Y43", "330402199001010011")
	r.Application.Project.Name = word("project", "城南小学", "城南小学新建工程", "AB 地块")
	r.Application.Project.Code = word("project code", "", "2601-330402-04-01-000013", "2601-330402-04-01-000014")
	return r
}

func (m *listModel) receive(rt *rapid.T) {
	id := fmt.Sprintf("case%04d", m.next)
	m.ids = append(m.ids, id)
	add(m.t, m.store, event(m.t, m.id(), id, clerk, drawReceived(rt)))
}

// goOn does something to a case, lawful or not.
func (m *listModel) goOn(rt *rapid.T) {
	if len(m.ids) == 0 {
		return
	}
	terms := accepted(m.t, fmt.Sprintf("受〔2026〕%04d号", rapid.IntRange(1, 5).Draw(rt, "acceptance")))
	terms.Deadline.Due = workday.DateOf(today).Add(rapid.IntRange(1, 9).Draw(rt, "due"))
	disagrees := &casefile.OpinionGiven{
		Section: "planning", Text: "不同意", Basis: "第三十六条", On: workday.DateOf(today),
		Call: &casefile.Call{Settler: casefile.Person{ID: "zhoumin"}, Due: workday.DateOf(today).Add(3)},
	}
	body := rapid.SampledFrom([]casefile.Body{
		terms, terms, &casefile.Withdrawn{Reason: "撤回"}, disagrees,
		&casefile.OpinionGiven{Section: "planning", Agree: true, Text: "同意"},
	}).Draw(rt, "body")
	by := clerk
	if body.Kind() == casefile.KindOpinion {
		by = reviewer
	}
	add(m.t, m.store, event(m.t, m.id(), rapid.SampledFrom(m.ids).Draw(rt, "case"), by, body))
}

// correct lets another window's receipt of the same case come before this one's:
// the case has other names then.
func (m *listModel) correct(rt *rapid.T) {
	if len(m.ids) > 0 {
		m.download(rapid.SampledFrom(m.ids).Draw(rt, "case"), drawReceived(rt))
	}
}

func (m *listModel) foreign(rt *rapid.T) {
	id := fmt.Sprintf("case%04d", m.next)
	m.ids = append(m.ids, id)
	m.download(id, drawReceived(rt))
}

func (m *listModel) download(caseID string, body casefile.Body) {
	m.order++
	e := foreign(event(m.t, m.id(), caseID, clerk, body), m.order)
	check(m.t, m.store.Local().Apply(replica.Page{
		Next: fmt.Sprint(m.order), Events: []replica.Ordered{ordered(m.t, e, m.order)},
	}))
}

// settle lets the centre confirm or refuse what waits longest.
func (m *listModel) settle(rt *rapid.T) {
	upload, err := m.store.Local().Pending(rapid.IntRange(1, 4).Draw(rt, "batch"), 1<<20)
	check(m.t, err)
	var answers []replica.Answer
	for _, e := range upload {
		a := confirm(m.t, e, 0)
		if rapid.IntRange(0, 3).Draw(rt, "refused") == 0 {
			a.Refused = "state"
		} else {
			m.order++
			a.Order = m.order
		}
		answers = append(answers, a)
	}
	check(m.t, m.store.Local().Settle(answers))
}

// rows folds all cases.
func (m *listModel) rows() []casefile.Summary {
	var list []casefile.Summary
	for _, id := range m.ids {
		c, err := m.store.Case(id)
		if errors.Is(err, desk.ErrUnknownCase) || c.State == casefile.StateNone {
			continue
		}
		check(m.t, err)
		row := c.Summary()
		row.Pending, err = m.store.Pending(id)
		check(m.t, err)
		list = append(list, row)
	}
	return list
}

func drawQuery(rt *rapid.T) desk.Query {
	q := desk.Query{
		States: rapid.SliceOfN(rapid.SampledFrom(casefile.States()), 0, 4).Draw(rt, "states"),
		Sort: rapid.SampledFrom([]desk.Column{
			"", desk.ByNumber, desk.ByApplicant, desk.ByProject, desk.ByItem, desk.ByState, desk.ByDue,
		}).Draw(rt, "sort"),
		Desc: rapid.Bool().Draw(rt, "desc"), Offset: rapid.IntRange(0, 5).Draw(rt, "offset"), Limit: rapid.IntRange(0, 9).Draw(rt, "limit"),
	}
	if rapid.IntRange(0, 3).Draw(rt, "section") == 0 {
		q.Silent = "planning"
	}
	if rapid.IntRange(0, 3).Draw(rt, "settler") == 0 {
		q.Settler = "zhoumin"
	}
	if rapid.IntRange(0, 3).Draw(rt, "due") == 0 {
		q.DueBy = workday.DateOf(today).Add(rapid.IntRange(0, 9).Draw(rt, "by"))
	}
	return q
}

func (m *listModel) list(rt *rapid.T) { m.compare(rt, drawQuery(rt), m.rows()) }

func (m *listModel) find(rt *rapid.T) {
	q := drawQuery(rt)
	q.Text = rapid.SampledFrom([]string{
		"张", "张伟", "伟东", "长水", "长水置业(集团", "小芳", "zw", "zwd", "sxf", "cxf", "oxf", "cswd", "a", "ab", "AB 地",
		"城南小学新", "03-", "1123-00", "0003", "03-20261123-0003", "04-20261123-0001", "91350100m", "330402199001010011",
		"2601-330402-04-01-000013", "000014", "受[2026]", "受〔2026〕0002号", "没有", "7",
	}).Draw(rt, "text")
	asked := search.Ask(q.Text)
	var found, whole []casefile.Summary
	for _, row := range m.rows() {
		if asked.Match(search.Of(row)) {
			found = append(found, row)
		}
		if asked.IsWhole(search.Of(row)) {
			whole = append(whole, row)
		}
	}
	if len(whole) > 0 {
		found = whole
	}
	m.compare(rt, q, found)
}

// compare holds a list against the rows that it is of.
func (m *listModel) compare(rt *rapid.T, q desk.Query, of []casefile.Summary) {
	of = slices.DeleteFunc(of, func(s casefile.Summary) bool {
		stands := (len(q.States) == 0 || slices.Contains(q.States, s.State)) && (q.Silent == "" || slices.Contains(s.Silent, q.Silent))
		waits := q.Settler != "" && s.Settler == q.Settler
		return !stands && !waits || !q.DueBy.IsZero() && (s.Due.IsZero() || q.DueBy.Before(s.Due))
	})
	got, err := m.store.List(q)
	check(m.t, err)
	all := q
	all.Offset, all.Limit = 0, len(of)+1
	whole, err := m.store.List(all)
	check(m.t, err)
	if got.Total != len(of) || got.More || len(whole.Rows) != len(of) {
		rt.Fatalf("%+v: %d rows of %d, want %d of %+v", q, len(whole.Rows), got.Total, len(of), of)
	}
	from := min(q.Offset, len(of))
	if want := whole.Rows[from:min(len(of), from+q.Limit)]; len(want) != len(got.Rows) || len(want) > 0 && !reflect.DeepEqual(got.Rows, want) {
		rt.Fatalf("%+v: page %v, want %v", q, numbersOf(got.Rows), numbersOf(want))
	}
	byOrder := func(a, b casefile.Summary) int {
		c := cmp.Or(cmp.Compare(sortedBy(q.Sort, a), sortedBy(q.Sort, b)), cmp.Compare(a.Number, b.Number))
		if q.Desc {
			return -c
		}
		return c
	}
	if !slices.IsSortedFunc(whole.Rows, byOrder) {
		rt.Fatalf("%+v: %v", q, numbersOf(whole.Rows))
	}
	byID := func(a, b casefile.Summary) int { return strings.Compare(a.ID, b.ID) }
	slices.SortFunc(whole.Rows, byID)
	slices.SortFunc(of, byID)
	if len(of) > 0 && !reflect.DeepEqual(whole.Rows, of) {
		rt.Fatalf("%+v:\n%+v\nwant\n%+v", q, whole.Rows, of)
	}
}

func sortedBy(column desk.Column, s casefile.Summary) string {
	switch column {
	case desk.ByApplicant:
		return s.Applicant
	case desk.ByProject:
		return s.Project
	case desk.ByItem:
		return s.Item
	case desk.ByState:
		return string(rune('a' + slices.Index(casefile.States(), s.State)))
	case desk.ByDue:
		if s.Due.IsZero() {
			return "~"
		}
		return s.Due.String()
	}
	return s.Number
}

func numbersOf(rows []casefile.Summary) []string {
	var list []string
	for _, r := range rows {
		list = append(list, r.Number)
	}
	return list
}

// twins holds the groups of what may be one application against all open cases.
func (m *listModel) twins(rt *rapid.T) {
	alike := map[string][]casefile.Summary{}
	for _, row := range m.rows() {
		for what, code := range map[string]string{"project": row.ProjectCode, "applicant": row.Code} {
			if code != "" && row.State.Open() {
				key := strings.Join([]string{what, row.Item, code}, "|")
				alike[key] = append(alike[key], row)
			}
		}
	}
	var want [][]string
	for _, group := range alike {
		if !slices.ContainsFunc(group, func(s casefile.Summary) bool { return s.Window != group[0].Window }) {
			continue
		}
		var ids []string
		for _, row := range group {
			ids = append(ids, row.ID)
		}
		slices.Sort(ids)
		want = append(want, ids)
	}
	slices.SortFunc(want, slices.Compare)
	got, err := m.store.Twins()
	check(m.t, err)
	if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
		rt.Fatalf("twins %v, want %v", got, want)
	}
}
