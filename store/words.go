package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"onewindow/store/ranked"
)

// segment is the terms of the documents from ≤ doc ≤ to. It is written once, as
// a ranked list, and never changed; several are made one as they become many.
type segment struct {
	ID   uint64 `json:"id"`
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

// An entry of a segment is a term, a zero byte and the first of some documents
// that have the term; its value is by how much each of the others is greater
// than the one before it. Terms have no zero bytes.
const docsAtOnce = 500 // bytes of a value at most

func appendPostingKey(key []byte, term []byte, doc uint64) []byte {
	return appendDoc(append(append(key, term...), 0), doc)
}

// termOf is the term of an entry.
func termOf(e ranked.Entry) []byte { return e.Key[:max(0, len(e.Key)-docSize-1)] }

// docsIn lists the documents of an entry.
func docsIn(e ranked.Entry) ([]uint64, error) {
	docs := make([]uint64, 0, len(e.Value)+1)
	err := eachDoc(e, func(doc uint64) error {
		docs = append(docs, doc)
		return nil
	})
	return docs, err
}

// eachDoc visits the documents of an entry, ascending.
func eachDoc(e ranked.Entry, visit func(doc uint64) error) error {
	doc := docOf(e.Key)
	err := visit(doc)
	for rest := e.Value; len(rest) > 0 && err == nil; {
		more, size := binary.Uvarint(rest)
		if size <= 0 {
			return fmt.Errorf("%w: the documents of a term", ErrDamaged)
		}
		doc, rest = doc+more, rest[size:]
		err = visit(doc)
	}
	return err
}

// postings writes the entries of a segment, term by term.
type postings struct {
	to          *ranked.Builder
	term        []byte
	first, last uint64 // 0 where nothing is waiting
	value       []byte
	key         []byte
}

// begin begins another term, where it is one.
func (p *postings) begin(term []byte) error {
	if bytes.Equal(term, p.term) {
		return nil
	}
	err := p.flush()
	p.term = append(p.term[:0], term...)
	return err
}

// add adds a document that has the term; one that was just added is not added
// again.
func (p *postings) add(doc uint64) error {
	if len(p.value) >= docsAtOnce && doc != p.last {
		if err := p.flush(); err != nil {
			return err
		}
	}
	switch {
	case p.first == 0:
		p.first, p.last = doc, doc
		return nil
	case doc == p.last:
		return nil
	}
	p.value = binary.AppendUvarint(p.value, doc-p.last)
	p.last = doc
	return nil
}

func (p *postings) flush() error {
	if p.first == 0 {
		return nil
	}
	p.key = appendPostingKey(p.key[:0], p.term, p.first)
	err := p.to.Add(p.key, p.value)
	p.first, p.value = 0, p.value[:0]
	return err
}

func (p *postings) close() error {
	if err := p.flush(); err != nil {
		return err
	}
	return p.to.Close()
}

// segments lists them in the order of their documents.
func (t *tx) segments() ([]segment, error) { return all[segment](t, bucketSegments) }

func (t *tx) words(id uint64) listNodes { return listNodes{t.bucket(bucketWords), number(id)} }

func (t *tx) newSegment(from, to uint64) (segment, *postings, error) {
	s := segment{numberOf(t.meta("segment")) + 1, from, to}
	return s, &postings{to: ranked.NewBuilder(t.words(s.ID))}, t.setMeta("segment", number(s.ID))
}

func (t *tx) keepSegment(s segment) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return t.bucket(bucketSegments).Put(number(s.From), raw)
}

// writeWords writes a segment of what documents are looked for by: sorted terms.
func (t *tx) writeWords(terms *termList, from, to uint64) error {
	s, p, err := t.newSegment(from, to)
	if err != nil {
		return err
	}
	if err := terms.post(p, from); err != nil {
		return err
	}
	return t.keepSegment(s)
}

// post posts the terms of documents from one on.
func (l *termList) post(p *postings, from uint64) error {
	if err := l.each(p.begin, func(doc uint16) error { return p.add(from + uint64(doc)) }); err != nil {
		return err
	}
	return p.close()
}

// foresee makes the segment, with an id that is free, before there is a transaction.
func (e *enlistment) foresee(with *sealer, id uint64) error {
	if e.then == e.last {
		return nil
	}
	nodes := &nodesToBe{sealer: with, prefix: number(id)}
	err := e.words.post(&postings{to: ranked.NewBuilder(nodes)}, e.last+1)
	e.segment, e.nodes = segment{id, e.last + 1, e.then}, nodes.made
	return err
}

// nodesToBe gathers the nodes of a segment that is made before its transaction.
type nodesToBe struct {
	sealer *sealer
	prefix []byte
	made   []sealed
}

