// Package kit is the set of widgets every view of the window is built from.
//
// They share three habits. Everything can be done from the keyboard: Tab reaches
// it, Enter or Space works it, a two-pixel ring shows where one is. A key a
// widget has no use for goes on to the Router of its window, so that F3 or
// Ctrl+Enter works wherever the caret stands. And a widget says only what it was
// told: no rule of the domain, no translation, no clock lives here.
//
// Words come in already translated; colours are the tokens of package look.
package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// colourOf is the colour of a token in the theme of the running program.
func colourOf(name fyne.ThemeColorName) color.Color {
	settings := fyne.CurrentApp().Settings()
	return settings.Theme().Color(name, settings.ThemeVariant())
}

// measure is the size of a line of text, in device-independent pixels.
func measure(words string, size float32, bold bool) fyne.Size {
	return fyne.MeasureText(words, size, fyne.TextStyle{Bold: bold})
}

// newLine is a bare one-line text object.
func newLine(words string, size float32, bold bool, colour fyne.ThemeColorName) *canvas.Text {
	t := canvas.NewText(words, colourOf(colour))
	t.TextSize = size
	t.TextStyle.Bold = bold
	return t
}

// centreLine puts a text at x, in the middle of the given height. Fyne draws a
// text at the top of its box, so the box gets exactly the height of the text.
func centreLine(t *canvas.Text, x, top, height float32) {
	size := t.MinSize()
	t.Resize(size)
	t.Move(fyne.NewPos(x, top+(height-size.Height)/2))
}

// ring is the frame around whatever has the focus.
func newRing(radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.CornerRadius = radius
	return r
}

// strokeInside lays a stroked rectangle so that its stroke lies wholly inside
// the given box: Fyne centres a stroke upon the edge.
func strokeInside(r *canvas.Rectangle, pos fyne.Position, size fyne.Size) {
	half := r.StrokeWidth / 2
	r.Move(pos.AddXY(half, half))
	r.Resize(fyne.NewSize(size.Width-r.StrokeWidth, size.Height-r.StrokeWidth))
}

// focus gives o the focus of the window it is shown in.
func focus(o fyne.Focusable) {
	object, ok := o.(fyne.CanvasObject)
	if !ok {
		return
	}
	if c := canvasOf(object); c != nil {
		c.Focus(o)
	}
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

// drawn is the renderer of all widgets of the kit: a fixed set of objects, a
// layout, a least size and a repaint.
type drawn struct {
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	least   func() fyne.Size
	paint   func()
}

func (d *drawn) Destroy()                     {}
func (d *drawn) Layout(size fyne.Size)        { d.layout(size) }
func (d *drawn) MinSize() fyne.Size           { return d.least() }
func (d *drawn) Objects() []fyne.CanvasObject { return d.objects }
func (d *drawn) Refresh() {
	d.paint()
	for _, o := range d.objects {
		canvas.Refresh(o)
	}
}
