package store

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"sort"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/store/ranked"
	"onewindow/store/search"
)

// List returns a page of rows. It gives ErrMalformed for an unknown column.
func (s *Store) List(q desk.Query) (desk.Rows, error) {
	q.Sort = cmp.Or(q.Sort, desk.ByNumber)
	if q.Sort != desk.ByState && !slices.Contains(sortedColumns(), q.Sort) {
		return desk.Rows{}, fmt.Errorf("%w: no column %q", ErrMalformed, q.Sort)
	}
	var page desk.Rows
	err := s.look(func(t *tx, o *overlay) (err error) {
		if asked := search.Ask(q.Text); !asked.Empty() {
			page, err = t.findPage(o, q, asked)
			return err
		}
		page, err = t.listPage(o, q)
		return err
	})
	return page, err
}

// Tally counts what each list holds.
func (s *Store) Tally() (desk.Tally, error) {
	tally := desk.Tally{States: map[casefile.State]int{}}
	err := s.look(func(t *tx, o *overlay) error {
		tally.Drafts = t.count(bucketDrafts)
		for _, state := range casefile.States() {
			l, err := t.list(stateList(desk.ByNumber, state))
			if err != nil {
				return err
			}
			tally.States[state] = l.Len()
		}
		for _, f := range o.cases {
			if f.old != nil {
				tally.States[f.old.State]--
			}
			if f.now != nil {
				tally.States[f.now.State]++
			}
		}
		return nil
	})
	for state, n := range tally.States {
		if n == 0 {
			delete(tally.States, state)
		}
	}
	return tally, err
}

// item is an entry of a list that is being read: of the lists in the file, or
// made of a row that is at hand.
type item struct {
	group byte // sorts lists among each other
	key   []byte
	value []byte            // nil where there is a row
	row   *casefile.Summary // nil where it has to be read
}

func (i item) compare(other item) int {
	if i.group != other.group {
		return cmp.Compare(i.group, other.group)
	}
	return bytes.Compare(i.key, other.key)
}

// dueBy says whether it has a date that is not after a day.
func (i item) dueBy(day workday.Date) bool {
	if i.row == nil {
		return dueBy(i.value, day)
	}
	return !i.row.Due.IsZero() && !day.Before(i.row.Due)
}

// source is sorted items.
type source interface {
	count() int
	rank(of item) (int, error)
	slice(from, count int) ([]item, error)
}

// kept is a list of the file.
type kept struct {
	list  *ranked.List
	group byte
}

func (k kept) count() int { return k.list.Len() }

func (k kept) rank(of item) (int, error) {
	switch {
	case of.group < k.group:
		return 0, nil
	case of.group > k.group:
		return k.list.Len(), nil
	}
	return k.list.Rank(of.key)
}

func (k kept) slice(from, count int) ([]item, error) {
	entries, err := k.list.Slice(from, count)
	items := make([]item, len(entries))
	for i, e := range entries {
		items[i] = item{group: k.group, key: e.Key, value: e.Value}
	}
	return items, err
}

// atHand are sorted items in memory.
type atHand []item

func (a atHand) count() int { return len(a) }

func (a atHand) rank(of item) (int, error) {
	return sort.Search(len(a), func(i int) bool { return a[i].compare(of) >= 0 }), nil
}

func (a atHand) slice(from, count int) ([]item, error) {
	from = min(from, len(a))
	return a[from:min(len(a), from+count)], nil
}

func (a atHand) sorted() atHand {
	slices.SortFunc(a, item.compare)
	return a
}

// merged is several sources as one sorted list, without what is stale in them.
type merged struct {
	sources []source
	stale   atHand // items of the sources that are not true any more
	gone    map[uint64]bool
}

// listPage reads a page of a list that nothing is searched in.
func (t *tx) listPage(o *overlay, q desk.Query) (desk.Rows, error) {
	m, err := t.merge(o, q)
	if err != nil {
		return desk.Rows{}, err
	}
	if !q.DueBy.IsZero() {
		return t.pageOfDue(m, q)
	}
	page := desk.Rows{Total: m.count()}
	from, to := span(q, page.Total)
	items, err := m.slice(from, to)
	if err != nil {
		return page, err
	}
	page.Rows, err = t.rowsOf(items, q.Desc)
	return page, err
}

// pageOfDue walks along all of a list to find what is due. Only cases that are
// in hand have a date that matters, and they are few.
func (t *tx) pageOfDue(m *merged, q desk.Query) (desk.Rows, error) {
	all, err := m.slice(0, m.count())
	if err != nil {
		return desk.Rows{}, err
	}
	due := slices.DeleteFunc(all, func(i item) bool { return !i.dueBy(q.DueBy) })
	page := desk.Rows{Total: len(due)}
	from, to := span(q, page.Total)
	page.Rows, err = t.rowsOf(due[from:to], q.Desc)
	return page, err
}

