package work

import (
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// columns are what the list can be sorted by, in the order they stand in.
func columns() []desk.Column {
	return []desk.Column{desk.ByNumber, desk.ByApplicant, desk.ByProject, desk.ByItem, desk.ByState, desk.ByDue}
}

func (v *View) newRows() *kit.Rows {
	wide := map[desk.Column]float32{desk.ByNumber: 124, desk.ByItem: 60, desk.ByState: 66, desk.ByDue: 118}
	spec := kit.RowsSpec{
		Count: v.count, Cells: v.cells,
		OnSelected: v.choose, OnOpened: v.enter, OnSort: v.sort,
	}
	for _, c := range columns() {
		spec.Columns = append(spec.Columns, kit.RowColumn{
			Title: text.T("work.column." + string(c)), Width: wide[c], Right: c == desk.ByDue, Sorts: true,
		})
	}
	if v.p.Place == Supervision {
		spec.Columns = append(spec.Columns, kit.RowColumn{Title: text.T("work.column.reminded"), Width: 56, Right: true})
	}
	rows := kit.NewRows(spec)
	for i, c := range columns() {
		if c == v.kind.sort {
			rows.MarkSorted(i, v.kind.descending)
		}
	}
	return rows
}

func (v *View) count() int {
	if v.queue == drafts {
		return len(v.drafts)
	}
	return v.list.total
}

func (v *View) cells(i int) []kit.RowCell {
	if v.queue == drafts {
		return v.draftCells(i)
	}
	row, ok := v.list.at(i)
	if !ok {
		return nil
	}
	cells := []kit.RowCell{
		{Text: row.Number}, {Text: row.Applicant}, {Text: row.Project},
		{Text: v.itemShort(row.Item)}, stateCell(row), light(row),
	}
	if v.p.Place == Supervision {
		cells = append(cells, remindedCell(row))
	}
	return cells
}

// stateCell is where a case stands; what waits for one person says so.
func stateCell(row desk.Row) kit.RowCell {
	switch {
	case row.Settler != "":
		return kit.RowCell{Text: text.T("work.row.coordination"), Colour: look.Warning}
	case !row.Renewing.IsZero():
		return kit.RowCell{Text: text.T("work.row.renewal"), Colour: look.Warning}
	}
	return kit.RowCell{Text: text.T("state." + string(row.State))}
}

// remindedCell is how often supervision reminded.
func remindedCell(row desk.Row) kit.RowCell {
	if row.Reminded == 0 {
		return kit.RowCell{}
	}
	return kit.RowCell{Text: text.T("work.row.reminded", text.Data{"Count": row.Reminded}), Colour: look.Warning}
}

func (v *View) itemShort(id string) string {
	if item, ok := v.p.Desk.Catalog().Item(id); ok {
		return frame.ItemShort(item)
	}
	return id
}

// light is the last cell: how many working days are left.
func light(row desk.Row) kit.RowCell {
	switch row.Light {
	case desk.Overdue:
		return kit.RowCell{Dot: look.Danger, Colour: look.Danger, Text: text.T("work.row.overdue", text.Data{"Days": -row.Days})}
	case desk.Soon:
		cell := kit.RowCell{Dot: look.Warning, Text: text.T("light.days", text.Data{"Days": row.Days})}
		if row.Days == 0 {
			cell.Text, cell.Dot, cell.Colour = text.T("light.today"), look.Danger, look.Danger
		}
		return cell
	case desk.Standing:
		return kit.RowCell{Dot: look.Disabled, Colour: look.Secondary, Text: text.T("light.standing")}
	case desk.InTime:
		return kit.RowCell{Dot: look.Success, Text: text.T("light.days", text.Data{"Days": row.Days})}
	}
	if row.State == casefile.StateIssued {
		return kit.RowCell{Colour: look.Success, Text: text.T("work.row.ready")}
	}
	return kit.RowCell{}
}

func (v *View) draftCells(i int) []kit.RowCell {
	if i < 0 || i >= len(v.drafts) {
		return nil
	}
	d := v.drafts[i]
	return []kit.RowCell{
		{Text: text.T("work.draft"), Colour: look.Secondary},
		{Text: orDash(d.Fields["applicant.name"])}, {Text: orDash(d.Fields["project.name"])},
		{Text: frame.ItemShort(v.p.Desk.Item(d))}, {Text: text.T("work.draft.state"), Colour: look.Secondary},
		{Text: moment(d.Saved), Colour: look.Secondary},
	}
}

func orDash(words string) string {
	if words = strings.TrimSpace(words); words == "" {
		return "—"
	}
	return words
}

// choose is told which row has been reached.
func (v *View) choose(i int) {
	if v.queue == drafts {
		if i < len(v.drafts) {
			v.chosen = v.drafts[i].ID
			v.panel.showDraft(v.drafts[i])
		}
		return
	}
	row, ok := v.list.at(i)
	if !ok {
		return
	}
	v.chosen = row.ID
	v.panel.open(row.ID)
}

// enter is Enter on a row: a draft goes on where it was left, a case takes the
// keyboard into its panel.
func (v *View) enter(i int) {
	if v.queue == drafts {
		v.panel.primary.Press()
		return
	}
	v.choose(i)
	v.split.opened = true
	v.root.Refresh()
	v.p.Frame.Router().Focus(v.panel.tabs)
}

// sort orders the list anew; drafts stay as they are, latest first.
func (v *View) sort(column int, descending bool) {
	if v.queue == drafts {
		return
	}
	if err := v.list.order(columns()[column], descending); err != nil {
		v.p.Frame.Tell(err)
	}
	v.rows.Refresh()
	if place := v.find(v.chosen, -1); place >= 0 {
		v.rows.Mark(place)
		return
	}
	v.rows.Deselect()
	if v.count() > 0 {
		v.rows.Select(0)
	}
}
