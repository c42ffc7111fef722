package intake

import (
	"fyne.io/fyne/v2"

	"onewindow/ui/look"
)

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

// beside puts the second object, of a fixed width, to the right of the first,
// or hides it where the first would be left with less than its least width.
type beside struct{ right, gap, least float32 }

// Layout is for Fyne.
func (b *beside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Width - b.right - b.gap
	objects[0].Move(fyne.Position{})
	if left < b.least {
		objects[0].Resize(size)
		objects[1].Hide()
		return
	}
	objects[0].Resize(fyne.NewSize(left, size.Height))
	objects[1].Show()
	objects[1].Move(fyne.NewPos(left+b.gap, 0))
	objects[1].Resize(fyne.NewSize(b.right, size.Height))
}

// MinSize is small: both sides scroll.
func (b *beside) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(500, 100) }

// headLayout is the band of questions: heading, choices and flags from the left,
// a note at the right; the flags go below where there is no room.
type headLayout struct {
	gap   float32
	width float32
}

// savedRoom keeps the chips from moving when the note appears.
const savedRoom float32 = 96

// Layout is for Fyne.
func (h *headLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h.width = size.Width
	line := h.line(objects)
	place := func(o fyne.CanvasObject, x, y float32) float32 {
		least := o.MinSize()
		o.Move(fyne.NewPos(x, y+(line-least.Height)/2))
		o.Resize(least)
		return x + least.Width + h.gap
	}
	x := place(objects[0], 0, 0)
	x = place(objects[1], x, 0)
	if h.folds(objects) {
		place(objects[2], 0, line+look.Gap4)
	} else {
		place(objects[2], x, 0)
	}
	place(objects[3], size.Width-objects[3].MinSize().Width, 0)
}

func (h *headLayout) line(objects []fyne.CanvasObject) float32 {
	high := float32(0)
	for _, o := range objects {
		high = fyne.Max(high, o.MinSize().Height)
	}
	return high
}

func (h *headLayout) folds(objects []fyne.CanvasObject) bool {
	wide := savedRoom + 3*h.gap
	for _, o := range objects[:3] {
		wide += o.MinSize().Width
	}
	return wide > h.width
}

// MinSize is one line, or two.
func (h *headLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	line := h.line(objects)
	if h.width > 0 && h.folds(objects) {
		return fyne.NewSize(300, 2*line+look.Gap4)
	}
	return fyne.NewSize(300, line)
}
