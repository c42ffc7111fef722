package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Progress shows how far a long piece of work has come: what it is, a bar and the
// percentage. Where nobody can tell how far, the bar is left out and the words
// stand alone.
type Progress struct {
	widget.BaseWidget

	words       string
	done, total int64
	room        float32 // least width
}

// progressRoom is the least width of a bar with its words.
const progressRoom float32 = 180

// NewProgress builds one that says nothing yet.
func NewProgress() *Progress {
	p := &Progress{room: progressRoom}
	p.ExtendBaseWidget(p)
	return p
}

// Set says what is being done and how far it has come; total 0 is unknown.
func (p *Progress) Set(words string, done, total int64) {
	if p.words == words && p.done == done && p.total == total {
		return
	}
	p.words, p.done, p.total = words, done, total
	p.Refresh()
}

// Share is how much is done, from 0 to 1; 0 where nobody can tell.
func (p *Progress) Share() float32 {
	if p.total <= 0 {
		return 0
	}
	return fyne.Min(fyne.Max(float32(float64(p.done)/float64(p.total)), 0), 1)
}

// Measures of a progress line in device-independent pixels.
const (
	progressHigh    float32 = 28
	progressBar     float32 = 4
	progressPercent float32 = 44
)

// CreateRenderer is for Fyne.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	words, percent := newLine("", look.Note, look.Secondary), newLine("", look.Note, look.Secondary)
	ground, bar := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	ground.CornerRadius, bar.CornerRadius = progressBar/2, progressBar/2
	layout := func(size fyne.Size) {
		words.Text = cut(p.words, size.Width-progressPercent, look.Note, false)
		centreLine(words, 0, 0, progressHigh-progressBar-look.Gap4)
		centreLine(percent, size.Width-percent.MinSize().Width, 0, progressHigh-progressBar-look.Gap4)
		at := fyne.NewPos(0, progressHigh-progressBar)
		ground.Move(at)
		ground.Resize(fyne.NewSize(size.Width, progressBar))
		bar.Move(at)
		bar.Resize(fyne.NewSize(size.Width*p.Share(), progressBar))
	}
	paint := func() {
		words.Color, percent.Color = colourOf(look.Secondary), colourOf(look.Secondary)
		ground.FillColor, bar.FillColor = colourOf(look.Line), colourOf(look.Primary)
		percent.Text = ""
		if p.total > 0 {
			percent.Text = itoa(int(100*p.Share())) + " %"
		}
		show(ground, p.total > 0)
		show(bar, p.total > 0)
	}
	paint()
	return &drawn{
		objects: []fyne.CanvasObject{words, percent, ground, bar},
		layout:  layout,
		least:   func() fyne.Size { return fyne.NewSize(p.room, progressHigh) },
		paint:   func() { paint(); layout(p.Size()) },
	}
}
