package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Check is a tick box with words behind it. Space or Enter turns it over.
type Check struct {
	widget.BaseWidget

	On        bool
	OnChanged func(on bool)
	OnFocus   func() // at entering: show the guide

	words   *Words
	tick    *tick
	focused bool
}

// NewCheck builds a tick box.
func NewCheck(words string, on bool, changed func(on bool)) *Check {
	c := &Check{On: on, OnChanged: changed, words: newWords(words, look.Body, false, look.Text), tick: &tick{on: on}}
	c.tick.ExtendBaseWidget(c.tick)
	c.words.Room = 3
	c.ExtendBaseWidget(c)
	return c
}

// Set ticks the box without telling OnChanged.
func (c *Check) Set(on bool) {
	c.On, c.tick.on = on, on
	c.tick.Refresh()
}

func (c *Check) turn() {
	c.Set(!c.On)
	if c.OnChanged != nil {
		c.OnChanged(c.On)
	}
}

// Tapped is for Fyne.
func (c *Check) Tapped(*fyne.PointEvent) {
	focus(c)
	c.turn()
}

// Cursor is for Fyne.
func (c *Check) Cursor() desktop.Cursor { return desktop.PointerCursor }

// TypedRune is for Fyne.
func (c *Check) TypedRune(rune) {}

// TypedKey is for Fyne.
func (c *Check) TypedKey(event *fyne.KeyEvent) {
	Stir(c)
	if worksIt(event.Name) {
		c.turn()
		return
	}
	passKey(c, event)
}

// FocusGained is for Fyne.
func (c *Check) FocusGained() {
	c.focused = true
	c.Refresh()
	if c.OnFocus != nil {
		c.OnFocus()
	}
}

// FocusLost is for Fyne.
func (c *Check) FocusLost() { c.focused = false; c.Refresh() }

// CreateRenderer is for Fyne.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	box := newFrame(look.Gap4)
	paint := func() {
		box.paint(look.Surface, look.Surface)
		if c.focused {
			box.ringed(look.Primary, look.Surface, 0)
		}
	}
	paint()
	return &drawn{
		objects: append(box.objects(), c.tick, c.words),
		layout: func(size fyne.Size) {
			box.layout(fyne.Position{}, size)
			c.tick.Move(fyne.NewPos(look.Gap4+2, 0))
			c.tick.Resize(fyne.NewSize(dotWide, size.Height))
			left := look.Gap4 + dotWide + look.Gap12
			least := c.words.MinSize()
			c.words.Move(fyne.NewPos(left, (size.Height-least.Height)/2))
			c.words.Resize(fyne.NewSize(size.Width-left-look.Gap4, least.Height))
		},
		least: func() fyne.Size {
			least := c.words.MinSize()
			return fyne.NewSize(least.Width+look.Gap4+dotWide+look.Gap12+look.Gap4, fyne.Max(least.Height, 26))
		},
		paint: paint,
	}
}
