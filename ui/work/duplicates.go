package work

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// duplicates are the cases that look like one application taken in at two
// windows (疑似重复件): a line above the list, and the two side by side when it
// is followed.
type duplicates struct {
	strip   *kit.Strip
	pairs   []desk.Duplicate
	looking bool // they are being looked for
}

// build makes the line; it takes no room while there is nothing to say.
func (d *duplicates) build() fyne.CanvasObject {
	d.strip = kit.NewStrip()
	d.strip.Hide()
	return d.strip
}

// readDuplicates looks for them off the main goroutine: an office may have many
// open cases, and nobody waits for this.
func (v *View) readDuplicates() {
	d := v.duplicates
	if v.p.Place != Cases && v.p.Place != Supervision || d.looking {
		return
	}
	d.looking = true
	var found []desk.Duplicate
	v.p.Frame.Background(func(context.Context) (err error) {
		found, err = v.p.Desk.Duplicates()
		return err
	}, func(err error) {
		d.looking = false
		if err != nil {
			v.p.Frame.Tell(err)
			return
		}
		d.pairs = found
		d.strip.Say(kit.Heed, text.T("work.duplicates", text.Data{"Count": len(found)}),
			text.T("work.duplicates.words"), text.T("work.duplicates.open"), v.compareDuplicates)
		show(d.strip, len(found) > 0)
		v.left.Refresh()
	})
}

// compareDuplicates puts the first pair before the user.
func (v *View) compareDuplicates() {
	if len(v.duplicates.pairs) == 0 || v.busy {
		return
	}
	pair := v.duplicates.pairs[0]
	reason := kit.NewField(kit.FieldSpec{
		Label: text.T("work.duplicates.reason"), Hint: text.T("work.duplicates.reason.hint"), Lines: 2, MostRunes: 200,
	})
	var dialog *kit.Dialog
	withdraw := func(file desk.View) {
		if slices.Contains(file.Can, desk.CanWithdraw) {
			dialog.Close()
			v.withdrawDuplicate(file.ID)
		}
	}
	first, second := func() { withdraw(pair.First) }, func() { withdraw(pair.Second) }
	dialog = kit.ShowDialog(v.p.Frame.Router(), kit.DialogSpec{
		Title: text.T("work.duplicates.title"), Width: 860, First: reason.FocusTarget(),
		Body: kit.Column(look.Gap12,
			kit.NewNoteParagraph(sameWords(pair)),
			sideBySide(pair),
			kit.NewGrid(12, kit.Span(2, kit.NewNote("")),
				kit.Span(5, withdrawal(pair.First, "F8", first)), kit.Span(5, withdrawal(pair.Second, "F9", second))),
			kit.Hairline(), reason),
		Keys:    map[kit.Key]func(){"F8": first, "F9": second},
		Confirm: text.T("work.duplicates.apart"), ConfirmKey: "Ctrl+Enter", Cancel: text.T("work.duplicates.later"),
		OnConfirm: func() bool { return v.setApart(pair, reason) },
	})
}

// setApart puts on record that the two are two.
func (v *View) setApart(pair desk.Duplicate, reason *kit.Field) bool {
	words := strings.TrimSpace(reason.Value())
	if words == "" {
		reason.SetError(text.T("outcome.required"))
		reason.Focus()
		return false
	}
	v.act(func() (casefile.Case, error) { return v.p.Desk.NotDuplicate(pair.First.ID, pair.Second.ID, words) },
		text.T("work.duplicates.done"), "", nil)
	return true
}

// withdrawDuplicate asks why, as for any other withdrawal.
func (v *View) withdrawDuplicate(id string) {
	v.Open(id)
	v.panel.askWithdraw()
}

// withdrawal is the button that takes one of the two back, where the user may.
func withdrawal(file desk.View, key kit.Key, do func()) fyne.CanvasObject {
	button := kit.NewButton(text.T("work.duplicates.withdraw", text.Data{"Number": file.Number}), key, kit.Secondary, do)
	if !slices.Contains(file.Can, desk.CanWithdraw) {
		button.Disable()
	}
	return kit.Row(0, button)
}

// sameWords says why the two are put before a person.
func sameWords(pair desk.Duplicate) string {
	words := make([]string, len(pair.Same))
	for i, same := range pair.Same {
		words[i] = text.T("work.duplicates.same." + string(same))
	}
	return text.T("work.duplicates.why", text.Data{"Item": pair.First.ItemName, "What": strings.Join(words, text.T("list.and"))})
}

// sideBySide sets the two beside each other, a line a fact; a line whose two
// sides differ says so.
func sideBySide(pair desk.Duplicate) fyne.CanvasObject {
	left, right := compared(pair.First), compared(pair.Second)
	cells := make([]kit.Cell, 0, 3*len(left))
	for i, l := range left {
		name, r := l.Name, right[i]
		differs := l.Text != r.Text
		if differs {
			name = text.T("work.duplicates.differs", text.Data{"Name": name})
		}
		cells = append(cells, kit.Span(2, kit.NewNote(name)), kit.Span(5, side(l.Text, differs)), kit.Span(5, side(r.Text, differs)))
	}
	return kit.NewGrid(12, cells...)
}

func side(words string, differs bool) fyne.CanvasObject {
	said := kit.NewWords(words)
	if differs {
		said = kit.NewStrong(words)
	}
	said.Wrap = true
	return said
}

// compared are the facts by which a person tells two applications apart.
func compared(file desk.View) []kit.Fact {
	c, a := file.Case, file.Case.Application
	return []kit.Fact{
		fact("number", orDash(c.Number)),
		{Name: text.T("work.duplicates.received"), Text: text.T("work.window", text.Data{"Window": c.Window}) + "　" + moment(c.ReceivedAt) + "　" + c.ReceivedBy.Name},
		{Name: text.T("work.column.state"), Text: text.T("state." + string(c.State))},
		{Name: text.T("work.column.applicant"), Text: orDash(a.Applicant.Name)},
		fact("code", orDash(masked(a.Applicant))),
		{Name: text.T("work.column.project"), Text: orDash(a.Project.Name)},
		fact("project.code", orDash(a.Project.Code)),
		fact("location", orDash(a.Land.Location)),
		fact("area", hectares(a.Land.Area)),
	}
}
