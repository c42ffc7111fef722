package act

import (
	"path/filepath"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// answer is what stands for one ask in the dialog: a field, or, for a choice of
// a few short options, a row of chips with the same label and line of errors.
type answer struct {
	ask    desk.Ask
	object fyne.CanvasObject
	field  *kit.Field
	chips  *kit.Chips
	wrong  *kit.Words // what is wrong with the chips
	reveal func()     // brings it into sight; nil where it always is
}

// Greatest lengths in characters.
const (
	mostText  = 200
	mostLines = 4000
	mostDate  = 10
	mostDays  = 3
	mostMoney = 16
)

// answer builds what stands for an ask.
func (f *form) answer(ask desk.Ask) *answer {
	a := &answer{ask: ask}
	switch {
	case ask.Kind == desk.AskChoice && f.short(ask):
		a.buildChips(f)
	case ask.Kind == desk.AskFile:
		a.buildFile(f)
	default:
		a.field = kit.NewField(a.spec(f))
		a.object = a.field
	}
	if a.field != nil {
		a.field.SetValue(ask.Suggest)
	}
	return a
}

// label is what the ask is called; one that may stay empty says so.
func (f *form) label(ask desk.Ask) string {
	words := f.word(ask.Key, text.Data(ask.Data))
	if ask.Required {
		return words
	}
	return text.T("act.optional", text.Data{"Label": words})
}

// spec says what the field of an ask is.
func (a *answer) spec(f *form) kit.FieldSpec {
	spec := kit.FieldSpec{Label: f.label(a.ask), Hint: f.hint(a.ask), MostRunes: mostText}
	spec.OnFocus = func() {
		if a.reveal != nil {
			a.reveal()
		}
	}
	spec.OnLeave = func(value string) { a.judge(value) }
	switch a.ask.Kind {
	case desk.AskLines:
		spec.Lines, spec.MostRunes = 3, mostLines
	case desk.AskDate:
		spec.MostRunes, spec.Accept = mostDate, func(r rune) bool { return kit.Digits(r) || r == '-' }
	case desk.AskDays:
		spec.MostRunes, spec.Accept = mostDays, kit.Digits
	case desk.AskMoney:
		spec.MostRunes, spec.Accept = mostMoney, func(r rune) bool { return kit.Digits(r) || r == '.' || r == ',' }
	case desk.AskChoice:
		spec.Options = f.options(a.ask)
	}
	return spec
}

// hint is what stands in an empty field; a choice has none.
func (f *form) hint(ask desk.Ask) string {
	switch ask.Kind {
	case desk.AskChoice:
		return ""
	case desk.AskDate:
		return text.T("act.date.hint")
	}
	return f.word(ask.Key+".hint", text.Data(ask.Data))
}

// judge says what is wrong with a value that was left; an empty one is told at
// the end, not on the way.
func (a *answer) judge(value string) {
	r := desk.CheckAnswer(a.ask, value)
	if value != "" && isWrong(r) {
		a.field.SetError(frame.ReportWords(r))
		return
	}
	a.field.Clear()
}

// option is what an option is called.
func (f *form) option(key string, o desk.Option) string {
	switch {
	case o.Text != "":
		return o.Text
	case o.Words != "":
		return text.T(o.Words)
	}
	return f.word(key + "." + o.ID)
}

func (f *form) options(ask desk.Ask) []kit.Option {
	list := make([]kit.Option, len(ask.Options))
	for i, o := range ask.Options {
		list[i] = kit.Option{Value: o.ID, Text: f.option(ask.Key, o)}
	}
	return list
}

// What fits into chips: so many of them, with so many characters in all.
const (
	mostChips = 7
	mostWords = 60
)

// short says whether options can be laid out side by side.
func (f *form) short(ask desk.Ask) bool {
	runes := 0
	for _, o := range ask.Options {
		runes += utf8.RuneCountInString(f.option(ask.Key, o))
	}
	return len(ask.Options) <= mostChips && runes <= mostWords
}

func (a *answer) buildChips(f *form) {
	var chips []kit.Chip
	for _, o := range f.options(a.ask) {
		chips = append(chips, kit.Chip(o))
	}
	a.wrong = kit.NewNote("")
	a.wrong.High, a.wrong.Room = look.Hint, 1
	a.chips = kit.NewRadioChips(a.ask.Suggest, chips, func(string) { a.clear() })
	a.chips.Wrap = true
	label := kit.NewNote(f.label(a.ask))
	a.object = kit.Column(look.Gap4, label, a.chips, kit.Fixed(0, 19, a.wrong))
}

// buildFile is a field for a path, with a list of files to choose it from.
func (a *answer) buildFile(f *form) {
	a.field = kit.NewField(a.spec(f))
	choose := kit.NewLink(text.T("act.file.choose"), func() {
		kit.ChooseFile(f.params.Frame.Router(), kit.FileSpec{
			Title: f.word(a.ask.Key), Hint: text.T("intake.attach.hint"),
			Confirm: text.T("intake.attach.take"), Cancel: text.T("dialog.cancel"), Empty: text.T("intake.attach.empty"),
			Columns: [3]string{text.T("file.name.title"), text.T("file.time.title"), text.T("file.size.title")},
			Chosen:  func(path string) { a.field.SetValue(filepath.Clean(path)) },
		})
	})
	a.object = kit.Row(look.Gap12, kit.Grow(a.field), kit.Pad(21, 0, 19, 0, choose))
}

// broad says whether the answer takes the whole width of a form in two columns.
func (a *answer) broad() bool {
	return a.chips != nil || a.ask.Kind == desk.AskLines || a.ask.Kind == desk.AskFile
}

func (a *answer) value() string {
	if a.field != nil {
		return a.field.Value()
	}
	if on := a.chips.On(); len(on) > 0 {
		return on[0]
	}
	return ""
}

func (a *answer) setError(words string) {
	if a.field != nil {
		a.field.SetError(words)
		return
	}
	a.wrong.Say(words, look.Danger)
}

func (a *answer) clear() {
	if a.field != nil {
		a.field.Clear()
		return
	}
	a.wrong.Say("", look.Secondary)
}

func (a *answer) target() fyne.Focusable {
	if a.field != nil {
		return a.field.FocusTarget()
	}
	return a.chips
}

// FocusTarget is the part that takes the keyboard.
func (a *answer) FocusTarget() fyne.Focusable { return a.target() }
