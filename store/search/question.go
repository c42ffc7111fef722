package search

import (
	"strings"
	"unicode/utf8"
)

// The least length of what is looked for, in characters.
const (
	leastOfNumber   = 3
	leastOfInitials = 2
)

// longNumber is how many characters of a number are rarely those of another.
const longNumber = 5

// mostTerms is how many terms of a question are asked of an index: more make
// nothing narrower.
const mostTerms = 32

// Question is what a person typed into the search field. It is for one goroutine.
type Question struct {
	words    string
	letters  bool // all of it are letters of the alphabet
	ofNumber bool // it is long enough to be a part of a number
	spelling spelling
}

// Ask makes a question of what was typed.
func Ask(typed string) Question {
	q := Question{words: fold(typed), spelling: spelling{}}
	q.ofNumber = utf8.RuneCountInString(q.words) >= leastOfNumber
	q.letters = len(q.words) >= leastOfInitials &&
		strings.IndexFunc(q.words, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
	return q
}

// Empty says whether nothing was asked.
func (q Question) Empty() bool { return q.words == "" }

// Whole is the term of the cases whose number was typed in full.
func (q Question) Whole() string { return whole + q.words }

// IsWhole says whether it is a number of the case, from end to end.
func (q Question) IsWhole(t Text) bool {
	for _, n := range t.numbers {
		if n == q.words {
			return true
		}
	}
	return false
}

// Match says whether the case is one that was asked for.
func (q Question) Match(t Text) bool {
	var memory [32]readings
	for _, name := range t.names {
		if strings.Contains(name, q.words) || q.letters && saysInitials(q.spelling.append(memory[:0], name), q.words) {
			return true
		}
	}
	if !q.ofNumber {
		return false
	}
	for _, n := range t.numbers {
		if strings.Contains(n, q.words) {
			return true
		}
	}
	return false
}

// Ways lists the ways in which a case can match: a case that does has all terms
// of one of them.
func (q Question) Ways() [][]string {
	ways := [][]string{grams(ofName, q.words, min(2, utf8.RuneCountInString(q.words)))}
	switch {
	case utf8.RuneCountInString(q.words) >= longNumber:
		ways = append(ways, grams(ofLongNumber, q.words, longNumber))
	case q.ofNumber:
		ways = append(ways, grams(ofNumber, q.words, leastOfNumber))
	}
	if q.letters {
		ways = append(ways, grams(ofInitials, q.words, min(3, len(q.words))))
	}
	return ways
}

func grams(kind, text string, length int) []string {
	var list []string
	w := &Walker{visit: func(term []byte) { list = append(list, string(term)) }}
	w.split(text)
	w.grams(kind, length)
	return list[:min(len(list), mostTerms)]
}