// Get says that there is none yet.
func (n *nodesToBe) Get(uint64) []byte { return nil }

// Put keeps a node, sealed.
func (n *nodesToBe) Put(id uint64, raw []byte) error {
	n.made = append(n.made, n.sealer.seal(bucketWords, append(slices.Clip(n.prefix), number(id)...), raw))
	return nil
}

// Delete has nothing to drop: nodes of a segment are made once.
func (n *nodesToBe) Delete(uint64) error { return nil }

// segmentsOfASize is how many segments of about one size become one: a question
// asks each of them, and a term is written once more for every size.
const segmentsOfASize = 8

// mergeWords makes one of the latest segments while they are many of a size.
func (t *tx) mergeWords() error {
	for {
		list, err := t.segments()
		if err != nil || len(list) < segmentsOfASize {
			return err
		}
		latest := list[len(list)-segmentsOfASize:]
		if latest[0].size() > latest[len(latest)-1].size() {
			return nil
		}
		if err := t.joinSegments(latest); err != nil {
			return err
		}
	}
}

// size is the class of a segment's size.
func (s segment) size() int {
	class := 0
	for docs := s.To - s.From + 1; docs >= segmentsOfASize; docs /= segmentsOfASize {
		class++
	}
	return class
}

func (t *tx) joinSegments(list []segment) error {
	joined, p, err := t.newSegment(list[0].From, list[len(list)-1].To)
	if err != nil {
		return err
	}
	if err := t.copyWords(p, list); err != nil {
		return err
	}
	for _, s := range list {
		if err := t.dropSegment(s); err != nil {
			return err
		}
	}
	return t.keepSegment(joined)
}

// copyWords copies the terms of segments that follow each other into one.
func (t *tx) copyWords(p *postings, list []segment) error {
	heads := make([]*reading, len(list))
	for i, s := range list {
		l, err := ranked.Load(t.words(s.ID))
		if err != nil {
			return err
		}
		heads[i] = &reading{list: l}
		if err := heads[i].step(); err != nil {
			return err
		}
	}
	for {
		var least *reading
		for _, h := range heads { // of equal terms the earlier documents come first
			if !h.over && (least == nil || bytes.Compare(h.entry.Key, least.entry.Key) < 0) {
				least = h
			}
		}
		if least == nil {
			return p.close()
		}
		if err := p.begin(termOf(least.entry)); err != nil {
			return err
		}
		if err := eachDoc(least.entry, p.add); err != nil {
			return err
		}
		if err := least.step(); err != nil {
			return err
		}
	}
}

// reading reads along a list.
type reading struct {
	list  *ranked.List
	at    int
	ready []ranked.Entry
	entry ranked.Entry
	over  bool
}

func (r *reading) step() error {
	if len(r.ready) == 0 {
		var err error
		if r.ready, err = r.list.Slice(r.at, itemsAtOnce); err != nil {
			return err
		}
		r.at += len(r.ready)
	}
	if r.over = len(r.ready) == 0; r.over {
		return nil
	}
	r.entry, r.ready = r.ready[0], r.ready[1:]
	return nil
}

func (t *tx) dropSegment(s segment) error {
	if err := t.bucket(bucketSegments).Delete(number(s.From)); err != nil {
		return err
	}
	return t.bucket(bucketWords).dropUnder(number(s.ID))
}

// term is the documents of a segment that have a term, read from the latest to
// the earliest.
type term struct {
	list   *ranked.List
	text   string
	lo, hi int      // ranks of its entries
	docs   []uint64 // of the entry read last, ascending
}

func (t *tx) term(l *ranked.List, text string) (*term, error) {
	lo, err := l.Rank(append([]byte(text), 0))
	if err != nil {
		return nil, err
	}
	hi, err := l.Rank(append([]byte(text), 1))
	return &term{list: l, text: text, lo: lo, hi: hi}, err
}

// upTo is the greatest document that is not greater than doc; 0 for none.
func (w *term) upTo(doc uint64) (uint64, error) {
	if len(w.docs) == 0 || w.docs[0] > doc {
		if err := w.open(doc); err != nil || len(w.docs) == 0 {
			return 0, err
		}
	}
	i, there := slices.BinarySearch(w.docs, doc)
	if there {
		return doc, nil
	}
	return w.docs[i-1], nil
}

// open reads the entry that doc is in, or the one before it; none where there
// is none.
func (w *term) open(doc uint64) error {
	w.docs = nil
	rank, err := w.list.Rank(appendPostingKey(nil, []byte(w.text), doc+1))
	if err != nil || rank <= w.lo {
		return err
	}
	entries, err := w.list.Slice(rank-1, 1)
	if err != nil || len(entries) == 0 {
		return err
	}
	w.docs, err = docsIn(entries[0])
	return err
}
