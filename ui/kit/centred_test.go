package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// A card in the middle is as high as its wrapped text makes it, and whole.
func TestCentred(t *testing.T) {
	foot := Fixed(100, 36, Space())
	card := NewCard(Column(16, NewParagraph(strings.Repeat("忘记后谁也打不开，", 12)), foot))
	w := test.NewTempWindow(t, Centred(300, card))
	w.Resize(fyne.NewSize(800, 600))
	driver := fyne.CurrentApp().Driver()
	at, low := driver.AbsolutePositionForObject(card), driver.AbsolutePositionForObject(foot).Y+foot.Size().Height
	if bottom := at.Y + card.Size().Height; low+16 > bottom+1 {
		t.Errorf("the card ends at %v, what is in it at %v", bottom, low)
	}
	if middle := at.X + card.Size().Width/2; card.Size().Width != 300 || middle < w.Canvas().Size().Width/2-1 || middle > w.Canvas().Size().Width/2+1 {
		t.Errorf("%v wide, in the middle of %v", card.Size().Width, middle)
	}
	if card.Size().Height < 16+4*15+16+36+16 {
		t.Errorf("the text of four lines makes a card %v high", card.Size().Height)
	}
}