// span is which of a sorted list's items a query wants.
func span(q desk.Query, total int) (from, to int) {
	from = min(max(q.Offset, 0), total)
	to = from + min(max(q.Limit, 0), total-from)
	if q.Desc {
		return total - to, total - from
	}
	return from, to
}

// rowsOf reads the rows that items stand for.
func (t *tx) rowsOf(items []item, backwards bool) ([]casefile.Summary, error) {
	rows := make([]casefile.Summary, 0, len(items))
	for _, i := range items {
		row := i.row
		if row == nil {
			var err error
			if row, err = t.rowOfDoc(docOf(i.key)); err != nil {
				return nil, err
			}
		}
		if row == nil {
			return nil, fmt.Errorf("%w: a list names a case that has no row", ErrDamaged)
		}
		rows = append(rows, *row)
	}
	if backwards {
		slices.Reverse(rows)
	}
	return rows, nil
}

// rowOfDoc reads the row of a document, nil where its case is known by another
// one now.
func (t *tx) rowOfDoc(doc uint64) (*casefile.Summary, error) {
	id := t.bucket(bucketDocs).Get(number(doc))
	if id == nil {
		return nil, nil
	}
	return t.row(string(id))
}

// merge gathers what a query asks for: the lists of the states, or of the
// section that has not spoken; cases that wait for somebody, which are few and
// read at once; and what is not in the lists yet.
func (t *tx) merge(o *overlay, q desk.Query) (*merged, error) {
	m := &merged{gone: o.gone()}
	states := q.States
	if len(states) == 0 {
		states = casefile.States()
	}
	states = slices.Compact(slices.Sorted(slices.Values(states)))
	for _, state := range states {
		name := stateList(keptBy(q.Sort), state)
		if q.Silent != "" {
			name = silentList(keptBy(q.Sort), q.Silent, state)
		}
		l, err := t.list(name)
		if err != nil {
			return nil, err
		}
		if l.Len() > 0 {
			m.sources = append(m.sources, kept{l, groupOf(q.Sort, state)})
		}
	}
	more, err := t.waitingCases(m, q)
	if err != nil {
		return nil, err
	}
	var keys keyRoom
	more = slices.Grow(more, len(o.cases))
	for _, f := range o.cases {
		if f.old != nil && stands(f.old, q) {
			// Under the very key that the list has it: it is ranked among the list's own.
			m.stale = append(m.stale, item{group: groupOf(q.Sort, f.old.State), key: keyOf(q.Sort, f.old, f.doc)})
		}
		if f.now != nil && (stands(f.now, q) || waits(f.now, q)) {
			more = append(more, keys.itemOf(f.now, q.Sort, f.doc))
		}
	}
	m.stale = m.stale.sorted()
	m.sources = append(m.sources, more.sorted())
	return m, nil
}

// gone are the documents of which the lists do not say the truth.
func (o *overlay) gone() map[uint64]bool {
	gone := map[uint64]bool{}
	for _, f := range o.cases {
		if f.old != nil {
			gone[f.doc] = true
		}
	}
	return gone
}

// keptBy is the column that the lists are kept by for a sorting.
func keptBy(sort desk.Column) desk.Column {
	if sort == desk.ByState {
		return desk.ByNumber
	}
	return sort
}

// groupOf sorts the lists of states among each other where that is asked for.
func groupOf(sort desk.Column, state casefile.State) byte {
	if sort == desk.ByState {
		return byte(slices.Index(casefile.States(), state))
	}
	return 0
}

// keyRoom has room for the keys of many items: while a download goes on, thousands
// are made for one page of a list.
type keyRoom struct {
	left  []byte
	taken int // what it has had so far, in bytes
}

// mostRoom is how many bytes of keys room is made for at a time.
const mostRoom = 64 << 10

// itemOf makes an item of a row. A case that the lists have never known comes
// behind those of its number that they know.
func (r *keyRoom) itemOf(s *casefile.Summary, sort desk.Column, doc uint64) item {
	if doc == 0 {
		doc = 1<<(8*docSize) - 1
	}
	if len(s.ID)+longestKey > cap(r.left) {
		r.left = make([]byte, 0, max(min(r.taken, mostRoom), len(s.ID)+longestKey))
		r.taken += cap(r.left)
	}
	key := append(appendKey(r.left, sort, s, doc), s.ID...)
	r.left = key[len(key):]
	return item{group: groupOf(sort, s.State), key: slices.Clip(key), row: s}
}

