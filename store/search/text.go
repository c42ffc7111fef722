// Package search says what a case is looked for by, and whether words that a
// person typed are words of it.
//
// # What finds a case
//
//   - Any part of a name: of the applicant, the agent, the project.
//   - Any part of a number, from three characters on: the case number, the code
//     of the applicant, the project code, the numbers of the acceptance notice
//     and of the certificates. Two digits stand in every number.
//   - The initials of a name in pinyin, from two letters on: zwd for 张伟东. A
//     character that is read in several ways counts in each of them, which is
//     what surnames need: 单 is shàn and 曾 zēng, whatever they are elsewhere.
//   - A whole number finds the cases of that number and no others.
//
// Case, full width and the kind of brackets make no difference.
//
// # Terms
//
// A term is a kind and some characters in a row: one and two of a name, three and
// five of a number, two and three initials; or a kind and a whole number. Three
// digits of a number are in many others, five in few. An index that keeps which
// case has which term finds what can match; [Question.Match] says what does.
package search

import (
	"slices"
	"strings"
	"unicode"

	"onewindow/app/casefile"
)

// The kinds of terms.
const (
	ofName       = "n"
	ofNumber     = "d"
	ofLongNumber = "D"
	ofInitials   = "i"
	whole        = "="
)

// Text is what a case is looked for by, folded.
type Text struct {
	names   []string
	numbers []string
}

// Of is the text of a row.
func Of(s casefile.Summary) Text {
	var t Text
	for _, name := range []string{s.Applicant, s.Agent, s.Project} {
		if name = fold(name); name != "" {
			t.names = append(t.names, name)
		}
	}
	numbers := append([]string{s.Number, s.Code, s.ProjectCode, s.Acceptance}, strings.Fields(s.Certificate)...)
	for _, n := range numbers {
		if n = fold(n); n != "" {
			t.numbers = append(t.numbers, n)
		}
	}
	return t
}

// Equal says whether both are found by the same words.
func (t Text) Equal(other Text) bool {
	return slices.Equal(t.names, other.names) && slices.Equal(t.numbers, other.numbers)
}

// EachTerm visits the terms of a text, some of them more than once. A term is
// only valid until the next.
func (t Text) EachTerm(visit func(term []byte)) { NewWalker().Walk(t, visit) }

// Terms lists the terms of a text, sorted, each once.
func (t Text) Terms() []string {
	var list []string
	t.EachTerm(func(term []byte) { list = append(list, string(term)) })
	slices.Sort(list)
	return slices.Compact(list)
}

// Walker visits the terms of many texts in one piece of memory. It is for one
// goroutine.
type Walker struct {
	visit    func(term []byte)
	term     []byte
	text     string
	starts   []int // where the characters of the text begin, and its end
	spelling spelling
	sets     []readings
}

// NewWalker makes a walker.
func NewWalker() *Walker { return &Walker{spelling: spelling{}} }

// Walk visits the terms of a text, as [Text.EachTerm] does.
func (w *Walker) Walk(t Text, visit func(term []byte)) {
	w.visit = visit
	for _, name := range t.names {
		w.split(name)
		w.grams(ofName, 1)
		w.grams(ofName, 2)
		w.sets = w.spelling.append(w.sets[:0], name)
		w.initials(2)
		w.initials(3)
	}
	for _, n := range t.numbers {
		w.split(n)
		w.grams(ofNumber, leastOfNumber)
		w.grams(ofLongNumber, longNumber)
		w.tell(whole, n)
	}
}

func (w *Walker) tell(kind, text string) {
	w.term = append(append(w.term[:0], kind...), text...)
	w.visit(w.term)
}

// split takes a text up.
func (w *Walker) split(text string) {
	w.text, w.starts = text, slices.Grow(w.starts[:0], len(text)+1)
	for i := range text {
		w.starts = append(w.starts, i)
	}
	w.starts = append(w.starts, len(text))
}

// grams visits every run of so many characters of the text.
func (w *Walker) grams(kind string, length int) {
	for i := 0; i+length < len(w.starts); i++ {
		w.tell(kind, w.text[w.starts[i]:w.starts[i+length]])
	}
}

// initials visits every run of so many initials, in all readings.
func (w *Walker) initials(length int) {
	for i := 0; i+length <= len(w.sets); i++ {
		w.term = append(w.term[:0], ofInitials...)
		w.readings(w.sets[i : i+length])
	}
}

func (w *Walker) readings(sets []readings) {
	if len(sets) == 0 {
		w.visit(w.term)
		return
	}
	at := len(w.term)
	for _, letter := range sets[0].letters[:sets[0].count] {
		w.term = append(w.term[:at], letter)
		w.readings(sets[1:])
	}
}

// fold makes alike what people take for the same.
func fold(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E: // full width
			r -= 0xFEE0
		case unicode.IsControl(r) || unicode.IsSpace(r):
			return ' '
		}
		switch r {
		case '〔', '【', '［', '[':
			return '('
		case '〕', '】', '］', ']':
			return ')'
		}
		return unicode.ToLower(r)
	}, strings.ToValidUTF8(text, "�")))
}
