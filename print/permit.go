package print

import (
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
	leafTop    = 9.0
)

// permit is the certificate 《建设项目用地预审与选址意见书》, with the fields of
// the ministry's form (自然资规〔2019〕2号, annex).
func (c composer) permit() []page.Page {
	size := page.A4().Landscape()
	p := page.Page{Size: size}
	width := (size.W - 2*leafMargin - leafGap) / 2
	left := leaf{leafMargin, leafTop, width, size.H - 2*leafTop}
	right := leaf{leafMargin + width + leafGap, leafTop, width, size.H - 2*leafTop}
	p.Put(left.frame()...)
	p.Put(right.frame()...)
	c.permitCover(&p, left)
	pages := c.permitTable(&p, right)
	return append([]page.Page{p}, pages...)
}

// leaf is one half of the certificate.
type leaf struct{ x, y, w, h float64 }

func (l leaf) left() float64   { return l.x + leafPad }
func (l leaf) right() float64  { return l.x + l.w - leafPad }
func (l leaf) bottom() float64 { return l.y + l.h - leafPad }
func (l leaf) width() float64  { return l.w - 2*leafPad }

// frame is the double red frame, the outer line strong.
func (l leaf) frame() []page.Item {
	return []page.Item{
		page.Rect{X: l.x, Y: l.y, W: l.w, H: l.h, Width: 0.55, Colour: page.Red},
		page.Rect{X: l.x + frameGap, Y: l.y + frameGap, W: l.w - 2*frameGap, H: l.h - 2*frameGap, Width: 0.2, Colour: page.Red},
	}
}

// permitCover is the left leaf: state, title, number, the words of the law,
// the code, the organ with its seal and the date.
func (c composer) permitCover(p *page.Page, l leaf) {
	state := layout.Type{Size: 15, Leading: 8, Colour: page.Black, Spacing: 2.6}
	p.Put(c.set.Centre(l.left(), l.right(), l.y+21, "中华人民共和国", state)...)
	y := l.y + 39
	for _, line := range titleLines(c.Item.Name) {
		t := c.set.Fit(line, layout.Type{Size: 27, Bold: true, Colour: page.Red, Spacing: 1.5}, l.width(), 15)
		p.Put(c.set.Centre(l.left(), l.right(), y, line, t)...)
		y += 13.5
	}
	c.permitNumber(p, l, y+3)
	text := "根据《中华人民共和国土地管理法》《中华人民共和国城乡规划法》和国家有关规定，" +
		"经审核，本建设项目符合国土空间用途管制要求，核发此书。"
	words := c.set.Paragraph(text, l.width(), layout.Type{Size: 14, Leading: 10, Colour: page.Black}, layout.Justified, 2)
	p.Put(c.set.Set(words, l.left(), y+13)...)
	c.permitIssuer(p, l)
}

// titleLines divides a long title as the form does.
func titleLines(title string) []string {
	const head = "建设项目"
	if rest, found := strings.CutPrefix(title, head); found && rest != "" && len([]rune(title)) > 9 {
		return []string{head, rest}
	}
	return []string{title}
}

func (c composer) permitNumber(p *page.Page, l leaf, y float64) {
	t := layout.Type{Size: 12, Leading: 7, Colour: page.Black}
	number := strong(t)
	x := l.right()
	for _, part := range []struct {
		text string
		t    layout.Type
	}{{" 号", t}, {c.Case.Certificate.Number, number}, {"用字第 ", t}} {
		x -= c.set.Width(part.text, part.t)
		p.Put(c.set.Line(x, y, part.text, part.t)...)
	}
}

