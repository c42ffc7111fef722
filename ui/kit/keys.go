package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Key names a key or combination the way it is printed on the screen: "F3",
// "Esc", "Ctrl+Enter", "Ctrl+Shift+P", "Alt+1". Modifiers stand in the order
// Ctrl, Alt, Shift. Both Enter keys are "Enter".
type Key string

// Router decides what a key does, once for a window.
//
// Fyne gives a key to the focused widget only: neither a canvas shortcut nor
// SetOnTypedKey fires while an entry has the focus, and a plain F-key is never a
// shortcut. So the widgets of this package hand on what they have no use for,
// and the router looks it up in its scopes: the topmost modal scope alone if
// there is one, else the scope of the view, then that of the window. That is
// also the guard that nothing happens behind a dialog or a lock screen.
type Router struct {
	canvas    fyne.Canvas
	window    *Scope
	view      *Scope
	modals    []*Scope
	shortcuts map[Key]bool
	cover     *cover // nil where nothing hides the window
	active    func() // hears of every key, move and turn of the mouse; may be nil
}

// Scope is a set of keys that live and go together.
type Scope struct {
	router *Router
	does   map[Key]func()
}

// NewRouter makes the router of a window and connects it to its canvas.
func NewRouter(c fyne.Canvas) *Router {
	r := &Router{canvas: c, shortcuts: map[Key]bool{}}
	r.window, r.view = r.newScope(), r.newScope()
	c.SetOnTypedKey(func(event *fyne.KeyEvent) { r.Press(plainKey(event.Name)) })
	return r
}

// Window is the scope that lasts as long as the window.
func (r *Router) Window() *Scope { return r.window }

// NewView drops the keys of the view shown so far and starts an empty scope.
func (r *Router) NewView() *Scope {
	r.view = r.newScope()
	return r.view
}

// OpenModal starts a scope that hides all others until it is closed.
func (r *Router) OpenModal() *Scope {
	s := r.newScope()
	at := len(r.modals)
	if r.cover != nil {
		at-- // under the cover
	}
	r.modals = slices.Insert(r.modals, at, s)
	return s
}

// Modal says whether a modal scope is open.
func (r *Router) Modal() bool { return len(r.modals) > 0 }

// CloseModal ends a modal scope; closing one twice does nothing.
func (r *Router) CloseModal(s *Scope) {
	for i, open := range r.modals {
		if open == s {
			r.modals = append(r.modals[:i], r.modals[i+1:]...)
			return
		}
	}
}

// Focusable is anything of the kit that takes the keyboard: a Field, Rows, …
type Focusable interface{ FocusTarget() fyne.Focusable }

// Focus gives the keyboard to o. It works for a view that was put into the window
// just now and has not been drawn yet, where Field.Focus does nothing.
func (r *Router) Focus(o Focusable) { r.canvas.Focus(o.FocusTarget()) }

// Press does what the key stands for now and says whether it stood for anything.
func (r *Router) Press(key Key) bool {
	r.stir()
	for _, s := range r.reachable() {
		if do, bound := s.does[key]; bound {
			do()
			return true
		}
	}
	return false
}

func (r *Router) reachable() []*Scope {
	if n := len(r.modals); n > 0 {
		return r.modals[n-1:]
	}
	return []*Scope{r.view, r.window}
}

func (r *Router) newScope() *Scope { return &Scope{router: r, does: map[Key]func(){}} }

// On binds a key in the scope; a later binding replaces an earlier one.
func (s *Scope) On(key Key, do func()) {
	s.does[key] = do
	s.router.listen(key)
}

// listen makes the canvas report a combination, which it does only when asked.
func (r *Router) listen(key Key) {
	name, pressed := key.split()
	if pressed == 0 || r.shortcuts[key] {
		return
	}
	r.shortcuts[key] = true
	press := func(fyne.Shortcut) { r.Press(key) }
	for _, each := range physicalKeys(name) {
		r.canvas.AddShortcut(&desktop.CustomShortcut{KeyName: each, Modifier: pressed}, press)
	}
}

// split is the Fyne name of the key and its modifiers.
func (k Key) split() (fyne.KeyName, fyne.KeyModifier) {
	var pressed fyne.KeyModifier
	rest := string(k)
	for _, m := range modifiers() {
		if after, found := strings.CutPrefix(rest, m.prefix); found {
			rest, pressed = after, pressed|m.flag
		}
	}
	return fyne.KeyName(rest), pressed
}

// physicalKeys are the keys of the keyboard behind a printed name.
func physicalKeys(name fyne.KeyName) []fyne.KeyName {
	switch name {
	case "Enter":
		return []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter}
	case "Esc":
		return []fyne.KeyName{fyne.KeyEscape}
	default:
		return []fyne.KeyName{name}
	}
}

// plainKey is the printed name of an unmodified key.
func plainKey(name fyne.KeyName) Key {
	switch name {
	case fyne.KeyReturn, fyne.KeyEnter:
		return "Enter"
	case fyne.KeyEscape:
		return "Esc"
	default:
		return Key(name)
	}
}

// FocusMoved is a key no keyboard has: the router is told it whenever a widget of
// the kit gains the focus, so that a shell can scroll it into sight.
const FocusMoved Key = "FocusMoved"

func announceFocus(o fyne.CanvasObject) { passKey(o, &fyne.KeyEvent{Name: fyne.KeyName(FocusMoved)}) }

// passKey hands a key the widget has no use for to the router of its window.
func passKey(o fyne.CanvasObject, event *fyne.KeyEvent) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	if handle := c.OnTypedKey(); handle != nil {
		handle(event)
	}
}

// passShortcut hands a combination on likewise, as a key of its printed name.
func passShortcut(o fyne.CanvasObject, shortcut fyne.Shortcut) {
	if custom, ok := shortcut.(*desktop.CustomShortcut); ok {
		passKey(o, &fyne.KeyEvent{Name: fyne.KeyName(combination(custom))})
	}
}

// combination is the printed name of a combination.
func combination(s *desktop.CustomShortcut) Key {
	name := ""
	for _, m := range modifiers() {
		if s.Modifier&m.flag != 0 {
			name += m.prefix
		}
	}
	return Key(name) + plainKey(s.KeyName)
}

type modifier struct {
	prefix string
	flag   fyne.KeyModifier
}

// modifiers stand in the order in which they are printed.
func modifiers() []modifier {
	return []modifier{{"Ctrl+", fyne.KeyModifierControl}, {"Alt+", fyne.KeyModifierAlt}, {"Shift+", fyne.KeyModifierShift}}
}

// worksIt says whether a key operates a button-like widget.
func worksIt(name fyne.KeyName) bool {
	return name == fyne.KeyReturn || name == fyne.KeyEnter || name == fyne.KeySpace
}
