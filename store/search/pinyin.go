package search

import (
	"bytes"

	"github.com/mozillazg/go-pinyin"
)

// mostReadings is how many initials of one character count. No surname needs more.
const mostReadings = 3

// readings are the letters that the readings of a character begin with.
type readings struct {
	letters [mostReadings]byte
	count   uint8
}

func (r *readings) add(letter byte) {
	if r.count < mostReadings && letter >= 'a' && letter <= 'z' && !r.has(letter) {
		r.letters[r.count] = letter
		r.count++
	}
}

func (r *readings) has(letter byte) bool { return bytes.IndexByte(r.letters[:r.count], letter) >= 0 }

// spelling remembers the readings of characters: the dictionary is large, and the
// characters of names are few.
type spelling map[rune]readings

// append appends the readings of each character of a name that has any. What has
// none, as a bracket, is passed over, as it is when one says the name.
func (s spelling) append(sets []readings, name string) []readings {
	for _, r := range name {
		var set readings
		switch {
		case r >= 'a' && r <= 'z':
			set.add(byte(r))
		case r >= 0x2E80:
			var known bool
			if set, known = s[r]; !known {
				set = readingsOf(r)
				s[r] = set
			}
		}
		if set.count > 0 {
			sets = append(sets, set)
		}
	}
	return sets
}

func readingsOf(r rune) readings {
	var set readings
	first := true
	for _, letter := range pinyin.PinyinDict[int(r)] { // as "shàn,dān"
		if first {
			set.add(plain(letter))
		}
		first = letter == ','
	}
	return set
}

// plain is a letter without the mark of its tone.
func plain(r rune) byte {
	switch r {
	case 'ā', 'á', 'ǎ', 'à':
		return 'a'
	case 'ē', 'é', 'ě', 'è', 'ê', 'ế', 'ề':
		return 'e'
	case 'ō', 'ó', 'ǒ', 'ò':
		return 'o'
	case 'ḿ':
		return 'm'
	case 'ń', 'ň', 'ǹ':
		return 'n'
	}
	return byte(min(r, 0x7F))
}

// saysInitials says whether the letters are initials of characters in a row.
func saysInitials(sets []readings, letters string) bool {
	for i := 0; i+len(letters) <= len(sets); i++ {
		said := true
		for j := range len(letters) {
			said = said && sets[i+j].has(letters[j])
		}
		if said {
			return true
		}
	}
	return false
}
