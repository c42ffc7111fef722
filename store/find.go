package store

import (
	"cmp"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/store/ranked"
	"onewindow/store/search"
)

// mostRead is how many rows are read for one question. Beyond that the words say
// too little, and the answer is the best of what was read.
const mostRead = 4 * desk.MostFound

// finder answers one question.
type finder struct {
	t     *tx
	o     *overlay
	q     desk.Query
	asked search.Question
	keys  keyRoom
	found atHand
	read  int
	more  bool // there may be more than was found
}

// findPage searches: a whole number finds its cases; other words the open cases
// first and among each the latest. What a query sorts by sorts what was found.
func (t *tx) findPage(o *overlay, q desk.Query, asked search.Question) (desk.Rows, error) {
	f := &finder{t: t, o: o, q: q, asked: asked}
	if err := f.run(); err != nil {
		return desk.Rows{}, err
	}
	page := desk.Rows{Total: len(f.found), More: f.more}
	from, to := span(q, page.Total)
	var err error
	page.Rows, err = t.rowsOf(f.found.sorted()[from:to], q.Desc)
	return page, err
}

func (f *finder) run() error {
	segments, err := f.t.segments()
	if err != nil {
		return err
	}
	slices.Reverse(segments)
	whole, err := f.whole(segments)
	if err != nil || whole {
		return err
	}
	for _, c := range f.o.cases {
		if c.now != nil && f.asked.Match(c.text) {
			f.take(c.now, c.doc)
		}
	}
	wanted, inHand, err := f.wanted()
	if err != nil {
		return err
	}
	ways, err := f.ways(segments)
	if err != nil {
		return err
	}
	err = f.search(ways, func() filter { return &among{wanted, len(wanted)} })
	if err != nil || !f.wantsOver() {
		return err
	}
	return f.search(ways, func() filter { return &without{inHand, len(inHand)} })
}

// take adds a row to what was found, if the query asks for it.
func (f *finder) take(s *casefile.Summary, doc uint64) {
	if matches(s, f.q) {
		f.found = append(f.found, f.keys.itemOf(s, f.q.Sort, doc))
	}
}

// whole finds the cases whose number was typed in full, and says whether there
// are any.
func (f *finder) whole(segments []segment) (bool, error) {
	any := false
	for _, c := range f.o.cases {
		if c.now != nil && f.asked.IsWhole(c.text) {
			any = true
			f.take(c.now, c.doc)
		}
	}
	for _, s := range segments {
		l, err := ranked.Load(f.t.words(s.ID))
		if err != nil {
			return false, err
		}
		w, err := f.t.term(l, f.asked.Whole())
		if err != nil {
			return false, err
		}
		for doc := s.To; ; doc-- {
			if doc, err = w.upTo(doc); err != nil {
				return false, err
			}
			if doc == 0 || f.full() {
				break
			}
			row, err := f.readRow(doc)
			if err != nil {
				return false, err
			}
			if row != nil {
				any = true
				f.take(row, doc)
			}
		}
	}
	return any, nil
}

// full says whether enough was found or read, and notes that there may be more.
func (f *finder) full() bool {
	f.more = f.more || len(f.found) >= desk.MostFound || f.read >= mostRead
	return f.more
}

// readRow reads the row of a document, nil where it is none any more or is not
// what the lists say.
func (f *finder) readRow(doc uint64) (*casefile.Summary, error) {
	id := f.t.bucket(bucketDocs).Get(number(doc))
	if id == nil || f.o.cases[string(id)] != nil {
		return nil, nil
	}
	f.read++
	return f.t.row(string(id))
}

// search follows the ways to the cases that can match, of those that a filter
// lets pass, the latest documents first.
func (f *finder) search(ways []way, narrow func() filter) error {
	for len(ways) > 0 {
		// The ways through one segment are followed together.
		n := slices.IndexFunc(ways, func(w way) bool { return w.to != ways[0].to })
		if n < 0 {
			n = len(ways)
		}
		if err := f.follow(ways[:n], narrow); err != nil || f.more {
			return err
		}
		ways = ways[n:]
	}
	return nil
}

func (f *finder) follow(ways []way, narrow func() filter) error {
	paths := make([][]filter, len(ways))
	for i, w := range ways {
		paths[i] = append(paths[i], narrow())
		for _, term := range w.terms {
			term.docs = nil // it may have been read to its end
			paths[i] = append(paths[i], term)
		}
	}
	for doc := ways[0].to; ; doc-- {
		var err error
		if doc, err = latestOf(paths, doc); err != nil || doc == 0 || f.full() {
			return err
		}
		row, err := f.readRow(doc)
		if err != nil {
			return err
		}
		if row != nil && f.asked.Match(search.Of(*row)) {
			f.take(row, doc)
		}
	}
}

