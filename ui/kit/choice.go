package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Option is one of several values: Value is kept, Text is shown.
type Option struct {
	Value string
	Text  string
}

// Choice picks one of a few options from a list that drops down. Up and Down
// change the value at once, Space or Alt+Down opens the list, Enter moves on.
type Choice struct {
	widget.BaseWidget

	Options  []Option
	OnPicked func(value string)
	OnFocus  func(bool)

	value    string
	wrong    bool
	focused  bool
	disabled bool
	box      *frame
	shown    *canvas.Text
	arrow    *canvas.Text
}

// NewChoice is a choice without a value.
func NewChoice(options ...Option) *Choice {
	c := &Choice{Options: options}
	c.ExtendBaseWidget(c)
	return c
}

// Value is the value picked, "" if none.
func (c *Choice) Value() string { return c.value }

// Set picks a value without telling OnPicked.
func (c *Choice) Set(value string) {
	c.value = value
	c.Refresh()
}

// SetWrong shows or hides that the value is in error.
func (c *Choice) SetWrong(wrong bool) {
	c.wrong = wrong
	c.Refresh()
}

// Enable is for Fyne.
func (c *Choice) Enable() { c.disabled = false; c.Refresh() }

// Disable is for Fyne.
func (c *Choice) Disable() { c.disabled = true; c.Refresh() }

// Disabled is for Fyne.
func (c *Choice) Disabled() bool { return c.disabled }

// FocusGained is for Fyne.
func (c *Choice) FocusGained() { c.setFocused(true); announceFocus(c) }

// FocusLost is for Fyne.
func (c *Choice) FocusLost() { c.setFocused(false) }

func (c *Choice) setFocused(on bool) {
	c.focused = on
	c.Refresh()
	if c.OnFocus != nil {
		c.OnFocus(on)
	}
}

// TypedRune is for Fyne.
func (c *Choice) TypedRune(rune) {}

// TypedKey is for Fyne.
func (c *Choice) TypedKey(event *fyne.KeyEvent) {
	Stir(c)
	switch event.Name {
	case fyne.KeyDown:
		c.step(1)
	case fyne.KeyUp:
		c.step(-1)
	case fyne.KeySpace:
		c.Open()
	case fyne.KeyReturn, fyne.KeyEnter:
		if window := canvasOf(c); window != nil {
			window.FocusNext()
		}
	default:
		passKey(c, event)
	}
}

// TypedShortcut is for Fyne.
func (c *Choice) TypedShortcut(shortcut fyne.Shortcut) {
	if s, ok := shortcut.(*desktop.CustomShortcut); ok && s.KeyName == fyne.KeyDown && s.Modifier == fyne.KeyModifierAlt {
		c.Open()
		return
	}
	passShortcut(c, shortcut)
}

// Tapped is for Fyne.
func (c *Choice) Tapped(*fyne.PointEvent) {
	if c.disabled {
		return
	}
	focus(c)
	c.Open()
}

func (c *Choice) step(by int) {
	next := c.index() + by
	if next < 0 || next >= len(c.Options) {
		return
	}
	c.pick(c.Options[next].Value)
}

func (c *Choice) pick(value string) {
	if value == c.value {
		return
	}
	c.value = value
	c.Refresh()
	if c.OnPicked != nil {
		c.OnPicked(value)
	}
}

func (c *Choice) index() int {
	for i, option := range c.Options {
		if option.Value == c.value {
			return i
		}
	}
	return -1
}

// Open drops the list down.
func (c *Choice) Open() {
	if c.disabled {
		return
	}
	items := make([]MenuItem, len(c.Options))
	for i, option := range c.Options {
		items[i] = MenuItem{Text: option.Text, Do: func() { c.pick(option.Value) }}
	}
	dropDown(c, c.index(), items)
}

// CreateRenderer is for Fyne.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	c.box = newFrame(look.Radius)
	c.shown = newLine("", look.Body, look.Text)
	c.arrow = newLine("▼", look.Hint-2, look.Secondary)
	c.paint()
	return &drawn{
		objects: append(c.box.objects(), c.shown, c.arrow),
		layout:  c.layout,
		least:   func() fyne.Size { return fyne.NewSize(80, look.FieldHigh) },
		paint:   func() { c.paint(); c.layout(c.Size()) },
	}
}

func (c *Choice) layout(size fyne.Size) {
	c.box.layout(fyne.Position{}, size)
	c.shown.Text = cut(c.text(), size.Width-40, look.Body, false)
	centreLine(c.shown, 10, 0, size.Height)
	centreLine(c.arrow, size.Width-24, 0, size.Height)
}

func (c *Choice) text() string {
	if i := c.index(); i >= 0 {
		return c.Options[i].Text
	}
	return ""
}

func (c *Choice) paint() {
	edge, words := look.Border, look.Text
	switch {
	case c.disabled:
		edge, words = look.Line, look.Disabled
	case c.wrong:
		edge = look.Danger
	case c.focused:
		edge = look.Primary
	}
	c.box.paint(look.Surface, edge)
	if c.focused && !c.disabled {
		c.box.ringed(edge, look.Surface, 0)
	}
	c.shown.Color, c.arrow.Color = colourOf(words), colourOf(look.Secondary)
}

// FocusTarget is the part that takes the keyboard.
func (c *Choice) FocusTarget() fyne.Focusable { return c }
