package print

import (
	"fmt"
	"strings"

	"onewindow/print/layout"
	"onewindow/print/page"
)

// A certificate lies on its side: two leaves in red frames, the way the
// ministry's forms are folded. Measures in mm.
const (
	leafMargin = 9.0  // from the edge of the sheet to the outer frame
	leafGap    = 9.0  // between the leaves
	leafPad    = 10.0 // from the frame to the text
	frameGap   = 0.9  // between the two lines of a frame
)

// leaf is one half of the certificate.
type leaf struct{ x, y, w, h float64 }

func (l leaf) left() float64   { return l.x + leafPad }
func (l leaf) right() float64  { return l.x + l.w - leafPad }
func (l leaf) top() float64    { return l.y + leafPad }
func (l leaf) bottom() float64 { return l.y + l.h - leafPad }
func (l leaf) width() float64  { return l.w - 2*leafPad }

// frame is the double red frame, the outer line strong.
func (l leaf) frame() []page.Item {
	const g = frameGap
	return []page.Item{
		page.Rect{X: l.x, Y: l.y, W: l.w, H: l.h, Width: 0.55, Colour: page.Red},
		page.Rect{X: l.x + g, Y: l.y + g, W: l.w - 2*g, H: l.h - 2*g, Width: 0.2, Colour: page.Red},
	}
}

// leaves begins a sheet of the certificate.
func leaves() (sheet page.Page, left, right leaf) {
	size := page.A4().Landscape()
	width, height := (size.W-2*leafMargin-leafGap)/2, size.H-2*leafMargin
	left = leaf{leafMargin, leafMargin, width, height}
	right = leaf{leafMargin + width + leafGap, leafMargin, width, height}
	sheet.Size = size
	sheet.Put(left.frame()...)
	sheet.Put(right.frame()...)
	return sheet, left, right
}

// certificate is what a form of two leaves says.
type certificate struct {
	title  []string // lines of the cover
	prefix string   // before the number: 用字第
	basis  string   // the words of the law on the cover
	issuer string   // what the organ is called: 核发机关
	group  string   // upright beside all fields but the last; "" for none
	fields []fact   // the last one are drawings and annexes
}

// twoLeaves sets a certificate: cover, inside, and sheets for what found no
// room.
func (c composer) twoLeaves(k certificate) []page.Page {
	sheet, left, right := leaves()
	c.cover(&sheet, left, k)
	annex := c.inside(&sheet, right, k)
	sheet.Put(c.marks(left.left(), left.y+4)...)
	return append([]page.Page{sheet}, c.annexSheets(k, annex)...)
}

// cover is the left leaf: state, title, number, the words of the law, the
// code, the organ with its seal and the date.
func (c composer) cover(p *page.Page, l leaf, k certificate) {
	state := layout.Type{Size: 15, Leading: 8, Colour: page.Black, Spacing: 2.6}
	p.Put(c.set.Centre(l.left(), l.right(), l.y+21, "中华人民共和国", state)...)
	y := l.y + 39
	y += 6.75 * float64(2-len(k.title)) // one line stands where two have their middle
	for _, line := range k.title {
		t := c.set.Fit(line, layout.Type{Size: 27, Bold: true, Colour: page.Red, Spacing: 1.5}, l.width(), 12)
		p.Put(c.set.Centre(l.left(), l.right(), y, line, t)...)
		y += 13.5
	}
	y = l.y + 66
	c.coverNumber(p, l, k, y+3)
	text := c.coverText(k.basis, l.width())
	p.Put(c.set.Set(text, l.left(), y+15)...)
	if words := c.editionWords(); words != "" {
		block := c.set.Paragraph(words, l.width(), cellText(), layout.Justified, 2)
		p.Put(c.set.Set(block, l.left(), y+15+text.Height()+2)...)
	}
	c.issuer(p, l, k)
}

// coverText sets the words of the law a little smaller where that saves a last
// line of a character or two.
func (c composer) coverText(text string, width float64) layout.Block {
	t := layout.Type{Size: 14, Leading: 10, Colour: page.Black}
	block := c.set.Paragraph(text, width, t, layout.Justified, 2)
	t.Size = 13.5
	if smaller := c.set.Paragraph(text, width, t, layout.Justified, 2); smaller.Height() < block.Height() {
		return smaller
	}
	return block
}

