package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"onewindow/app/casefile"
	"onewindow/app/desk"
)

// rows holds the row of every case in memory, sorted by every column, so that
// any page of any list is quick. They are derived: the file has them too.
type rows struct {
	mu     sync.RWMutex
	byID   map[string]*row
	sorted map[desk.Column][]*row
}

// row is a summary made ready for searching.
type row struct {
	casefile.Summary
	text  string // everything a search looks into, in lower case
	stage string // sorts states as a case passes through them
	due   string // sorts cases without a date behind those that have one
}

// change is the new row of a case, nil where it has none any more.
type change struct {
	id  string
	row *casefile.Summary
}

func newRows() *rows {
	r := &rows{}
	r.reset(nil)
	return r
}

// List returns a page of rows. It gives ErrMalformed for an unknown column.
func (s *Store) List(q desk.Query) (desk.Rows, error) { return s.rows.list(q) }

// Tally counts what each list holds.
func (s *Store) Tally() (desk.Tally, error) {
	tally := desk.Tally{States: s.rows.states()}
	err := s.view(func(t *tx) error {
		tally.Drafts = t.count(bucketDrafts)
		return nil
	})
	return tally, err
}

func (r *rows) list(q desk.Query) (desk.Rows, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	sorted, known := r.sorted[cmp.Or(q.Sort, desk.ByNumber)]
	if !known {
		return desk.Rows{}, fmt.Errorf("%w: no column %q", ErrMalformed, q.Sort)
	}
	text := strings.ToLower(strings.TrimSpace(q.Text))
	var page desk.Rows
	for i := range sorted {
		row := sorted[i]
		if q.Desc {
			row = sorted[len(sorted)-1-i]
		}
		if !row.matches(text, q) {
			continue
		}
		if page.Total >= q.Offset && len(page.Rows) < q.Limit {
			page.Rows = append(page.Rows, row.Summary)
		}
		page.Total++
	}
	return page, nil
}

func (r *rows) states() map[casefile.State]int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	states := map[casefile.State]int{}
	for _, row := range r.byID {
		states[row.State]++
	}
	return states
}

// reset replaces all rows.
func (r *rows) reset(list []casefile.Summary) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byID = make(map[string]*row, len(list))
	all := make([]*row, len(list))
	for i, summary := range list {
		all[i] = newRow(summary)
		r.byID[summary.ID] = all[i]
	}
	r.sorted = map[desk.Column][]*row{}
	for column, key := range columns() {
		r.sorted[column] = slices.Clone(all)
		slices.SortFunc(r.sorted[column], by(key))
	}
}

// apply makes the changes of one transaction.
func (r *rows) apply(changes []change) {
	r.mu.Lock()
	defer r.mu.Unlock()
	keys := columns()
	for _, c := range changes {
		if old := r.byID[c.id]; old != nil {
			r.remove(keys, old)
		}
		if c.row != nil {
			r.insert(keys, newRow(*c.row))
		}
	}
}

func (r *rows) insert(keys map[desk.Column]func(*row) string, fresh *row) {
	r.byID[fresh.ID] = fresh
	for column, key := range keys {
		at, _ := slices.BinarySearchFunc(r.sorted[column], fresh, by(key))
		r.sorted[column] = slices.Insert(r.sorted[column], at, fresh)
	}
}

func (r *rows) remove(keys map[desk.Column]func(*row) string, old *row) {
	delete(r.byID, old.ID)
	for column, key := range keys {
		if at, found := slices.BinarySearchFunc(r.sorted[column], old, by(key)); found {
			r.sorted[column] = slices.Delete(r.sorted[column], at, at+1)
		}
	}
}

func newRow(s casefile.Summary) *row {
	text := strings.Join([]string{
		s.Number, s.Applicant, s.Code, s.Agent, s.Project, s.ProjectCode, s.Acceptance, s.Certificate,
	}, "\n")
	r := &row{Summary: s, text: strings.ToLower(text), due: "~"}
	r.stage = string(rune('a' + slices.Index(casefile.States(), s.State)))
	if !s.Due.IsZero() {
		r.due = s.Due.String()
	}
	return r
}

// matches says whether the row is one that the query asks for; text is what it
// searches for, made ready.
func (r *row) matches(text string, q desk.Query) bool {
	switch {
	case !r.stands(q) && !r.waits(q):
		return false
	case !q.DueBy.IsZero() && (r.Due.IsZero() || q.DueBy.Before(r.Due)):
		return false
	}
	return strings.Contains(r.text, text)
}

// stands says whether the row is where the query looks for it.
func (r *row) stands(q desk.Query) bool {
	return (len(q.States) == 0 || slices.Contains(q.States, r.State)) &&
		(q.Silent == "" || slices.Contains(r.Silent, q.Silent))
}

// waits says whether the row waits for somebody the query names, wherever it is.
func (r *row) waits(q desk.Query) bool {
	return q.Settler != "" && r.Settler == q.Settler || q.Renewing && !r.Renewing.IsZero()
}

// columns says what each column sorts by.
func columns() map[desk.Column]func(*row) string {
	return map[desk.Column]func(*row) string{
		desk.ByNumber:    func(r *row) string { return r.Number },
		desk.ByApplicant: func(r *row) string { return r.Applicant },
		desk.ByProject:   func(r *row) string { return r.Project },
		desk.ByItem:      func(r *row) string { return r.Item },
		desk.ByState:     func(r *row) string { return r.stage },
		desk.ByDue:       func(r *row) string { return r.due },
	}
}

// by compares by a column, then by number, then by id: no two rows are equal.
func by(key func(*row) string) func(a, b *row) int {
	return func(a, b *row) int {
		return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	}
}
