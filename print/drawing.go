package print

import (
	"fmt"
	"image"

	"onewindow/app/parcel"
	"onewindow/print/drawing"
	"onewindow/print/page"
	"onewindow/print/paint"
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

// Window is a part of a sheet, in mm from its upper left corner.
type Window struct{ X, Y, W, H float64 }

// DrawingView draws what a window onto a sheet, counted from 1, shows at dpi
// dots per inch (10 to 1200): as many dots as the window has, however large
// the sheet is at that resolution.
func (p *Painter) DrawingView(d parcel.Drawing, sheet DrawingSheet, number int, w Window, dpi float64) (image.Image, error) {
	doc := p.drawing(d, sheet)
	if number < 1 || number > len(doc.Pages) {
		return nil, fmt.Errorf("print: sheet %d of %d", number, len(doc.Pages))
	}
	doc.Pages = []page.Page{doc.Pages[number-1].Window(w.X, w.Y, page.Size{W: w.W, H: w.H})}
	return paint.Raster(doc, 1, dpi, p.set.Family)
}
