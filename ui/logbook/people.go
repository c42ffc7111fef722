package logbook

import (
	"time"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// people is the tab of who works, or worked, at the office. The centre keeps the
// roster; here it is only read.
type people struct {
	p       Params
	list    []desk.Person
	rows    *kit.Rows
	note    *kit.Words
	content fyne.CanvasObject
}

func newPeople(p Params) *people {
	l := &people{p: p, note: kit.NewNoteParagraph("")}
	l.rows = kit.NewRows(kit.RowsSpec{
		Columns: []kit.RowColumn{
			{Title: text.T("log.column.id"), Width: 92}, {Title: text.T("log.column.who"), Width: 92},
			{Title: text.T("log.column.role"), Width: 106}, {Title: text.T("shell.users.section"), Width: 110},
			{Title: text.T("log.column.state")}, {Title: text.T("log.column.last"), Width: 136},
		},
		Count: func() int { return len(l.list) }, Cells: l.cells, Empty: text.T("log.people.empty"),
	})
	l.content = kit.Column(look.Gap8, kit.Grow(kit.NewBareCard(l.rows)), kit.NewTightCard(l.note))
	return l
}

func (l *people) read() {
	list, err := l.p.Desk.People()
	if err != nil {
		l.p.Frame.Tell(err)
		return
	}
	l.list = list
	l.note.Set(text.T("log.people.file"))
	if l.p.Desk.Rostered() {
		l.note.Set(text.T("log.people.roster", text.Data{"Time": minute(l.p.Desk.RosterIssued())}))
	}
	l.rows.Refresh()
}

func (l *people) cells(row int) []kit.RowCell {
	p := l.list[row]
	state := kit.RowCell{Text: text.T("log.people.works"), Dot: look.Success}
	colour := look.Text
	switch {
	case p.Left:
		state, colour = kit.RowCell{Text: text.T("log.people.left"), Dot: look.Disabled, Colour: look.Secondary}, look.Secondary
	case p.MustChange:
		state = kit.RowCell{Text: text.T("log.people.due"), Dot: look.Warning}
	}
	last := text.T("log.people.never")
	if !p.LastHere.IsZero() {
		last = minute(p.LastHere)
	}
	return []kit.RowCell{
		{Text: p.ID, Colour: look.Secondary}, {Text: p.Name, Bold: !p.Left, Colour: colour},
		{Text: text.T("role." + string(p.Role)), Colour: colour}, {Text: p.Section, Colour: colour}, state, {Text: last, Colour: look.Secondary},
	}
}

// minute is a moment to the minute.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(desk.Zone()).Format("2006-01-02 15:04")
}
