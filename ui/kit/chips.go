package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Chip is one of a row of chips.
type Chip struct {
	Value string
	Text  string
}

// Chips is a row of chips, one stop for Tab. The arrow keys walk in it. With One
// exactly one is on and the arrows choose it; otherwise Space or Enter turns the
// one under the ring on or off.
type Chips struct {
	widget.BaseWidget

	One       bool
	Wrap      bool // break the row where it is too wide, instead of asking for the room
	OnChanged func(on []string)

	chips   []Chip
	on      map[string]bool
	at      int
	focused bool
	faces   []*chipFace
}

// NewRadioChips is a row of which one chip is on.
func NewRadioChips(value string, chips []Chip, changed func(value string)) *Chips {
	c := newChips(chips, true, []string{value})
	c.OnChanged = func(on []string) {
		if changed != nil && len(on) > 0 {
			changed(on[0])
		}
	}
	return c
}

// NewToggleChips is a row of which any number of chips are on.
func NewToggleChips(on []string, chips []Chip, changed func(on []string)) *Chips {
	c := newChips(chips, false, on)
	c.OnChanged = changed
	return c
}

func newChips(chips []Chip, one bool, on []string) *Chips {
	c := &Chips{chips: chips, One: one, on: map[string]bool{}}
	for _, value := range on {
		c.on[value] = true
	}
	c.ExtendBaseWidget(c)
	c.at = max(c.firstOn(), 0)
	return c
}

// SetChips replaces the chips, as when their counts change; what was on stays on.
func (c *Chips) SetChips(chips []Chip) {
	c.chips = chips
	c.at = min(c.at, max(len(chips)-1, 0))
	c.Refresh()
}

// On lists the values that are on, in the order of the chips.
func (c *Chips) On() []string {
	var out []string
	for _, chip := range c.chips {
		if c.on[chip.Value] {
			out = append(out, chip.Value)
		}
	}
	return out
}

// Set turns exactly the given values on without telling OnChanged.
func (c *Chips) Set(on ...string) {
	clear(c.on)
	for _, value := range on {
		c.on[value] = true
	}
	c.Refresh()
}

func (c *Chips) firstOn() int {
	for i, chip := range c.chips {
		if c.on[chip.Value] {
			return i
		}
	}
	return -1
}

// press turns chip i on, or, where many may be on, over.
func (c *Chips) press(i int) {
	value := c.chips[i].Value
	c.at = i
	switch {
	case c.One && c.on[value]:
		c.Refresh()
		return
	case c.One:
		clear(c.on)
		c.on[value] = true
	default:
		c.on[value] = !c.on[value]
	}
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(c.On())
	}
}

// Tapped is for Fyne.
func (c *Chips) Tapped(event *fyne.PointEvent) {
	for i, face := range c.faces {
		if inside(event.Position, face.pos, face.size) {
			focus(c)
			c.press(i)
			return
		}
	}
}

func inside(p, pos fyne.Position, size fyne.Size) bool {
	return p.X >= pos.X && p.Y >= pos.Y && p.X < pos.X+size.Width && p.Y < pos.Y+size.Height
}

// TypedRune is for Fyne.
func (c *Chips) TypedRune(rune) {}

// TypedKey is for Fyne.
func (c *Chips) TypedKey(event *fyne.KeyEvent) {
	Stir(c)
	switch {
	case len(c.chips) == 0:
		passKey(c, event)
	case event.Name == fyne.KeyRight || event.Name == fyne.KeyDown:
		c.walk(1)
	case event.Name == fyne.KeyLeft || event.Name == fyne.KeyUp:
		c.walk(-1)
	case worksIt(event.Name):
		c.press(c.at)
	default:
		passKey(c, event)
	}
}

func (c *Chips) walk(by int) {
	next := (c.at + by + len(c.chips)) % len(c.chips)
	if c.One {
		c.press(next)
		return
	}
	c.at = next
	c.Refresh()
}

