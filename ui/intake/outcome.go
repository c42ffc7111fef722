package intake

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/outcome"
	"onewindow/ui/text"
)

// foot is the band of outcomes: what still keeps the case back, and the
// buttons.
type foot struct {
	view    *View
	row     *fyne.Container
	errors  *kit.Words
	decline *kit.Button
	notify  *kit.Button
	receive *kit.Button
	accept  *kit.Button
}

func newFoot(v *View) *foot {
	f := &foot{view: v, errors: kit.NewNoteParagraph("").In(look.Danger)}
	f.decline = kit.NewButton(text.T("intake.decline"), "F11", kit.Secondary, v.askDecline)
	f.notify = kit.NewButton(text.T("intake.notify"), "F10", kit.Secondary, v.askNotice)
	f.receive = kit.NewButton(text.T("intake.receive"), "F9", kit.Secondary, func() {
		v.enter(v.desk.Receive, "intake.received", casefile.Receipt)
	})
	f.accept = kit.NewButton(text.T("intake.accept"), "Ctrl+Enter", kit.Primary, func() {
		v.enter(v.desk.Accept, "intake.accepted", casefile.Receipt, casefile.Acceptance)
	})
	f.row = kit.Row(look.Gap12, kit.Grow(kit.Column(0, kit.Space(), f.errors, kit.Space())), f.decline, f.notify, f.receive, f.accept)
	return f
}

func (f *foot) bind(keys *kit.Scope) {
	f.decline.Bind(keys)
	f.notify.Bind(keys)
	f.receive.Bind(keys)
	f.accept.Bind(keys)
}

// besideLeast is the width of the band from which on names stand beside the
// buttons, in device-independent pixels.
const besideLeast float32 = 900

// say wraps a long list of errors; on a small screen at 150 % it says how many there
// are, which the fields tell apart. The buttons must stay in sight.
func (f *foot) say(words, brief string) {
	if wide := f.row.Size().Width; wide > 0 && wide < besideLeast {
		words = brief
	}
	f.errors.Set(words)
	f.view.work.Refresh()
}

// receivable says whether the draft can be taken in at all, and tells what
// keeps it from that.
func (v *View) receivable() bool {
	if !v.working() {
		return false // already done; F3 begins the next
	}
	err := v.desk.Receivable(v.draft)
	var invalid *desk.Invalid
	switch {
	case err == nil:
		return true
	case errors.As(err, &invalid):
		v.showInvalid(invalid)
	default:
		v.frame.Tell(err)
	}
	return false
}

// askNotice notifies all that is missing or wrong (一次性告知).
func (v *View) askNotice() {
	if !v.receivable() {
		return
	}
	lacks, err := v.desk.Lacks(v.draft)
	if err != nil {
		v.frame.Tell(err)
		return
	}
	outcome.AskNotice(v.question(), outcome.Found(lacks), func(list []casefile.Defect) {
		v.enter(func(d desk.Draft) (casefile.Case, error) { return v.desk.Notify(d, list) },
			"intake.notified", casefile.Receipt, casefile.FirstNotice)
	})
}

// askDecline refuses the application at receipt (不予受理).
func (v *View) askDecline() {
	if !v.receivable() {
		return
	}
	outcome.AskDecline(v.question(), func(body casefile.Declined) {
		v.enter(func(d desk.Draft) (casefile.Case, error) { return v.desk.Decline(d, body) },
			"intake.declined", casefile.Receipt, body.Form)
	})
}

// question is what the dialogs of the outcomes stand on.
func (v *View) question() outcome.Params {
	name := kit.NewParagraph(v.draft.Fields["applicant.name"])
	return outcome.Params{Desk: v.desk, Frame: v.frame, Subject: kit.Column(2, name, kit.NewNote(v.desk.Item(v.draft).Name))}
}

// enter receives or accepts the draft and prints what the applicant takes away.
func (v *View) enter(act func(desk.Draft) (casefile.Case, error), done string, documents ...casefile.DocumentKind) {
	if !v.working() {
		return // already done; F3 begins the next
	}
	v.keeper.flush()
	c, err := act(v.draft)
	var invalid *desk.Invalid
	switch {
	case errors.As(err, &invalid):
		v.showInvalid(invalid)
		return
	case err != nil:
		v.frame.Tell(err)
		return
	}
	v.foot.say("", "")
	v.frame.Title(text.T(done, text.Data{"Number": c.Number}))
	v.showOutcome(c, done)
	v.frame.Done(text.T(done, text.Data{"Number": c.Number}), c.Application.Project.Name)
	v.frame.Changed()
	v.print(c.ID, documents, nil)
}

// showInvalid says everything that is wrong at once and puts the caret into the
// first wrong field.
func (v *View) showInvalid(i *desk.Invalid) {
	names := v.form.labels(i.Fields)
	for _, m := range i.Missing {
		names = append(names, m.Name)
	}
	brief := text.T("intake.wrong.title", text.Data{"Count": len(names)})
	v.foot.say(text.T("intake.wrong", text.Data{"Count": len(names), "Names": strings.Join(names, text.T("list.and"))}), brief)
	v.form.showWrong(i.Fields)
	v.frame.Title(brief)
}

// print puts the papers into the print queue one after the other, off the main
// goroutine. Whatever keeps one of them back is told once, at the end.
func (v *View) print(id string, documents []casefile.DocumentKind, failed error) {
	if len(documents) == 0 {
		if failed != nil {
			v.frame.Tell(failed)
		}
		return
	}
	var printed desk.Printed
	v.frame.Background(func(context.Context) (err error) {
		printed, err = v.desk.Print(id, documents[0], "")
		return err
	}, func(err error) {
		if printed.PDF != nil {
			v.showPaper(printed)
		}
		v.print(id, documents[1:], errors.Join(failed, err))
	})
}

