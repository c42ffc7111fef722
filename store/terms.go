package store

import (
	"bytes"
	"slices"
)

// termList gathers which documents have which terms, and sorts them. There are
// two hundred terms to a document and thousands of documents at once: a term that
// is short, as nearly all are, and its document are one number, and numbers are
// sorted by their digits.
type termList struct {
	short  [128][]uint64 // by the kind of the term, which is its first byte
	long   []longTerm
	memory []uint64
}

// longTerm says that a document has a term which is too long for a number.
type longTerm struct {
	term []byte
	doc  uint16
}

// clear leaves nothing in it but its memory.
func (l *termList) clear() {
	for kind := range l.short {
		l.short[kind] = l.short[kind][:0]
	}
	l.long = nil
}

// In a number the bytes of a term behind its kind stand above those of the
// document, with zeros behind a shorter one: no term has a zero byte.
const (
	shortBytes = 6
	docBits    = 16
)

// add notes that a document has a term. Documents are counted from the first one
// on, and come in their order.
func (l *termList) add(term []byte, doc uint16) {
	if len(term) > 1+shortBytes {
		l.long = append(l.long, longTerm{bytes.Clone(term), doc})
		return
	}
	n := uint64(doc)
	for i, c := range term[1:] {
		n |= uint64(c) << (56 - 8*i)
	}
	list := &l.short[term[0]]
	if len(*list) == cap(*list) {
		*list = slices.Grow(*list, len(*list)+1) // append would grow it by less and copy more
	}
	*list = append(*list, n)
}

// sort sorts by terms, and the documents of each.
func (l *termList) sort() {
	for kind := range l.short {
		l.sortShort(l.short[kind])
	}
	slices.SortStableFunc(l.long, func(a, b longTerm) int { return bytes.Compare(a.term, b.term) })
}

// Long lists are sorted by so many bits at a time, from the last on; short ones
// would take less than counting does.
const (
	digitBits = 12
	fewTerms  = 1 << digitBits
)

// sortShort sorts by terms, and by the documents of each, which stand behind them.
func (l *termList) sortShort(list []uint64) {
	if len(list) < fewTerms {
		slices.Sort(list)
		return
	}
	if len(l.memory) < len(list) {
		l.memory = make([]uint64, len(list))
	}
	from, to := list, l.memory[:len(list)]
	for shift := docBits; shift < 64; shift += digitBits {
		if deal(to, from, shift) {
			from, to = to, from
		}
	}
	if &from[0] != &list[0] {
		copy(list, from)
	}
}

// deal sorts by one digit and leaves those with the same in their order: documents
// came in theirs. It does nothing and says so where all have the same.
func deal(to, from []uint64, shift int) bool {
	const digits = 1<<digitBits - 1
	var ends [digits + 1]int
	for _, n := range from {
		ends[n>>shift&digits]++
	}
	sum := 0
	for digit, n := range ends {
		if n == len(from) {
			return false
		}
		ends[digit] = sum
		sum += n
	}
	for _, n := range from {
		at := &ends[n>>shift&digits]
		to[*at] = n
		*at++
	}
	return true
}

// each visits the sorted terms: begin before the documents of a term, of which
// some may come more than once. A term is only valid until the next.
func (l *termList) each(begin func(term []byte) error, add func(doc uint16) error) error {
	long := l.long
	before := func(term []byte) error {
		for ; len(long) > 0 && (term == nil || bytes.Compare(long[0].term, term) < 0); long = long[1:] {
			if err := begin(long[0].term); err != nil {
				return err
			}
			if err := add(long[0].doc); err != nil {
				return err
			}
		}
		return nil
	}
	var term []byte
	for kind, list := range l.short {
		for i, n := range list {
			if i == 0 || n>>docBits != list[i-1]>>docBits {
				term = appendTerm(term[:0], byte(kind), n)
				if err := before(term); err != nil {
					return err
				}
				if err := begin(term); err != nil {
					return err
				}
			}
			if err := add(uint16(n)); err != nil {
				return err
			}
		}
	}
	return before(nil)
}

func appendTerm(term []byte, kind byte, n uint64) []byte {
	term = append(term, kind)
	for shift := 56; shift >= docBits && byte(n>>shift) != 0; shift -= 8 {
		term = append(term, byte(n>>shift))
	}
	return term
}
