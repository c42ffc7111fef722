package sync

import (
	"fyne.io/fyne/v2"

	"onewindow/ui/look"
)

// halves sets the facts beside the lists. Where there is no room for both, as on a
// small screen at 150 %, links lead from one to the other.
type halves struct {
	facts bool              // the facts are shown where there is room for one
	there fyne.CanvasObject // leads to the facts
	back  fyne.CanvasObject // and back
}

// Widths in device-independent pixels.
const (
	bothFit   float32 = 900
	factsWide float32 = 376
)

// Layout is for Fyne.
func (h *halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	facts, lists := objects[0], objects[1]
	narrow := size.Width < bothFit
	show(h.there, narrow)
	show(h.back, narrow)
	show(facts, !narrow || h.facts)
	show(lists, !narrow || !h.facts)
	facts.Move(fyne.Position{})
	lists.Move(fyne.Position{})
	if narrow {
		facts.Resize(size)
		lists.Resize(size)
		return
	}
	facts.Resize(fyne.NewSize(factsWide, size.Height))
	lists.Move(fyne.NewPos(factsWide+look.Gap12, 0))
	lists.Resize(fyne.NewSize(size.Width-factsWide-look.Gap12, size.Height))
}

// MinSize is for Fyne.
func (h *halves) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(320, fyne.Max(240, objects[1].MinSize().Height))
}
