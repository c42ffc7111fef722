package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Moment is one entry of a Timeline, told in words.
type Moment struct {
	When string // "18 日 09:12"; "" for what has not happened yet
	// Dot is the colour of its mark: look.Primary for what went its way,
	// look.Warning for what wants attention; "" is hollow, for what is to come.
	Dot  fyne.ThemeColorName
	Lead string // bold: who or what
	Text string
	Note string // a second, quieter line: author, place, number
}

// Timeline tells what happened to a case, oldest first.
type Timeline struct {
	widget.BaseWidget
	column *fyne.Container
}

// NewTimeline builds a timeline.
func NewTimeline(moments ...Moment) *Timeline {
	t := &Timeline{column: Column(look.Gap8)}
	t.ExtendBaseWidget(t)
	t.Set(moments)
	return t
}

// Set replaces what is told.
func (t *Timeline) Set(moments []Moment) {
	t.column.Objects = make([]fyne.CanvasObject, len(moments))
	for i, m := range moments {
		t.column.Objects[i] = newMomentFace(m)
	}
	t.column.Refresh()
	t.Refresh()
}

// CreateRenderer is for Fyne.
func (t *Timeline) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	return widget.NewSimpleRenderer(t.column)
}

type momentFace struct {
	widget.BaseWidget
	moment Moment
}

func newMomentFace(m Moment) *momentFace {
	f := &momentFace{moment: m}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer is for Fyne.
func (f *momentFace) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	const dotAt, wordsAt, dot = 100, 122, 9
	when := NewNote(f.moment.When)
	mark := canvas.NewCircle(nil)
	words, note := f.words(), NewNoteParagraph(f.moment.Note)
	show(note, f.moment.Note != "")
	body := Column(0, words, note)
	paint := func() {
		mark.StrokeWidth, mark.StrokeColor = 2, colourOf(look.Disabled)
		mark.FillColor = colourOf(look.Surface)
		if f.moment.Dot != "" {
			mark.FillColor, mark.StrokeColor = colourOf(f.moment.Dot), colourOf(f.moment.Dot)
		}
	}
	paint()
	return &drawn{
		objects: []fyne.CanvasObject{when, mark, body},
		layout: func(size fyne.Size) {
			when.Move(fyne.NewPos(0, 1))
			when.Resize(fyne.NewSize(dotAt-look.Gap4, 20))
			mark.Move(fyne.NewPos(dotAt, 6))
			mark.Resize(fyne.NewSquareSize(dot))
			body.Move(fyne.NewPos(wordsAt, 0))
			body.Resize(fyne.NewSize(size.Width-wordsAt, size.Height))
		},
		least: func() fyne.Size { return body.MinSize().AddWidthHeight(wordsAt, 0) },
		paint: paint,
	}
}

// words is the main line: the lead in bold on the first line, then the text.
func (f *momentFace) words() fyne.CanvasObject {
	size := look.Body - 1
	text := newWords(f.moment.Text, size, false, look.Text)
	text.Wrap = true
	if f.moment.Dot == "" {
		text.Colour, text.High = look.Secondary, look.Note
	}
	if f.moment.Lead == "" {
		return text
	}
	lead := newWords(f.moment.Lead, size, true, look.Text)
	return Row(look.Gap12, Side(0, lead), Grow(text))
}
