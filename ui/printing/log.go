package printing

import (
	"time"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// log is the tab of what this window printed on a day (打印记录).
type log struct {
	v      *View
	prints []desk.LoggedPrint // youngest first
	rows   *kit.Rows
	total  *kit.Words
	again  *kit.Button
	spoilt *kit.Button
	foot   *fyne.Container
	root   fyne.CanvasObject
}

func newLog(v *View) *log {
	l := &log{v: v, total: kit.NewNote("")}
	l.rows = kit.NewRows(kit.RowsSpec{
		Columns: []kit.RowColumn{
			{Title: text.T("printing.column.when"), Width: 72}, {Title: text.T("printing.column.document")},
			{Title: text.T("printing.column.number"), Width: 180}, {Title: text.T("printing.column.copy"), Width: 64},
			{Title: text.T("printing.column.by"), Width: 80}, {Title: text.T("printing.column.reason")},
			{Title: text.T("printing.column.void")},
		},
		Count: func() int { return len(l.prints) }, Cells: l.cells,
		OnSelected: func(int) { l.tell() }, OnOpened: func(int) { l.open() },
		Empty: text.T("printing.log.empty"),
	})
	l.again = kit.NewButton(text.T("printing.do.again"), "F8", kit.Primary, l.reprint)
	l.spoilt = kit.NewButton("", "Delete", kit.Danger, l.void)
	l.foot = kit.Row(look.Gap12, l.total, kit.Space(), l.spoilt, l.again)
	l.root = kit.Column(look.Gap8, kit.Grow(kit.NewBareCard(l.rows)), kit.NewTightCard(kit.Fixed(0, look.ButtonHigh, l.foot)))
	return l
}

func (l *log) content() fyne.CanvasObject { return l.root }

func (l *log) focus() fyne.Focusable { return l.rows.FocusTarget() }

func (l *log) cells(row int) []kit.RowCell {
	p := l.prints[row]
	state := kit.RowCell{Text: text.T("printing.stands"), Dot: look.Success}
	if p.Void != "" {
		state = kit.RowCell{Text: text.T("printing.voided", text.Data{"Reason": p.Void}), Dot: look.Disabled, Colour: look.Secondary}
	}
	return []kit.RowCell{
		{Text: clock(p.At)}, {Text: paper.Name(p.Document), Bold: true}, {Text: p.Number},
		{Text: text.T("printing.copy", text.Data{"Copy": p.Copy})}, {Text: p.By.Name}, {Text: p.Reason}, state,
	}
}

func (l *log) read() {
	prints, err := l.v.p.Desk.PrintLog(l.v.on)
	if err != nil {
		l.v.p.Frame.Tell(err)
		return
	}
	l.prints = l.prints[:0]
	void := 0
	for i := len(prints) - 1; i >= 0; i-- {
		l.prints = append(l.prints, prints[i])
		if prints[i].Void != "" {
			void++
		}
	}
	l.total.Set(text.T("printing.log.total", text.Data{"Count": len(prints), "Void": void}))
	l.rows.Refresh()
	if len(prints) > 0 {
		l.rows.Select(min(max(l.rows.Selected(), 0), len(prints)-1))
	}
	l.tell()
}

// print is the one chosen.
func (l *log) print() (desk.LoggedPrint, bool) {
	at := l.rows.Selected()
	if at < 0 || at >= len(l.prints) {
		return desk.LoggedPrint{}, false
	}
	return l.prints[at], true
}

// tell offers what can be done about the chosen sheet; the button names the
// very copy it makes void.
func (l *log) tell() {
	p, is := l.print()
	show(l.again, is)
	clerk := l.v.p.Desk.User().Role == casefile.Clerk
	show(l.spoilt, is && clerk && p.Void == "")
	l.spoilt.SetText(text.T("printing.do.void", text.Data{"Copy": p.Copy}))
	l.foot.Refresh()
}

func (l *log) primary() { l.again.Press() }

func (l *log) open() {
	if p, is := l.print(); is {
		l.v.p.Frame.OpenCase(p.Case)
	}
}

func (l *log) reprint() {
	if p, is := l.print(); is {
		paper.Print(l.v.p.Desk, l.v.p.Frame, p.Case, p.Document, l.read)
	}
}

// void asks why a sheet is void.
func (l *log) void() {
	p, is := l.print()
	if !is || !l.spoilt.Visible() {
		return
	}
	data := text.Data{"Document": paper.Name(p.Document), "Copy": p.Copy, "Number": p.Number}
	askWhy(l.v.p.Frame, why{
		title: text.T("printing.void.title"), body: text.T("printing.void.body", data), confirm: text.T("printing.do.void", data),
	}, func(reason string) {
		if _, err := l.v.p.Desk.VoidPrint(p.Case, p.Document, p.Copy, reason); err != nil {
			l.v.p.Frame.Tell(err)
			return
		}
		l.v.p.Frame.Done(text.T("printing.done.void"), p.Number)
		l.v.p.Frame.Title(text.T("printing.done.void"))
		l.read()
	})
}

// why is a question for a reason.
type why struct{ title, body, confirm string }

// askWhy asks for the reason of something that is destroyed.
func askWhy(f frame.Frame, w why, then func(reason string)) {
	reason := kit.NewField(kit.FieldSpec{Label: text.T("printing.reason"), Hint: text.T("printing.reason.hint"), MostRunes: 100})
	kit.ShowDialog(f.Router(), kit.DialogSpec{
		Title: w.title, Body: kit.Column(look.Gap8, kit.NewParagraph(w.body), reason),
		Confirm: w.confirm, Cancel: text.T("dialog.cancel"), First: reason.FocusTarget(), Destroys: true,
		OnConfirm: func() bool {
			words := given(reason)
			if words == "" {
				reason.SetError(text.T("printing.reason.missing"))
				reason.Focus()
				return false
			}
			then(words)
			return true
		},
	})
}

// clock is a time of a day.
func clock(t time.Time) string { return t.In(desk.Zone()).Format("15:04:05") }
