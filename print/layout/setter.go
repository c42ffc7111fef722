// Package layout sets type (排版): it turns words, paragraphs and tables into
// the items of package page, with Chinese line breaking and punctuation.
package layout

import (
	"strings"

	"onewindow/print/page"
	"onewindow/print/typeface"
)

// Type is a manner of setting text.
type Type struct {
	Size    float64 // points
	Leading float64 // mm from baseline to baseline
	Bold    bool
	Colour  page.Colour
	Spacing float64 // mm between characters
}

// Setter sets type in one family of fonts.
type Setter struct{ Family typeface.Family }

// bodyAscent is the part of the em above the baseline that a Chinese
// character fills.
const bodyAscent = 0.88

// em is the type size in millimetres.
func (t Type) em() float64 { return t.Size * page.Point }

// drop is the way from the top of a line to its baseline: the body of the
// type stands in the middle of the line.
func (t Type) drop() float64 { return (t.Leading-t.em())/2 + bodyAscent*t.em() }

func (s Setter) measure(t Type) page.Measure {
	face := typeface.Regular
	if t.Bold {
		face = typeface.Bold
	}
	spacing := int(t.Spacing / t.em() * 1000)
	return func(r rune) int { return s.Family.Advance(face, r) + spacing }
}

// Width is how wide a line of text is, in mm, without the space after its
// last character.
func (s Setter) Width(text string, t Type) float64 {
	if text == "" {
		return 0
	}
	return float64(page.Width(text, s.measure(t)))/1000*t.em() - t.Spacing
}

// Line sets one line with its left end at x on the baseline y.
func (s Setter) Line(x, y float64, text string, t Type) []page.Item {
	items := s.ticks(x, y, text, t)
	text = boxes(text)
	measure := s.measure(t)
	mm := func(thousandths int) float64 { return float64(thousandths) / 1000 * t.em() }
	run := page.Text{X: x, Y: y, Size: t.Size, Bold: t.Bold, Colour: t.Colour, Spacing: t.Spacing}
	set := func(words string, half bool) {
		if words != "" {
			run.Text, run.Half = words, half
			items = append(items, run)
		}
	}
	start, last, before := 0, 0, rune(-1) // of the run, of the character before
	pen := x
	for i, r := range text {
		kern := 0
		if before >= 0 {
			kern = page.Kern(before, r)
		}
		switch {
		case kern < 0 && page.Closing(before):
			set(text[start:last], false)
			run.X = pen - mm(measure(before))
			set(text[last:i], true)
			start = i
		case kern != 0:
			set(text[start:i], false)
			start = i
		}
		pen += mm(kern)
		if start == i {
			run.X = pen
		}
		pen += mm(measure(r))
		last, before = i, r
	}
	set(text[start:], false)
	return items
}

// Right sets one line with its right end at x.
func (s Setter) Right(x, y float64, text string, t Type) []page.Item {
	return s.Line(x-s.Width(text, t), y, text, t)
}

// Centre sets one line in the middle between two margins.
func (s Setter) Centre(left, right, y float64, text string, t Type) []page.Item {
	return s.Line((left+right-s.Width(text, t))/2, y, text, t)
}

// Fit is t, made smaller where the text would be wider than width, down to
// the smallest size in points that may be used.
func (s Setter) Fit(text string, t Type, width, smallest float64) Type {
	for t.Size > smallest && s.Width(text, t) > width {
		t.Spacing *= (t.Size - 0.5) / t.Size
		t.Size -= 0.5
	}
	if s.Width(text, t) > width {
		t.Spacing = 0
	}
	return t
}

// Align is how lines stand between their margins.
type Align uint8

// Ways to stand.
const (
	Left      Align = iota
	Centred         // every line in the middle
	Justified       // both ends even, the last line from the left
)

// Block is a run of lines, broken but not yet placed.
type Block struct {
	lines  []page.Broken
	t      Type
	width  float64
	indent float64
	align  Align
}

// Paragraph breaks text to width mm. The first line of every paragraph is
// indented by so many characters.
func (s Setter) Paragraph(text string, width float64, t Type, align Align, indent int) Block {
	b := Block{t: t, width: width, align: align, indent: float64(indent) * (t.em() + t.Spacing)}
	room := func(mm float64) int { return int((mm + t.Spacing) / t.em() * 1000) }
	for paragraph := range strings.SplitSeq(text, "\n") {
		b.lines = append(b.lines, s.indented(paragraph, room(width), room(b.indent)-room(0), s.measure(t))...)
	}
	return b
}

// indented breaks a paragraph whose first line is shorter: an indent is set as
// that many thousandths of white before the first character.
func (s Setter) indented(text string, width, indent int, measure page.Measure) []page.Broken {
	if indent == 0 {
		return page.Lines(text, width, measure)
	}
	first := true
	return page.Lines(text, width, func(r rune) int {
		if first {
			first = false
			return measure(r) + indent
		}
		return measure(r)
	})
}

// Height is the room the block takes, in mm.
func (b Block) Height() float64 { return float64(len(b.lines)) * b.t.Leading }

// words is the text of some lines, as they were before they were broken.
func words(lines []page.Broken) string {
	var out strings.Builder
	for i, line := range lines {
		out.WriteString(line.Text)
		if line.Last && i < len(lines)-1 {
			out.WriteString("\n")
		}
	}
	return out.String()
}

// Split cuts the block after the lines that fit into room mm.
func (b Block) Split(room float64) (fits, rest Block) {
	n := min(len(b.lines), max(0, int(room/b.t.Leading+1e-6)))
	fits, rest = b, b
	fits.lines, rest.lines = b.lines[:n], b.lines[n:]
	return fits, rest
}

// Set places the block with its upper left corner at x, y.
func (s Setter) Set(b Block, x, y float64) []page.Item {
	var items []page.Item
	starts := true
	for i, line := range b.lines {
		t, left, width := b.t, x, b.width
		if starts {
			left, width = left+b.indent, width-b.indent
		}
		text := strings.TrimRight(line.Text, " ")
		switch b.align {
		case Centred:
			left += (width - s.Width(text, t)) / 2
		case Justified:
			if !line.Last {
				t.Spacing += s.stretch(text, t, width)
			}
		}
		items = append(items, s.Line(left, y+float64(i)*t.Leading+t.drop(), text, t)...)
		starts = line.Last
	}
	return items
}

// stretch is the space between characters that makes a line reach the right
// margin. The empty half of a closing mark at the end stands over it, so that
// the ink is even. A line that lacks much stays ragged: wide gaps read worse
// than an uneven end.
func (s Setter) stretch(text string, t Type, width float64) float64 {
	gaps := len([]rune(text)) - 1
	if gaps < 1 {
		return 0
	}
	lacks := width - s.Width(text, t)
	if page.Hangs(text) {
		lacks += t.em() / 2
	}
	if lacks > 0.12*t.em()*float64(gaps) {
		return 0
	}
	return lacks / float64(gaps)
}
