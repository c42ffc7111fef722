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

	"onewindow/ui/look"
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
func newLine(words string, size float32, colour fyne.ThemeColorName) *canvas.Text {
	t := canvas.NewText(words, colourOf(colour))
	t.TextSize = size
	return t
}

// centreLine puts a text at x, in the middle of the given height. Fyne draws a
// text at the top of its box, so the box gets exactly the height of the text.
func centreLine(t *canvas.Text, x, top, height float32) {
	size := t.MinSize()
	t.Resize(size)
	t.Move(fyne.NewPos(x, top+(height-size.Height)/2))
}

// frame is a bordered, rounded box drawn as filled boxes one in the other. A
// stroked rectangle would be simpler, but Fyne blends its stroke into the fill
// over two pixels, which turns a hairline into a grey smear.
type frame struct {
	edge, gap, ground *canvas.Rectangle
	radius            float32
	width             float32 // of the edge
	gapWidth          float32 // of a further band inside the edge; 0 for none
}

func newFrame(radius float32) *frame {
	f := &frame{edge: canvas.NewRectangle(nil), gap: canvas.NewRectangle(nil), ground: canvas.NewRectangle(nil), radius: radius}
	f.width = 1
	return f
}

func (f *frame) objects() []fyne.CanvasObject { return []fyne.CanvasObject{f.edge, f.gap, f.ground} }

// paint sets ground and edge; the edge is one pixel wide.
func (f *frame) paint(ground, edge fyne.ThemeColorName) {
	f.edge.FillColor, f.ground.FillColor = colourOf(edge), colourOf(ground)
	f.width, f.gapWidth = 1, 0
}

// ringed draws the focus: a two-pixel edge and, where the ground has a colour of
// its own, a band between the two.
func (f *frame) ringed(edge, band fyne.ThemeColorName, bandWidth float32) {
	f.edge.FillColor, f.gap.FillColor = colourOf(edge), colourOf(band)
	f.width, f.gapWidth = look.Ring, bandWidth
}

func (f *frame) layout(pos fyne.Position, size fyne.Size) {
	f.inset(f.edge, pos, size, 0)
	f.inset(f.gap, pos, size, f.width)
	f.inset(f.ground, pos, size, f.width+f.gapWidth)
	show(f.gap, f.gapWidth > 0)
}

func (f *frame) inset(r *canvas.Rectangle, pos fyne.Position, size fyne.Size, by float32) {
	r.CornerRadius = fyne.Max(f.radius-by, 0)
	r.Move(pos.AddXY(by, by))
	r.Resize(size.SubtractWidthHeight(2*by, 2*by))
}

func (f *frame) show(on bool) {
	for _, o := range f.objects() {
		show(o, on)
	}
}

// show shows or hides an object.
func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
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
