// Package paper shows documents on the screen and puts them on paper.
package paper

import (
	"context"
	"image"
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Preview shows one page of a document as large as its room allows, drawn with
// the very pixels of the screen. PageUp and PageDown, or Flip, turn the pages.
type Preview struct {
	widget.BaseWidget

	OnOpened func() // a click on the page or Enter; may be nil

	desk  *desk.Desk
	frame frame.Frame

	document desk.Document
	page     int     // from 0
	inches   inches  // size of the page; zero before it was drawn once
	drawn    float64 // dots per inch of the picture shown, 0 for none
	wanted   float64 // dots per inch being drawn
	round    int     // counts documents and pages, so that a late picture is dropped

	picture *canvas.Image
	sheet   *canvas.Rectangle // white paper with a hairline, behind the picture
	ring    *canvas.Rectangle
	label   *kit.Words
	focused bool
}

// inches is the size of a page.
type inches struct{ width, height float64 }

// Dots per inch: the first look at a page tells its size; the painter draws
// none below the second, and beyond the third the eye gains nothing.
const (
	glance  = 24
	coarse  = 10
	finest  = 400
	labelUp = 22 // height of the line that says which page it is
)

// NewPreview is a preview without a document; Set gives it one.
func NewPreview(d *desk.Desk, f frame.Frame) *Preview {
	p := &Preview{desk: d, frame: f, label: kit.NewNote("")}
	p.label.Align = fyne.TextAlignCenter
	p.picture = canvas.NewImageFromImage(image.NewAlpha(image.Rect(0, 0, 1, 1)))
	p.picture.FillMode = canvas.ImageFillStretch
	p.picture.ScaleMode = canvas.ImageScaleSmooth
	p.picture.Hide()
	p.ExtendBaseWidget(p)
	return p
}

// Set shows the first page of a document.
func (p *Preview) Set(document desk.Document) {
	p.document = document
	p.turn(0)
}

// Page is the page shown, from 0, and Pages how many there are.
func (p *Preview) Page() int { return p.page }

// Pages is how many pages the document has, 0 without a document.
func (p *Preview) Pages() int { return p.document.Pages }

// Ready says whether the page is drawn at the size it is shown in.
func (p *Preview) Ready() bool { return p.drawn > 0 && p.drawn == p.wanted }

// Flip turns pages, backwards where by is negative.
func (p *Preview) Flip(by int) {
	page := min(max(p.page+by, 0), max(p.document.Pages-1, 0))
	if page != p.page {
		p.turn(page)
	}
}

func (p *Preview) turn(page int) {
	p.page, p.inches, p.drawn, p.wanted = page, inches{}, 0, 0
	p.round++
	p.picture.Hide()
	p.label.Set(p.labelWords())
	p.Refresh()
	p.draw(p.Size())
}

// labelWords says which page it is and which keys there are.
func (p *Preview) labelWords() string {
	words := ""
	if p.document.Pages > 1 {
		words = text.T("paper.page", text.Data{"Page": p.page + 1, "Pages": p.document.Pages})
	}
	if p.OnOpened != nil && p.document.Pages > 0 {
		words = strings.TrimSpace(words + "　" + text.T("paper.enlarge"))
	}
	return words
}

// draw has the page drawn at the resolution its room asks for, off the main
// goroutine; until then the picture there is stays.
func (p *Preview) draw(size fyne.Size) {
	if p.document.Pages == 0 || size.Width < 1 || size.Height <= labelUp {
		return
	}
	dpi := p.fitting(size)
	if dpi == p.wanted {
		return
	}
	p.wanted = dpi
	round, document, page := p.round, p.document, p.page
	var img image.Image
	p.frame.Background(func(context.Context) (err error) {
		img, err = p.desk.Preview(document, page, dpi)
		return err
	}, func(err error) {
		switch {
		case round != p.round || dpi != p.wanted:
			return // another page has been asked for since
		case err != nil:
			p.frame.Tell(err)
			return
		}
		p.take(img, dpi)
	})
}

// fitting is the resolution at which the page fills its room.
func (p *Preview) fitting(size fyne.Size) float64 {
	if p.inches.width == 0 {
		return glance
	}
	scale := float64(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		scale = float64(c.Scale())
	}
	room := p.room(size)
	dpi := math.Min(float64(room.Width)*scale/p.inches.width, float64(room.Height)*scale/p.inches.height)
	return math.Min(math.Max(math.Floor(dpi), coarse), finest)
}

func (p *Preview) take(img image.Image, dpi float64) {
	bounds := img.Bounds()
	first := p.inches.width == 0
	if first {
		p.inches = inches{float64(bounds.Dx()) / dpi, float64(bounds.Dy()) / dpi}
	}
	p.drawn = dpi
	p.picture.Image = img
	p.picture.Show()
	p.Refresh()
	if first {
		p.draw(p.Size())
	}
}

// room is where the page may stand.
func (p *Preview) room(size fyne.Size) fyne.Size {
	if p.label.Text != "" {
		size.Height -= labelUp
	}
	return size.SubtractWidthHeight(2*look.Ring, 2*look.Ring)
}

// Tapped is for Fyne.
func (p *Preview) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p)
	}
	p.open()
}

