package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// MenuItem is one line of a menu.
type MenuItem struct {
	Text string
	Do   func()
}

// NewMenuButton is plain words with ▼ that drop a menu down.
// Items is asked each time, because they change.
func NewMenuButton(words string, items func() []MenuItem) *Button {
	b := NewButton(words, "▼", Plain, nil)
	b.OnTapped = func() { dropDown(b, 0, items()) }
	return b
}

// NewActions is a button that drops down what can be done; items is asked each
// time, because that changes.
func NewActions(words string, key Key, items func() []MenuItem) *Button {
	b := NewButton(words, key, Secondary, nil)
	b.OnTapped = func() { dropDown(b, 0, items()) }
	return b
}

// menu is a list that has dropped down from a widget. It covers the window, so
// that a click beside it closes it, and takes every key while it is open.
type menu struct {
	widget.BaseWidget

	window fyne.Canvas
	items  []MenuItem
	at     int
	pos    fyne.Position
	size   fyne.Size
	box    *frame
	mark   *canvas.Rectangle
	lines  []*canvas.Text
}

const (
	menuLine float32 = 32
	menuSide float32 = 4
)

// dropDown opens a menu under a widget, at least as wide as it, with item at
// marked. It is kept inside the window.
func dropDown(from fyne.CanvasObject, at int, items []MenuItem) {
	window := canvasOf(from)
	if window == nil || len(items) == 0 {
		return
	}
	m := &menu{window: window, items: items, at: min(max(at, 0), len(items)-1), box: newFrame(look.Radius), mark: canvas.NewRectangle(nil)}
	m.size = fyne.NewSize(from.Size().Width, menuLine*float32(len(items))+2*menuSide)
	for _, item := range items {
		line := newLine(item.Text, look.Body, look.Text)
		m.lines = append(m.lines, line)
		m.size.Width = fyne.Max(m.size.Width, line.MinSize().Width+2*look.Gap12)
	}
	m.pos = m.under(from)
	m.ExtendBaseWidget(m)
	window.Overlays().Add(m)
	window.Focus(m)
}

// under is where the menu stands: below the widget, or above it where there is
// no room below.
func (m *menu) under(from fyne.CanvasObject) fyne.Position {
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(from)
	whole := m.window.Size()
	y := pos.Y + from.Size().Height + look.Gap4
	if y+m.size.Height > whole.Height {
		y = fyne.Max(pos.Y-m.size.Height-look.Gap4, 0)
	}
	return fyne.NewPos(fyne.Max(fyne.Min(pos.X, whole.Width-m.size.Width-look.Gap8), 0), y)
}

func (m *menu) close() { m.window.Overlays().Remove(m) }

func (m *menu) pick() {
	m.close()
	if do := m.items[m.at].Do; do != nil {
		do()
	}
}

// Tapped is for Fyne.
func (m *menu) Tapped(event *fyne.PointEvent) {
	if !inside(event.Position, m.pos, m.size) {
		m.close()
		return
	}
	line := int((event.Position.Y - m.pos.Y - menuSide) / menuLine)
	m.at = min(max(line, 0), len(m.items)-1)
	m.pick()
}

// TypedRune is for Fyne.
func (m *menu) TypedRune(rune) {}

// TypedShortcut keeps combinations from what lies behind the menu.
func (m *menu) TypedShortcut(fyne.Shortcut) {}

// TypedKey is for Fyne.
func (m *menu) TypedKey(event *fyne.KeyEvent) {
	Stir(m)
	switch {
	case event.Name == fyne.KeyDown:
		m.at = min(m.at+1, len(m.items)-1)
		m.Refresh()
	case event.Name == fyne.KeyUp:
		m.at = max(m.at-1, 0)
		m.Refresh()
	case worksIt(event.Name):
		m.pick()
	case event.Name == fyne.KeyEscape:
		m.close()
	}
}

// FocusGained is for Fyne.
func (m *menu) FocusGained() {}

// FocusLost is for Fyne.
func (m *menu) FocusLost() {}

// CreateRenderer is for Fyne.
func (m *menu) CreateRenderer() fyne.WidgetRenderer {
	m.ExtendBaseWidget(m)
	objects := append(m.box.objects(), m.mark)
	for _, line := range m.lines {
		objects = append(objects, line)
	}
	layout := func(fyne.Size) {
		m.box.layout(m.pos, m.size)
		m.mark.Move(m.pos.AddXY(menuSide, menuSide+menuLine*float32(m.at)))
		m.mark.Resize(fyne.NewSize(m.size.Width-2*menuSide, menuLine))
		for i, line := range m.lines {
			centreLine(line, m.pos.X+look.Gap12, m.pos.Y+menuSide+menuLine*float32(i), menuLine)
		}
	}
	paint := func() {
		m.box.paint(look.Surface, look.Border)
		m.mark.FillColor, m.mark.CornerRadius = colourOf(look.Selection), look.Gap4
	}
	paint()
	return &drawn{
		objects: objects, layout: layout,
		least: func() fyne.Size { return m.size },
		paint: func() { paint(); layout(m.Size()) },
	}
}
