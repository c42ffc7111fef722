package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Panel is a ground with a hairline around it and something on it.
type Panel struct {
	widget.BaseWidget

	ground  fyne.ThemeColorName
	edge    bool
	radius  float32
	inside  float32
	content fyne.CanvasObject
}

// NewCard is a white card, 16 px inside.
func NewCard(content fyne.CanvasObject) *Panel {
	return newPanel(look.Surface, true, look.CardRadius, look.Gap16, content)
}

// NewBareCard is a white card whose content reaches its edges, as a list does.
func NewBareCard(content fyne.CanvasObject) *Panel {
	return newPanel(look.Surface, true, look.CardRadius, 1, content)
}

// NewTightCard is a white card, 12 px inside, for a line or two.
func NewTightCard(content fyne.CanvasObject) *Panel {
	return newPanel(look.Surface, true, look.CardRadius, look.Gap12, content)
}

// NewQuietCard is a card that explains, 16 px inside.
func NewQuietCard(content fyne.CanvasObject) *Panel {
	return newPanel(look.Quiet, true, look.CardRadius, look.Gap16, content)
}

func newPanel(ground fyne.ThemeColorName, edge bool, radius, inside float32, content fyne.CanvasObject) *Panel {
	p := &Panel{ground: ground, edge: edge, radius: radius, inside: inside, content: content}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer is for Fyne.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	box := newFrame(p.radius)
	paint := func() {
		edge := p.ground
		if p.edge {
			edge = look.Line
		}
		box.paint(p.ground, edge)
	}
	paint()
	return &drawn{
		objects: append(box.objects(), p.content),
		layout: func(size fyne.Size) {
			box.layout(fyne.Position{}, size)
			p.content.Move(fyne.NewSquareOffsetPos(p.inside))
			p.content.Resize(size.SubtractWidthHeight(2*p.inside, 2*p.inside))
		},
		least: func() fyne.Size { return p.content.MinSize().AddWidthHeight(2*p.inside, 2*p.inside) },
		paint: paint,
	}
}

// NewSectionTitle is the bold title of a part of a card with a note beside it.
func NewSectionTitle(title, note string) *fyne.Container {
	return Row(look.Gap12, NewStrong(title), NewNote(note))
}

// Hairline is a line across a card.
func Hairline() fyne.CanvasObject {
	return Fixed(0, 1, newPanel(look.Line, false, 0, 0, &fyne.Container{}))
}

// Light is a coloured dot and the words that say the same: colour never speaks
// alone.
type Light struct {
	widget.BaseWidget

	colour fyne.ThemeColorName
	words  string
	size   float32
	dot    *canvas.Circle
	text   *canvas.Text
}

// NewLight is a dot in a colour (look.Success, look.Warning, look.Danger, …) and words.
func NewLight(colour fyne.ThemeColorName, words string) *Light {
	l := &Light{colour: colour, words: words, size: look.Body - 1}
	l.ExtendBaseWidget(l)
	return l
}

// Set changes colour and words; an empty colour shows the words alone.
func (l *Light) Set(colour fyne.ThemeColorName, words string) {
	if l.colour == colour && l.words == words {
		return
	}
	l.colour, l.words = colour, words
	l.Refresh()
}

// CreateRenderer is for Fyne.
func (l *Light) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	l.dot, l.text = canvas.NewCircle(nil), newLine("", l.size, look.Text)
	l.paint()
	return &drawn{
		objects: []fyne.CanvasObject{l.dot, l.text},
		layout:  l.layout,
		least: func() fyne.Size {
			words := l.text.MinSize()
			return fyne.NewSize(words.Width+l.indent(), words.Height)
		},
		paint: func() { l.paint(); l.layout(l.Size()) },
	}
}

const dotWide float32 = 12

func (l *Light) indent() float32 {
	if l.colour == "" {
		return 0
	}
	return dotWide + look.Gap4
}

