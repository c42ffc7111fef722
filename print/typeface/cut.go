package typeface

import (
	"maps"
	"slices"
)

// lastCode is the last code of a [Cut]: a TrueType font counts its glyphs,
// the empty first one included, with 16 bits.
const lastCode = 0xFFFE

// Cut gathers the glyphs of one document into one TrueType font. Its codes are
// the glyphs' own numbers, from 1 in the order of their first use; what they
// stand for, [Cut.Meaning] tells, so that the text of the document can still
// be searched.
type Cut struct {
	family Family
	codes  map[letter]uint16
	glyphs []source // by code; the first is that of no character
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
		glyphs: make([]source, 1, 256),
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
	full := len(c.glyphs) > lastCode
	if !known || full {
		c.absent[r] = true
	}
	if full {
		// So many characters fit on no counter's paper: the last code is
		// shared, and what shares it is reported as not drawn.
		return lastCode
	}
	code := uint16(len(c.glyphs))
	c.codes[key] = code
	c.glyphs = append(c.glyphs, from)
	return code
}

// Text is the codes of s. Bytes that are no UTF-8 become U+FFFD, never lost.
func (c *Cut) Text(style Style, s string) []uint16 {
	out := make([]uint16, 0, len(s)/2)
	for _, r := range s {
		out = append(out, c.Code(style, r))
	}
	return out
}

// Absent lists, sorted, the characters drawn as a box because no font of the
// family knows them.
func (c *Cut) Absent() []rune {
	return slices.Sorted(maps.Keys(c.absent))
}

// Meaning tells what the codes stand for, that of code 1 first.
func (c *Cut) Meaning() []rune {
	meaning := make([]rune, 0, len(c.glyphs))
	for _, from := range c.glyphs[1:] {
		meaning = append(meaning, from.r)
	}
	return meaning
}

// Advances tells how far the pen moves for the codes in units of [Em], that of
// code 1 first.
func (c *Cut) Advances() []int {
	advances := make([]int, 0, len(c.glyphs))
	for _, from := range c.glyphs[1:] {
		advances = append(advances, c.family.Advance(from.style, from.r))
	}
	return advances
}

// Metrics tells the vertical measures of the font.
func (c *Cut) Metrics() Metrics { return c.family.Metrics() }
