package print

import (
	"cmp"
	"fmt"
	"strings"

	"onewindow/print/layout"
	"onewindow/print/page"
)

// The certificate lies on its side: two leaves in red frames, the way the
// ministry's form is folded. Measures in mm.
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

// permit is the certificate 《建设项目用地预审与选址意见书》, with the fields of
// the ministry's form (自然资规〔2019〕2号, annex).
func (c composer) permit() []page.Page {
	sheet, left, right := leaves()
	c.permitCover(&sheet, left)
	annex := c.permitInside(&sheet, right)
	sheet.Put(c.marks(left.left(), left.y+4)...)
	return append([]page.Page{sheet}, c.annexSheets(annex)...)
}

// permitCover is the left leaf: state, title, number, the words of the law,
// the code, the organ with its seal and the date.
func (c composer) permitCover(p *page.Page, l leaf) {
	state := layout.Type{Size: 15, Leading: 8, Colour: page.Black, Spacing: 2.6}
	p.Put(c.set.Centre(l.left(), l.right(), l.y+21, "中华人民共和国", state)...)
	y := l.y + 39
	for _, line := range titleLines(c.Item.Name) {
		t := c.set.Fit(line, layout.Type{Size: 27, Bold: true, Colour: page.Red, Spacing: 1.5}, l.width(), 12)
		p.Put(c.set.Centre(l.left(), l.right(), y, line, t)...)
		y += 13.5
	}
	c.permitNumber(p, l, y+3)
	text := "根据《中华人民共和国土地管理法》《中华人民共和国城乡规划法》和国家有关规定，" +
		"经审核，本建设项目符合国土空间用途管制要求，核发此书。"
	t := layout.Type{Size: 14, Leading: 10, Colour: page.Black}
	p.Put(c.set.Set(c.set.Paragraph(text, l.width(), t, layout.Justified, 2), l.left(), y+15)...)
	c.permitIssuer(p, l)
}

// titleLines divides a long title as the form does.
func titleLines(title string) []string {
	const head = "建设项目"
	if rest, found := strings.CutPrefix(title, head); found && len([]rune(title)) > 9 {
		return []string{head, rest}
	}
	return []string{title}
}

// permitNumber sets the number bold between its words, up to the right margin.
func (c composer) permitNumber(p *page.Page, l leaf, y float64) {
	t := layout.Type{Size: 12, Leading: 7, Colour: page.Black}
	number := cmp.Or(c.Issued.Number, "待赋号")
	parts := []struct {
		text string
		t    layout.Type
	}{{"用字第", t}, {" " + number + " ", strong(t)}, {"号", t}}
	x := l.right()
	for _, part := range parts {
		x -= c.set.Width(part.text, part.t)
	}
	for _, part := range parts {
		p.Put(c.set.Line(x, y, part.text, part.t)...)
		x += c.set.Width(part.text, part.t)
	}
}

