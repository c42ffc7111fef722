// Package land says in words what boundary-point files hold, and what is wrong
// with them.
package land

import (
	"strconv"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/parcel"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Facts says what a file outlines, or that it outlines nothing.
func Facts(f casefile.Attachment) string {
	o := f.Outline
	if o.Errors > 0 {
		return text.T("land.wrong", text.Data{"Name": f.Name, "Count": o.Errors})
	}
	key := "land.facts"
	if o.Parcels > 1 {
		key = "land.facts.many"
	}
	return text.T(key, text.Data{
		"Parcels": o.Parcels, "Points": o.Points, "Plane": SquareMetres(o.Plane), "Ellipsoid": SquareMetres(o.Ellipsoid),
	})
}

// SquareMetres writes hundredths of a square metre: 18992.91.
func SquareMetres(hundredths int64) string {
	return strconv.FormatFloat(float64(hundredths)/100, 'f', 2, 64)
}

// ProblemsLink is a link to what is odd or wrong in a file, nil where nothing is.
func ProblemsLink(d *desk.Desk, f frame.Frame, file casefile.Attachment) *kit.Button {
	show := func() {
		_, problems, err := d.Boundary(file)
		if err != nil {
			f.Tell(err)
			return
		}
		ShowProblems(f, file.Name, problems)
	}
	switch o := file.Outline; {
	case o.Errors > 0:
		return kit.NewLink(text.T("land.why"), show)
	case o.Warnings > 0:
		return kit.NewLink(text.T("land.problems", text.Data{"Count": o.Warnings}), show)
	}
	return nil
}

// ShowProblems lists what is odd or wrong in a file, line by line.
func ShowProblems(f frame.Frame, name string, problems parcel.Problems) *kit.Dialog {
	return kit.ShowDialog(f.Router(), kit.DialogSpec{
		Title: text.T("land.problems.title", text.Data{"Name": name}), Width: dialogWide,
		Body: list(f, problems), Confirm: text.T("dialog.close"),
	})
}

// AskAnyway shows why no land can be drawn from a file before it may be taken in
// all the same. Enter leaves it out.
func AskAnyway(f frame.Frame, u *desk.Unreadable, take func()) *kit.Dialog {
	return kit.ShowDialog(f.Router(), kit.DialogSpec{
		Title: text.T("land.unreadable.title"), Width: dialogWide,
		Body: kit.Column(look.Gap12,
			kit.NewParagraph(text.T("land.unreadable.body", text.Data{"Name": u.File.Name})), list(f, u.Problems)),
		Confirm: text.T("land.unreadable.take"), Cancel: text.T("land.unreadable.leave"), Destroys: true,
		OnConfirm: func() bool { take(); return true },
	})
}

// Measures of the dialogs in device-independent pixels: the width, that of the
// numbers of lines, and the height of all but the list.
const (
	dialogWide float32 = 620
	lineWide   float32 = 124
	other      float32 = 300
	listLeast  float32 = 80
)

// list is the problems in the order of their lines, to be scrolled where they
// are longer than the window leaves room for.
func list(f frame.Frame, problems parcel.Problems) fyne.CanvasObject {
	lines := make([]fyne.CanvasObject, len(problems))
	for i, p := range problems {
		lines[i] = kit.Beside(lineWide, where(p), kit.NewParagraph(Words(p)))
	}
	all := kit.Column(look.Gap8, lines...)
	for range 2 { // boxes in boxes learn their width one by one
		all.Resize(fyne.NewSize(dialogWide-4*look.Gap16, all.MinSize().Height))
	}
	room := fyne.Max(f.Window().Canvas().Size().Height-other, listLeast)
	if all.MinSize().Height <= room {
		return all
	}
	return kit.Fixed(0, room, kit.NewScroll(all))
}

// Words is the sentence of a problem.
func Words(p parcel.Problem) string { return text.T(p.Code, text.Data(p.Data)) }

// where says on which line of the file a problem is, and how bad it is by its
// colour and its word.
func where(p parcel.Problem) fyne.CanvasObject {
	mark, colour := text.T("land.mark.error"), look.Danger
	if p.Warning {
		mark, colour = text.T("land.mark.warning"), look.Warning
	}
	if p.Line == 0 {
		return kit.NewLight(colour, mark)
	}
	return kit.NewLight(colour, mark+" "+text.T("parcel.line", text.Data{"Line": p.Line}))
}
