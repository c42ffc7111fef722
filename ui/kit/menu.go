package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// MenuItem is one line of a menu.
type MenuItem struct {
	Text string
	Do   func()
}

// NewMenuButton is plain words with ▼ that drop a menu down.
func NewMenuButton(words string, items ...MenuItem) *Button {
	b := NewButton(words, "▼", Plain, nil)
	b.OnTapped = func() { dropDown(b, items) }
	return b
}

func dropDown(from *Button, items []MenuItem) {
	window := canvasOf(from)
	if window == nil || len(items) == 0 {
		return
	}
	lines := make([]*fyne.MenuItem, len(items))
	for i, item := range items {
		lines[i] = fyne.NewMenuItem(item.Text, item.Do)
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", lines...), window)
	left := fyne.Min(0, from.Size().Width-menu.MinSize().Width)
	menu.ShowAtRelativePosition(fyne.NewPos(left, from.Size().Height+look.Gap8), from)
}
