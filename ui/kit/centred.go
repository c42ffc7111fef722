package kit

import "fyne.io/fyne/v2"

// Centred puts an object of a width into the middle of the room. Fyne's own centre
// asks for the least size before wrapped text knows its width, and cuts a card off
// below; this one tells the width first.
func Centred(width float32, object fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: centred{width}, Objects: []fyne.CanvasObject{object}}
}

type centred struct{ width float32 }

// Layout is for Fyne.
func (c centred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		least := c.least(o)
		o.Resize(least)
		o.Move(fyne.NewPos((size.Width-least.Width)/2, (size.Height-least.Height)/2))
	}
}

// least is how large the object has to be at its width; boxes in boxes learn it one
// by one.
func (c centred) least(o fyne.CanvasObject) fyne.Size {
	for range 2 {
		o.Resize(fyne.NewSize(c.width, o.MinSize().Height))
	}
	return fyne.NewSize(c.width, o.MinSize().Height)
}

// MinSize is for Fyne.
func (c centred) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for _, o := range objects {
		least = least.Max(c.least(o))
	}
	return least
}
