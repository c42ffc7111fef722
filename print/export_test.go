package print

import (
	"image"

	"onewindow/app/parcel"
	"onewindow/print/drawing"
	"onewindow/print/page"
	"onewindow/print/paint"
)

// DrawingSheet is the paper of a drawing that stands alone, without a case, its
// number, code and seal: what the tests look at.
type DrawingSheet string

// The papers a drawing is made on.
const (
	DrawingA3 DrawingSheet = "A3" // lying
	DrawingA4 DrawingSheet = "A4" // standing
)

func (p *Painter) alone(d parcel.Drawing, sheet DrawingSheet) page.Doc {
	size := page.A3().Landscape()
	if sheet == DrawingA4 {
		size = page.A4()
	}
	return page.Doc{Title: drawing.Title(d), Created: d.DrawnAt, Pages: drawing.Pages(p.set, d, size, drawing.Issue{})}
}

func (p *Painter) DrawingPDF(d parcel.Drawing, sheet DrawingSheet) ([]byte, error) {
	return paint.PDF(p.alone(d, sheet), p.set.Family)
}

func (p *Painter) DrawingPages(d parcel.Drawing, sheet DrawingSheet) int {
	return len(p.alone(d, sheet).Pages)
}

func (p *Painter) DrawingPreview(d parcel.Drawing, sheet DrawingSheet, number int, dpi float64) (image.Image, error) {
	return paint.Raster(p.alone(d, sheet), number, dpi, p.set.Family)
}

func (p *Painter) Drawn(d parcel.Drawing, sheet DrawingSheet) []*Drawn {
	return p.drawn(p.alone(d, sheet))
}