func (p *Preview) open() {
	if p.OnOpened != nil && p.document.Pages > 0 {
		p.OnOpened()
	}
}

// TypedRune is for Fyne.
func (p *Preview) TypedRune(rune) {}

// TypedKey is for Fyne.
func (p *Preview) TypedKey(event *fyne.KeyEvent) {
	kit.Stir(p)
	switch event.Name {
	case fyne.KeyPageDown:
		p.Flip(1)
	case fyne.KeyPageUp:
		p.Flip(-1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if p.OnOpened != nil {
			p.open()
			return
		}
		p.pass(event)
	default:
		p.pass(event)
	}
}

// pass hands a key on to the router of the window.
func (p *Preview) pass(event *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(event)
	}
}

// FocusGained is for Fyne.
func (p *Preview) FocusGained() { p.focused = true; p.Refresh() }

// FocusLost is for Fyne.
func (p *Preview) FocusLost() { p.focused = false; p.Refresh() }

// FocusTarget is the part that takes the keyboard.
func (p *Preview) FocusTarget() fyne.Focusable { return p }

// CreateRenderer is for Fyne.
func (p *Preview) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	p.sheet, p.ring = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r := &previewRenderer{p}
	r.paint()
	return r
}

type previewRenderer struct{ preview *Preview }

func (r *previewRenderer) Destroy() {}

func (r *previewRenderer) paint() {
	p := r.preview
	theme, variant := fyne.CurrentApp().Settings().Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	edge := look.Line
	if p.focused {
		edge = look.Primary
	}
	p.ring.FillColor = theme.Color(edge, variant)
	p.sheet.FillColor = theme.Color(look.Quiet, variant)
}

// Layout puts the page in the middle, in whole pixels, so that it stays crisp.
func (r *previewRenderer) Layout(size fyne.Size) {
	p := r.preview
	p.draw(size)
	room := p.room(size)
	page := room
	if p.inches.width > 0 {
		share := math.Min(float64(room.Width)/p.inches.width, float64(room.Height)/p.inches.height)
		page = fyne.NewSize(float32(p.inches.width*share), float32(p.inches.height*share))
	}
	if p.inches.width > 0 {
		page = r.exactly(page)
	}
	at := fyne.NewPos(snap((size.Width-page.Width)/2), look.Ring)
	rim := float32(1)
	if p.focused {
		rim = look.Ring
	}
	p.ring.Move(at.SubtractXY(rim, rim))
	p.ring.Resize(page.AddWidthHeight(2*rim, 2*rim))
	p.sheet.Move(at)
	p.sheet.Resize(page)
	p.picture.Move(at)
	p.picture.Resize(page)
	p.label.Move(fyne.NewPos(0, size.Height-labelUp+look.Gap4))
	p.label.Resize(fyne.NewSize(size.Width, labelUp-look.Gap4))
}

// exactly is the size at which each dot of the picture is one of the screen.
func (r *previewRenderer) exactly(nearly fyne.Size) fyne.Size {
	c := fyne.CurrentApp().Driver().CanvasForObject(r.preview)
	bounds := r.preview.picture.Image.Bounds()
	if c == nil || r.preview.drawn != r.preview.wanted {
		return nearly
	}
	return fyne.NewSize(float32(bounds.Dx())/c.Scale(), float32(bounds.Dy())/c.Scale())
}

func snap(x float32) float32 { return float32(math.Round(float64(x))) }

func (r *previewRenderer) MinSize() fyne.Size { return fyne.NewSize(120, 120) }

func (r *previewRenderer) Objects() []fyne.CanvasObject {
	p := r.preview
	return []fyne.CanvasObject{p.ring, p.sheet, p.picture, p.label}
}

func (r *previewRenderer) Refresh() {
	r.paint()
	r.Layout(r.preview.Size())
	for _, o := range r.Objects() {
		canvas.Refresh(o)
	}
}
