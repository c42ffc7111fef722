package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// FieldSpec says what a field is.
type FieldSpec struct {
	Label string
	Hint  string // placeholder shown while empty

	// Options makes the field a choice from a list. Lines above 1 makes it a
	// text of that many lines; otherwise it is one line. Secret hides what is typed.
	Options []Option
	Lines   int
	Secret  bool

	Accept    func(rune) bool // which characters may be entered; nil takes all
	MostRunes int             // greatest length in characters; 0 is no limit

	OnChanged func(value string) // at every change by the person, not by SetValue
	OnFocus   func()             // at entering: show the guide
	OnLeave   func(value string) // at leaving: check the value
	OnEnter   func()             // what Enter does in a field of one line; nil moves to the next
}

// Field is a label, something to fill in, and one line under it that says what
// is wrong or that all is well. The room of that line is always kept, so that
// nothing jumps. Enter moves to the next field; so does Tab.
type Field struct {
	widget.BaseWidget

	spec   FieldSpec
	label  *Words
	note   *Words
	input  *Input  // nil if it is a choice
	choice *Choice // nil if it is an input
	wrong  bool
	quiet  bool // a value is being set by the program
}

// NewField builds a field.
func NewField(spec FieldSpec) *Field {
	f := &Field{spec: spec, label: NewNote(spec.Label), note: newWords("", look.Hint, false, look.Secondary)}
	f.label.Room, f.note.Room = 1, 1
	if spec.Options != nil {
		f.buildChoice()
	} else {
		f.buildInput()
	}
	f.ExtendBaseWidget(f)
	return f
}

func (f *Field) buildChoice() {
	f.choice = NewChoice(f.spec.Options...)
	f.choice.OnPicked = f.changed
	f.choice.OnFocus = f.focusMoved
}

func (f *Field) buildInput() {
	f.input = NewInput()
	entry := f.input.Entry
	entry.PlaceHolder = f.spec.Hint
	entry.Password = f.spec.Secret
	entry.Accept, entry.MostRunes = f.spec.Accept, f.spec.MostRunes
	if f.spec.Lines > 1 {
		entry.MultiLine = true
		entry.Wrapping = fyne.TextWrapBreak
		entry.SetMinRowsVisible(f.spec.Lines)
	}
	entry.OnChanged, entry.OnEnter = f.changed, f.spec.OnEnter
	f.input.OnFocus(f.focusMoved)
}

func (f *Field) changed(value string) {
	if !f.quiet && f.spec.OnChanged != nil {
		f.spec.OnChanged(value)
	}
}

func (f *Field) focusMoved(entered bool) {
	switch {
	case entered && f.spec.OnFocus != nil:
		f.spec.OnFocus()
	case !entered && f.spec.OnLeave != nil:
		f.spec.OnLeave(f.Value())
	}
}

// Label is the name of the field.
func (f *Field) Label() string { return f.label.Text }

// SetLabel renames the field.
func (f *Field) SetLabel(label string) { f.label.Set(label) }

// SetHint changes what stands in an input while it is empty.
func (f *Field) SetHint(hint string) {
	if f.input != nil && f.input.Entry.PlaceHolder != hint {
		f.input.Entry.SetPlaceHolder(hint)
	}
}

// Value is what stands in the field; for a choice, the value picked.
func (f *Field) Value() string {
	if f.choice != nil {
		return f.choice.Value()
	}
	return f.input.Entry.Text
}

// SetValue fills the field in without telling OnChanged.
func (f *Field) SetValue(value string) {
	if f.Value() == value {
		return
	}
	f.quiet = true
	defer func() { f.quiet = false }()
	if f.choice != nil {
		f.choice.Set(value)
		return
	}
	f.input.Entry.SetText(value)
	f.input.Entry.caretToEnd()
}

// SetError says what is wrong, in words that say how to mend it.
func (f *Field) SetError(words string) { f.say(words, look.Danger, true) }

// SetOK says that the value was checked; a ✓ is put before the words.
func (f *Field) SetOK(words string) { f.say("✓ "+words, look.Success, false) }

// SetNote says something neutral, such as how many characters are missing.
func (f *Field) SetNote(words string) { f.say(words, look.Secondary, false) }

// SetWarning says what is odd about the value, without calling it wrong.
func (f *Field) SetWarning(words string) { f.say(words, look.Warning, false) }

// Clear takes away whatever was said.
func (f *Field) Clear() { f.say("", look.Secondary, false) }

// Wrong says whether an error is shown.
func (f *Field) Wrong() bool { return f.wrong }

// Note is what is said under the field.
func (f *Field) Note() string { return f.note.Text }

func (f *Field) say(words string, colour fyne.ThemeColorName, wrong bool) {
	f.note.Say(words, colour)
	f.wrong = wrong
	if f.choice != nil {
		f.choice.SetWrong(wrong)
		return
	}
	f.input.SetWrong(wrong)
}

// Focus puts the caret into the field.
func (f *Field) Focus() { focus(f.FocusTarget()) }

// Focused says whether the caret is in the field.
func (f *Field) Focused() bool {
	if f.choice != nil {
		return f.choice.focused
	}
	return f.input.focused
}

// FocusTarget is the part that takes the keyboard.
func (f *Field) FocusTarget() fyne.Focusable {
	if f.choice != nil {
		return f.choice
	}
	return f.input.Entry
}

// Enable lets the field be edited.
func (f *Field) Enable() { f.setEnabled(true) }

// Disable shows the value without letting it be edited.
func (f *Field) Disable() { f.setEnabled(false) }

func (f *Field) setEnabled(on bool) {
	var target fyne.Disableable = f.choice
	if f.choice == nil {
		target = f.input.Entry
	}
	if on {
		target.Enable()
	} else {
		target.Disable()
	}
	if f.input != nil {
		f.input.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	var body fyne.CanvasObject = f.choice
	if f.choice == nil {
		body = f.input
	}
	const labelHigh, noteHigh = 21, 19
	return &drawn{
		objects: []fyne.CanvasObject{f.label, body, f.note},
		layout: func(size fyne.Size) {
			high := size.Height - labelHigh - noteHigh
			f.label.Resize(fyne.NewSize(size.Width, labelHigh))
			body.Move(fyne.NewPos(0, labelHigh))
			body.Resize(fyne.NewSize(size.Width, high))
			f.note.Move(fyne.NewPos(0, labelHigh+high+1))
			f.note.Resize(fyne.NewSize(size.Width, noteHigh))
		},
		least: func() fyne.Size {
			least := body.MinSize()
			return fyne.NewSize(least.Width, least.Height+labelHigh+noteHigh)
		},
		paint: func() {},
	}
}
