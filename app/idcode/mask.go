package idcode

import "strings"

// Mask hides the middle of a number for the screen and for paper that others
// may see (脱敏): of 18 characters the eight with the birth date, of any other
// length what lies between its first and its last quarter. It masks what it is
// given, valid or not.
func Mask(id string) string {
	runes := []rune(id)
	head, tail := len(runes)/4, len(runes)/4
	if len(runes) == 18 {
		head, tail = 6, 4
	}
	return string(runes[:head]) + strings.Repeat("*", len(runes)-head-tail) + string(runes[len(runes)-tail:])
}