// FocusGained is for Fyne.
func (c *Chips) FocusGained() { c.focused = true; c.Refresh(); announceFocus(c) }

// FocusLost is for Fyne.
func (c *Chips) FocusLost() { c.focused = false; c.Refresh() }

// CreateRenderer is for Fyne.
func (c *Chips) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	r := &chipsRenderer{c}
	r.build()
	return r
}

// chipFace is how one chip is drawn.
type chipFace struct {
	box   *frame
	words *canvas.Text
	pos   fyne.Position
	size  fyne.Size
}

type chipsRenderer struct{ chips *Chips }

func (r *chipsRenderer) Destroy() {}

// build makes as many faces as there are chips and colours them.
func (r *chipsRenderer) build() {
	c := r.chips
	for len(c.faces) < len(c.chips) {
		c.faces = append(c.faces, newChipFace())
	}
	c.faces = c.faces[:len(c.chips)]
	for i, chip := range c.chips {
		c.faces[i].paint(chip.Text, c.on[chip.Value], c.focused && i == c.at)
	}
}

func newChipFace() *chipFace {
	return &chipFace{box: newFrame(look.ChipHigh / 2), words: newLine("", look.Body-1, look.Text)}
}

func (f *chipFace) paint(words string, on, ringed bool) {
	ground, edge, text := look.Surface, look.Border, look.Text
	if on {
		ground, edge, text = look.Selection, look.Primary, look.Primary
	}
	f.words.Text, f.words.Color = words, colourOf(text)
	f.box.paint(ground, edge)
	switch {
	case ringed && on:
		f.box.ringed(look.Primary, look.Surface, 1.5)
	case ringed:
		f.box.ringed(look.Primary, look.Surface, 0)
	}
}

func (f *chipFace) width() float32 { return f.words.MinSize().Width + 2*look.Gap12 }

func (f *chipFace) place(pos fyne.Position) {
	f.pos, f.size = pos, fyne.NewSize(f.width(), look.ChipHigh)
	f.box.layout(pos, f.size)
	centreLine(f.words, pos.X+look.Gap12, pos.Y, look.ChipHigh)
}

const chipGap float32 = 10

// flow calls place for each face and gives the size all of them take.
func (r *chipsRenderer) flow(width float32, place func(*chipFace, fyne.Position)) fyne.Size {
	var at fyne.Position
	var taken fyne.Size
	for i, face := range r.chips.faces {
		wide := face.width()
		if i > 0 && width > 0 && at.X+wide > width+0.5 {
			at = fyne.NewPos(0, at.Y+look.ChipHigh+look.Gap8)
		}
		place(face, at)
		taken = taken.Max(fyne.NewSize(at.X+wide, at.Y+look.ChipHigh))
		at.X += wide + chipGap
	}
	return taken
}

func (r *chipsRenderer) Layout(size fyne.Size) {
	r.flow(size.Width, func(f *chipFace, pos fyne.Position) { f.place(pos) })
}

func (r *chipsRenderer) MinSize() fyne.Size {
	nowhere := func(*chipFace, fyne.Position) {}
	if !r.chips.Wrap {
		return r.flow(0, nowhere)
	}
	widest := float32(0)
	for _, face := range r.chips.faces {
		widest = fyne.Max(widest, face.width())
	}
	return fyne.NewSize(widest, r.flow(r.chips.Size().Width, nowhere).Height)
}

func (r *chipsRenderer) Objects() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, f := range r.chips.faces {
		out = append(append(out, f.box.objects()...), f.words)
	}
	return out
}

func (r *chipsRenderer) Refresh() {
	r.build()
	r.Layout(r.chips.Size())
	for _, o := range r.Objects() {
		canvas.Refresh(o)
	}
}

// FocusTarget is the part that takes the keyboard.
func (c *Chips) FocusTarget() fyne.Focusable { return c }
