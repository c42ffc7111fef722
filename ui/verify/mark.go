package verify

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// NewMark is a disc with a tick, or with a cross: the verdict for whoever does
// not see its colour. It is drawn, because the fonts hold neither sign.
func NewMark(good bool) fyne.CanvasObject {
	m := &mark{good: good}
	m.ExtendBaseWidget(m)
	return m
}

type mark struct {
	widget.BaseWidget
	good bool
}

// CreateRenderer is for Fyne.
func (m *mark) CreateRenderer() fyne.WidgetRenderer {
	m.ExtendBaseWidget(m)
	r := &markRenderer{mark: m, disc: canvas.NewCircle(nil), one: canvas.NewLine(nil), two: canvas.NewLine(nil)}
	r.Refresh()
	return r
}

type markRenderer struct {
	mark     *mark
	disc     *canvas.Circle
	one, two *canvas.Line
}

func (r *markRenderer) Destroy()           {}
func (r *markRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(36) }
func (r *markRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.disc, r.one, r.two}
}

func (r *markRenderer) Layout(size fyne.Size) {
	side := fyne.Min(size.Width, size.Height)
	r.disc.Resize(fyne.NewSquareSize(side))
	at := func(x, y float32) fyne.Position { return fyne.NewPos(x*side, y*side) }
	if r.mark.good {
		r.one.Position1, r.one.Position2 = at(0.28, 0.52), at(0.44, 0.68)
		r.two.Position1, r.two.Position2 = at(0.44, 0.68), at(0.74, 0.34)
		return
	}
	r.one.Position1, r.one.Position2 = at(0.33, 0.33), at(0.67, 0.67)
	r.two.Position1, r.two.Position2 = at(0.67, 0.33), at(0.33, 0.67)
}

func (r *markRenderer) Refresh() {
	settings := fyne.CurrentApp().Settings()
	colour := look.Danger
	if r.mark.good {
		colour = look.Success
	}
	r.disc.FillColor = settings.Theme().Color(colour, settings.ThemeVariant())
	for _, l := range []*canvas.Line{r.one, r.two} {
		l.StrokeColor, l.StrokeWidth = settings.Theme().Color(look.Surface, settings.ThemeVariant()), 3
		canvas.Refresh(l)
	}
	canvas.Refresh(r.disc)
}
