package layout

import (
	"strings"

	"onewindow/print/page"
	"onewindow/print/typeface"
)

// The fonts have □ and ✓ but no ☐ and ☑: an empty box stands in for the
// first, and both above each other for the second.
const (
	emptyBox  = "☐"
	tickedBox = "☑"
)

// boxes puts the empty box where a checkbox of either kind stands.
func boxes(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, emptyBox, "□"), tickedBox, "□")
}

// ticks sets the ✓ of every ☑ of a line whose left end is at x.
func (s Setter) ticks(x, y float64, text string, t Type) []page.Item {
	var items []page.Item
	for rest := text; ; {
		i := strings.Index(rest, tickedBox)
		if i < 0 {
			return items
		}
		at := len(text) - len(rest) + i
		before := boxes(text[:at])
		items = append(items, page.Text{
			X: x + s.Width(before, t) + t.Spacing + s.inset(t), Y: y, Size: t.Size, Bold: true,
			Colour: t.Colour, Text: "✓",
		})
		rest = rest[i+len(tickedBox):]
	}
}

// inset is how far the ✓ moves to the right to stand over the middle of its box.
func (s Setter) inset(t Type) float64 {
	box, tick := s.Family.Advance(typeface.Regular, '□'), s.Family.Advance(typeface.Bold, '✓')
	return float64(box-tick) / 2000 * t.em()
}
