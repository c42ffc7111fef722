package paper

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Name is what a kind of document is called.
func Name(kind casefile.DocumentKind) string { return text.T("document." + string(kind)) }

// Print puts a document of a case into the print queue. From the second copy on
// it asks for the reason (补打) first. When the print stands recorded done is
// told; it is not told where nothing happened.
func Print(d *desk.Desk, f frame.Frame, caseID string, kind casefile.DocumentKind, done func()) {
	document, err := d.Document(caseID, kind)
	if err != nil {
		f.Tell(err)
		return
	}
	if document.Sheet.Copy > 1 {
		askReason(f, document, func(reason string) { send(d, f, caseID, kind, reason, done) })
		return
	}
	send(d, f, caseID, kind, "", done)
}

// PrintAll puts documents on paper that have just come about, or come about
// anew, one after the other: nobody is asked why. reason is put on record, as the
// rules want it where a document of the kind was printed before. The first that
// does not print ends it; done is told in any case.
func PrintAll(d *desk.Desk, f frame.Frame, caseID string, kinds []casefile.DocumentKind, reason string, done func()) {
	if len(kinds) == 0 {
		done()
		return
	}
	put(d, f, caseID, kinds[0], reason, func(_, good bool) {
		if !good {
			kinds = kinds[:1]
		}
		PrintAll(d, f, caseID, kinds[1:], reason, done)
	})
}

// askReason asks why a document is printed again.
func askReason(f frame.Frame, document desk.Document, again func(reason string)) {
	reason := kit.NewField(kit.FieldSpec{Label: text.T("paper.reason"), Hint: text.T("paper.reason.hint"), MostRunes: 100})
	copies := text.T("paper.again.body", text.Data{"Document": Name(document.Kind), "Copy": document.Sheet.Copy})
	kit.ShowDialog(f.Router(), kit.DialogSpec{
		Title:   text.T("paper.again.title"),
		Body:    kit.Column(look.Gap8, kit.NewParagraph(copies), reason),
		Confirm: text.T("paper.again.confirm", text.Data{"Copy": document.Sheet.Copy}),
		Cancel:  text.T("dialog.cancel"),
		First:   reason.FocusTarget(),
		OnConfirm: func() bool {
			given := strings.TrimSpace(reason.Value())
			if given == "" {
				reason.SetError(text.T("paper.reason.missing"))
				reason.Focus()
				return false
			}
			again(given)
			return true
		},
	})
}

func send(d *desk.Desk, f frame.Frame, caseID string, kind casefile.DocumentKind, reason string, done func()) {
	put(d, f, caseID, kind, reason, func(recorded, _ bool) {
		if recorded && done != nil {
			done()
		}
	})
}

// put prints and says so; then is told whether the print is on record, and
// whether it is on paper too.
func put(d *desk.Desk, f frame.Frame, caseID string, kind casefile.DocumentKind, reason string, then func(recorded, good bool)) {
	var printed desk.Printed
	f.Background(func(context.Context) (err error) {
		printed, err = d.Print(caseID, kind, reason)
		return err
	}, func(err error) {
		recorded := err == nil || printed.PDF != nil
		if err != nil {
			f.Tell(err)
		} else {
			say(f, printed)
		}
		if recorded {
			f.Changed()
		}
		then(recorded, err == nil)
	})
}

// say tells what was printed, and where it was kept where no printer is set.
func say(f frame.Frame, printed desk.Printed) {
	number := printed.Document.Sheet.Case.Number
	lead := text.T("paper.printed", text.Data{"Document": Name(printed.Document.Kind)})
	if slices.Contains(casefile.CentreKinds(), printed.Document.Kind) {
		lead = text.T("paper.printed.permit")
	}
	f.Title(lead + " " + number)
	words := text.T("paper.sent")
	if printed.Job == "" {
		words = text.T("paper.saved", text.Data{"Path": printed.Path})
	}
	f.Done(lead, words)
}

// Enlarge shows a document as large as the window allows.
func Enlarge(d *desk.Desk, f frame.Frame, document desk.Document) *Preview {
	large := NewPreview(d, f)
	large.Set(document)
	size := f.Window().Canvas().Size().SubtractWidthHeight(120, 170)
	kit.ShowDialog(f.Router(), kit.DialogSpec{
		Title:  Name(document.Kind),
		Body:   kit.Fixed(0, size.Height, large),
		Width:  fyne.Min(size.Width, size.Height*1.5+2*look.Gap16),
		Cancel: text.T("dialog.close"),
		First:  large,
	})
	return large
}
