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

	composing *composing
}

// NewEntry is an entry of one line.
func NewEntry() *Entry {
	e := &Entry{}
	e.composing = newComposing(e.typed)
	e.ExtendBaseWidget(e)
	return e
}

// AcceptsTab is true so that a Tab can wait for letters that are still with the
// input method; then it leaves the entry like any other.
func (e *Entry) AcceptsTab() bool { return true }

// KeyDown is for Fyne.
func (e *Entry) KeyDown(event *fyne.KeyEvent) {
	Stir(e)
	e.composing.pressed(event.Name)
	e.Entry.KeyDown(event)
}

// FocusGained is for Fyne.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	announceFocus(e)
	if e.OnFocus != nil {
		e.OnFocus(true)
	}
}

// FocusLost is for Fyne.
func (e *Entry) FocusLost() {
	e.composing.left()
	e.Entry.FocusLost()
	if e.OnFocus != nil {
		e.OnFocus(false)
	}
}

// TypedKey is for Fyne.
func (e *Entry) TypedKey(event *fyne.KeyEvent) {
	Stir(e)
	if isLetter(event.Name) {
		return // its character comes by itself
	}
	e.composing.key(event)
}

// typed does what a key stands for.
func (e *Entry) typed(event *fyne.KeyEvent) {
	switch {
	case event.Name == fyne.KeyTab:
		e.leave()
	case e.OnKey != nil && e.OnKey(event.Name):
	case event.Name == fyne.KeyEscape || isFunctionKey(event.Name), !e.MultiLine && turnsPage(event.Name):
		passKey(e, event)
	case !e.MultiLine && (event.Name == fyne.KeyReturn || event.Name == fyne.KeyEnter):
		e.enter()
	default:
		e.Entry.TypedKey(event)
	}
}

// turnsPage says whether a key scrolls the page, which one line has no use for.
func turnsPage(key fyne.KeyName) bool { return key == fyne.KeyPageDown || key == fyne.KeyPageUp }

func (e *Entry) enter() {
	if e.OnEnter != nil {
		e.OnEnter()
		return
	}
	c := canvasOf(e)
	if c == nil {
		return
	}
	c.FocusNext()
	if _, last := c.Focused().(*Button); last { // no field is left: what Enter does in the dialog
		passKey(e, &fyne.KeyEvent{Name: fyne.KeyReturn})
	}
}

// leave moves to the next field, or with Shift to the one before.
func (e *Entry) leave() {
	c := canvasOf(e)
	switch {
	case c == nil:
	case held()&fyne.KeyModifierShift != 0:
		c.FocusPrevious()
	default:
		c.FocusNext()
	}
}

// TypedRune is for Fyne.
func (e *Entry) TypedRune(r rune) {
	Stir(e)
	e.insert(r)
	e.composing.came(r)
}

func (e *Entry) insert(r rune) {
	if e.Accept != nil && !e.Accept(r) {
		return
	}
	if e.MostRunes > 0 && e.SelectedText() == "" && utf8.RuneCountInString(e.Text) >= e.MostRunes {
		return
	}
	e.Entry.TypedRune(r)
}

// caretToEnd puts the caret behind a text that was filled in, where a person
// would go on typing.
func (e *Entry) caretToEnd() {
	lines := strings.Split(e.Text, "\n")
	e.CursorRow = len(lines) - 1
	e.CursorColumn = utf8.RuneCountInString(lines[len(lines)-1])
	e.Refresh()
}

// TypedShortcut is for Fyne.
func (e *Entry) TypedShortcut(shortcut fyne.Shortcut) {
	e.composing.combination(func() { e.combined(shortcut) })
}

// combined does what a combination stands for.
func (e *Entry) combined(shortcut fyne.Shortcut) {
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
	box     *frame
	masks   [4]*canvas.Rectangle
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
	i.box = newFrame(look.Radius)
	objects := append(i.box.objects(), i.Entry)
	for n := range i.masks {
		i.masks[n] = canvas.NewRectangle(nil)
		objects = append(objects, i.masks[n])
	}
	if i.Trailing != nil {
		objects = append(objects, i.Trailing)
	}
	i.paint()
	return &drawn{objects: objects, layout: i.layout, least: i.least, paint: func() {
		i.paint()
		i.layout(i.Size())
	}}
}

const (
	inputSide float32 = 6 // left of the entry, which adds four more of its own
	inputRim  float32 = 2
)

func (i *Input) least() fyne.Size {
	least := i.Entry.MinSize().AddWidthHeight(2*inputSide, 2*inputRim)
	return fyne.NewSize(fyne.Max(least.Width, 60), fyne.Max(least.Height, look.FieldHigh))
}

func (i *Input) layout(size fyne.Size) {
	i.box.layout(fyne.Position{}, size)
	tail := inputSide
	if i.Trailing != nil {
		least := i.Trailing.MinSize()
		i.Trailing.Resize(least)
		i.Trailing.Move(fyne.NewPos(size.Width-least.Width-look.Gap8, (size.Height-least.Height)/2))
		tail = least.Width + look.Gap12
	}
	pos := fyne.NewPos(inputSide, inputRim)
	inner := fyne.NewSize(size.Width-inputSide-tail, size.Height-2*inputRim)
	i.Entry.Move(pos)
	i.Entry.Resize(inner)
	i.mask(pos, inner)
}

// mask covers the border that Fyne's entry strokes around itself in the primary
// colour while it has the focus: the box has its own, further out.
func (i *Input) mask(pos fyne.Position, size fyne.Size) {
	const thick, foot = 2, 4 // the foot also covers the scroll bar of a text that is too long
	sides := [4][4]float32{
		{0, 0, size.Width, thick}, {0, size.Height - foot, size.Width, foot},
		{0, 0, thick, size.Height}, {size.Width - thick - 0.5, 0, thick + 0.5, size.Height},
	}
	for n, side := range sides {
		i.masks[n].Move(pos.AddXY(side[0], side[1]))
		i.masks[n].Resize(fyne.NewSize(side[2], side[3]))
	}
}

func (i *Input) paint() {
	edge := look.Border
	switch {
	case i.wrong:
		edge = look.Danger
	case i.focused:
		edge = look.Primary
	case i.Entry.Disabled():
		edge = look.Line
	}
	i.box.paint(look.Surface, edge)
	if i.focused {
		i.box.ringed(edge, look.Surface, 0)
	}
	for _, mask := range i.masks {
		mask.FillColor = colourOf(look.Surface)
	}
}
