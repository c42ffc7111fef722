package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Weight is how much a button asks for.
type Weight int

// The weights. One Primary a view, right below; Danger names what it destroys;
// Link is words that can be pressed; Plain likewise, in the colour of text.
const (
	Secondary Weight = iota
	Primary
	Danger
	Link
	Plain
)

// Button is a button with, perhaps, the key that does the same printed on it.
// Enter and Space both press it.
type Button struct {
	widget.BaseWidget

	Text     string
	Key      Key // shown; bind it in a Scope, or let Bind do so
	Weight   Weight
	OnTapped func()

	focused, over, disabled bool

	box, badge  *frame
	words, hint *canvas.Text
}

// NewButton builds a button; key may be "".
func NewButton(words string, key Key, weight Weight, tapped func()) *Button {
	b := &Button{Text: words, Key: key, Weight: weight, OnTapped: tapped}
	b.ExtendBaseWidget(b)
	return b
}

// NewLink is words that can be pressed.
func NewLink(words string, tapped func()) *Button { return NewButton(words, "", Link, tapped) }

// bare says whether the button is words only.
func (b *Button) bare() bool { return b.Weight == Link || b.Weight == Plain }

// Bind makes the button's key press it, and returns the button.
func (b *Button) Bind(scope *Scope) *Button {
	scope.On(b.Key, b.Press)
	return b
}

// Press does what the button does, unless it is disabled or hidden.
func (b *Button) Press() {
	if b.disabled || !b.Visible() || b.OnTapped == nil {
		return
	}
	b.OnTapped()
}

// SetText changes the words.
func (b *Button) SetText(words string) { b.Text = words; b.Refresh() }

// Enable is for Fyne.
func (b *Button) Enable() { b.disabled = false; b.Refresh() }

// Disable is for Fyne.
func (b *Button) Disable() { b.disabled = true; b.Refresh() }

// Disabled is for Fyne.
func (b *Button) Disabled() bool { return b.disabled }

// Tapped is for Fyne.
func (b *Button) Tapped(*fyne.PointEvent) { b.Press() }

// TypedRune is for Fyne.
func (b *Button) TypedRune(rune) {}

// TypedKey is for Fyne.
func (b *Button) TypedKey(event *fyne.KeyEvent) {
	Stir(b)
	if worksIt(event.Name) {
		b.Press()
		return
	}
	passKey(b, event)
}

// FocusGained is for Fyne.
func (b *Button) FocusGained() { b.focused = true; b.Refresh(); announceFocus(b) }

// FocusLost is for Fyne.
func (b *Button) FocusLost() { b.focused = false; b.Refresh() }

// MouseIn is for Fyne.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.over = true; b.Refresh() }

// MouseMoved is for Fyne.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is for Fyne.
func (b *Button) MouseOut() { b.over = false; b.Refresh() }

// Cursor is for Fyne.
func (b *Button) Cursor() desktop.Cursor {
	if b.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// AccessibilityLabel is for screen readers.
func (b *Button) AccessibilityLabel() string { return b.Text }

// AccessibilityRole is for screen readers.
func (b *Button) AccessibilityRole() fyne.AccessibleRole {
	if b.Weight == Link {
		return fyne.AccessibleRoleLink
	}
	return fyne.AccessibleRoleButton
}

// CreateRenderer is for Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	b.box, b.badge = newFrame(look.Radius), newFrame(look.Gap4)
	b.words = newLine(b.Text, look.Body, look.Text)
	b.hint = newLine(string(b.Key), look.Hint, look.Secondary)
	b.paint()
	return &drawn{
		objects: append(append(b.box.objects(), b.badge.objects()...), b.words, b.hint),
		layout:  b.layout, least: b.least, paint: func() { b.paint(); b.layout(b.Size()) },
	}
}

const (
	buttonSide float32 = 15 // room left and right of the words
	badgeSide  float32 = 6
	badgeHigh  float32 = 20
)

func (b *Button) least() fyne.Size {
	words := b.words.MinSize()
	if b.bare() {
		width := words.Width
		if b.Key != "" {
			width += look.Gap4 + b.hint.MinSize().Width
		}
		return fyne.NewSize(width, words.Height)
	}
	width := words.Width + 2*buttonSide
	if b.Key != "" {
		width += look.Gap4 + b.badgeWidth()
	}
	return fyne.NewSize(width, look.ButtonHigh)
}

func (b *Button) badgeWidth() float32 { return b.hint.MinSize().Width + 2*badgeSide }

func (b *Button) layout(size fyne.Size) {
	if b.bare() {
		b.box.layout(fyne.NewPos(-5, -3), size.AddWidthHeight(10, 6))
		centreLine(b.words, 0, 0, size.Height)
		centreLine(b.hint, b.words.MinSize().Width+look.Gap4, 0, size.Height)
		return
	}
	b.box.layout(fyne.Position{}, size)
	words := b.words.MinSize().Width
	if b.Key == "" {
		centreLine(b.words, (size.Width-words)/2, 0, size.Height)
		return
	}
	whole := words + look.Gap4 + b.badgeWidth()
	left := (size.Width - whole) / 2
	centreLine(b.words, left, 0, size.Height)
	badge := fyne.NewPos(left+words+look.Gap4+2, (size.Height-badgeHigh)/2)
	b.badge.layout(badge, fyne.NewSize(b.badgeWidth(), badgeHigh))
	centreLine(b.hint, badge.X+badgeSide, badge.Y, badgeHigh)
}

// paint chooses the colours by weight and state.
func (b *Button) paint() {
	ground, edge, words, hint, badge := look.Surface, look.Border, look.Text, look.Secondary, look.Line
	switch {
	case b.disabled && !b.bare():
		ground, edge, words, hint = look.Background, look.Line, look.Disabled, look.Disabled
	case b.disabled:
		words = look.Disabled
	case b.Weight == Primary:
		ground, edge, words, hint, badge = look.Primary, look.Primary, look.OnPrimary, look.OnPrimary, look.Hover
		if b.over {
			ground, edge = look.Hover, look.Hover
		}
	case b.Weight == Danger:
		edge, words = look.Danger, look.Danger
	case b.Weight == Link:
		words = look.Primary
	}
	if b.over && !b.disabled && b.Weight == Secondary {
		ground = look.Background
	}
	b.words.Text, b.words.Color = b.Text, colourOf(words)
	b.words.TextSize, b.words.TextStyle.Bold = look.Body, b.Weight == Primary && !b.disabled
	b.hint.Text, b.hint.Color = string(b.Key), colourOf(hint)
	b.box.paint(ground, edge)
	b.badge.paint(ground, badge)
	switch {
	case b.focused && b.Weight == Primary:
		b.box.ringed(look.Primary, look.OnPrimary, look.Ring)
	case b.focused:
		b.box.ringed(look.Primary, look.Surface, 0)
	}
	b.box.show(!b.bare() || b.focused)
	b.badge.show(b.Key != "" && !b.bare())
	show(b.hint, b.Key != "")
	if b.Weight == Link {
		b.words.TextSize = look.Body - 1
	}
	if b.bare() {
		b.hint.TextSize = 9
	}
}

// FocusTarget is the part that takes the keyboard.
func (b *Button) FocusTarget() fyne.Focusable { return b }
