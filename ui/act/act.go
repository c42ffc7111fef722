// Package act asks what a procedure of the desk wants to know: one dialog for
// all of them, built from the procedure's own list of asks. What each is called
// stands in the translations, act.<action>.…
package act

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/land"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Params is what the dialog stands on.
type Params struct {
	Desk    *desk.Desk
	Frame   frame.Frame
	Case    string            // id of the case
	Subject fyne.CanvasObject // which case it is about
	// Do does the procedure with the answers; nil is the desk's own Do.
	Do func(values map[string]string) (casefile.Case, error)
	// Done is told when the procedure is on record, with the case as it now is.
	Done func(casefile.Case)
}

// Title is what a procedure is called: 启动特别程序.
func Title(action desk.Action) string { return text.T("act." + string(action) + ".title") }

// Step is what a procedure is called on a button, where room is short: 协调结果.
func Step(action desk.Action) string { return text.T("act." + string(action) + ".step") }

// Steps lists the procedures that can be what comes next in a case and have
// such a name.
func Steps() []desk.Action {
	return []desk.Action{
		desk.Coordinate, desk.HoldHearing, desk.SetHearing, desk.EndSpecial, desk.SetConditions,
		desk.ReusePublicity, desk.PostPublicity, desk.ClosePublicity,
		desk.DecideRenewal, desk.SignContract, desk.ReturnNumber, desk.ConfirmPayment, desk.Remind,
	}
}

// Told is what is said when a procedure is on record: 特别程序已启动.
func Told(action desk.Action) string { return text.T("act." + string(action) + ".done") }

// Ask opens the dialog of a procedure. It stays open, with everything that was
// typed, until the procedure is on record or given up.
func Ask(p Params, procedure desk.Procedure) *kit.Dialog {
	f := &form{params: p, procedure: procedure}
	for _, ask := range procedure.Asks {
		f.answers = append(f.answers, f.answer(ask))
	}
	spec := kit.DialogSpec{
		Title: Title(procedure.Action), Body: f.body(), Width: f.width(),
		Confirm: f.word("do"), Cancel: text.T("dialog.cancel"),
		Destroys: procedure.Danger, OnConfirm: f.submit,
	}
	if len(f.answers) > 0 {
		spec.ConfirmKey, spec.First = "Ctrl+Enter", f.first()
	}
	f.dialog = kit.ShowDialog(p.Frame.Router(), spec)
	return f.dialog
}

// form is the dialog of one procedure.
type form struct {
	params    Params
	procedure desk.Procedure
	answers   []*answer
	dialog    *kit.Dialog
	busy      bool // the procedure is on its way
	anyway    bool // a boundary file is taken in although it cannot be read
}

// word is one of the words of the procedure.
func (f *form) word(key string, data ...text.Data) string {
	return text.T("act."+string(f.procedure.Action)+"."+key, data...)
}

// Measures of the dialog in device-independent pixels: its width, that of a form
// in two columns, and the height of all in it but the fields.
const (
	narrow float32 = 520
	wide   float32 = 680
	other  float32 = 290
	least  float32 = 160
)

// fewAsks is how many fields stand one under the other; more go in two columns.
const fewAsks = 5

func (f *form) width() float32 {
	if len(f.answers) > fewAsks {
		return wide
	}
	return narrow
}

// body is the case, what the law says of the procedure, and the fields, to be
// scrolled where they are longer than the window leaves room for.
func (f *form) body() fyne.CanvasObject {
	parts := []fyne.CanvasObject{f.params.Subject, kit.NewNoteParagraph(f.word("note"))}
	if len(f.answers) == 0 {
		return kit.Column(look.Gap12, parts...)
	}
	columns := 1
	if len(f.answers) > fewAsks {
		columns = 2
	}
	cells := make([]kit.Cell, len(f.answers))
	for i, a := range f.answers {
		span := 1
		if a.broad() {
			span = columns
		}
		cells[i] = kit.Span(span, a.object)
	}
	grid := kit.NewGrid(columns, cells...)
	room := fyne.Max(f.params.Frame.Window().Canvas().Size().Height-other, least)
	grid.Resize(fyne.NewSize(f.width()-2*look.Gap16, grid.MinSize().Height)) // lets chips count their rows
	if high := grid.MinSize().Height; high <= room {
		return kit.Column(look.Gap12, append(parts, grid)...)
	}
	scroll := kit.NewScroll(grid)
	for _, a := range f.answers {
		a.reveal = func() { scroll.Reveal(a.object) }
	}
	return kit.Column(look.Gap12, append(parts, kit.Fixed(0, room, scroll))...)
}

// first is where the caret begins: the first field that is still empty.
func (f *form) first() fyne.Focusable {
	for _, a := range f.answers {
		if a.value() == "" {
			return a.target()
		}
	}
	return f.answers[0].target()
}

// values are the answers as they stand, by the key of their ask.
func (f *form) values() map[string]string {
	values := map[string]string{}
	for _, a := range f.answers {
		values[a.ask.Key] = strings.TrimSpace(a.value())
	}
	return values
}

// submit does the procedure. The dialog is closed once it is on record.
func (f *form) submit() bool {
	if f.busy {
		return false
	}
	values := f.values()
	if wrong := f.check(values); len(wrong) > 0 {
		f.refuse(wrong)
		return false
	}
	if f.anyway {
		values[desk.Anyway] = "true"
	}
	f.busy = true
	var after casefile.Case
	f.params.Frame.Background(func(context.Context) (err error) {
		after, err = f.do(values)
		return err
	}, func(err error) {
		f.busy, f.anyway = false, false
		var invalid *desk.Invalid
		var unreadable *desk.Unreadable
		switch {
		case errors.As(err, &unreadable):
			land.AskAnyway(f.params.Frame, unreadable, func() { f.anyway = true; f.submit() })
		case errors.As(err, &invalid):
			f.refuse(invalid.Fields)
		case err != nil:
			f.params.Frame.Tell(err)
		default:
			f.dialog.Close()
			f.params.Done(after)
		}
	})
	return false
}

func (f *form) do(values map[string]string) (casefile.Case, error) {
	if f.params.Do != nil {
		return f.params.Do(values)
	}
	return f.params.Desk.Do(f.params.Case, f.procedure.Action, values)
}

// check judges every answer before anything is asked of the store.
func (f *form) check(values map[string]string) []desk.Report {
	var wrong []desk.Report
	for _, a := range f.answers {
		a.clear()
		if r := desk.CheckAnswer(a.ask, values[a.ask.Key]); isWrong(r) {
			wrong = append(wrong, r)
		}
	}
	return wrong
}

func isWrong(r desk.Report) bool { return r.Level == desk.Wrong || r.Level == desk.Unfinished }

// refuse says under each field what is wrong with it and goes to the first.
func (f *form) refuse(wrong []desk.Report) {
	focused := false
	for _, a := range f.answers {
		for _, r := range wrong {
			if r.Field != a.ask.Key {
				continue
			}
			a.setError(frame.ReportWords(r))
			if !focused {
				focused = true
				f.params.Frame.Router().Focus(a)
			}
		}
	}
}
