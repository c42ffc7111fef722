package kit

import (
	"fyne.io/fyne/v2"

	"onewindow/ui/look"
)

// Fact is a name and what stands behind it.
type Fact struct {
	Name string
	Text string
}

// NewFacts sets facts one under the other, the names in a column of the given
// width; long texts wrap. A fact without a text is left out.
func NewFacts(width float32, facts ...Fact) *fyne.Container {
	var lines []fyne.CanvasObject
	for _, f := range facts {
		if f.Text != "" {
			lines = append(lines, NewFact(width, f.Name, f.Text))
		}
	}
	return Column(look.Gap4, lines...)
}

// NewFact is one such line.
func NewFact(width float32, name, words string) fyne.CanvasObject {
	value := newWords(words, look.Body-1, false, look.Text)
	value.Wrap = true
	return Beside(width, Pad(1, 0, 0, 0, NewNote(name)), value)
}

// Beside puts a name of a fixed width at the left, top-aligned, and a body at
// its right that may wrap.
func Beside(width float32, name, body fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: besideLayout{width}, Objects: []fyne.CanvasObject{name, body}}
}

type besideLayout struct{ width float32 }

// Layout is for Fyne.
func (b besideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	name, body := objects[0], objects[1]
	name.Move(fyne.Position{})
	name.Resize(fyne.NewSize(b.width-look.Gap8, name.MinSize().Height))
	body.Move(fyne.NewPos(b.width, 0))
	body.Resize(fyne.NewSize(fyne.Max(size.Width-b.width, 0), size.Height))
}

// MinSize is for Fyne.
func (b besideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	name, body := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(b.width+body.Width, fyne.Max(name.Height, body.Height))
}