// permitIssuer is the foot of the left leaf.
func (c composer) permitIssuer(p *page.Page, l leaf) {
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
	value := label + c.set.Width("核发机关", t) + 3.5
	room := l.right() - value
	lines := organLines(c.Office.Organ, func(text string) bool { return c.set.Width(text, t) <= room })
	organ := c.set.Fit(longest(lines), t, room, 9)
	organ.Leading = 0.625 * organ.Size
	name := c.set.Paragraph(strings.Join(lines, "\n"), room, organ, layout.Left, 0)
	dateLine := l.bottom() - 7
	y := dateLine - name.Height() - 5.5
	p.Put(c.set.Line(label, y+5.3, "核发机关", t)...)
	p.Put(c.set.Set(name, value, y)...)
	p.Put(c.set.Line(label, dateLine, "日", t)...)
	p.Put(c.set.Line(label+c.set.Width("核发机", t), dateLine, "期", t)...)
	date := c.Issued.Date.Chinese()
	p.Put(c.set.Line(value, dateLine, date, t)...)
	p.Put(c.sealPlace(l.right(), dateLine)...)
	p.Put(c.seal(value+room/2, dateLine-7)...)
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

// permitFit is one degree of tightness of the right leaf.
type permitFit struct {
	field, note layout.Type
	row         float64 // least height of a row, mm
	moved       int     // how many of the longest values go to the annex sheet
}

// permitFits lists the degrees from generous to tight; the last ones move
// long values to a sheet of their own (附页).
func permitFits() []permitFit {
	set := func(size, leading float64) layout.Type {
		return layout.Type{Size: size, Leading: leading, Colour: page.Black}
	}
	fits := []permitFit{
		{set(10.5, 6.1), set(10, 5.6), 11.4, 0},
		{set(10.5, 5.9), set(9, 5), 9.2, 0},
		{set(9, 4.8), set(9, 4.6), 7, 0},
	}
	for moved := 1; moved <= 8; moved++ {
		fits = append(fits, permitFit{set(9, 4.8), set(9, 4.6), 7, moved})
	}
	return fits
}

// permitInside is the right leaf: the table and the matters to observe
// (遵守事项). It returns the values too long to stand there.
func (c composer) permitInside(p *page.Page, l leaf) (annex []fact) {
	const head, foot = 15.0, 6.0
	room := l.bottom() - l.top() - foot
	var table layout.Table
	var notes []remark
	var height float64
	for _, fit := range permitFits() {
		var fields []fact
		fields, annex = move(c.permitFields(), fit.moved)
		table = permitTable(fields, l.width(), fit)
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

// permitFields is what the form asks for, in its order.
func (c composer) permitFields() []fact {
	a := c.Case.Application
	annexes := make([]string, len(c.Item.Annexes))
	for i, name := range c.Item.Annexes {
		annexes[i] = fmt.Sprintf("%d. %s", i+1, name)
	}
	return []fact{
		{name: "项目名称", value: a.Project.Name},
		{name: "项目代码", value: a.Project.Code},
		{name: "建设单位名称", value: a.Applicant.Name},
		{name: "项目建设依据", value: a.Project.Basis},
		{name: "项目拟选位置", value: a.Land.Location},
		{name: "拟用地面积\n（含各地类明细）", value: landUse(a.Land)},
		{name: "拟建设规模", value: a.Project.Scale},
		{name: "附图及附件名称", value: strings.Join(annexes, "\n")},
	}
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

// permitTable is the table of the form.
func permitTable(fields []fact, width float64, fit permitFit) layout.Table {
	t := fit.field
	table := layout.Table{Cols: []float64{11, 37, width - 48}, Pad: 2.4, PadY: 1.4, Rule: 0.18, Colour: page.Black}
	last := len(fields) - 1
	for i, field := range fields {
		cells := []layout.Cell{
			{Text: field.name, Type: t, Align: layout.Centred},
			{Text: orDash(field.value), Type: t},
		}
		switch i {
		case 0:
			upright := layout.Cell{Text: "基本情况", Type: t, Align: layout.Centred, Rows: last, Upright: true}
			upright.Type.Leading *= 1.35
			cells = append([]layout.Cell{upright}, cells...)
		case last:
			cells[0].Cols = 2
		}
		table.Rows = append(table.Rows, layout.Row{Cells: cells, Least: fit.row})
	}
	return table
}

// annexSheets sets the values that found no room on the form (附页), leaf by
// leaf.
func (c composer) annexSheets(annex []fact) []page.Page {
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
		y = at.top() + c.annexHead(&pages[len(pages)-1], at)
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
func (c composer) annexHead(p *page.Page, l leaf) float64 {
	t := layout.Type{Size: 14, Leading: 8, Bold: true, Colour: page.Black, Spacing: 3}
	p.Put(c.set.Centre(l.left(), l.right(), l.top()+6, "附页", t)...)
	p.Put(c.set.Centre(l.left(), l.right(), l.top()+13, "用字第 "+c.Issued.Number+" 号", note())...)
	return 19
}
