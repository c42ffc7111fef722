package work

import (
	"strconv"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// figures are how the open cases stand by section and by window (督办), above
// the list of the supervision page.
type figures struct {
	sections, windows *fyne.Container
}

// Widths of the columns and the height from which a table scrolls, in
// device-independent pixels.
const (
	dutyNumber float32 = 50
	dutyMost   float32 = 150
)

// build makes the tables; on every other page they take no room.
func (f *figures) build(place Place) fyne.CanvasObject {
	f.sections, f.windows = kit.Column(2), kit.Column(2)
	card := kit.NewTightCard(kit.NewGrid(2, kit.Span(1, f.sections), kit.Span(1, f.windows)))
	show(card, place == Supervision)
	return card
}

// readFigures counts anew.
func (v *View) readFigures() {
	if v.p.Place != Supervision {
		return
	}
	o, err := v.p.Desk.Supervision()
	if err != nil {
		v.p.Frame.Tell(err)
		return
	}
	v.figures.sections.Objects = dutyTable(text.T("work.duty.sections"), o.Sections, func(name string) string { return name })
	v.figures.windows.Objects = dutyTable(text.T("work.duty.windows"), o.Windows, func(name string) string {
		return text.T("work.window", text.Data{"Window": name})
	})
	v.figures.sections.Refresh()
	v.figures.windows.Refresh()
}

// dutyTable is a line a section or window under the names of the columns.
func dutyTable(title string, list []desk.Duty, name func(string) string) []fyne.CanvasObject {
	head := dutyLine(kit.NewStrong(title),
		kit.NewNote(text.T("work.duty.open")), kit.NewNote(text.T("work.duty.soon")), kit.NewNote(text.T("work.duty.overdue")),
		kit.NewNote(text.T("work.duty.standing")), kit.NewNote(text.T("work.duty.reminded")))
	lines := make([]fyne.CanvasObject, len(list))
	for i, u := range list {
		lines[i] = dutyLine(kit.NewWords(name(u.Name)),
			count(u.Open, look.Success), count(u.Soon, look.Warning), count(u.Overdue, look.Danger),
			count(u.Standing, look.Disabled), count(u.Reminders, ""))
	}
	column := kit.Column(2, lines...)
	if high := column.MinSize().Height; high > dutyMost {
		return []fyne.CanvasObject{head, kit.Fixed(0, dutyMost, kit.NewScroll(column))}
	}
	return []fyne.CanvasObject{head, column}
}

func dutyLine(name *kit.Words, cells ...fyne.CanvasObject) fyne.CanvasObject {
	name.Room = 40
	line := []fyne.CanvasObject{kit.Grow(name)}
	for _, c := range cells {
		line = append(line, kit.Side(dutyNumber, c))
	}
	return kit.Row(look.Gap4, line...)
}

// count is a number with its light; nought is quiet.
func count(n int, colour fyne.ThemeColorName) fyne.CanvasObject {
	if n == 0 {
		return kit.NewNote("—")
	}
	return kit.NewLight(colour, strconv.Itoa(n))
}
