package work

import (
	"fyne.io/fyne/v2"

	"onewindow/ui/look"
)

// split sets the list beside the case. Where there is no room for both, as on a
// small screen at 150 %, the case stands over the list once it was opened.
type split struct {
	opened bool
}

// Widths in device-independent pixels.
const (
	bothFit    float32 = 960
	panelShare float32 = 0.355
	panelLeast float32 = 380
	panelMost  float32 = 620
)

// Layout is for Fyne.
func (s *split) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list, panel := objects[0], objects[1]
	if size.Width < bothFit {
		s.one(list, panel, size)
		return
	}
	wide := fyne.Min(fyne.Max(size.Width*panelShare, panelLeast), panelMost)
	list.Show()
	panel.Show()
	list.Move(fyne.Position{})
	list.Resize(fyne.NewSize(size.Width-wide-look.Gap12, size.Height))
	panel.Move(fyne.NewPos(size.Width-wide, 0))
	panel.Resize(fyne.NewSize(wide, size.Height))
}

func (s *split) one(list, panel fyne.CanvasObject, size fyne.Size) {
	shown, hidden := list, panel
	if s.opened {
		shown, hidden = panel, list
	}
	hidden.Hide()
	shown.Show()
	shown.Move(fyne.Position{})
	shown.Resize(size)
}

// MinSize is for Fyne.
func (s *split) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }
