package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"onewindow/store/search"
)

// enlistment is what brings some cases into the lists. It is worked out without a
// transaction, which is half of the work; the cases may change meanwhile.
type enlistment struct {
	cases []*fresh
	docs  []uint64 // what each is known by then
	edits map[string][]edit
	words *termList
	last  uint64 // the highest document before, and then
	then  uint64

	segment segment // what words becomes; without an id where that was not foreseen
	nodes   []sealed
}

// newEnlistment works it out, where documents have been given up to one.
func newEnlistment(cases []*fresh, last uint64) *enlistment {
	return enlistmentIn(&termList{}, cases, last)
}

// enlistmentIn works it out in the memory of a list of terms that is done with.
func enlistmentIn(words *termList, cases []*fresh, last uint64) *enlistment {
	words.clear()
	e := &enlistment{
		cases: cases, docs: make([]uint64, len(cases)), last: last, then: last,
		edits: map[string][]edit{}, words: words,
	}
	walker := search.NewWalker()
	for i, f := range cases {
		doc := f.doc
		if f.now != nil && (f.doc == 0 || !f.text.Equal(search.Of(*f.old))) {
			// What a document is looked for by never changes.
			e.then++
			doc = e.then
			walker.Walk(f.text, func(term []byte) { e.words.add(term, uint16(doc-last-1)) })
		}
		e.docs[i] = doc
		from, to := places(f.old, f.doc), places(f.now, doc)
		if i == 0 {
			e.expect(to)
		}
		move(e.edits, from, to)
	}
	for _, changes := range e.edits {
		slices.SortFunc(changes, edit.compare)
	}
	e.words.sort()
	return e
}

// expect makes room for as many changes as there are cases in the lists that the
// first stands in: most of a download stand in the same.
func (e *enlistment) expect(first []place) {
	for _, p := range first {
		e.edits[p.list] = make([]edit, 0, len(e.cases))
	}
}

// enlist makes the lists say of cases what their rows said when it was worked out.
// latest are the cases that the lists do not know as they are now.
func (t *tx) enlist(e *enlistment, latest map[string]*fresh) error {
	if now := numberOf(t.meta("docs")); now != e.last {
		return fmt.Errorf("documents up to %d were given, not up to %d", now, e.last)
	}
	for i, f := range e.cases {
		if err := t.renumber(f, e.docs[i]); err != nil {
			return err
		}
		if err := t.listed(f, e.docs[i], latest[f.id]); err != nil {
			return err
		}
	}
	if err := t.edit(e.edits); err != nil || e.then == e.last {
		return err
	}
	if err := t.setMeta("docs", number(e.then)); err != nil {
		return err
	}
	if err := t.addSegment(e); err != nil {
		return err
	}
	return t.mergeWords()
}

// addSegment adds a segment of what the documents are looked for by.
func (t *tx) addSegment(e *enlistment) error {
	if e.segment.ID != numberOf(t.meta("segment"))+1 {
		return t.writeWords(e.words, e.last+1, e.then)
	}
	return errors.Join(t.setMeta("segment", number(e.segment.ID)), t.putAll(e.nodes...), t.keepSegment(e.segment))
}

// listed notes that the lists say of a case what f says. Where it has changed
// since, they do not say what its row says now.
func (t *tx) listed(f *fresh, doc uint64, latest *fresh) error {
	if latest == nil || latest == f || latest.now == nil && f.now == nil ||
		latest.now != nil && f.now != nil && sameInLists(latest.now, f.now) {
		t.enlisted = append(t.enlisted, f.id)
		return t.drop(bucketUnlisted, f.id)
	}
	var kept []byte
	left := &fresh{id: f.id, now: latest.now, text: latest.text}
	if f.now != nil {
		raw, err := encodeRow(f.now)
		if err != nil {
			return err
		}
		left.doc, left.old = doc, f.now
		kept = append(number(doc), raw...)
	}
	t.changes = append(t.changes, left)
	return t.bucket(bucketUnlisted).Put([]byte(f.id), kept)
}

// renumber keeps the document that a case is known by.
func (t *tx) renumber(f *fresh, doc uint64) error {
	if f.now != nil && f.doc == doc {
		return nil
	}
	if f.doc != 0 {
		if err := t.bucket(bucketDocs).Delete(number(f.doc)); err != nil {
			return err
		}
	}
	if f.now == nil {
		return t.drop(bucketListed, f.id)
	}
	if err := t.bucket(bucketListed).Put([]byte(f.id), number(doc)); err != nil {
		return err
	}
	return t.bucket(bucketDocs).Put(number(doc), []byte(f.id))
}

// edit is a change to one entry of a list.
type edit struct {
	place
	gone bool
}

// compare puts changes to a list in their order: an entry goes before another
// comes under its key.
func (e edit) compare(other edit) int {
	if c := bytes.Compare(e.key, other.key); c != 0 || e.gone == other.gone {
		return c
	}
	if e.gone {
		return -1
	}
	return 1
}

// move notes what leads from one set of places to another.
func move(edits map[string][]edit, from, to []place) {
	same := func(a place) func(place) bool {
		return func(b place) bool {
			return a.list == b.list && string(a.key) == string(b.key) && string(a.value) == string(b.value)
		}
	}
	if len(from) == 0 {
		for _, p := range to {
			edits[p.list] = append(edits[p.list], edit{p, false})
		}
		return
	}
	for _, p := range from {
		if !slices.ContainsFunc(to, same(p)) {
			edits[p.list] = append(edits[p.list], edit{p, true})
		}
	}
	for _, p := range to {
		if !slices.ContainsFunc(from, same(p)) {
			edits[p.list] = append(edits[p.list], edit{p, false})
		}
	}
}

// edit changes lists, one after the other and each along its keys.
func (t *tx) edit(edits map[string][]edit) error {
	for _, name := range slices.Sorted(maps.Keys(edits)) {
		l, err := t.list(name)
		if err != nil {
			return err
		}
		for _, e := range edits[name] {
			if e.gone {
				_, err = l.Delete(e.key)
			} else {
				_, err = l.Put(e.key, e.value)
			}
			if err != nil {
				return err
			}
		}
		if err := l.Flush(); err != nil {
			return err
		}
	}
	return nil
}
