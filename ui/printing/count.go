package printing

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// count is the tab of the day's end (日终清点): the account at the left, the sheet
// as it would be printed at the right.
type count struct {
	v       *View
	day     casefile.DayEnd
	verdict *kit.Light
	facts   *kit.Words
	rows    *kit.Rows
	preview *paper.Preview
	root    fyne.CanvasObject
}

func newCount(v *View) *count {
	c := &count{v: v, verdict: kit.NewLight("", ""), facts: kit.NewWords(""), preview: paper.NewPreview(v.p.Desk, v.p.Frame)}
	c.rows = kit.NewRows(kit.RowsSpec{
		Columns: []kit.RowColumn{
			{Title: text.T("printing.column.taken")}, {Title: text.T("printing.column.document"), Width: 96},
			{Title: text.T("printing.column.copies"), Width: 84}, {Title: text.T("printing.column.fate"), Width: 92},
			{Title: text.T("printing.column.heard"), Width: 92},
		},
		Count: func() int { return len(c.day.Numbers) }, Cells: c.cells,
		OnOpened: func(int) {}, Empty: text.T("printing.count.empty"),
	})
	print := kit.NewButton(text.T("printing.do.count"), "F8", kit.Primary, c.primary)
	left := kit.Column(look.Gap8,
		kit.NewTightCard(kit.Column(look.Gap8, c.verdict, c.facts)),
		kit.Grow(kit.NewBareCard(c.rows)),
		kit.NewTightCard(kit.Fixed(0, look.ButtonHigh, kit.Row(look.Gap8, kit.NewNote(text.T("printing.count.how")), kit.Space(), print))))
	c.root = kit.Row(look.Gap12, kit.Grow(left), kit.Side(previewWide, kit.NewTightCard(c.preview)))
	return c
}

// previewWide is the room of the sheet, in device-independent pixels.
const previewWide = 440

func (c *count) content() fyne.CanvasObject { return c.root }

func (c *count) focus() fyne.Focusable { return c.rows.FocusTarget() }

func (c *count) cells(row int) []kit.RowCell {
	n := c.day.Numbers[row]
	copies := strconv.Itoa(n.Copies)
	if n.Void > 0 {
		copies = text.T("printing.copies.void", text.Data{"Copies": n.Copies, "Void": n.Void})
	}
	fate := kit.RowCell{Text: text.T("printing.fate." + string(n.Fate())), Dot: map[casefile.Fate]fyne.ThemeColorName{
		casefile.FatePrinted: look.Success, casefile.FateVoid: look.Disabled, casefile.FateUnprinted: look.Warning,
	}[n.Fate()]}
	heard := kit.RowCell{Text: text.T("printing.heard.no"), Dot: look.Warning}
	switch {
	case n.Unused:
		heard = kit.RowCell{Text: "—"}
	case n.Confirmed:
		heard = kit.RowCell{Text: text.T("printing.heard.yes"), Dot: look.Success}
	}
	return []kit.RowCell{{Text: n.Number, Bold: true}, {Text: paper.Name(n.Document)}, {Text: copies}, fate, heard}
}

func (c *count) read() {
	document, err := c.v.p.Desk.DayEndDocument(c.v.on)
	if err != nil {
		c.v.p.Frame.Tell(err)
		return
	}
	c.day = document.Sheet.Day
	c.tell()
	c.rows.Refresh()
	c.preview.Set(document)
}

// tell says whether the day is even, and the account that shows it.
func (c *count) tell() {
	if c.day.Balanced() {
		c.verdict.Set(look.Success, text.T("printing.count.even"))
	} else {
		c.verdict.Set(look.Warning, text.T("printing.count.odd", text.Data{
			"Unprinted": c.day.Count(casefile.FateUnprinted), "Unheard": len(c.day.Numbers) - c.day.Confirmed(),
		}))
	}
	c.facts.Set(text.T("printing.count.account", text.Data{
		"Taken": len(c.day.Numbers), "Printed": c.day.Count(casefile.FatePrinted), "Void": c.day.Count(casefile.FateVoid),
		"Unprinted": c.day.Count(casefile.FateUnprinted), "Confirmed": c.day.Confirmed(), "Sheets": c.day.Sheets, "VoidSheets": len(c.day.Void),
	}))
}

// primary prints the sheet.
func (c *count) primary() {
	on, d := c.v.on, c.v.p.Desk
	var path string
	c.v.p.Frame.Background(func(context.Context) (err error) {
		path, err = d.PrintDayEnd(on)
		return err
	}, func(err error) {
		if err != nil {
			c.v.p.Frame.Tell(err)
			return
		}
		words := text.T("paper.sent")
		if path != "" {
			words = text.T("paper.saved", text.Data{"Path": path})
		}
		c.v.p.Frame.Done(text.T("paper.printed", text.Data{"Document": paper.Name(casefile.DayEndSheet)}), words)
		c.v.p.Frame.Changed()
	})
}

func (c *count) void() {}
func (c *count) open() {}
