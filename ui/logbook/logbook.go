// Package logbook is the 日志 page: who did what at this window and when, whether
// the centre has it, and whether the record is whole; and, for those who look
// after people, the log books of the office's other windows and who the people are.
package logbook

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Params is what the page stands on.
type Params struct {
	Desk  *desk.Desk
	Frame frame.Frame
}

// View is the page.
type View struct {
	p    Params
	tabs *kit.Tabs

	span   *kit.Chips
	on     workday.Date // the day, or the last of several
	day    *kit.Words
	days   fyne.CanvasObject // chooses it
	book   *kit.Choice       // whose log book: "" for this window's own
	person *kit.Choice
	filter *kit.Input
	chain  *kit.Light

	all, shown []line
	rows       *kit.Rows
	total      *kit.Words
	foot       *fyne.Container
	export     *kit.Button
	open       *kit.Button
	log        fyne.CanvasObject
	people     *people
	body       *fyne.Container
	root       fyne.CanvasObject
	reading    bool
	again      bool               // something has changed while it was being read
	recount    context.CancelFunc // ends the recounting that runs
}

var _ frame.View = (*View)(nil)

// The stretches of time that can be shown.
const (
	oneDay = "day"
	month  = "month" // thirty days
	always = "all"
)

// The tabs.
const (
	tabLog = iota
	tabPeople
)

// New builds the page; it reads nothing before it is shown.
func New(p Params) *View {
	v := &View{p: p, day: kit.NewStrong(""), total: kit.NewNote("")}
	v.tabs = kit.NewTabs([]string{text.T("log.title"), text.T("log.people")}, func(int) { v.show() })
	v.span = kit.NewRadioChips(oneDay, []kit.Chip{
		{Value: oneDay, Text: text.T("log.day")}, {Value: month, Text: text.T("log.month")}, {Value: always, Text: text.T("log.always")},
	}, func(string) { v.read() })
	v.days = kit.Row(look.Gap8,
		kit.NewButton(text.T("printing.day.before"), "Alt+Left", kit.Secondary, func() { v.step(-1) }),
		v.day,
		kit.NewButton(text.T("printing.day.after"), "Alt+Right", kit.Secondary, func() { v.step(1) }))
	v.people = newPeople(p)
	v.log = v.buildLog()
	v.body = &fyne.Container{Layout: kit.Fill{}}
	head := kit.Fixed(0, look.ButtonHigh, kit.Row(look.Gap16, kit.NewHeading(text.T("rail.log")), v.tabs, kit.Space(), v.days))
	v.root = kit.Column(look.Gap8, head, kit.Grow(v.body))
	return v
}

func (v *View) buildLog() fyne.CanvasObject {
	v.rows = kit.NewRows(kit.RowsSpec{
		Columns: []kit.RowColumn{
			{Title: text.T("log.column.when"), Width: 146}, {Title: text.T("log.column.who"), Width: 136},
			{Title: text.T("log.column.what")},
			{Title: text.T("log.column.case"), Width: 136}, {Title: text.T("log.column.word"), Width: 94},
		},
		Count: func() int { return len(v.shown) }, Cells: v.cells,
		OnSelected: func(int) { v.offer() }, OnOpened: func(int) { v.openCase() },
		Empty: text.T("log.empty"),
	})
	v.book = kit.NewChoice()
	v.book.OnPicked = func(string) { v.read(); v.count() }
	v.person = kit.NewChoice(persons(nil)...)
	v.person.OnPicked = func(string) { v.sift() }
	v.filter = kit.NewInput()
	v.filter.Entry.PlaceHolder = text.T("log.filter")
	v.filter.Trailing = kit.NewBadge("Ctrl+F")
	v.filter.Entry.OnChanged = func(string) { v.sift() }
	v.filter.Entry.OnEnter = v.rows.Focus
	v.chain = kit.NewLight("", "")
	v.export = kit.NewButton(text.T("log.export"), "F9", kit.Secondary, v.chooseExport)
	v.open = kit.NewButton(text.T("log.open"), "F8", kit.Primary, v.openCase)
	v.foot = kit.Row(look.Gap12, v.total, kit.Space(), v.export, v.open)
	sieve := kit.Fixed(0, look.FieldHigh, kit.Row(look.Gap12, v.span, kit.Fixed(bookWide, look.FieldHigh, v.book), kit.Fixed(personWide, look.FieldHigh, v.person), kit.Grow(v.filter)))
	return kit.Column(look.Gap8, kit.NewTightCard(v.chain), sieve, kit.Grow(kit.NewBareCard(v.rows)),
		kit.NewTightCard(kit.Fixed(0, look.ButtonHigh, v.foot)))
}

