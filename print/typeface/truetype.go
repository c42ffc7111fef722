package typeface

import (
	"encoding/binary"
	"fmt"
)

// TrueType writes the font gathered so far. Glyph 0 is empty; the glyphs
// follow in the order of their codes. It has no table from characters to
// glyphs worth the name: codes are glyph numbers, and both painters use them as
// such. Table checksums stay zero: nobody reads them.
func (c *Cut) TrueType() ([]byte, error) {
	outlines, err := c.outlines()
	if err != nil {
		return nil, err
	}
	m, glyphs := c.family.Metrics(), len(c.glyphs)
	return assemble([]table{
		{"OS/2", os2(m)},
		{"cmap", cmap()},
		{"glyf", outlines.glyf},
		{"head", head(m)},
		{"hhea", hhea(m, glyphs)},
		{"hmtx", outlines.hmtx},
		{"loca", outlines.loca},
		{"maxp", maxp(glyphs, outlines.points, outlines.contours)},
		{"name", name("OneWindowSong")},
		{"post", post()},
	}), nil
}

type outlines struct {
	glyf, hmtx, loca []byte
	points, contours int // the most of any glyph
}

func (c *Cut) outlines() (outlines, error) {
	big := binary.BigEndian
	const usual = 300 // bytes of a Chinese outline
	out := outlines{
		glyf: make([]byte, 0, usual*len(c.glyphs)),
		hmtx: []byte{Em >> 8, Em & 0xFF, 0, 0}, loca: make([]byte, 8),
	}
	for _, from := range c.glyphs[1:] {
		var record []byte
		var advance uint16
		if from.store != nil {
			var err error
			if record, err = from.store.outline(from.glyph); err != nil {
				return outlines{}, fmt.Errorf("character %U: %w", from.r, err)
			}
			advance = uint16(c.family.Advance(from.style, from.r))
		}
		bearing := uint16(0)
		if len(record) > 0 {
			bearing = big.Uint16(record[2:])
			contours, points := extent(record)
			out.contours, out.points = max(out.contours, contours), max(out.points, points)
		}
		out.glyf = append(out.glyf, record...)
		for len(out.glyf)%4 != 0 {
			out.glyf = append(out.glyf, 0)
		}
		out.hmtx = big.AppendUint16(big.AppendUint16(out.hmtx, advance), bearing)
		out.loca = big.AppendUint32(out.loca, uint32(len(out.glyf)))
	}
	return out, nil
}

// extent counts the contours and points of a simple glyph.
func extent(record []byte) (contours, points int) {
	contours = int(binary.BigEndian.Uint16(record))
	last := 10 + 2*(contours-1)
	if contours < 1 || last+2 > len(record) {
		return 0, 0
	}
	return contours, int(binary.BigEndian.Uint16(record[last:])) + 1
}

// cmap is a format 4 table of no character but the one the format ends with:
// readers of fonts want the table to be there.
func cmap() []byte {
	return words(0, 1, 3, 1, 0, 12, 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0)
}

func head(m Metrics) []byte {
	out := words(1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0x000B, Em)
	out = append(out, make([]byte, 16)...) // no dates: the same text gives the same font
	out = append(out, words(m.Box[0], m.Box[1], m.Box[2], m.Box[3])...)
	return append(out, words(0, 6, 2, 1, 0)...)
}

func hhea(m Metrics, glyphs int) []byte {
	out := words(1, 0, m.Ascent, m.Descent, 0, Em, 0, 0, m.Box[2], 1, 0, 0)
	return append(out, words(0, 0, 0, 0, 0, glyphs)...)
}

func maxp(glyphs, points, contours int) []byte {
	return words(1, 0, glyphs, points, contours, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
}

func os2(m Metrics) []byte {
	out := words(4, Em, 400, 5, 0)
	out = append(out, make([]byte, 58)...)
	out = append(out, words(m.Ascent, m.Descent, 0, m.Ascent, -m.Descent)...)
	out = append(out, make([]byte, 8)...)
	return append(out, words(m.CapHeight, m.CapHeight, 0, 0x20, 1)...)
}

// post is format 3: no glyph names.
func post() []byte {
	out := words(3, 0, 0, 0, -75, 50)
	return append(out, make([]byte, 20)...)
}

// name carries one record, the PostScript name. It is not the name of the
// font the glyphs come from, which its licence reserves for the whole font.
func name(text string) []byte {
	out := words(0, 1, 18, 1, 0, 0, 6, len(text), 0)
	return append(out, text...)
}

type table struct {
	tag  string
	data []byte
}

func assemble(tables []table) []byte {
	big := binary.BigEndian
	out := words(1, 0, len(tables), 128, 3, 16*len(tables)-128)
	at := len(out) + 16*len(tables)
	for _, t := range tables {
		out = append(out, t.tag...)
		out = big.AppendUint32(out, 0)
		out = big.AppendUint32(out, uint32(at))
		out = big.AppendUint32(out, uint32(len(t.data)))
		at += (len(t.data) + 3) / 4 * 4
	}
	for _, t := range tables {
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out
}

// words appends 16-bit big-endian numbers, negative ones as two's complement.
func words(numbers ...int) []byte {
	out := make([]byte, 0, 2*len(numbers))
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint16(out, uint16(n))
	}
	return out
}
