package kit

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Entry is the one text entry of the program. Unlike Fyne's it hands F-keys, Esc
// and combinations on to the Router, lets Tab leave a multi-line text, and
// filters what is typed and what is pasted.
type Entry struct {
	widget.Entry

	// Accept says whether a character may be entered; nil takes all.
	Accept func(rune) bool
	// MostRunes is the greatest length in characters; 0 is no limit.
	MostRunes int
	// OnFocus is told when the entry gains (true) or loses the focus.
	OnFocus func(bool)
	// OnEnter is what Enter does in a single-line entry; nil moves to the next field.
	OnEnter func()
	// OnKey sees keys before the entry and says whether it used them.
	OnKey func(fyne.KeyName) bool
}

// NewEntry is an entry of one line.
func NewEntry() *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	return e
}

// AcceptsTab is always false: Tab leaves the entry.
func (e *Entry) AcceptsTab() bool { return false }

// FocusGained is for Fyne.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	if e.OnFocus != nil {
		e.OnFocus(true)
	}
}

// FocusLost is for Fyne.
func (e *Entry) FocusLost() {
	e.Entry.FocusLost()
	if e.OnFocus != nil {
		e.OnFocus(false)
	}
}

// TypedKey is for Fyne.
func (e *Entry) TypedKey(event *fyne.KeyEvent) {
	switch {
	case e.OnKey != nil && e.OnKey(event.Name):
	case event.Name == fyne.KeyEscape || isFunctionKey(event.Name):
		passKey(e, event)
	case !e.MultiLine && (event.Name == fyne.KeyReturn || event.Name == fyne.KeyEnter):
		e.enter()
	default:
		e.Entry.TypedKey(event)
	}
}

func (e *Entry) enter() {
	if e.OnEnter != nil {
		e.OnEnter()
		return
	}
	if c := canvasOf(e); c != nil {
		c.FocusNext()
	}
}

// TypedRune is for Fyne.
func (e *Entry) TypedRune(r rune) {
	if e.Accept != nil && !e.Accept(r) {
		return
	}
	if e.MostRunes > 0 && e.SelectedText() == "" && utf8.RuneCountInString(e.Text) >= e.MostRunes {
		return
	}
	e.Entry.TypedRune(r)
}

// TypedShortcut is for Fyne.
func (e *Entry) TypedShortcut(shortcut fyne.Shortcut) {
	switch s := shortcut.(type) {
	case *fyne.ShortcutPaste:
		e.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: filtered{s.Clipboard, e.admit}, Secondary: s.Secondary})
	case *desktop.CustomShortcut:
		if movesByWord(s.KeyName) && s.Modifier&fyne.KeyModifierAlt == 0 {
			e.Entry.TypedShortcut(s)
			return
		}
		passShortcut(e, s)
	default:
		e.Entry.TypedShortcut(s)
	}
}

// admit drops from a pasted text what could not have been typed, and what does
// not fit. Spaces and line ends around a pasted value are never meant.
func (e *Entry) admit(pasted string) string {
	if !e.MultiLine {
		pasted = strings.TrimSpace(pasted)
	}
	room := -1
	if e.MostRunes > 0 {
		room = e.MostRunes - utf8.RuneCountInString(e.Text) + utf8.RuneCountInString(e.SelectedText())
	}
	var out strings.Builder
	for _, r := range pasted {
		if room == 0 {
			break
		}
		if e.Accept == nil || e.Accept(r) {
			out.WriteRune(r)
			room--
		}
	}
	return out.String()
}

// filtered is a clipboard seen through a filter.
type filtered struct {
	fyne.Clipboard
	admit func(string) string
}

func (f filtered) Content() string { return f.admit(f.Clipboard.Content()) }

func isFunctionKey(name fyne.KeyName) bool {
	return len(name) >= 2 && name[0] == 'F' && name[1] >= '1' && name[1] <= '9'
}

func movesByWord(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	default:
		return false
	}
}

// Digits accepts 0–9.
func Digits(r rune) bool { return r >= '0' && r <= '9' }

// Decimal accepts digits, a point and a minus sign.
func Decimal(r rune) bool { return Digits(r) || r == '.' || r == '-' }