// Widths in device-independent pixels.
const (
	bookWide   float32 = 128
	personWide float32 = 136
)

// Content is the page.
func (v *View) Content() fyne.CanvasObject { return v.root }

// Bind gives the page its keys.
func (v *View) Bind(keys *kit.Scope) {
	keys.On("F8", v.openCase)
	keys.On("F9", v.chooseExport)
	keys.On("Ctrl+F", func() { v.p.Frame.Window().Canvas().Focus(v.filter.Entry) })
	keys.On("Alt+Left", func() { v.step(-1) })
	keys.On("Alt+Right", func() { v.step(1) })
	keys.On("Ctrl+1", func() { v.tabs.Select(tabLog) })
	keys.On("Ctrl+2", func() { v.tabs.Select(tabPeople) })
}

// Shown shows today, and counts the chain again.
func (v *View) Shown() {
	v.on = v.p.Desk.Today()
	v.show()
	v.count()
}

// Stale reads again; selection and caret stay where they are.
func (v *View) Stale() {
	if v.tabs.Selected() == tabPeople {
		v.people.read()
		return
	}
	v.read()
}

// show shows a tab. People are for those who look after them.
func (v *View) show() {
	v.offerBooks()
	if v.p.Desk.SeesEverybody() {
		v.tabs.Show()
		v.person.Show()
	} else {
		v.tabs.Select(tabLog)
		v.tabs.Hide()
		v.person.Hide()
	}
	if v.tabs.Selected() == tabPeople {
		v.days.Hide()
		v.people.read()
		v.body.Objects = []fyne.CanvasObject{v.people.content}
		v.p.Frame.Title(text.T("rail.log") + " · " + text.T("log.people"))
		v.root.Refresh()
		v.p.Frame.Window().Canvas().Focus(v.people.rows.FocusTarget())
		return
	}
	v.body.Objects = []fyne.CanvasObject{v.log}
	v.p.Frame.Title(text.T("rail.log"))
	v.read()
	v.root.Refresh()
	v.p.Frame.Window().Canvas().Focus(v.rows.FocusTarget())
}

// stretch is the days to be shown.
func (v *View) stretch() (from, to workday.Date) {
	switch v.span.On()[0] {
	case month:
		return v.on.Add(-29), v.on
	case always:
		return workday.Date{}, v.p.Desk.Today()
	}
	return v.on, v.on
}

// read reads the lines beside the window: there may be a hundred thousand.
func (v *View) read() {
	if v.reading {
		v.again = true
		return
	}
	v.reading = true
	from, to := v.stretch()
	if v.span.On()[0] == always {
		v.days.Hide()
	} else {
		v.days.Show()
	}
	v.day.Set(stretchWords(from, to))
	v.total.Set(text.T("log.reading"))
	var lines []line
	book := v.book.Value()
	v.p.Frame.Background(func(context.Context) error {
		list, err := v.lines(book, from, to)
		lines = linesOf(list)
		return err
	}, func(err error) {
		v.reading = false
		if err != nil {
			v.p.Frame.Tell(err)
			return
		}
		v.take(lines)
		if v.again {
			v.again = false
			v.read()
		}
	})
}

