package sync

import (
	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// waiting is the tab of what the centre has still to hear, case by case.
type waiting struct {
	v     *View
	lines []waitingLine
	rows  *kit.Rows
	more  *kit.Words
	root  fyne.CanvasObject
}

// waitingLine is one event; the first of a case names it.
type waitingLine struct {
	file  casefile.Case
	event casefile.Event
	first bool
}

func newWaiting(v *View) *waiting {
	w := &waiting{v: v, more: kit.NewNote("")}
	w.rows = kit.NewRows(kit.RowsSpec{
		Columns: []kit.RowColumn{
			{Title: text.T("sync.column.number"), Width: 152}, {Title: text.T("sync.column.project")},
			{Title: text.T("sync.column.what"), Width: 132}, {Title: text.T("sync.column.by"), Width: 72},
			{Title: text.T("sync.column.at"), Width: 104},
		},
		Count: func() int { return len(w.lines) }, Cells: w.cells,
		OnOpened: func(int) { w.open() },
		Empty:    text.T("sync.waiting.empty"),
	})
	w.root = kit.Column(look.Gap8, kit.Grow(kit.NewBareCard(w.rows)), w.more)
	return w
}

func (w *waiting) content() fyne.CanvasObject { return w.root }

func (w *waiting) focus() fyne.Focusable { return w.rows.FocusTarget() }

func (w *waiting) cells(row int) []kit.RowCell {
	l := w.lines[row]
	cells := make([]kit.RowCell, 2, 5)
	if l.first {
		cells[0] = kit.RowCell{Text: l.file.Number, Bold: true}
		cells[1] = kit.RowCell{Text: l.file.Application.Project.Name}
	}
	return append(cells, kit.RowCell{Text: eventName(l.event)},
		kit.RowCell{Text: l.event.By.Name, Colour: look.Secondary}, kit.RowCell{Text: brief(l.event.At), Colour: look.Secondary})
}

func (w *waiting) read() {
	list, more, err := w.v.p.Desk.Waiting()
	if err != nil {
		w.v.p.Frame.Tell(err)
		return
	}
	w.fill(list)
	w.rows.Refresh()
	show(w.more, more > 0)
	w.more.Set(text.T("sync.waiting.more", text.Data{"Count": more}))
	if len(w.lines) > 0 && w.rows.Selected() < 0 {
		w.rows.Select(0)
	}
}

func (w *waiting) fill(list []desk.WaitingCase) {
	w.lines = nil
	for _, c := range list {
		for i, e := range c.Events {
			w.lines = append(w.lines, waitingLine{c.Case, e, i == 0})
		}
	}
}

func (w *waiting) open() {
	if at := w.rows.Selected(); at >= 0 && at < len(w.lines) {
		w.v.p.Frame.OpenCase(w.lines[at].event.Case)
	}
}

// eventName is what an event did; entries of the log book are told on their own
// page.
func eventName(e casefile.Event) string {
	if e.OfLogBook() {
		return text.T("sync.logbook")
	}
	return text.T("work.event." + string(e.Kind))
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
