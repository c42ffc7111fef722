package intake

import "fyne.io/fyne/v2"

// bands stacks the bands of the page; the one at index grows takes the room
// that the others leave.
type bands struct {
	gap   float32
	grows int
}

// Layout is for Fyne.
func (b *bands) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Height - b.gap*float32(len(objects)-1)
	heights := make([]float32, len(objects))
	for i, o := range objects {
		if i != b.grows {
			o.Resize(fyne.NewSize(size.Width, o.Size().Height))
			heights[i] = o.MinSize().Height
			left -= heights[i]
		}
	}
	heights[b.grows] = fyne.Max(left, 120)
	y := float32(0)
	for i, o := range objects {
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, heights[i]))
		y += heights[i] + b.gap
	}
}

// MinSize is small: the page fits any window.
func (b *bands) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 300) }

// beside puts the second object, of a fixed width, to the right of the first.
type beside struct{ right, gap float32 }

// Layout is for Fyne.
func (b *beside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Width - b.right - b.gap
	objects[0].Move(fyne.Position{})
	objects[0].Resize(fyne.NewSize(left, size.Height))
	objects[1].Move(fyne.NewPos(left+b.gap, 0))
	objects[1].Resize(fyne.NewSize(b.right, size.Height))
}

// MinSize is small: both sides scroll.
func (b *beside) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(500, 100) }
