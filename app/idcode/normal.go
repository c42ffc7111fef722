package idcode

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// normal brings what was typed to plain upper case: full-width characters of a
// Chinese input method become ASCII; blanks, dashes and invisible characters,
// which people put in to group the digits, go.
func normal(s string) string {
	return strings.Map(func(r rune) rune {
		if '！' <= r && r <= '～' {
			r -= '！' - '!'
		}
		switch {
		case r == 'Ⅹ' || r == 'ⅹ': // the Roman numeral, as some input methods offer it for the check digit
			return 'X'
		case unicode.IsSpace(r), unicode.Is(unicode.Dash, r), unicode.Is(unicode.Cf, r):
			return -1
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

const (
	digits  = "0123456789"
	capital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// shape says which characters may stand at each place of a number: one alphabet
// a place.
type shape []string

func times(n int, alphabet string) shape {
	s := make(shape, n)
	for i := range s {
		s[i] = alphabet
	}
	return s
}

func join(parts ...shape) shape {
	var s shape
	for _, p := range parts {
		s = append(s, p...)
	}
	return s
}

// letters finds the first character of s that cannot stand where it stands. It
// looks only as far as both s and the shape go.
func (want shape) letters(s string) *Problem {
	at := 0
	for _, r := range s {
		if at == len(want) {
			return nil
		}
		if !strings.ContainsRune(want[at], r) {
			return &Problem{Code: Letters, Data: map[string]any{
				"at": at + 1, "char": string(r), "perhaps": lookalike(r, want[at]),
			}}
		}
		at++
	}
	return nil
}

// fit is what is wrong with s as far as its characters and its length go.
func (want shape) fit(s string) *Problem {
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		return &Problem{Code: Empty, Data: map[string]any{}}
	case want.letters(s) != nil:
		return want.letters(s)
	case n < len(want):
		return short(len(want) - n)
	case n > len(want):
		return long(n - len(want))
	}
	return nil
}

// lookalike is the character of the alphabet that r is easily mistaken for, or
// "". The standards leave out I, O, S and Z for this very reason.
func lookalike(r rune, alphabet string) string {
	pairs := map[rune]string{
		'O': "0", 'I': "1", 'L': "1", 'Z': "2", 'S': "5", 'B': "8", 'V': "U",
		'0': "O", '1': "I", '2': "Z", '5': "S", '8': "B",
	}
	if like := pairs[r]; strings.Contains(alphabet, like) {
		return like
	}
	return ""
}
