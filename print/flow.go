package print

import (
	"strconv"

	"onewindow/print/layout"
	"onewindow/print/page"
)

// The type of documents on A4: sizes are the traditional ones, 小四 12 pt,
// 五号 10.5 pt, 小五 9 pt, 六号 7.5 pt.
func body() layout.Type     { return layout.Type{Size: 12, Leading: 7.4, Colour: page.Black} }
func cellText() layout.Type { return layout.Type{Size: 10.5, Leading: 5.9, Colour: page.Black} }
func note() layout.Type     { return layout.Type{Size: 9, Leading: 5, Colour: page.Black} }
func small() layout.Type    { return layout.Type{Size: 7.5, Leading: 4, Colour: page.Grey} }

func strong(t layout.Type) layout.Type {
	t.Bold = true
	return t
}

// flow fills pages from the top and turns the page where it must.
type flow struct {
	set                      layout.Setter
	size                     page.Size
	left, right, top, bottom float64 // of the type area, mm
	body                     layout.Type
	row                      float64 // least height of a row of a list, mm
	fact                     float64 // and of one of a table of facts, mm
	padY                     float64 // above and below the text of a cell, mm
	pages                    []page.Page
	y                        float64
}

// newFlow begins a document on upright A4 with the margins of a paper that is
// filed at its left edge.
func newFlow(set layout.Setter) *flow {
	f := &flow{set: set, size: page.A4(), left: 26, right: 184, top: 19, bottom: 279, body: body(), row: 7.8, fact: 9, padY: 1.5}
	f.turn()
	return f
}

// tighten sets lines closer, for a paper that then fits onto one page.
func (f *flow) tighten() {
	f.body.Leading = 6.7
	f.row = 7.1
	f.fact = 7.8
	f.padY = 0.9
}

func (f *flow) width() float64 { return f.right - f.left }

// turn begins a page.
func (f *flow) turn() {
	f.pages = append(f.pages, page.Page{Size: f.size})
	f.y = f.top
}

func (f *flow) put(items ...page.Item) { f.pages[len(f.pages)-1].Put(items...) }

func (f *flow) room() float64 { return f.bottom - f.y }

// keep turns the page if less than mm are left on it.
func (f *flow) keep(mm float64) {
	if f.room() < mm && f.y > f.top {
		f.turn()
	}
}

// skip leaves white, none at the head of a page.
func (f *flow) skip(mm float64) {
	if f.y > f.top {
		f.y += mm
	}
}

// paragraph sets text over the full width, over as many pages as it takes.
func (f *flow) paragraph(text string, t layout.Type, align layout.Align, indent int) {
	rest := f.set.Paragraph(text, f.width(), t, align, indent)
	for rest.Height() > 0 {
		f.keep(t.Leading)
		var fits layout.Block
		fits, rest = rest.Split(f.room())
		f.put(f.set.Set(fits, f.left, f.y)...)
		f.y += fits.Height()
	}
}

// list sets numbered remarks with hanging numbers.
func (f *flow) list(remarks []string, t layout.Type) {
	for _, r := range numbered(f.set, remarks, f.width(), t) {
		f.keep(r.block.Height())
		f.put(r.items(f.set, f.left, f.y)...)
		f.y += r.block.Height()
	}
}

// points sets remarks under a heading that has a Chinese numeral itself. The
// last one stays on the page of what follows it, mm high.
func (f *flow) points(remarks []string, t layout.Type, follows float64) {
	for i, r := range numbered(f.set, remarks, f.width(), t) {
		r.number = strconv.Itoa(i+1) + "."
		height := r.block.Height()
		if i == len(remarks)-1 {
			height += follows
		}
		f.keep(height)
		f.put(r.items(f.set, f.left, f.y)...)
		f.y += r.block.Height()
	}
}

// remark is a numbered paragraph whose number hangs at its left.
type remark struct {
	number string
	t      layout.Type
	block  layout.Block
	indent float64
}

// numbered prepares remarks of a width in mm, the number included.
func numbered(set layout.Setter, texts []string, width float64, t layout.Type) []remark {
	numerals := []rune("一二三四五六七八九十")
	list := make([]remark, len(texts))
	for i, text := range texts {
		r := remark{number: "·", t: t}
		if len(texts) > 1 && i < len(numerals) {
			r.number = string(numerals[i]) + "、"
		}
		r.indent = set.Width("一、", t)
		r.block = set.Paragraph(text, width-r.indent, t, layout.Justified, 0)
		list[i] = r
	}
	return list
}

func (r remark) items(set layout.Setter, x, y float64) []page.Item {
	number := set.Paragraph(r.number, r.indent*2, r.t, layout.Left, 0)
	return append(set.Set(number, x, y), set.Set(r.block, x+r.indent, y)...)
}

// heading sets a line and keeps it with what follows.
func (f *flow) heading(text string, t layout.Type, follows float64) {
	f.keep(t.Leading + follows)
	f.paragraph(text, t, layout.Left, 0)
	f.skip(1)
}

// table sets a table over as many pages as it takes.
func (f *flow) table(t layout.Table) {
	for len(t.Rows) > 0 {
		items, height, rest := f.set.Table(t, f.left, f.y, f.room())
		if height == 0 && f.y == f.top {
			return // not even an empty page holds a row: nothing a printer could do
		}
		f.put(items...)
		f.y += height
		if len(rest.Rows) > 0 {
			f.turn()
		}
		t = rest
	}
}

// whole sets a table under its heading, both on the next page where they do not
// fit on this one, with what follows them, but would on that.
func (f *flow) whole(heading string, t layout.Table, follows float64) {
	height := f.set.TableHeight(t) + follows
	if height > f.bottom-f.top-10 {
		height = 24
	}
	f.heading(heading, strong(cellText()), height+1)
	f.table(t)
}

// ruled is a table of the documents' manner over the full width.
func (f *flow) ruled(cols ...float64) layout.Table {
	return layout.Table{Cols: cols, Pad: 2.2, PadY: f.padY, Rule: 0.18, Colour: page.Black}
}

// headRow is the first row of a list: its columns' names.
func headRow(f *flow, names ...string) layout.Row {
	row := layout.Row{Least: f.row}
	for _, name := range names {
		row.Cells = append(row.Cells, layout.Cell{Text: name, Type: strong(cellText()), Align: layout.Centred})
	}
	return row
}

// noneRow stands in a list that has no entry.
func noneRow(f *flow, t layout.Table) layout.Row {
	none := layout.Cell{Text: "无", Type: cellText(), Align: layout.Centred, Cols: len(t.Cols)}
	return layout.Row{Least: f.row, Cells: []layout.Cell{none}}
}
