package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// calendar tells which years' days off are known and where from (日历), and lets
// the administrator of an office without a centre import another year.
type calendar struct {
	p     Params
	facts *fyne.Container
	add   *kit.Button
	head  *fyne.Container
	card  fyne.CanvasObject
	busy  bool // an import is on its way
}

func newCalendar(p Params) *calendar {
	c := &calendar{p: p, facts: kit.Column(look.Gap4)}
	c.add = kit.NewButton(text.T("settings.calendar.import"), "F9", kit.Secondary, c.choose)
	c.head = kit.Row(look.Gap16, kit.NewStrong(text.T("settings.calendar")), kit.Space(), c.add)
	c.card = kit.NewCard(kit.Column(look.Gap12, c.head, c.facts))
	return c
}

// versionShown is as many digits of a calendar's version as tell two apart.
const versionShown = 12

func (c *calendar) read() {
	info := c.p.Desk.Calendar()
	lines := []kit.Fact{{Name: text.T("settings.calendar.source"), Text: text.T("calendar.source." + string(info.Source))}}
	last := 0
	for _, y := range info.Years {
		lines = append(lines, kit.Fact{Name: text.T("settings.calendar.year", text.Data{"Year": y.Year}), Text: y.Notice})
		last = y.Year
	}
	lines = append(lines, kit.Fact{Name: text.T("settings.calendar.version"), Text: info.Version[:min(len(info.Version), versionShown)]})
	note := kit.NewNoteParagraph(text.T("settings.calendar.until", text.Data{"Year": last}))
	c.facts.Objects = []fyne.CanvasObject{kit.NewFacts(120, lines...), note}
	c.facts.Refresh()
	if c.mayImport() {
		c.add.Show()
	} else {
		c.add.Hide()
	}
	c.head.Refresh()
}

// mayImport: everywhere else the calendar is the centre's.
func (c *calendar) mayImport() bool {
	status, err := c.p.Desk.Status()
	return err == nil && !status.Line.Configured && c.p.Desk.User().Role == casefile.Administrator
}

// choose asks for the calendar file.
func (c *calendar) choose() {
	if !c.mayImport() || c.busy {
		return
	}
	kit.ChooseFile(c.p.Frame.Router(), kit.FileSpec{
		Title: text.T("settings.calendar.choose"), Hint: text.T("settings.calendar.hint"),
		Confirm: text.T("settings.calendar.take"), Cancel: text.T("dialog.cancel"), Empty: text.T("intake.attach.empty"),
		Columns: [3]string{text.T("file.name.title"), text.T("file.time.title"), text.T("file.size.title")},
		Chosen:  c.take,
	})
}

// take imports the file and tells which deadlines moved.
func (c *calendar) take(path string) {
	c.busy = true
	var done desk.CalendarImport
	c.p.Frame.Background(func(context.Context) (err error) {
		done, err = c.p.Desk.ImportCalendar(path)
		return err
	}, func(err error) {
		c.busy = false
		c.read()
		if err != nil {
			c.p.Frame.Tell(err)
			return
		}
		c.p.Frame.Title(text.T("settings.calendar.done"))
		c.p.Frame.Changed()
		c.tell(done)
	})
}

// Measures of the list of moved deadlines in device-independent pixels.
const (
	movedLine float32 = 25
	movedMost float32 = 320
)

// tell shows what an import did: the years, and every deadline that moved.
func (c *calendar) tell(done desk.CalendarImport) {
	var body []fyne.CanvasObject
	for _, y := range done.Years {
		body = append(body, kit.NewParagraph(text.T("settings.calendar.known", text.Data{"Year": y.Year, "Notice": y.Notice})))
	}
	if len(done.Moved) == 0 {
		body = append(body, kit.NewNoteParagraph(text.T("settings.calendar.unmoved")))
	} else {
		lines := make([]fyne.CanvasObject, len(done.Moved))
		for i, m := range done.Moved {
			lines[i] = kit.Beside(150, kit.NewWords(m.Number), kit.NewWords(shiftWords(m)))
		}
		high := fyne.Min(float32(len(lines))*movedLine+look.Gap8, movedMost)
		body = append(body, kit.NewStrong(text.T("settings.calendar.moved", text.Data{"Count": len(lines)})),
			kit.Fixed(0, high, kit.NewScroll(kit.Column(look.Gap4, lines...))))
	}
	kit.ShowDialog(c.p.Frame.Router(), kit.DialogSpec{
		Title: text.T("settings.calendar.done"), Width: 520, Body: kit.Column(look.Gap12, body...),
		Confirm: text.T("dialog.close"),
	})
}

// shiftWords is from when to when a deadline moved.
func shiftWords(m casefile.Shift) string {
	words := m.Before.String() + " → " + m.After.String()
	if m.Before == m.After { // it stays, and is certain now
		words = text.T("settings.calendar.stays", text.Data{"Day": m.After.String()})
	}
	if m.Provisional {
		words += text.T("work.provisional.short")
	}
	return words
}