// permitIssuer is the foot of the left leaf.
func (c composer) permitIssuer(p *page.Page, l leaf) {
	const side = 35
	top := l.bottom() - side - 5
	p.Put(c.qr(l.left()-c.rim(side), top, side)...)
	if len(c.code) > 0 {
		t := small()
		p.Put(c.set.Line(l.left(), top+side+0.5, "扫码核验真伪与效力", t)...)
		p.Put(c.set.Line(l.left(), top+side+4.3, "或在任一窗口离线核验", t)...)
	}
	t := layout.Type{Size: 12, Leading: 9, Colour: page.Black}
	label := l.left() + side + 3
	value := label + c.set.Width("核发机关", t) + 4
	lines := organLines(c.Office.Organ, func(text string) bool { return c.set.Width(text, t) <= l.right()-value })
	y := l.bottom() - 6 - float64(len(lines))*7
	p.Put(c.set.Line(label, y, "核发机关", t)...)
	for _, line := range lines {
		p.Put(c.set.Line(value, y, line, c.set.Fit(line, t, l.right()-value, 7))...)
		y += 7
	}
	y += 2
	p.Put(c.set.Line(label, y, "日", t)...)
	p.Put(c.set.Line(label+c.set.Width("核发机", t), y, "期", t)...)
	p.Put(c.set.Line(value, y, c.Case.Certificate.Date.Chinese(), t)...)
	p.Put(c.seal(value+(l.right()-value)/2, l.bottom()-sealSide/2+4)...)
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

// permitTable is the right leaf: the table and the matters to observe. What
// finds no room there, long text or many annexes, goes onto further sheets.
func (c composer) permitTable(p *page.Page, l leaf) []page.Page {
	observe := c.observe(l)
	footer := 7.0
	table := c.permitFields(l.width(), cellText())
	height := c.set.TableHeight(table)
	room := l.h - 2*leafPad - footer
	if height+observe.height() > room {
		table = c.permitFields(l.width(), layout.Type{Size: 9, Leading: 4.7, Colour: page.Black})
		height = c.set.TableHeight(table)
	}
	items, _, _ := c.set.Table(table, l.left(), l.y+leafPad-1, room+leafPad)
	p.Put(items...)
	p.Put(observe.at(c, l, l.y+leafPad+height+6)...)
	mark := fmt.Sprintf("证本流水 No. %s　第 %d 次打印", orDash(c.Case.Certificate.Serial), max(1, c.Copy))
	p.Put(c.set.Right(l.right(), l.bottom()+3, mark, small())...)
	return nil
}

// observance is the matters to observe (遵守事项).
type observance struct {
	blocks []layout.Block
}

func (c composer) observe(l leaf) observance {
	var o observance
	numerals := []string{"一", "二", "三", "四", "五", "六", "七", "八"}
	for i, text := range c.Item.Notes {
		if i < len(numerals) {
			text = numerals[i] + "、" + text
		}
		o.blocks = append(o.blocks, c.set.Paragraph(text, l.width(), note(), layout.Justified, 0))
	}
	return o
}

const observeHead = 13.0

func (o observance) height() float64 {
	total := observeHead + 6
	for _, b := range o.blocks {
		total += b.Height()
	}
	return total
}

func (o observance) at(c composer, l leaf, y float64) []page.Item {
	if len(o.blocks) == 0 {
		return nil
	}
	t := layout.Type{Size: 13, Leading: 8, Colour: page.Black, Spacing: 2.6}
	items := c.set.Centre(l.left(), l.right(), y+6, "遵守事项", t)
	y += observeHead - 2
	for _, b := range o.blocks {
		items = append(items, c.set.Set(b, l.left(), y)...)
		y += b.Height()
	}
	return items
}

// permitFields is the table of the form.
func (c composer) permitFields(width float64, t layout.Type) layout.Table {
	a := c.Case.Application
	table := layout.Table{Cols: []float64{11, 37, width - 48}, Pad: 2.4, PadY: 1.6, Rule: 0.18, Colour: page.Black}
	fields := []fact{
		{name: "项目名称", value: a.Project.Name},
		{name: "项目代码", value: a.Project.Code},
		{name: "建设单位名称", value: a.Applicant.Name},
		{name: "项目建设依据", value: a.Project.Basis},
		{name: "项目拟选位置", value: a.Land.Location},
		{name: "拟用地面积\n（含各地类明细）", value: landUse(a.Land)},
		{name: "拟建设规模", value: a.Project.Scale},
	}
	for i, field := range fields {
		cells := []layout.Cell{
			{Text: field.name, Type: t, Align: layout.Centred},
			{Text: orDash(field.value), Type: t},
		}
		if i == 0 {
			upright := layout.Cell{Text: "基本情况", Type: t, Align: layout.Centred, Rows: len(fields), Upright: true}
			cells = append([]layout.Cell{upright}, cells...)
		}
		table.Rows = append(table.Rows, layout.Row{Cells: cells, Least: 9.2})
	}
	var annexes []string
	for i, name := range c.Item.Annexes {
		annexes = append(annexes, fmt.Sprintf("%d. %s", i+1, name))
	}
	table.Rows = append(table.Rows, layout.Row{Least: 9.2, Cells: []layout.Cell{
		{Text: "附图及附件名称", Type: t, Align: layout.Centred, Cols: 2},
		{Text: orDash(strings.Join(annexes, "\n")), Type: t},
	}})
	return table
}
