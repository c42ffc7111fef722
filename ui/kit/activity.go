package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Activity (any key, any move of the mouse or its wheel) is what keeps a window from being
// locked. Fyne has no place where all of it passes: keys go to the widget that
// has the focus, and the mouse to the one under it. So every widget of the kit
// says that it got a key (Stir), and the layer that covers a window, a dialog or
// a menu says that the mouse moved over it.
// Whatever scrolls says that the wheel turned (wheel.go).

// stirred is a key no keyboard has, which says that some key was pressed.
const stirred Key = "Stirred"

// Stir tells the router of a widget's window that somebody is at work. A widget
// with the focus calls it for every key it gets.
func Stir(o fyne.CanvasObject) { passKey(o, &fyne.KeyEvent{Name: fyne.KeyName(stirred)}) }

// OnActivity has do called at every key and every move of the mouse and its wheel, again and
// again: it must be quick.
func (r *Router) OnActivity(do func()) { r.active = do }

func (r *Router) stir() {
	if r.active != nil {
		r.active()
	}
}

// Ground lies behind everything in a window and notices the mouse. It is asked
// for a cursor whenever the mouse moves over it, also where something that lies
// on it then decides the cursor.
type Ground struct {
	widget.BaseWidget
	router *Router
}

var _ desktop.Cursorable = (*Ground)(nil)

// NewGround is the ground of the router's window.
func NewGround(router *Router) *Ground {
	g := &Ground{router: router}
	g.ExtendBaseWidget(g)
	return g
}

// Cursor is for Fyne.
func (g *Ground) Cursor() desktop.Cursor {
	g.router.stir()
	return desktop.DefaultCursor
}

// CreateRenderer is for Fyne.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer { return noFace() }

// Cursor is for Fyne: the mouse moved in front of a window that waits for an
// answer.
func (d *Dialog) Cursor() desktop.Cursor {
	d.router.stir()
	return desktop.DefaultCursor
}

// Cursor is for Fyne: the mouse moved while a menu is open.
func (m *menu) Cursor() desktop.Cursor {
	Stir(m)
	return desktop.DefaultCursor
}

// ShiftHeld says whether Shift is down, where the system tells.
func ShiftHeld() bool { return held()&fyne.KeyModifierShift != 0 }
