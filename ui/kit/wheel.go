package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Fyne gives a turn of the mouse wheel to the innermost thing that scrolls, and to
// nobody else. So whatever scrolls in the kit says that somebody is at work: who
// only reads must not be locked out. The one exception is a text of several lines,
// whose scroll is inside Fyne's entry.

// Roller is Fyne's scroll, which says that the wheel turned.
type Roller struct{ container.Scroll }

// NewRoller builds a scroll around a content.
func NewRoller(content fyne.CanvasObject, direction container.ScrollDirection) *Roller {
	r := &Roller{container.Scroll{Content: content, Direction: direction}}
	r.ExtendBaseWidget(r)
	return r
}

// Scrolled is for Fyne.
func (r *Roller) Scrolled(event *fyne.ScrollEvent) {
	Stir(r)
	r.Scroll.Scrolled(event)
}

// wheel lies over the list of Rows, whose own scroll is out of reach, and turns it.
// It takes nothing else: clicks and the pointer go to the rows below.
type wheel struct {
	widget.BaseWidget
	list *rowsList
}

var _ fyne.Scrollable = (*wheel)(nil)

func newWheel(list *rowsList) *wheel {
	w := &wheel{list: list}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled is for Fyne.
func (w *wheel) Scrolled(event *fyne.ScrollEvent) {
	Stir(w)
	w.list.ScrollToOffset(w.list.GetScrollOffset() - event.Scrolled.DY)
}

// CreateRenderer is for Fyne.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer { return noFace() }

// noFace draws nothing.
func noFace() *drawn {
	return &drawn{
		layout: func(fyne.Size) {}, least: func() fyne.Size { return fyne.Size{} }, paint: func() {},
	}
}

// Scrolled is for Fyne: the wheel turned where nothing scrolls.
func (g *Ground) Scrolled(*fyne.ScrollEvent) { g.router.stir() }

// Scrolled is for Fyne: the wheel turned in front of a window that waits for an
// answer.
func (d *Dialog) Scrolled(*fyne.ScrollEvent) { d.router.stir() }

// Scrolled is for Fyne: the wheel turned while a menu is open.
func (m *menu) Scrolled(*fyne.ScrollEvent) { Stir(m) }

var (
	_ fyne.Scrollable = (*Ground)(nil)
	_ fyne.Scrollable = (*Dialog)(nil)
	_ fyne.Scrollable = (*menu)(nil)
)
