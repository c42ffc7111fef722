package print

import (
	"image"

	"onewindow/app/parcel"
	"onewindow/print/drawing"
	"onewindow/print/page"
	"onewindow/print/paint"
	"onewindow/print/typeface"
)

// DrawingSheet is the paper of a drawing.
type DrawingSheet string

// The papers a drawing is made on.
const (
	DrawingA3 DrawingSheet = "A3" // lying
	DrawingA4 DrawingSheet = "A4" // standing
)

func (s DrawingSheet) size() page.Size {
	if s == DrawingA4 {
		return page.A4()
	}
	return page.A3().Landscape()
}

// drawing lays the two maps in one out.
func (p *Painter) drawing(d parcel.Drawing, sheet DrawingSheet) page.Doc {
	return page.Doc{Title: drawing.Title(d), Created: d.DrawnAt, Pages: drawing.Pages(p.set, d, sheet.size())}
}

// DrawingPDF prints the two maps in one (两图合一). The same drawing gives the
// same bytes.
func (p *Painter) DrawingPDF(d parcel.Drawing, sheet DrawingSheet) ([]byte, error) {
	return paint.PDF(p.drawing(d, sheet), p.set.Family)
}

// DrawingPages counts the sheets of the drawing: long tables of points go on.
func (p *Painter) DrawingPages(d parcel.Drawing, sheet DrawingSheet) int {
	return len(p.drawing(d, sheet).Pages)
}

// DrawingPreview draws one sheet, counted from 1, at dpi dots per inch (10 to
// 1200).
func (p *Painter) DrawingPreview(d parcel.Drawing, sheet DrawingSheet, number int, dpi float64) (image.Image, error) {
	return paint.Raster(p.drawing(d, sheet), number, dpi, p.set.Family)
}

// Drawn is one sheet of a drawing, laid out once to be looked at from near and
// far. It may be used by several goroutines.
type Drawn struct {
	sheet  page.Page
	family typeface.Family
}

// Drawn lays out the sheets of a drawing.
func (p *Painter) Drawn(d parcel.Drawing, sheet DrawingSheet) []*Drawn {
	var list []*Drawn
	for _, each := range p.drawing(d, sheet).Pages {
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
