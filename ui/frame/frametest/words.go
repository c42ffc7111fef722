package frametest

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"onewindow/ui/kit"
)

// Words are all the words that o and what it holds show, a line each; what is
// hidden says nothing.
func Words(o fyne.CanvasObject) string {
	var all []string
	var gather func(fyne.CanvasObject)
	gather = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *kit.Words:
			all = append(all, o.Text)
		case *canvas.Text: // of a light, a button, a row
			if o.Text != "" {
				all = append(all, o.Text)
			}
		case *fyne.Container:
			for _, child := range o.Objects {
				gather(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				gather(child)
			}
		}
	}
	gather(o)
	return strings.Join(all, "\n")
}