// Input is an Entry in its box: a hairline, two pixels of primary while it has
// the focus, red while it is wrong; a Trailing object may stand at its right end.
type Input struct {
	widget.BaseWidget

	Entry    *Entry
	Trailing fyne.CanvasObject

	wrong   bool
	focused bool
	onFocus func(bool)
	frame   *inputFrame
}

// NewInput is a box around a new Entry. Use Input.OnFocus, not Entry.OnFocus.
func NewInput() *Input {
	i := &Input{Entry: NewEntry()}
	i.Entry.OnFocus = func(on bool) {
		i.focused = on
		i.Refresh()
		if i.onFocus != nil {
			i.onFocus(on)
		}
	}
	i.ExtendBaseWidget(i)
	return i
}

// OnFocus sets who is told when the entry gains (true) or loses the focus.
func (i *Input) OnFocus(told func(bool)) { i.onFocus = told }

// SetWrong shows or hides that the value is in error.
func (i *Input) SetWrong(wrong bool) {
	if i.wrong != wrong {
		i.wrong = wrong
		i.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (i *Input) CreateRenderer() fyne.WidgetRenderer {
	i.ExtendBaseWidget(i)
	i.frame = newInputFrame()
	objects := []fyne.CanvasObject{i.frame.ground, i.Entry, i.frame.left, i.frame.right, i.frame.edge}
	if i.Trailing != nil {
		objects = append(objects, i.Trailing)
	}
	d := &drawn{objects: objects, layout: i.layout, paint: i.paint, least: func() fyne.Size {
		least := i.Entry.MinSize()
		return fyne.NewSize(fyne.Max(least.Width, 60), fyne.Max(least.Height, look.FieldHigh))
	}}
	i.paint()
	return d
}

func (i *Input) layout(size fyne.Size) {
	const side = 4 // brings the text to where a button's would be
	tail := float32(side)
	if i.Trailing != nil {
		least := i.Trailing.MinSize()
		i.Trailing.Resize(least)
		i.Trailing.Move(fyne.NewPos(size.Width-least.Width-look.Gap12, (size.Height-least.Height)/2))
		tail = least.Width + look.Gap16
	}
	i.Entry.Move(fyne.NewPos(side, 0))
	i.Entry.Resize(fyne.NewSize(size.Width-side-tail, size.Height))
	i.frame.layout(size, tail)
}

func (i *Input) paint() {
	edge, width := look.Border, float32(1)
	switch {
	case i.focused && i.wrong:
		edge, width = look.Danger, look.Ring
	case i.focused:
		edge, width = look.Primary, look.Ring
	case i.wrong:
		edge = look.Danger
	case i.Entry.Disabled():
		edge = look.Line
	}
	i.frame.paint(edge, width)
	i.layout(i.Size())
}

// inputFrame is what is drawn around an entry. Fyne's entry strokes its own
// border, at its own inset: the two margins cover its sides, the edge the rest.
type inputFrame struct {
	ground, left, right, edge *canvas.Rectangle
}

func newInputFrame() *inputFrame {
	f := &inputFrame{
		ground: canvas.NewRectangle(nil), left: canvas.NewRectangle(nil),
		right: canvas.NewRectangle(nil), edge: newRing(look.Radius),
	}
	f.ground.CornerRadius = look.Radius
	return f
}

func (f *inputFrame) layout(size fyne.Size, tail float32) {
	f.ground.Resize(size)
	margin := fyne.NewSize(4.5, size.Height-4)
	f.left.Move(fyne.NewPos(1.5, 2))
	f.left.Resize(margin)
	f.right.Move(fyne.NewPos(size.Width-tail-2, 2))
	f.right.Resize(fyne.NewSize(tail+0.5, margin.Height))
	strokeInside(f.edge, fyne.Position{}, size)
}

func (f *inputFrame) paint(edge fyne.ThemeColorName, width float32) {
	for _, r := range []*canvas.Rectangle{f.ground, f.left, f.right} {
		r.FillColor = colourOf(look.Surface)
	}
	f.edge.StrokeColor, f.edge.StrokeWidth = colourOf(edge), width
}