// coverNumber sets the number bold between its words, up to the right margin.
func (c composer) coverNumber(p *page.Page, l leaf, k certificate, y float64) {
	t := layout.Type{Size: 12, Leading: 7, Colour: page.Black}
	parts := []struct {
		text string
		t    layout.Type
	}{{k.prefix, t}, {" " + numberOf(c.Issued) + " ", strong(t)}, {"号", t}}
	x := l.right()
	for _, part := range parts {
		x -= c.set.Width(part.text, part.t)
	}
	for _, part := range parts {
		p.Put(c.set.Line(x, y, part.text, part.t)...)
		x += c.set.Width(part.text, part.t)
	}
}

// issuer is the foot of the left leaf.
func (c composer) issuer(p *page.Page, l leaf, k certificate) {
	const side = 35
	rim := c.rim(side)
	top := l.bottom() - side + rim - 6
	p.Put(c.qr(l.left()-rim, top, side)...)
	if len(c.code) > 0 {
		p.Put(c.set.Line(l.left(), l.bottom()-2.4, "扫码核验真伪与效力", small())...)
		p.Put(c.set.Line(l.left(), l.bottom()+1.2, "或在任一窗口离线核验", small())...)
	}
	t := layout.Type{Size: 12, Leading: 7.5, Colour: page.Black}
	label := l.left() + side + 2
	value := label + c.set.Width(k.issuer, t) + 3.5
	room := l.right() - value
	lines := organLines(c.Office.Organ, func(text string) bool { return c.set.Width(text, t) <= room })
	organ := c.set.Fit(longest(lines), t, room, 9)
	organ.Leading = 0.625 * organ.Size
	name := c.set.Paragraph(strings.Join(lines, "\n"), room, organ, layout.Left, 0)
	dateLine := l.bottom() - 7
	y := dateLine - name.Height() - 5.5
	p.Put(c.set.Line(label, y+5.3, k.issuer, t)...)
	p.Put(c.set.Set(name, value, y)...)
	p.Put(c.set.Line(label, dateLine, "日", t)...)
	p.Put(c.set.Line(label+c.set.Width("核发机", t), dateLine, "期", t)...)
	date := c.Issued.Date.Chinese()
	p.Put(c.set.Line(value, dateLine, date, t)...)
	p.Put(c.sealPlace(l.right(), dateLine)...)
	middle := max(c.set.Width(longest(lines), organ), c.set.Width(date, t)) / 2
	p.Put(c.seal(value+min(middle, room/2), dateLine-7)...)
}

// organLines breaks the name of an organ before the name of its branch rather
// than inside a word.
func organLines(organ string, fits func(string) bool) []string {
	if fits(organ) {
		return []string{organ}
	}
	for _, end := range []string{"规划局", "人民政府", "委员会", "局"} {
		if i := strings.Index(organ, end); i > 0 && i+len(end) < len(organ) {
			return []string{organ[:i+len(end)], organ[i+len(end):]}
		}
	}
	return []string{organ}
}

// fit is one degree of tightness of the right leaf.
type fit struct {
	field, note layout.Type
	row         float64 // least height of a row, mm
	moved       int     // how many of the longest values go to the annex sheet
}

// fits lists the degrees from generous to tight; the last ones move
// long values to a sheet of their own (附页).
func fits() []fit {
	set := func(size, leading float64) layout.Type {
		return layout.Type{Size: size, Leading: leading, Colour: page.Black}
	}
	list := []fit{
		{set(10.5, 6.1), set(10, 5.6), 11.4, 0},
		{set(10.5, 6), set(9.5, 5.3), 10.2, 0},
		{set(10.5, 5.9), set(9, 5), 9.2, 0},
		{set(9, 4.8), set(9, 4.6), 7, 0},
	}
	for moved := 1; moved <= 8; moved++ {
		list = append(list, fit{set(9, 4.8), set(9, 4.6), 7, moved})
	}
	return list
}

// inside is the right leaf: the table and the matters to observe (遵守事项). It
// returns the values too long to stand there.
func (c composer) inside(p *page.Page, l leaf, k certificate) (annex []fact) {
	const head, foot = 15.0, 6.0
	room := l.bottom() - l.top() - foot
	var table layout.Table
	var notes []remark
	var height float64
	for _, fit := range fits() {
		var fields []fact
		fields, annex = move(k.fields, fit.moved)
		table = fieldTable(k.group, fields, l.width(), fit)
		notes = numbered(c.set, c.Item.Notes, l.width(), fit.note)
		height = c.set.TableHeight(table)
		if height+head+heightOf(notes) <= room {
			break
		}
	}
	items, _, _ := c.set.Table(table, l.left(), l.top(), l.h)
	p.Put(items...)
	if len(notes) > 0 {
		t := layout.Type{Size: 13, Leading: 8, Colour: page.Black, Spacing: 2.6}
		p.Put(c.set.Centre(l.left(), l.right(), l.top()+height+10, "遵守事项", t)...)
	}
	y := l.top() + height + head
	for _, note := range notes {
		p.Put(note.items(c.set, l.left(), y)...)
		y += note.block.Height()
	}
	mark := fmt.Sprintf("证本流水 No. %s　第 %d 次打印", orDash(c.Issued.Serial), max(1, c.Copy))
	p.Put(c.set.Right(l.right(), l.bottom()+3.5, mark, small())...)
	return annex
}

