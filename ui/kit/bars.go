package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// BarRow is a line of Bars: a name, a bar on the common scale, and words after it
// that say the same as its length.
type BarRow struct {
	Name  string
	Parts []BarPart
	Words string
	Apart bool // more room above: another group begins
}

// BarPart is a stretch of a bar. From and To are on the scale of all the bars,
// which begins at nought.
type BarPart struct {
	From, To float32
	Colour   fyne.ThemeColorName
	Thin     bool // half as high: a stretch of another kind
}

// Bars are horizontal bars on one scale, one under the other.
type Bars struct {
	widget.BaseWidget
	nameWidth float32
	bars      []BarRow
}

// NewBars builds bars with a column of the given width for the names, in
// device-independent pixels. Where that is more than namesMost of the whole, it
// gives way; longer names are cut.
func NewBars(nameWidth float32, bars ...BarRow) *Bars {
	b := &Bars{nameWidth: nameWidth, bars: bars}
	b.ExtendBaseWidget(b)
	return b
}

const (
	barRow   float32 = 18 // a line
	barHigh  float32 = 12
	barApart float32 = 6
	barLeast float32 = 60 // the least room of a bar in full length

	namesMost  float32 = 0.45
	namesLeast float32 = 80
)

// barFace is how one bar is drawn.
type barFace struct {
	bar         BarRow
	name, words *canvas.Text
	parts       []*canvas.Rectangle
}

// CreateRenderer is for Fyne.
func (b *Bars) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	var objects []fyne.CanvasObject
	faces := make([]*barFace, len(b.bars))
	for i, bar := range b.bars {
		f := &barFace{
			bar: bar, name: newLine(bar.Name, look.Note, look.Secondary),
			words: newLine(bar.Words, look.Note, look.Text),
		}
		objects = append(objects, f.name, f.words)
		for range bar.Parts {
			part := canvas.NewRectangle(nil)
			f.parts = append(f.parts, part)
			objects = append(objects, part)
		}
		f.paint()
		faces[i] = f
	}
	return &drawn{
		objects: objects,
		layout:  func(size fyne.Size) { b.layout(faces, size) },
		least: func() fyne.Size {
			return fyne.NewSize(fyne.Min(b.nameWidth, namesLeast)+barLeast+b.wordsWidth(), b.height())
		},
		paint: func() {
			for _, f := range faces {
				f.paint()
			}
		},
	}
}

func (f *barFace) paint() {
	f.name.Color, f.words.Color = colourOf(look.Secondary), colourOf(look.Text)
	for i, part := range f.bar.Parts {
		f.parts[i].FillColor = colourOf(part.Colour)
	}
}

func (b *Bars) layout(faces []*barFace, size fyne.Size) {
	most := float32(1)
	for _, bar := range b.bars {
		most = fyne.Max(most, bar.end())
	}
	names := fyne.Min(b.nameWidth, size.Width*namesMost)
	scale := fyne.Max(size.Width-names-b.wordsWidth(), 0) / most
	y := float32(0)
	for i, f := range faces {
		if i > 0 && f.bar.Apart {
			y += barApart
		}
		f.place(y, names, scale)
		y += barRow
	}
}

func (f *barFace) place(y, left, scale float32) {
	f.name.Text = cut(f.bar.Name, left-look.Gap8, look.Note, false)
	centreLine(f.name, 0, y, barRow)
	for i, part := range f.bar.Parts {
		high := barHigh
		if part.Thin {
			high /= 2
		}
		f.parts[i].Move(fyne.NewPos(left+part.From*scale, y+(barRow-high)/2))
		f.parts[i].Resize(fyne.NewSize((part.To-part.From)*scale, high))
	}
	centreLine(f.words, left+f.bar.end()*scale+look.Gap8, y, barRow)
}

func (b BarRow) end() float32 {
	end := float32(0)
	for _, part := range b.Parts {
		end = fyne.Max(end, part.To)
	}
	return end
}

func (b *Bars) wordsWidth() float32 {
	widest := float32(0)
	for _, bar := range b.bars {
		widest = fyne.Max(widest, measure(bar.Words, look.Note, false).Width)
	}
	return widest + look.Gap8
}

func (b *Bars) height() float32 {
	high := float32(0)
	for i, bar := range b.bars {
		high += barRow
		if i > 0 && bar.Apart {
			high += barApart
		}
	}
	return high
}
