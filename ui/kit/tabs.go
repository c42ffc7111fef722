package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Tabs is a flat row of names, one stop for Tab; Left and Right change the tab.
// It shows no content: OnChanged does.
type Tabs struct {
	widget.BaseWidget

	OnChanged func(tab int)

	names   []string
	at      int
	focused bool
	texts   []*canvas.Text
	spans   []span
	under   *canvas.Rectangle
	mark    *canvas.Rectangle
	ring    *frame
}

// NewTabs builds tabs with the first one selected.
func NewTabs(names []string, changed func(tab int)) *Tabs {
	t := &Tabs{names: names, OnChanged: changed}
	t.ExtendBaseWidget(t)
	return t
}

// Selected is the index of the selected tab.
func (t *Tabs) Selected() int { return t.at }

// SetNames renames the tabs, as when their counts change; their number stays.
func (t *Tabs) SetNames(names []string) {
	t.names = names
	t.Refresh()
}

// Select selects a tab and tells OnChanged; an index out of range is ignored.
func (t *Tabs) Select(tab int) {
	if tab < 0 || tab >= len(t.names) || tab == t.at {
		return
	}
	t.at = tab
	t.Refresh()
	if t.OnChanged != nil {
		t.OnChanged(tab)
	}
}

// Tapped is for Fyne.
func (t *Tabs) Tapped(event *fyne.PointEvent) {
	for i, s := range t.spans {
		if half := t.gap(t.Size().Width) / 2; event.Position.X >= s.x-half && event.Position.X < s.x+s.width+half {
			focus(t)
			t.Select(i)
			return
		}
	}
}

// TypedRune is for Fyne.
func (t *Tabs) TypedRune(rune) {}

// TypedKey is for Fyne.
func (t *Tabs) TypedKey(event *fyne.KeyEvent) {
	Stir(t)
	switch event.Name {
	case fyne.KeyRight:
		t.Select(t.at + 1)
	case fyne.KeyLeft:
		t.Select(t.at - 1)
	default:
		passKey(t, event)
	}
}

// FocusGained is for Fyne.
func (t *Tabs) FocusGained() { t.focused = true; t.Refresh(); announceFocus(t) }

// FocusLost is for Fyne.
func (t *Tabs) FocusLost() { t.focused = false; t.Refresh() }

// Measures in device-independent pixels: the room between two names, what it
// shrinks to where there is too little, and the height.
const (
	tabGap   float32 = 18
	tabTight float32 = 8
	tabHigh  float32 = 36
)

// CreateRenderer is for Fyne.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	t.under, t.mark, t.ring = canvas.NewRectangle(nil), canvas.NewRectangle(nil), newFrame(look.Gap4)
	t.texts = nil
	objects := append(t.ring.objects(), t.under, t.mark)
	for _, name := range t.names {
		text := newLine(name, look.Body, look.Secondary)
		t.texts = append(t.texts, text)
		objects = append(objects, text)
	}
	t.paint()
	return &drawn{
		objects: objects, layout: t.layout,
		least: func() fyne.Size { return fyne.NewSize(t.width(), tabHigh) },
		paint: func() { t.paint(); t.layout(t.Size()) },
	}
}

func (t *Tabs) width() float32 {
	sum := float32(0)
	for _, text := range t.texts {
		sum += text.MinSize().Width + tabTight
	}
	return sum - tabTight
}

// gap is the room between two names in a width.
func (t *Tabs) gap(width float32) float32 {
	if len(t.texts) < 2 {
		return tabGap
	}
	more := (width - t.width()) / float32(len(t.texts)-1)
	return fyne.Max(tabTight, fyne.Min(tabGap, tabTight+more))
}

func (t *Tabs) paint() {
	t.under.FillColor, t.mark.FillColor = colourOf(look.Line), colourOf(look.Primary)
	t.ring.ringed(look.Primary, look.Surface, 0)
	t.ring.ground.FillColor = colourOf(look.Surface)
	t.ring.show(t.focused)
	for i, text := range t.texts {
		text.Text, text.Color, text.TextStyle.Bold = t.names[i], colourOf(look.Secondary), i == t.at
		if i == t.at {
			text.Color = colourOf(look.Primary)
		}
	}
}

func (t *Tabs) layout(size fyne.Size) {
	t.under.Move(fyne.NewPos(0, size.Height-1))
	t.under.Resize(fyne.NewSize(size.Width, 1))
	t.spans = t.spans[:0]
	x, gap := float32(0), t.gap(size.Width)
	for i, text := range t.texts {
		centreLine(text, x, 0, size.Height-2)
		wide := text.MinSize().Width
		t.spans = append(t.spans, span{x, wide})
		if i == t.at {
			t.mark.Move(fyne.NewPos(x, size.Height-2))
			t.mark.Resize(fyne.NewSize(wide, 2))
			t.ring.layout(fyne.NewPos(x-6, 2), fyne.NewSize(wide+12, size.Height-7))
		}
		x += wide + gap
	}
}

// FocusTarget is the part that takes the keyboard.
func (t *Tabs) FocusTarget() fyne.Focusable { return t }
