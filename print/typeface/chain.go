package typeface

// Chain is a list of fonts; the first that knows a character draws it. The
// serif font stands first and a font for rare characters (生僻字) behind it.
type Chain []*Store

// find tells which font of the chain draws r, and with which of its glyphs.
func (c Chain) find(r rune) (*Store, int, bool) {
	for _, store := range c {
		if glyph, known := store.glyph(r); known {
			return store, glyph, true
		}
	}
	return nil, 0, false
}

// Has tells whether some font of the chain draws r.
func (c Chain) Has(r rune) bool {
	_, _, known := c.find(r)
	return known
}

// Style is one of the faces of a [Family].
type Style uint8

// The faces documents are set in.
const (
	Regular Style = 0
	Bold    Style = 1
	// Half, added to a face, is the closing mark without the empty half of
	// its square (标点挤压): neighbours need not overlap it, which readers of
	// the text would take for a new line.
	Half Style = 2
)

// Family is the pair of chains documents are set in. A character the bold
// chain lacks is drawn in the regular face rather than not at all.
type Family struct {
	Regular, Bold Chain
}

// box draws a character that no font knows, so that the reader sees a gap.
const box = '□'

// find resolves r in the given style. If no font draws r it resolves the box
// and says so.
func (f Family) find(style Style, r rune) (store *Store, glyph int, known bool) {
	if style&Bold != 0 {
		if store, glyph, known = f.Bold.find(r); known {
			return store, glyph, true
		}
	}
	if store, glyph, known = f.Regular.find(r); known {
		return store, glyph, true
	}
	store, glyph, _ = f.Regular.find(box)
	return store, glyph, false
}

// Has tells whether r is drawn as itself, in whichever face.
func (f Family) Has(r rune) bool {
	return invisible(r) || f.Regular.Has(r) || f.Bold.Has(r)
}

// Advance tells how far the pen moves for r, in units of [Em].
func (f Family) Advance(style Style, r rune) int {
	if invisible(r) {
		return 0
	}
	if style&Half != 0 {
		return Em / 2
	}
	store, glyph, _ := f.find(style, r)
	if store == nil {
		return Em
	}
	return int(store.advances[glyph])
}

// Metrics tells the vertical measures of the regular face.
func (f Family) Metrics() Metrics {
	if len(f.Regular) == 0 {
		return Metrics{Ascent: 880, Descent: -120, CapHeight: 733, Box: [4]int{0, -120, Em, 880}}
	}
	return f.Regular[0].Metrics()
}

// invisible tells the variation selectors, which choose a shape of the
// character before them and take no room of their own.
func invisible(r rune) bool {
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}
