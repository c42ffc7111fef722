package typeface

import (
	"maps"
	"slices"
)

// Codes a Cut gives to what cannot stand under its own 16-bit code: bold
// letters, characters above U+FFFF, characters no font draws.
const (
	firstAlias = 0xE000
	lastAlias  = 0xF8FF
)

// Cut gathers the glyphs of one document into one TrueType font. A regular
// letter keeps its Unicode value as its code; everything else gets a code of
// the private use area, and [Cut.Meaning] tells what the code stands for, so
// that the text of the document can still be searched.
type Cut struct {
	family Family
	codes  map[letter]uint16
	glyphs map[uint16]source
	alias  int
	absent map[rune]bool
}

type letter struct {
	style Style
	r     rune
}

// source is where the outline behind a code comes from; store is nil for a
// character without ink or room.
type source struct {
	letter
	store *Store
	glyph int
}

// NewCut begins an empty font.
func NewCut(family Family) *Cut {
	return &Cut{
		family: family,
		codes:  map[letter]uint16{},
		glyphs: map[uint16]source{},
		alias:  firstAlias,
		absent: map[rune]bool{},
	}
}

// Code takes r in the given style into the font and tells its code. A
// character no font draws gets the box □ and is listed by [Cut.Absent].
func (c *Cut) Code(style Style, r rune) uint16 {
	key := letter{style, r}
	if code, taken := c.codes[key]; taken {
		return code
	}
	from := source{letter: key}
	known := true
	if !invisible(r) {
		from.store, from.glyph, known = c.family.find(style, r)
	}
	if !known {
		c.absent[r] = true
	}
	code := c.place(key, known)
	c.codes[key] = code
	if _, placed := c.glyphs[code]; !placed {
		c.glyphs[code] = from
	}
	return code
}

// place chooses the code of a letter.
func (c *Cut) place(l letter, known bool) uint16 {
	own := known && l.style == Regular && l.r >= 0x20 && l.r <= 0xFFFD
	if own && (l.r < firstAlias || l.r > lastAlias) {
		return uint16(l.r)
	}
	if c.alias > lastAlias {
		// 6400 letters out of the ordinary on one document: the last code is
		// shared, and what shares it is reported as not drawn.
		c.absent[l.r] = true
		return lastAlias
	}
	c.alias++
	return uint16(c.alias - 1)
}

// Text is the codes of s as a string of runes below U+10000, the form both
// painters write text in. Bytes that are no UTF-8 become U+FFFD, never lost.
func (c *Cut) Text(style Style, s string) string {
	out := make([]rune, 0, len(s)/2)
	for _, r := range s {
		out = append(out, rune(c.Code(style, r)))
	}
	return string(out)
}

// Absent lists, sorted, the characters drawn as a box because no font of the
// family knows them.
func (c *Cut) Absent() []rune {
	return slices.Sorted(maps.Keys(c.absent))
}

// Meaning tells, by code, the characters that do not stand under their own
// code.
func (c *Cut) Meaning() map[uint16]rune {
	meaning := map[uint16]rune{}
	for code, from := range c.glyphs {
		if rune(code) != from.r {
			meaning[code] = from.r
		}
	}
	return meaning
}
