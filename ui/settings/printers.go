package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// printerButtons try each printer and choose among those of this machine.
func (v *View) printerButtons() fyne.CanvasObject {
	buttons := []fyne.CanvasObject{
		kit.NewLink(text.T("settings.printers.find"), v.findPrinters), kit.Space(), kit.NewNote(text.T("settings.printers.test")),
	}
	for _, use := range desk.Uses() {
		buttons = append(buttons, kit.NewButton(text.T("settings.use."+string(use)), "", kit.Secondary, func() { v.testPrinter(use) }))
	}
	return kit.Wrapping(look.Gap8, buttons...)
}

// testPrinter prints a test page with what is saved.
func (v *View) testPrinter(use desk.Use) {
	if v.touched {
		v.p.Frame.Done(text.T("settings.printers.unsaved"), "")
		return
	}
	v.p.Frame.Background(func(context.Context) error { return v.p.Desk.TestPrint(use) }, func(err error) {
		if err != nil {
			v.p.Frame.Tell(err)
			return
		}
		v.p.Frame.Done(text.T("settings.printers.tested"), text.T("settings.use."+string(use)))
		v.p.Frame.Changed()
	})
}

// findPrinters offers the printers this machine knows of.
func (v *View) findPrinters() {
	var found []desk.FoundPrinter
	v.p.Frame.Background(func(ctx context.Context) (err error) {
		found, err = v.p.Desk.FindPrinters(ctx)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			v.p.Frame.Tell(err)
		case len(found) == 0:
			v.p.Frame.Done(text.T("settings.printers.none"), text.T("settings.printers.none.words"))
		default:
			v.offer(found)
		}
	})
}

// offer lets one of the found printers be chosen for a use.
func (v *View) offer(found []desk.FoundPrinter) {
	use := desk.ForPapers
	// Receipt printers speak ESC/POS and are addressed directly.
	chips := []kit.Chip{
		{Value: string(desk.ForPapers), Text: text.T("settings.use.printer")},
		{Value: string(desk.ForCertificates), Text: text.T("settings.use.certificates")},
	}
	var dialog *kit.Dialog
	pick := func(row int) {
		v.fields[string(use)].SetValue(found[row].Address)
		v.touched = true
		dialog.Close()
		v.fields[string(use)].Focus()
	}
	rows := kit.NewRows(kit.RowsSpec{
		Columns: []kit.RowColumn{
			{Title: text.T("settings.printers.name"), Width: 180}, {Title: text.T("settings.printers.address")},
		},
		Count: func() int { return len(found) },
		Cells: func(row int) []kit.RowCell {
			p := found[row]
			name := p.Name
			if p.About != "" && p.About != p.Name {
				name += "　" + p.About
			}
			return []kit.RowCell{{Text: name, Bold: true}, {Text: p.Address, Colour: look.Secondary}}
		},
		OnOpened: pick,
	})
	dialog = kit.ShowDialog(v.p.Frame.Router(), kit.DialogSpec{
		Title: text.T("settings.printers.find"), Width: 620,
		Body: kit.Column(look.Gap8,
			kit.Row(look.Gap12, kit.NewNote(text.T("settings.printers.for")),
				kit.NewRadioChips(string(use), chips, func(value string) { use = desk.Use(value) })),
			kit.Fixed(0, 220, kit.NewBareCard(rows))),
		Confirm: text.T("settings.printers.pick"), Cancel: text.T("dialog.cancel"), First: rows.FocusTarget(),
		OnConfirm: func() bool { pick(max(rows.Selected(), 0)); return false },
	})
	rows.Select(0)
}
