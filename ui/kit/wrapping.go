package kit

import "fyne.io/fyne/v2"

// Wrapping is a Row that goes on in further lines where the width does not do, as
// on a small screen at 150 %. Lines but the first end at the right, where the
// buttons stand. Like wrapped text it knows its height once it was given a width.
func Wrapping(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &wrapping{line: line{gap: gap}}, Objects: objects}
}

type wrapping struct {
	line  line
	width float32 // as last laid out; 0 before
}

// lines are the visible objects of each line.
func (w *wrapping) lines(objects []fyne.CanvasObject, width float32) [][]fyne.CanvasObject {
	var lines [][]fyne.CanvasObject
	used := width
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		wide := o.MinSize().Width
		if len(lines) == 0 || wide > 0 && used+w.line.gap+wide > width {
			lines = append(lines, nil)
			used = -w.line.gap
		}
		used += w.line.gap + wide
		lines[len(lines)-1] = append(lines[len(lines)-1], o)
	}
	return lines
}

// Layout is for Fyne.
func (w *wrapping) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w.width = size.Width
	at := fyne.Position{}
	for i, row := range w.lines(objects, size.Width) {
		least := w.line.MinSize(row)
		if i > 0 {
			at.X = size.Width - least.Width
		}
		w.line.Layout(row, fyne.NewSize(size.Width-at.X, least.Height))
		for _, o := range row {
			o.Move(o.Position().Add(at))
		}
		at.Y += least.Height + w.line.gap
	}
}

// MinSize is for Fyne: the widest object, and the lines that it takes in the width
// of before.
func (w *wrapping) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	if w.width == 0 {
		return w.line.MinSize(objects)
	}
	for i, row := range w.lines(objects, w.width) {
		if i > 0 {
			least.Height += w.line.gap
		}
		least.Height += w.line.MinSize(row).Height
	}
	for _, o := range objects {
		if o.Visible() {
			least.Width = fyne.Max(least.Width, o.MinSize().Width)
		}
	}
	return least
}
