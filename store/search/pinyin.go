package search

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// mostReadings is how many initials of one character count. No surname needs more.
const mostReadings = 3

// initials lists, for each character of a name that has any, the letters that
// its readings begin with. What has none, as a bracket, is passed over, as it is
// when one says the name.
func initials(name string) []string {
	var sets []string
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z':
			sets = append(sets, string(r))
		case r >= 0x2E80:
			if set := readings(r); set != "" {
				sets = append(sets, set)
			}
		}
	}
	return sets
}

// readings is the set of letters that the readings of a character begin with.
func readings(r rune) string {
	var set string
	for _, reading := range strings.Split(pinyin.PinyinDict[int(r)], ",") {
		for _, first := range reading {
			if letter := string(plain(first)); len(set) < mostReadings && !strings.Contains(set, letter) {
				set += letter
			}
			break
		}
	}
	return set
}

// plain is a letter without the mark of its tone.
func plain(r rune) rune {
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
	return r
}

// appendInitials appends every run of so many initials, in all readings.
func appendInitials(list []string, sets []string, length int) []string {
	for i := 0; i+length <= len(sets); i++ {
		list = appendReadings(list, ofInitials, sets[i:i+length])
	}
	return list
}

func appendReadings(list []string, begun string, sets []string) []string {
	if len(sets) == 0 {
		return append(list, begun)
	}
	for i := range len(sets[0]) {
		list = appendReadings(list, begun+sets[0][i:i+1], sets[1:])
	}
	return list
}

// saysInitials says whether the letters are initials of characters in a row.
func saysInitials(name, letters string) bool {
	sets := initials(name)
	for i := 0; i+len(letters) <= len(sets); i++ {
		said := true
		for j := range len(letters) {
			said = said && strings.IndexByte(sets[i+j], letters[j]) >= 0
		}
		if said {
			return true
		}
	}
	return false
}
