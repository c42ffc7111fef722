package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Pick is a line of Picks: words at the left, a note at the right.
type Pick struct {
	Text string
	Note string
}

// Picks is a short list of lines of which one is chosen, such as the documents
// of a case. It is one stop for Tab; Up and Down choose, Enter opens.
type Picks struct {
	widget.BaseWidget

	OnPicked func(line int) // another line was chosen
	OnOpened func(line int) // Enter, or a click on the chosen line; may be nil

	lines   []Pick
	at      int
	focused bool
	faces   []*pickFace
}

// NewPicks builds a list with the first line chosen.
func NewPicks(lines []Pick, picked func(line int)) *Picks {
	p := &Picks{lines: lines, OnPicked: picked}
	p.ExtendBaseWidget(p)
	return p
}

// Set replaces the lines and chooses one without telling OnPicked; the number of
// lines must stay the same.
func (p *Picks) Set(lines []Pick, at int) {
	if len(lines) == len(p.lines) {
		p.lines, p.at = lines, max(at, 0)
		p.Refresh()
	}
}

// Reach is where a line begins and ends, in device-independent pixels from the
// top of the list.
func (p *Picks) Reach(line int) (top, bottom float32) {
	return float32(line) * pickHigh, float32(line+1) * pickHigh
}

// Same says whether there are as many lines.
func (p *Picks) Same(lines int) bool { return len(p.lines) == lines }

// At is the line that is chosen.
func (p *Picks) At() int { return p.at }

// Pick chooses a line and tells OnPicked; an index out of range is ignored.
func (p *Picks) Pick(line int) {
	if line < 0 || line >= len(p.lines) || line == p.at {
		return
	}
	p.at = line
	p.Refresh()
	if p.OnPicked != nil {
		p.OnPicked(line)
	}
}

func (p *Picks) open() {
	if p.OnOpened != nil && len(p.lines) > 0 {
		p.OnOpened(p.at)
	}
}

// Tapped is for Fyne.
func (p *Picks) Tapped(event *fyne.PointEvent) {
	line := int(event.Position.Y / pickHigh)
	focus(p)
	if line == p.at {
		p.open()
		return
	}
	p.Pick(line)
}

// TypedRune is for Fyne.
func (p *Picks) TypedRune(rune) {}

// TypedKey is for Fyne.
func (p *Picks) TypedKey(event *fyne.KeyEvent) {
	Stir(p)
	switch event.Name {
	case fyne.KeyDown:
		p.Pick(p.at + 1)
	case fyne.KeyUp:
		p.Pick(p.at - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		p.open()
	default:
		passKey(p, event)
	}
}

// FocusGained is for Fyne.
func (p *Picks) FocusGained() { p.focused = true; p.Refresh() }

// FocusLost is for Fyne.
func (p *Picks) FocusLost() { p.focused = false; p.Refresh() }

// FocusTarget is the part that takes the keyboard.
func (p *Picks) FocusTarget() fyne.Focusable { return p }

const (
	pickHigh float32 = 30
	pickSide float32 = 10
)

type pickFace struct {
	box         *frame
	words, note *canvas.Text
}

// CreateRenderer is for Fyne.
func (p *Picks) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	var objects []fyne.CanvasObject
	p.faces = nil
	for range p.lines {
		f := &pickFace{
			box:   newFrame(look.Gap4),
			words: newLine("", look.Body-1, look.Text), note: newLine("", look.Note, look.Secondary),
		}
		p.faces = append(p.faces, f)
		objects = append(append(objects, f.box.objects()...), f.words, f.note)
	}
	p.paint()
	return &drawn{
		objects: objects, layout: p.layout,
		least: func() fyne.Size { return fyne.NewSize(120, pickHigh*float32(len(p.lines))) },
		paint: func() { p.paint(); p.layout(p.Size()) },
	}
}

func (p *Picks) paint() {
	for i, f := range p.faces {
		chosen := i == p.at
		ground, words := look.Surface, look.Text
		if chosen {
			ground, words = look.Selection, look.Primary
		}
		f.box.paint(ground, ground)
		if chosen && p.focused {
			f.box.ringed(look.Primary, look.Surface, 0)
		}
		f.words.Color, f.note.Color = colourOf(words), colourOf(look.Secondary)
	}
}

func (p *Picks) layout(size fyne.Size) {
	for i, f := range p.faces {
		top := float32(i) * pickHigh
		f.box.layout(fyne.NewPos(0, top), fyne.NewSize(size.Width, pickHigh-1))
		f.note.Text = p.lines[i].Note
		right := size.Width - pickSide - f.note.MinSize().Width
		f.words.Text = cut(p.lines[i].Text, fyne.Max(right-pickSide-look.Gap8, 0), f.words.TextSize, false)
		centreLine(f.words, pickSide, top, pickHigh)
		centreLine(f.note, right, top, pickHigh)
	}
}
