package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// termList gathers which documents have which terms, and sorts them. There are
// some hundred terms to a document and thousands of documents at once: most terms
// fit into eight bytes, which are sorted as numbers are, byte by byte.
type termList struct {
	uses  []use
	longs [][]byte
}

// termsOfACase is about how many terms a case has.
const termsOfACase = 256

func newTermList(cases int) *termList {
	return &termList{uses: make([]use, 0, cases*termsOfACase)}
}

// use says that a document has a term.
type use struct {
	first uint64 // bytes of the term, as they sort, with zeros behind a shorter one
	doc   uint32 // how far behind the first document
	long  uint32 // where a longer term stands whole, from 1
}

// same says whether both are certainly of one term.
func (u use) same(other use) bool { return u.first == other.first && u.long == 0 && other.long == 0 }

// firstBytes is how many bytes of a term are in a number.
const firstBytes = 8

// add notes that a document has a term, which has no zero byte. Documents come in
// their order.
func (l *termList) add(term []byte, doc uint32) {
	u := use{doc: doc}
	if len(term) > firstBytes {
		l.longs = append(l.longs, bytes.Clone(term))
		u.long = uint32(len(l.longs))
	}
	var first [firstBytes]byte
	copy(first[:], term)
	u.first = binary.BigEndian.Uint64(first[:])
	l.uses = append(l.uses, u)
}

// term is the term of a use, in memory that the next call takes.
func (l *termList) term(u use, memory []byte) []byte {
	if u.long > 0 {
		return l.longs[u.long-1]
	}
	return bytes.TrimRight(binary.BigEndian.AppendUint64(memory[:0], u.first), "\x00")
}

// sort sorts by terms, and the documents of each.
func (l *termList) sort() {
	memory := make([]use, len(l.uses))
	if deal(memory, l.uses, 8*(firstBytes-1)) { // by kind, of which each has few bytes that differ
		l.uses, memory = memory, l.uses
	}
	for at := 0; at < len(l.uses); {
		n := 1
		for at+n < len(l.uses) && l.uses[at+n].first>>56 == l.uses[at].first>>56 {
			n++
		}
		sortUses(l.uses[at:at+n], memory[at:at+n])
		at += n
	}
	l.sortLong()
}

// sortUses sorts by all bytes but the first, from the last on.
func sortUses(uses, memory []use) {
	from, to := uses, memory
	for shift := 0; shift < 8*(firstBytes-1); shift += 8 {
		if deal(to, from, shift) {
			from, to = to, from
		}
	}
	if &from[0] != &uses[0] {
		copy(uses, from)
	}
}

// deal sorts by one byte and leaves those with the same in their order. It does
// nothing and says so where all have the same.
func deal(to, from []use, shift int) bool {
	var ends [256]int
	for i := range from {
		ends[byte(from[i].first>>shift)]++
	}
	sum := 0
	for value, n := range ends {
		if n == len(from) {
			return false
		}
		ends[value] = sum
		sum += n
	}
	for _, u := range from {
		at := &ends[byte(u.first>>shift)]
		to[*at] = u
		*at++
	}
	return true
}

// sortLong sorts those of the terms that only differ behind their first bytes.
func (l *termList) sortLong() {
	for rest := l.uses; len(rest) > 0; {
		n, long := 1, rest[0].long > 0
		for n < len(rest) && rest[n].first == rest[0].first {
			long = long || rest[n].long > 0
			n++
		}
		if long {
			slices.SortStableFunc(rest[:n], l.compareLong)
		}
		rest = rest[n:]
	}
}

// compareLong compares terms that begin alike. One that is not longer than that
// is the shortest.
func (l *termList) compareLong(a, b use) int {
	if a.long == 0 || b.long == 0 {
		return cmp.Compare(min(a.long, 1), min(b.long, 1))
	}
	return bytes.Compare(l.longs[a.long-1], l.longs[b.long-1])
}