// lines are those of a log book, "" for this window's own.
func (v *View) lines(book string, from, to workday.Date) ([]desk.LogLine, error) {
	if book == "" {
		return v.p.Desk.LogBook(from, to)
	}
	return v.p.Desk.LogBookOf(book, from, to)
}

func stretchWords(from, to workday.Date) string {
	switch {
	case from == to:
		return to.String()
	case from.IsZero():
		return text.T("log.always")
	}
	return from.String() + " – " + to.String()
}

// take shows the lines that were read; the one that was chosen stays chosen.
func (v *View) take(lines []line) {
	v.all = lines
	v.person.Options = persons(lines)
	v.sift()
	v.root.Refresh()
}

// sift shows what person and filter leave.
func (v *View) sift() {
	var chosen uint64
	if l, is := v.chosen(); is {
		chosen = l.place
	}
	v.shown = matching(v.all, v.person.Value(), v.filter.Entry.Text)
	v.rows.Refresh()
	at := 0
	for i, l := range v.shown {
		if l.place == chosen {
			at = i
		}
	}
	v.rows.Select(at)
	total := "log.total"
	if v.book.Value() != "" {
		total = "log.total.other"
	}
	v.total.Set(text.T(total, text.Data{"Count": len(v.shown), "All": len(v.all)}))
	v.foot.Refresh() // the words may want another room
	v.offer()
}

func (v *View) cells(row int) []kit.RowCell {
	l := v.shown[row]
	return []kit.RowCell{
		{Text: l.at.Format("2006-01-02 15:04:05")}, {Text: l.author(), Bold: l.id != ""},
		{Text: l.what}, {Text: l.number, Colour: look.Primary}, wordCell(l.word),
	}
}

func (v *View) chosen() (line, bool) {
	at := v.rows.Selected()
	if at < 0 || at >= len(v.shown) {
		return line{}, false
	}
	return v.shown[at], true
}

// offer shows what can be done with the chosen line.
func (v *View) offer() {
	if l, is := v.chosen(); is && l.number != "" {
		v.open.Enable()
	} else {
		v.open.Disable()
	}
}

func (v *View) openCase() {
	if l, is := v.chosen(); is && l.number != "" && v.tabs.Selected() == tabLog {
		v.p.Frame.OpenCase(l.file)
	}
}

// step goes to another day or month, never past today.
func (v *View) step(by int) {
	if v.tabs.Selected() != tabLog || v.span.On()[0] == always {
		return
	}
	if v.span.On()[0] == month {
		by *= 30
	}
	next := v.on.Add(by)
	if next.After(v.p.Desk.Today()) {
		next = v.p.Desk.Today()
	}
	v.on = next
	v.read()
}

func (v *View) chooseExport() {
	if v.tabs.Selected() != tabLog {
		return
	}
	name, window := v.day.Text, cmp.Or(v.windowOf(v.book.Value()), v.p.Desk.Settings().Window)
	if v.span.On()[0] == always {
		name = v.p.Desk.Today().String()
	}
	kit.ChooseFile(v.p.Frame.Router(), kit.FileSpec{
		Title: text.T("log.export.title"), Hint: text.T("log.export.hint"),
		SaveAs:  fmt.Sprintf("onewindow-log-%s-%s.csv", window, strings.ReplaceAll(name, " – ", "-")),
		Confirm: text.T("log.export.do"), Cancel: text.T("dialog.cancel"), Empty: text.T("intake.attach.empty"),
		Columns: [3]string{text.T("file.name.title"), text.T("file.time.title"), text.T("file.size.title")},
		Chosen:  v.exportTo,
	})
}

// exportTo writes the lines that are shown.
func (v *View) exportTo(path string) {
	rows := table(v.shown)
	v.p.Frame.Background(func(context.Context) error { return v.p.Desk.ExportLog(path, rows) }, func(err error) {
		if err != nil {
			v.p.Frame.Tell(err)
			return
		}
		v.p.Frame.Done(text.T("log.exported"), path)
	})
}