// waitingCases reads the cases that wait for somebody the query names and that stand
// elsewhere.
func (t *tx) waitingCases(m *merged, q desk.Query) (atHand, error) {
	var names []string
	if q.Settler != "" {
		names = append(names, settlerList(q.Settler))
	}
	if q.Renewing {
		names = append(names, renewingList)
	}
	var found atHand
	var keys keyRoom
	seen := map[uint64]bool{}
	for _, name := range names {
		l, err := t.list(name)
		if err != nil {
			return nil, err
		}
		entries, err := l.Slice(0, l.Len())
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			doc := docOf(e.Key)
			if m.gone[doc] || seen[doc] {
				continue
			}
			seen[doc] = true
			row, err := t.rowOfDoc(doc)
			if err != nil {
				return nil, err
			}
			if row != nil && !stands(row, q) {
				found = append(found, keys.itemOf(row, q.Sort, doc))
			}
		}
	}
	return found, nil
}

// count is how many items there are.
func (m *merged) count() int {
	n := -len(m.stale)
	for _, s := range m.sources {
		n += s.count()
	}
	return n
}

// rank is how many items stand before one.
func (m *merged) rank(of item) (int, error) {
	n, err := m.stale.rank(of)
	n = -n
	for _, s := range m.sources {
		r, failed := s.rank(of)
		n, err = n+r, cmp.Or(err, failed)
	}
	return n, err
}

// slice lists the items of the ranks from ≤ rank < to.
func (m *merged) slice(from, to int) ([]item, error) {
	heads, rank, err := m.seek(from)
	if err != nil {
		return nil, err
	}
	items := make([]item, 0, to-from)
	for len(items) < to-from {
		i, ok, err := next(heads)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("%w: a list is shorter than was counted", ErrDamaged)
		}
		if i.row == nil && m.gone[docOf(i.key)] {
			continue
		}
		if rank++; rank > from {
			items = append(items, i)
		}
	}
	return items, nil
}

// seek finds places in the sources from which on the item of a rank comes soon,
// and the rank of the first item there. It halves the longest source.
func (m *merged) seek(rank int) (heads []*head, before int, err error) {
	at := make([]int, len(m.sources))
	pivot := m.sources[0]
	for _, s := range m.sources {
		if s.count() > pivot.count() {
			pivot = s
		}
	}
	if rank > 0 && pivot.count() > 0 {
		before, err = m.halve(pivot, rank, at)
	}
	for i, s := range m.sources {
		heads = append(heads, &head{source: s, at: at[i]})
	}
	return heads, before, err
}

func (m *merged) halve(pivot source, rank int, at []int) (before int, err error) {
	itemAt := func(i int) item {
		items, failed := pivot.slice(i, 1)
		if err = cmp.Or(err, failed); err != nil || len(items) == 0 {
			return item{}
		}
		return items[0]
	}
	rankOf := func(of item) int {
		r, failed := m.rank(of)
		err = cmp.Or(err, failed)
		return r
	}
	beyond := sort.Search(pivot.count(), func(i int) bool { return rankOf(itemAt(i)) > rank })
	if beyond == 0 || err != nil {
		return 0, err
	}
	last := itemAt(beyond - 1)
	for i, s := range m.sources {
		r, failed := s.rank(last)
		at[i], err = r, cmp.Or(err, failed)
	}
	return rankOf(last), err
}

// head reads along a source.
type head struct {
	source source
	at     int
	ready  []item
}

// itemsAtOnce is how many items are read of a source at a time.
const itemsAtOnce = 64

func (h *head) first() (*item, error) {
	if len(h.ready) == 0 && h.at < h.source.count() {
		var err error
		if h.ready, err = h.source.slice(h.at, itemsAtOnce); err != nil {
			return nil, err
		}
		h.at += len(h.ready)
	}
	if len(h.ready) == 0 {
		return nil, nil
	}
	return &h.ready[0], nil
}

// next takes the least item.
func next(heads []*head) (item, bool, error) {
	var least *head
	for _, h := range heads {
		i, err := h.first()
		if err != nil {
			return item{}, false, err
		}
		if i != nil && (least == nil || i.compare(least.ready[0]) < 0) {
			least = h
		}
	}
	if least == nil {
		return item{}, false, nil
	}
	i := least.ready[0]
	least.ready = least.ready[1:]
	return i, true, nil
}

// matches says whether a row is one that a query asks for, apart from its text.
func matches(s *casefile.Summary, q desk.Query) bool {
	if !stands(s, q) && !waits(s, q) {
		return false
	}
	return q.DueBy.IsZero() || !s.Due.IsZero() && !q.DueBy.Before(s.Due)
}

// stands says whether a row is where a query looks for it.
func stands(s *casefile.Summary, q desk.Query) bool {
	return (len(q.States) == 0 || slices.Contains(q.States, s.State)) &&
		(q.Silent == "" || slices.Contains(s.Silent, q.Silent))
}

// waits says whether a row waits for somebody a query names, wherever it is.
func waits(s *casefile.Summary, q desk.Query) bool {
	return q.Settler != "" && s.Settler == q.Settler || q.Renewing && !s.Renewing.IsZero()
}