// way is the terms of one way to match in a segment that goes up to a document.
type way struct {
	to    uint64
	terms []*term
}

// ways opens the terms of the question, segment by segment. Where a segment
// lacks a term of a way, the way is left out.
func (f *finder) ways(segments []segment) ([]way, error) {
	var ways []way
	for _, s := range segments {
		l, err := ranked.Load(f.t.words(s.ID))
		if err != nil {
			return nil, err
		}
		for _, texts := range f.asked.Ways() {
			terms, err := f.t.termsOf(l, texts)
			if err != nil {
				return nil, err
			}
			if len(terms) > 0 {
				ways = append(ways, way{s.To, terms})
			}
		}
	}
	return ways, nil
}

// filter narrows documents. upTo is the greatest one it lets pass that is not
// greater than doc; 0 for none. What is asked of it only goes down.
type filter interface {
	upTo(doc uint64) (uint64, error)
}

// termsOf opens terms of a segment, the rarest first; nil where it lacks one.
func (t *tx) termsOf(l *ranked.List, texts []string) ([]*term, error) {
	var terms []*term
	for _, text := range texts {
		w, err := t.term(l, text)
		if err != nil || w.lo == w.hi {
			return nil, err
		}
		terms = append(terms, w)
	}
	slices.SortFunc(terms, func(a, b *term) int { return cmp.Compare(a.hi-a.lo, b.hi-b.lo) })
	return terms, nil
}

// latestOf is the greatest document up to doc that passes one of the paths.
func latestOf(paths [][]filter, doc uint64) (uint64, error) {
	var latest uint64
	for _, path := range paths {
		found, err := latestIn(path, doc)
		if err != nil {
			return 0, err
		}
		latest = max(latest, found)
	}
	return latest, nil
}

// latestIn is the greatest document up to doc that passes all filters. Those
// behind are only asked of what passes those before, which narrow it most.
func latestIn(path []filter, doc uint64) (uint64, error) {
	for i := 0; i < len(path); {
		below, err := path[i].upTo(doc)
		if err != nil || below == 0 {
			return 0, err
		}
		if below == doc {
			i++
			continue
		}
		doc, i = below, 0
	}
	return doc, nil
}

// among lets pass what is in a sorted list.
type among struct {
	docs []uint64
	at   int // what stands from here on is too great
}

func (a *among) upTo(doc uint64) (uint64, error) {
	i, there := slices.BinarySearch(a.docs[:a.at], doc)
	if there {
		i++
	}
	a.at = i
	if i == 0 {
		return 0, nil
	}
	return a.docs[i-1], nil
}

// without lets pass what is not in it.
type without struct {
	docs []uint64
	at   int
}

func (w *without) upTo(doc uint64) (uint64, error) {
	for {
		i, there := slices.BinarySearch(w.docs[:w.at], doc)
		if w.at = i; !there {
			return doc, nil
		}
		doc--
	}
}

// wanted lists the documents of the cases in hand, or waiting, that the query may
// want; and of all that are in hand or wanted.
func (f *finder) wanted() (wanted, inHand []uint64, err error) {
	var names, rest []string
	for _, state := range casefile.States() {
		switch {
		case !state.Open():
		case len(f.q.States) > 0 && !slices.Contains(f.q.States, state):
			rest = append(rest, stateList(desk.ByNumber, state))
		case f.q.Silent != "":
			names = append(names, silentList(desk.ByNumber, f.q.Silent, state))
			rest = append(rest, stateList(desk.ByNumber, state))
		default:
			names = append(names, stateList(desk.ByNumber, state))
		}
	}
	if f.q.Settler != "" {
		names = append(names, settlerList(f.q.Settler))
	}
	if f.q.Renewing {
		names = append(names, renewingList)
	}
	if wanted, err = f.docsOf(names); err != nil {
		return nil, nil, err
	}
	inHand, err = f.docsOf(append(rest, names...))
	return wanted, inHand, err
}

// wantsOver says whether the query may want a case that is over.
func (f *finder) wantsOver() bool {
	return len(f.q.States) == 0 || slices.ContainsFunc(f.q.States, func(s casefile.State) bool { return !s.Open() })
}

// docsOf lists the documents of lists, ascending.
func (f *finder) docsOf(lists []string) ([]uint64, error) {
	var docs []uint64
	for _, name := range lists {
		more, err := f.o.docs.of(f.t, name)
		if err != nil {
			return nil, err
		}
		docs = append(docs, more...)
	}
	slices.Sort(docs)
	return slices.Compact(docs), nil
}
