package sync

import (
	"fyne.io/fyne/v2"

	"onewindow/ui/look"
)

// trayLayout sets the list of the tray over the card of the chosen one. The ways out
// at the foot of the card are always in sight: where there is no room for all, as
// on a small screen at 150 %, the list shortens first, then the words scroll.
type trayLayout struct {
	said *fyne.Container // the words in the card
}

// Heights in device-independent pixels.
const (
	listLeast  float32 = 72 // the heads of the columns and a row
	wordsLeast float32 = 24 // a line
)

// Layout is for Fyne.
func (l *trayLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list, card := objects[0], objects[1]
	list.Move(fyne.Position{})
	if !card.Visible() {
		list.Resize(size)
		return
	}
	card.Resize(fyne.NewSize(size.Width, card.Size().Height)) // words and buttons learn their width
	wanted := card.MinSize().Height - wordsLeast + l.said.MinSize().Height
	high := fyne.Min(wanted, fyne.Max(size.Height-listLeast-look.Gap8, card.MinSize().Height))
	list.Resize(fyne.NewSize(size.Width, size.Height-high-look.Gap8))
	card.Move(fyne.NewPos(0, size.Height-high))
	card.Resize(fyne.NewSize(size.Width, high))
}

// MinSize is for Fyne.
func (l *trayLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	card := objects[1].MinSize()
	return fyne.NewSize(card.Width, listLeast+look.Gap8+card.Height)
}