// showOutcome replaces the form by what came of it.
func (v *View) showOutcome(c casefile.Case, done string) {
	item := catalog.Item{Name: c.Item}
	if found, ok := v.desk.Catalog().Item(c.Item); ok {
		item = found
	}
	mood := look.Success
	if c.State == casefile.StateDefective || c.State == casefile.StateDeclined {
		mood = look.Warning
	}
	facts := []fyne.CanvasObject{
		kit.NewHeading(text.T(done, text.Data{"Number": ""})).In(mood),
		number(c.Number),
		kit.NewParagraph(c.Application.Project.Name),
		kit.NewNoteParagraph(c.Application.Applicant.Name + "  ·  " + item.Name),
	}
	switch c.State {
	case casefile.StateReceived:
		facts = append(facts, kit.Hairline(),
			kit.NewStrong(text.T("intake.limit", text.Data{"Date": c.Limit.Due.Chinese()})),
			kit.NewNoteParagraph(text.T("intake.limit.why")))
	case casefile.StateDefective:
		facts = append(facts, kit.Hairline(), kit.NewStrong(text.T("intake.mend", text.Data{"Count": len(c.OpenDefects())})))
		for _, d := range c.OpenDefects() {
			facts = append(facts, kit.NewParagraph(d.ID+"　"+d.What), kit.NewNoteParagraph(d.Reason))
		}
		facts = append(facts, kit.NewNoteParagraph(text.T("intake.mend.why")))
	case casefile.StateDeclined:
		facts = append(facts, kit.Hairline(), kit.NewStrong(text.T("outcome.form."+string(c.Declination.Form))),
			kit.NewParagraph(c.Declination.Reason), kit.NewNoteParagraph(c.Declination.Authority))
	}
	if !c.Deadline.Due.IsZero() {
		facts = append(facts, kit.Hairline(),
			kit.NewStrong(text.T("intake.due", text.Data{"Date": c.Deadline.Due.Chinese()})),
			kit.NewNoteParagraph(text.T("intake.due.why", text.Data{"Days": c.Deadline.WorkingDays, "Number": c.AcceptanceNumber})))
	}
	facts = append(facts, v.publicity(c)...)
	if c.Deadline.Provisional {
		facts = append(facts, kit.NewNoteParagraph(text.T("intake.due.provisional")).In(look.Warning))
	}
	next := kit.NewButton(text.T("intake.next"), "F3", kit.Primary, func() { v.fresh(); v.Shown() })
	open := kit.NewButton(text.T("intake.opencase"), "F4", kit.Secondary, func() { v.frame.OpenCase(c.ID) })
	if v.scope != nil {
		next.Bind(v.scope)
		open.Bind(v.scope)
	}
	left := kit.NewCard(kit.NewRoller(kit.Column(look.Gap12, facts...), container.ScrollVerticalOnly))
	v.papers, v.entered = container.NewGridWithColumns(2), c.ID
	middle := container.New(&beside{right: papersWide, gap: look.Gap12, least: factsLeast}, left, kit.NewQuietCard(v.papers))
	page := container.New(&bands{gap: look.Gap12, grows: 0}, middle, kit.Row(look.Gap12, kit.Space(), open, next))
	v.page.Objects = []fyne.CanvasObject{page}
	v.page.Refresh()
	v.frame.Window().Canvas().Unfocus()
}

// publicity says whether an earlier publicity serves the case, or that it needs
// one of its own, and why.
func (v *View) publicity(c casefile.Case) []fyne.CanvasObject {
	if c.PublicityTerm.Days == 0 || c.Deadline.Due.IsZero() {
		return nil
	}
	sharing, err := v.desk.SharingOf(c)
	switch {
	case err != nil:
		v.frame.Tell(err)
		return nil
	case sharing == nil:
		return []fyne.CanvasObject{kit.NewNoteParagraph(text.T("intake.public", text.Data{"Days": c.PublicityTerm.Days}))}
	case len(sharing.Changed) > 0:
		return []fyne.CanvasObject{kit.NewNoteParagraph(sharingWords(*sharing)).In(look.Warning)}
	}
	return []fyne.CanvasObject{kit.NewNoteParagraph(sharingWords(*sharing)).In(look.Success)}
}

// papersWide leaves the outcome enough room at 1366 pixels.
const papersWide = 860

// factsLeast is the width the facts keep; on a narrower screen the papers are
// seen at the case instead.
const factsLeast = 240

func number(words string) fyne.CanvasObject {
	t := kit.NewHeading(words)
	t.High = look.Page
	return t
}

// paperDPI is fine enough for a page on half a screen at 150 % scaling.
const paperDPI = 110

// showPaper shows a printed document beside the outcome.
func (v *View) showPaper(p desk.Printed) {
	if v.papers == nil || p.Document.Sheet.Case.ID != v.entered {
		return // the clerk has already gone on
	}
	img, err := v.desk.Preview(p.Document, 0, paperDPI)
	if err != nil {
		v.frame.Tell(err)
		return
	}
	picture := canvas.NewImageFromImage(img)
	picture.FillMode = canvas.ImageFillContain
	picture.ScaleMode = canvas.ImageScaleSmooth
	caption := kit.NewNote(text.T("intake.printed", text.Data{
		"Document": text.T("document." + string(p.Document.Kind)), "Copy": p.Document.Sheet.Copy,
	}))
	v.papers.Add(container.NewBorder(caption, nil, nil, nil, picture))
	v.papers.Refresh()
}
