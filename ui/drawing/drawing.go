// Package drawing shows a drawing (图件) on the screen to be looked at from near
// and far: the wheel and + − zoom, dragging and the arrows move, 0 shows the
// whole sheet again.
package drawing

import (
	"context"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Sheet is a page that can be drawn in parts.
type Sheet interface {
	// Size is the size of the page in mm.
	Size() (width, height float64)
	// View draws a part of the page, in mm from its upper left corner, at dpi
	// dots per inch (10 to 1200). It is called off the main goroutine.
	View(x, y, width, height, dpi float64) (image.Image, error)
}

// Viewer shows one sheet of a drawing. While a part is being drawn, what was
// drawn before moves and stretches in its place.
type Viewer struct {
	widget.BaseWidget

	OnOpened func() // Enter; may be nil

	frame  frame.Frame
	sheets []Sheet
	page   int

	lens    lens
	drawn   drawnPart
	drawing bool // in the background
	round   int  // counts sheets, so that a late picture is dropped

	paper   *canvas.Rectangle
	ring    *canvas.Rectangle // behind ground: a stroke would blend into the fill
	ground  *canvas.Rectangle
	picture *canvas.Image
	stage   *fyne.Container // of paper and picture, within clip
	clip    *container.Clip
	label   *kit.Words
	focused bool
}

// drawnPart is what the picture shows, and with how many pixels a millimetre.
type drawnPart struct {
	part
	scale float64
}

// Steps of one press of a key and of the wheel; labelHigh is the line below.
const (
	zoomStep  = 1.25
	moveStep  = 0.12 // of the room
	wheelStep = 1.0 / 60
	labelHigh = 22
)

// New is a viewer without a drawing; Set gives it one.
func New(f frame.Frame) *Viewer {
	v := &Viewer{frame: f, label: kit.NewNote("")}
	v.label.Align = fyne.TextAlignCenter
	v.paper, v.ring, v.ground = canvas.NewRectangle(color.White), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	v.picture = canvas.NewImageFromImage(image.NewAlpha(image.Rect(0, 0, 1, 1)))
	v.picture.FillMode, v.picture.ScaleMode = canvas.ImageFillStretch, canvas.ImageScaleFastest
	v.picture.Hide()
	v.stage = container.NewWithoutLayout(v.paper, v.picture)
	v.clip = container.NewClip(v.stage)
	v.ExtendBaseWidget(v)
	return v
}

// Set shows the first of some sheets, the whole of it. PageDown and PageUp turn
// to the others. Without sheets the viewer is empty.
func (v *Viewer) Set(sheets []Sheet) {
	v.sheets = sheets
	v.turn(0)
}

// Page is the sheet shown, from 0.
func (v *Viewer) Page() int { return v.page }

// Zoom is how much larger the sheet is than where all of it is shown.
func (v *Viewer) Zoom() float64 { return v.lens.zoom }

// Ready says whether what is shown is drawn at its very resolution.
func (v *Viewer) Ready() bool {
	return v.lens.seen() && v.drawn == v.wanted()
}

func (v *Viewer) turn(page int) {
	v.page, v.drawn = page, drawnPart{}
	v.round++
	v.drawing = false
	v.picture.Hide()
	if page < len(v.sheets) {
		v.lens.sheetW, v.lens.sheetH = v.sheets[page].Size()
		v.lens = v.lens.whole()
	} else {
		v.lens.sheetW, v.lens.sheetH = 0, 0
	}
	v.look(v.lens)
}

// look shows the sheet through another lens.
func (v *Viewer) look(l lens) {
	v.lens = l.settled()
	v.label.Set(v.labelWords())
	v.arrange()
	v.draw()
	v.Refresh()
}

func (v *Viewer) labelWords() string {
	if !v.lens.seen() {
		return ""
	}
	parts := []string{text.T("map.zoom", text.Data{"Percent": int(math.Round(v.lens.zoom * 100))}), text.T("map.keys")}
	if v.OnOpened != nil {
		parts = slices.Insert(parts, 1, text.T("map.enlarge"))
	}
	if len(v.sheets) > 1 {
		parts = slices.Insert(parts, 0, text.T("map.page", text.Data{"Page": v.page + 1, "Pages": len(v.sheets)}))
	}
	return strings.Join(parts, "　")
}

// pixels is how many dots of the screen one of Fyne's units has.
func (v *Viewer) pixels() float64 {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil {
		return float64(c.Scale())
	}
	return 1
}

// wanted is the part that is to be drawn.
func (v *Viewer) wanted() drawnPart { return drawnPart{v.lens.shown(), v.lens.scale()} }

// draw has the part shown drawn off the main goroutine. Only one picture is
// being drawn at a time: when it comes and the lens has moved on, the next.
func (v *Viewer) draw() {
	if !v.lens.seen() || v.drawing || v.drawn == v.wanted() {
		return
	}
	v.drawing = true
	sheet, want, round := v.sheets[v.page], v.wanted(), v.round
	var img image.Image
	v.frame.Background(func(context.Context) (err error) {
		img, err = sheet.View(want.x, want.y, want.w, want.h, max(want.scale*inch, 10))
		return err
	}, func(err error) {
		if round != v.round {
			return // another sheet is shown since
		}
		v.drawing = false
		if err != nil {
			v.frame.Tell(err)
			return
		}
		v.drawn = want
		v.picture.Image = img
		v.picture.Show()
		v.arrange()
		v.Refresh()
		v.draw()
	})
}

// arrange puts paper and picture where the lens shows them.
func (v *Viewer) arrange() {
	if !v.lens.seen() {
		v.paper.Hide()
		return
	}
	v.paper.Show()
	v.put(v.paper, part{0, 0, v.lens.sheetW, v.lens.sheetH})
	v.put(v.picture, v.drawn.part)
}

func (v *Viewer) put(o fyne.CanvasObject, p part) {
	x, y, w, h := v.lens.place(p)
	unit := v.pixels()
	o.Move(fyne.NewPos(float32(math.Round(x)/unit), float32(math.Round(y)/unit)))
	o.Resize(fyne.NewSize(float32(math.Round(w)/unit), float32(math.Round(h)/unit)))
}

// Scrolled zooms where the pointer is.
func (v *Viewer) Scrolled(event *fyne.ScrollEvent) {
	kit.Stir(v)
	unit := v.pixels()
	at := event.Position.SubtractXY(look.Ring, look.Ring)
	v.zoom(math.Exp(float64(event.Scrolled.DY)*wheelStep), float64(at.X)*unit, float64(at.Y)*unit)
}

// Dragged moves the sheet.
func (v *Viewer) Dragged(event *fyne.DragEvent) {
	unit := v.pixels()
	v.move(float64(event.Dragged.DX)*unit, float64(event.Dragged.DY)*unit)
}

// DragEnd is for Fyne.
func (v *Viewer) DragEnd() {}

// Tapped takes the keyboard.
func (v *Viewer) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil {
		c.Focus(v)
	}
}

