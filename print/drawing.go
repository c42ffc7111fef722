package print

import (
	"image"

	"onewindow/app/casefile"
	"onewindow/print/drawing"
	"onewindow/print/layout"
	"onewindow/print/page"
	"onewindow/print/paint"
	"onewindow/print/typeface"
)

// Drawn is one sheet of a drawing, laid out once to be looked at from near and
// far. It may be used by several goroutines.
type Drawn struct {
	sheet  page.Page
	family typeface.Family
}

// Leaves lays the pages of a sheet out to be looked at.
func (p *Painter) Leaves(sheet casefile.Sheet) ([]casefile.Leaf, error) {
	doc, err := p.compose(sheet)
	if err != nil {
		return nil, err
	}
	var list []casefile.Leaf
	for _, each := range p.drawn(doc) {
		list = append(list, each)
	}
	return list, nil
}

func (p *Painter) drawn(doc page.Doc) []*Drawn {
	var list []*Drawn
	for _, each := range doc.Pages {
		list = append(list, &Drawn{each, p.set.Family})
	}
	return list
}

// Size is the size of the sheet in mm.
func (d *Drawn) Size() (width, height float64) { return d.sheet.Size.W, d.sheet.Size.H }

// View draws what a window onto the sheet shows, whose upper left corner lies
// at x, y mm and which is width by height mm large, at dpi dots per inch (10 to
// 1200): as many dots as the window has, however large the sheet would be.
func (d *Drawn) View(x, y, width, height, dpi float64) (image.Image, error) {
	window := d.sheet.Window(x, y, page.Size{W: width, H: height})
	return paint.Raster(page.Doc{Pages: []page.Page{window}}, 1, dpi, d.family)
}

// issueHigh is the height of the box with number, code and seal, in mm: that of
// a seal; below it the box of those who signed begins.
const issueHigh = sealSide + 4

// landDrawing is the two maps in one (两图合一) as a document of the office.
func (c composer) landDrawing() []page.Page {
	size := page.A4()
	if c.A3 {
		size = page.A3().Landscape()
	}
	pages := drawing.Pages(c.set, c.Land, size, drawing.Issue{High: issueHigh, Set: c.issue})
	for i := range pages {
		pages[i].Put(c.marks(20, 3.6)...)
	}
	return pages
}

// issue sets the code with the number under it, beside it the organ, the day and
// the seal.
func (c composer) issue(x, y, w float64) []page.Item {
	const side = codeSide
	t := layout.Type{Size: 8.5, Leading: 4.6, Colour: page.Black}
	items := []page.Item{page.Rect{X: x, Y: y, W: w, H: issueHigh - 1.2, Width: 0.14, Colour: page.Black}}
	items = append(items, c.qr(x+1, y+0.2, side)...)
	items = append(items, c.set.Centre(x+1, x+1+side, y+side+2.6, "编号", note())...)
	items = append(items, c.set.Centre(x+1, x+1+side, y+side+6.4, c.Number, c.set.Fit(c.Number, t, side, 5))...)
	left, right := x+side+1, x+w-1
	middle := (left + right) / 2
	organ := c.set.Fit(c.Office.Organ, t, right-left, 5)
	items = append(items, c.set.Centre(left, right, y+issueHigh/2-1, c.Office.Organ, organ)...)
	items = append(items, c.set.Centre(left, right, y+issueHigh/2+5, day(c.Land.DrawnAt), t)...)
	items = append(items, c.seal(middle, y+issueHigh/2-0.6)...)
	return append(items, c.sealPlace(right-1, y+issueHigh-3)...)
}
