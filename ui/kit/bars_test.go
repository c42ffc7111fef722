package kit

import (
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"onewindow/ui/look"
)

// drawnBars are the rectangles of a Bars, top to bottom and left to right.
func drawnBars(b *Bars) (parts []*canvas.Rectangle, words []*canvas.Text) {
	for _, o := range test.WidgetRenderer(b).Objects() {
		switch o := o.(type) {
		case *canvas.Rectangle:
			parts = append(parts, o)
		case *canvas.Text:
			words = append(words, o)
		}
	}
	return parts, words
}

func TestBarsShareOneScaleAndStayInside(t *testing.T) {
	b := NewBars(100,
		BarRow{Name: "改革前", Words: "50 天", Parts: []BarPart{{0, 20, look.Border, false}, {20, 50, look.Border, true}}},
		BarRow{Name: "改革后", Words: "25 天", Parts: []BarPart{{0, 25, look.Primary, false}}})
	shown(t, b, 500, 60)
	parts, words := drawnBars(b)
	full := parts[0].Size().Width + parts[1].Size().Width
	if near := parts[2].Size().Width * 2; near < full-0.5 || near > full+0.5 {
		t.Errorf("25 is drawn %v wide and 50 %v", parts[2].Size().Width, full)
	}
	if parts[1].Size().Height*2 != parts[0].Size().Height {
		t.Error("a thin part is as high as a thick one")
	}
	for _, text := range words {
		if end := text.Position().X + text.MinSize().Width; end > b.Size().Width+0.5 {
			t.Errorf("%q ends at %v of %v", text.Text, end, b.Size().Width)
		}
	}
}

func TestBarsOfNothing(t *testing.T) {
	b := NewBars(100, BarRow{Name: "最短", Words: "0 天", Parts: []BarPart{{0, 0, look.Primary, false}}}, BarRow{Name: "无"})
	shown(t, b, 40, 10)
	parts, _ := drawnBars(b)
	if got := parts[0].Size(); got.Width != 0 {
		t.Errorf("nothing is drawn %v wide", got)
	}
	if b.MinSize().Height != 2*barRow {
		t.Errorf("two bars are %v high", b.MinSize().Height)
	}
	shown(t, NewBars(100), 300, 10)
}