func heightOf(remarks []remark) float64 {
	total := 0.0
	for _, r := range remarks {
		total += r.block.Height()
	}
	return total
}

// move takes the n longest values out of the form and points to the annex.
func move(fields []fact, n int) (form, annex []fact) {
	form = append([]fact{}, fields...)
	taken := make([]bool, len(fields))
	for range n {
		longest := -1
		for i, f := range fields {
			if !taken[i] && (longest < 0 || len(f.value) > len(fields[longest].value)) {
				longest = i
			}
		}
		taken[longest] = true
	}
	for i, f := range fields {
		if taken[i] {
			form[i].value = "（详见附页）"
			annex = append(annex, f)
		}
	}
	return form, annex
}

// fieldTable is the table of the form. The last field has a row of its own
// under the group.
func fieldTable(group string, fields []fact, width float64, f fit) layout.Table {
	cols := []float64{11, 37, width - 48}
	if group == "" {
		cols = []float64{37, width - 37}
	}
	table := layout.Table{Cols: cols, Pad: 2.4, PadY: 1.4, Rule: 0.18, Colour: page.Black}
	last := len(fields) - 1
	for i, field := range fields {
		cells := []layout.Cell{
			{Text: field.name, Type: f.field, Align: layout.Centred},
			{Text: orDash(field.value), Type: f.field},
		}
		switch {
		case group == "":
		case i == 0:
			upright := layout.Cell{Text: group, Type: f.field, Align: layout.Centred, Rows: last, Upright: true}
			upright.Type.Leading *= 1.35
			cells = append([]layout.Cell{upright}, cells...)
		case i == last:
			cells[0].Cols = 2
		}
		table.Rows = append(table.Rows, layout.Row{Cells: cells, Least: f.row})
	}
	return table
}

// annexSheets sets the values that found no room on the form (附页), leaf by
// leaf.
func (c composer) annexSheets(k certificate, annex []fact) []page.Page {
	if len(annex) == 0 {
		return nil
	}
	var pages []page.Page
	var free []leaf
	var at leaf
	var y float64
	turn := func() {
		if len(free) == 0 {
			sheet, left, right := leaves()
			pages, free = append(pages, sheet), []leaf{left, right}
		}
		at, free = free[0], free[1:]
		y = at.top() + c.annexHead(&pages[len(pages)-1], at, k)
	}
	turn()
	t := layout.Type{Size: 10.5, Leading: 6, Colour: page.Black}
	for _, field := range annex {
		name := strings.ReplaceAll(field.name, "\n", "")
		for i, text := range []string{name, field.value} {
			block := c.set.Paragraph(text, at.width(), t, layout.Left, 0)
			if i == 0 {
				block = c.set.Paragraph(text, at.width(), strong(t), layout.Left, 0)
			}
			for block.Height() > 0 {
				if at.bottom()-y < t.Leading*float64(2-i) {
					turn()
				}
				var fits layout.Block
				fits, block = block.Split(at.bottom() - y)
				pages[len(pages)-1].Put(c.set.Set(fits, at.left(), y)...)
				y += fits.Height()
			}
		}
		y += 3
	}
	end := c.set.Centre(at.left(), at.right(), y+5, "（以下空白）", note())
	pages[len(pages)-1].Put(end...)
	return pages
}

// annexHead names the certificate a leaf belongs to and tells its height.
func (c composer) annexHead(p *page.Page, l leaf, k certificate) float64 {
	t := layout.Type{Size: 14, Leading: 8, Bold: true, Colour: page.Black, Spacing: 3}
	p.Put(c.set.Centre(l.left(), l.right(), l.top()+6, "附页", t)...)
	p.Put(c.set.Centre(l.left(), l.right(), l.top()+13, k.prefix+" "+numberOf(c.Issued)+" 号", note())...)
	return 19
}
