package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// cover is a screen that hides a whole window with its dialogs, as a lock does,
// and what comes back when it goes.
type cover struct {
	scope    *Scope
	overlays []fyne.CanvasObject // dialogs, the lowest first; those opened meanwhile too
	focused  fyne.Focusable
}

// Cover hides whatever is in the window under screen and gives all keys to the
// scope it returns. What opens meanwhile opens under it. A second screen takes
// the place of the first.
func (r *Router) Cover(window fyne.Window, screen fyne.CanvasObject) *Scope {
	if r.cover == nil {
		c := &cover{overlays: slices.Clone(r.canvas.Overlays().List()), focused: r.canvas.Focused()}
		if len(c.overlays) > 0 {
			r.canvas.Overlays().Remove(c.overlays[0]) // with all above it
		}
		c.scope = r.OpenModal()
		r.cover = c
	} else {
		clear(r.cover.scope.does)
	}
	window.SetContent(screen)
	return r.cover.scope
}

// Uncover takes the screen away and brings back exactly what it hid, over the
// content given.
func (r *Router) Uncover(window fyne.Window, content fyne.CanvasObject) {
	c := r.cover
	if c == nil {
		return
	}
	r.cover = nil
	r.CloseModal(c.scope)
	window.SetContent(content)
	for _, o := range c.overlays {
		r.canvas.Overlays().Add(o)
		o.Resize(r.canvas.Size())
	}
	if c.focused != nil {
		r.canvas.Focus(c.focused)
	}
}

// Covered says whether a screen hides the window.
func (r *Router) Covered() bool { return r.cover != nil }

// CloseAll closes every dialog and menu without telling anybody, as when another
// person takes the seat.
func (r *Router) CloseAll() {
	r.modals = nil
	if r.cover != nil {
		r.modals = []*Scope{r.cover.scope}
		r.cover.overlays, r.cover.focused = nil, nil
		return
	}
	if list := r.canvas.Overlays().List(); len(list) > 0 {
		r.canvas.Overlays().Remove(list[0])
	}
}

// lay puts a dialog on top of everything but a cover.
func (r *Router) lay(o fyne.CanvasObject) {
	if r.cover != nil {
		r.cover.overlays = append(r.cover.overlays, o)
		return
	}
	r.canvas.Overlays().Add(o)
}

// lift takes a dialog away.
func (r *Router) lift(o fyne.CanvasObject) {
	if r.cover != nil {
		r.cover.overlays = slices.DeleteFunc(r.cover.overlays, func(laid fyne.CanvasObject) bool { return laid == o })
		return
	}
	r.canvas.Overlays().Remove(o)
}

// focused is what has the keyboard, or will have it when the cover goes.
func (r *Router) focused() fyne.Focusable {
	if r.cover != nil {
		return r.cover.focused
	}
	return r.canvas.Focused()
}

// focus gives the keyboard to f, under a cover for when that goes.
func (r *Router) focus(f fyne.Focusable) {
	if r.cover != nil {
		r.cover.focused = f
		return
	}
	r.canvas.Focus(f)
}