// DoubleTapped goes near to where it was pressed.
func (v *Viewer) DoubleTapped(event *fyne.PointEvent) {
	v.Tapped(event)
	unit := v.pixels()
	v.zoom(2, float64(event.Position.X-look.Ring)*unit, float64(event.Position.Y-look.Ring)*unit)
}

// Cursor is for Fyne.
func (v *Viewer) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

func (v *Viewer) zoom(factor, atX, atY float64) {
	if v.lens.seen() {
		v.look(v.lens.zoomed(factor, atX, atY))
	}
}

func (v *Viewer) move(dx, dy float64) {
	if v.lens.seen() {
		v.look(v.lens.moved(dx, dy))
	}
}

// TypedRune zooms. The signs come as characters, whichever keys they are on.
func (v *Viewer) TypedRune(r rune) {
	middleX, middleY := v.lens.roomW/2, v.lens.roomH/2
	switch r {
	case '+', '=', '＋', '＝':
		v.zoom(zoomStep, middleX, middleY)
	case '-', '_', '－', '−':
		v.zoom(1/zoomStep, middleX, middleY)
	case '0', '０':
		v.look(v.lens.whole())
	}
}

// TypedKey moves and turns.
func (v *Viewer) TypedKey(event *fyne.KeyEvent) {
	kit.Stir(v)
	stepX, stepY := v.lens.roomW*moveStep, v.lens.roomH*moveStep
	switch event.Name {
	case fyne.KeyLeft:
		v.move(stepX, 0)
	case fyne.KeyRight:
		v.move(-stepX, 0)
	case fyne.KeyUp:
		v.move(0, stepY)
	case fyne.KeyDown:
		v.move(0, -stepY)
	case fyne.KeyReturn, fyne.KeyEnter:
		if v.OnOpened == nil {
			v.pass(event)
			return
		}
		v.OnOpened()
	case fyne.KeyHome:
		v.look(v.lens.whole())
	case fyne.KeyPageDown:
		v.Flip(1)
	case fyne.KeyPageUp:
		v.Flip(-1)
	default:
		v.pass(event)
	}
}

// Flip turns to another sheet, backwards where by is negative.
func (v *Viewer) Flip(by int) {
	if page := v.page + by; page >= 0 && page < len(v.sheets) {
		v.turn(page)
	}
}

// pass hands a key on to the router of the window.
func (v *Viewer) pass(event *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(event)
	}
}

// FocusGained is for Fyne.
func (v *Viewer) FocusGained() { v.focused = true; v.Refresh() }

// FocusLost is for Fyne.
func (v *Viewer) FocusLost() { v.focused = false; v.Refresh() }

// FocusTarget is the part that takes the keyboard.
func (v *Viewer) FocusTarget() fyne.Focusable { return v }
