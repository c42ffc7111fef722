package drawing

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"onewindow/ui/look"
)

// CreateRenderer is for Fyne.
func (v *Viewer) CreateRenderer() fyne.WidgetRenderer {
	v.ExtendBaseWidget(v)
	r := &renderer{v}
	r.paint()
	return r
}

type renderer struct{ viewer *Viewer }

func (r *renderer) Destroy() {}

func (r *renderer) paint() {
	v := r.viewer
	theme, variant := fyne.CurrentApp().Settings().Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	edge := look.Line
	if v.focused {
		edge = look.Primary
	}
	v.ring.FillColor, v.ground.FillColor = theme.Color(edge, variant), theme.Color(look.Quiet, variant)
}

// rim is the width of the line around the sheet.
func (v *Viewer) rim() float32 {
	if v.focused {
		return look.Ring
	}
	return 1
}

// Layout gives the sheet all room but a line of words.
func (r *renderer) Layout(size fyne.Size) {
	v := r.viewer
	room := fyne.NewSize(size.Width, max(0, size.Height-labelHigh))
	inside := room.SubtractWidthHeight(2*look.Ring, 2*look.Ring)
	rim := v.rim()
	v.ring.Resize(room)
	v.ground.Move(fyne.NewPos(rim, rim))
	v.ground.Resize(room.SubtractWidthHeight(2*rim, 2*rim))
	v.clip.Move(fyne.NewPos(look.Ring, look.Ring))
	v.clip.Resize(inside)
	v.stage.Resize(inside)
	v.label.Move(fyne.NewPos(0, size.Height-labelHigh+look.Gap4))
	v.label.Resize(fyne.NewSize(size.Width, labelHigh-look.Gap4))
	unit := v.pixels()
	w, h := float64(inside.Width)*unit, float64(inside.Height)*unit
	if w != v.lens.roomW || h != v.lens.roomH {
		v.resized(w, h)
	}
}

// resized keeps the scale of a sheet looked at closely, and the whole of one
// that was shown whole.
func (v *Viewer) resized(w, h float64) {
	l, before := v.lens, v.lens
	l.roomW, l.roomH = w, h
	if before.seen() && l.seen() && before.zoom > 1 {
		l.zoom = before.scale() / l.fit()
	}
	v.lens = l.settled()
	v.label.Set(v.labelWords())
	v.arrange()
	v.draw()
}

func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(160, 120) }

func (r *renderer) Objects() []fyne.CanvasObject {
	v := r.viewer
	return []fyne.CanvasObject{v.ring, v.ground, v.clip, v.label}
}

func (r *renderer) Refresh() {
	r.paint()
	r.Layout(r.viewer.Size())
	for _, o := range r.Objects() {
		canvas.Refresh(o)
	}
}