func (l *Light) layout(size fyne.Size) {
	l.dot.Resize(fyne.NewSquareSize(dotWide))
	l.dot.Move(fyne.NewPos(0, (size.Height-dotWide)/2))
	centreLine(l.text, l.indent(), 0, size.Height)
}

func (l *Light) paint() {
	show(l.dot, l.colour != "")
	if l.colour != "" {
		l.dot.FillColor = colourOf(l.colour)
	}
	l.text.Text, l.text.Color = l.words, colourOf(look.Text)
	l.text.TextSize = l.size
	if l.size < look.Body-1 {
		l.text.Color = colourOf(look.Secondary)
	}
}

// Badge is a small framed note: a key, a count, a mark such as "草稿".
type Badge struct {
	widget.BaseWidget

	words string
	box   *frame
	text  *canvas.Text
}

// NewBadge builds a badge.
func NewBadge(words string) *Badge {
	b := &Badge{words: words}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the words.
func (b *Badge) Set(words string) { b.words = words; b.Refresh() }

// CreateRenderer is for Fyne.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	b.box, b.text = newFrame(look.Gap4), newLine("", look.Hint, look.Secondary)
	paint := func() {
		b.text.Text, b.text.Color = b.words, colourOf(look.Secondary)
		b.box.paint(look.Surface, look.Line)
	}
	layout := func(size fyne.Size) {
		b.box.layout(fyne.Position{}, size)
		centreLine(b.text, badgeSide, 0, size.Height)
	}
	paint()
	return &drawn{
		objects: append(b.box.objects(), b.text),
		layout:  layout,
		least:   func() fyne.Size { return fyne.NewSize(b.text.MinSize().Width+2*badgeSide, badgeHigh) },
		paint:   func() { paint(); layout(b.Size()) },
	}
}

// NewTick is the box of a checklist: on (✓ in success colour), or still open
// (in warning colour). The marks ☑ ☐ are in no embedded font, so it is drawn.
func NewTick(on bool) fyne.CanvasObject {
	t := &tick{on: on}
	t.ExtendBaseWidget(t)
	return t
}

type tick struct {
	widget.BaseWidget
	on bool
}

// CreateRenderer is for Fyne.
func (t *tick) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	box := newFrame(2)
	down, up := canvas.NewLine(nil), canvas.NewLine(nil)
	paint := func() {
		colour := look.Warning
		if t.on {
			colour = look.Success
		}
		box.paint(look.Surface, colour)
		for _, stroke := range []*canvas.Line{down, up} {
			stroke.StrokeColor, stroke.StrokeWidth = colourOf(colour), 1.5
			show(stroke, t.on)
		}
	}
	paint()
	return &drawn{
		objects: append(box.objects(), down, up),
		layout: func(size fyne.Size) {
			top := (size.Height - dotWide) / 2
			box.layout(fyne.NewPos(0, top), fyne.NewSquareSize(dotWide))
			down.Position1, down.Position2 = fyne.NewPos(2.5, top+6), fyne.NewPos(5, top+8.5)
			up.Position1, up.Position2 = fyne.NewPos(5, top+8.5), fyne.NewPos(9.5, top+3.5)
		},
		least: func() fyne.Size { return fyne.NewSquareSize(dotWide) },
		paint: paint,
	}
}

// Bar is a white band across the window with a hairline at its foot.
type Bar struct {
	widget.BaseWidget
	content fyne.CanvasObject
}

// NewBar builds a bar.
func NewBar(content fyne.CanvasObject) *Bar {
	b := &Bar{content: content}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is for Fyne.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	ground, foot := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	paint := func() { ground.FillColor, foot.FillColor = colourOf(look.Surface), colourOf(look.Line) }
	paint()
	return &drawn{
		objects: []fyne.CanvasObject{ground, foot, b.content},
		layout: func(size fyne.Size) {
			ground.Resize(size)
			foot.Move(fyne.NewPos(0, size.Height-1))
			foot.Resize(fyne.NewSize(size.Width, 1))
			b.content.Resize(size)
		},
		least: func() fyne.Size { return b.content.MinSize() },
		paint: paint,
	}
}
