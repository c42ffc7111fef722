package work

import (
	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// sayBand says how long the case has and until when, or, where no clock runs,
// where it stands.
func (p *panel) sayBand() {
	c := p.shown.Case
	if p.shown.Light == desk.NoLight {
		mood, lead, words := p.standing()
		link, do := "", func() {}
		if !c.Deadline.Due.IsZero() {
			link, do = text.T("work.trail.link"), p.showTrail
		}
		p.band.Say(mood, lead, words, link, do)
		return
	}
	mood, lead := kit.Good, text.T("work.left", text.Data{"Days": p.shown.Days})
	switch p.shown.Light {
	case desk.Soon:
		mood = kit.Heed
		if p.shown.Days == 0 {
			mood, lead = kit.Bad, text.T("light.today")
		}
	case desk.Overdue:
		mood, lead = kit.Bad, text.T("light.overdue", text.Data{"Days": -p.shown.Days})
	}
	if c.State == casefile.StateReceived {
		p.sayReceipt(mood, lead)
		return
	}
	due := text.T("work.due", text.Data{"Day": day(c.Deadline.Due)})
	if c.Deadline.Provisional {
		due += text.T("work.provisional.short")
	}
	p.band.Say(mood, lead, due, text.T("work.trail.link"), p.showTrail)
}

// sayReceipt is the light after receipt: which working day it is, and until when
// defects must be notified or the case accepted.
func (p *panel) sayReceipt(mood kit.Mood, left string) {
	limit, nth := p.view.p.Desk.ReceiptLimit(p.shown.Case), p.view.p.Desk.ReceiptDay(p.shown.Case)
	lead := text.T("work.receipt.day", text.Data{"Day": nth})
	switch {
	case nth == 0:
		lead = text.T("work.receipt.today")
	case p.shown.Light == desk.Overdue:
		lead = left
	}
	words := text.T("work.receipt.until", text.Data{"Day": day(limit.Due)})
	if limit.Provisional {
		words += text.T("work.provisional.short")
	}
	p.band.Say(mood, lead, words, text.T("work.trail.link"), func() {
		p.trail(limit, "work.receipt.title", "work.receipt.trail", "work.receipt.law")
	})
}

// standing is where a case stands for which no limit runs.
func (p *panel) standing() (kit.Mood, string, string) {
	c := p.shown.Case
	lead := text.T("work.stand." + string(c.State))
	switch c.State {
	case casefile.StateReceived:
		return kit.Calm, lead, text.T("work.stand.received.words")
	case casefile.StateDefective:
		if open := len(c.OpenDefects()); open > 0 {
			return kit.Heed, lead, text.T("work.stand.defective.words", text.Data{"Count": open})
		}
		return kit.Good, text.T("work.stand.complete"), text.T("work.stand.complete.words", text.Data{"Day": day(c.Complete())})
	case casefile.StateDeclined:
		return kit.Heed, text.T("outcome.form." + string(c.Declination.Form)), c.Declination.Reason
	case casefile.StateGranted:
		return kit.Calm, lead, text.T("work.stand.granted.words")
	case casefile.StateIssued:
		return kit.Good, lead, c.Summary().Certificate
	case casefile.StateDenied:
		return kit.Heed, lead, c.Decision.Reason
	case casefile.StateClosed:
		return kit.Good, lead, text.T("work.stand.closed.words", text.Data{
			"Day": day(workday.DateOf(c.Handover.At)), "Name": c.Handover.Recipient,
		})
	case casefile.StateWithdrawn:
		return kit.Calm, lead, c.Withdrawal.Reason
	}
	return kit.Calm, lead, ""
}

// showTrail shows how the deadline was counted, day by day (怎么算的).
func (p *panel) showTrail() {
	sum := "work.trail.sum"
	if p.shown.Case.Deemed {
		sum = "work.trail.deemed"
	}
	p.trail(p.shown.Case.Deadline, "work.trail.title", sum, "work.trail.law")
}

// trail shows how a limit was counted, and by which law.
func (p *panel) trail(d workday.Deadline, titleKey, sumKey, lawKey string) {
	lines := make([]fyne.CanvasObject, 0, len(d.Days))
	for _, step := range d.Days {
		lines = append(lines, trailLine(step))
	}
	sum := text.T(sumKey, text.Data{
		"Start": fullDay(d.Start), "Days": d.WorkingDays, "Due": fullDay(d.Due),
	})
	days := kit.NewScroll(kit.Column(look.Gap4, lines...))
	body := []fyne.CanvasObject{kit.NewParagraph(sum)}
	if d.Provisional {
		note := kit.NewNoteParagraph(text.T("work.provisional")).In(look.Warning)
		body = append(body, note)
	}
	high := fyne.Min(float32(len(lines))*25+look.Gap8, 320)
	body = append(body, kit.Fixed(0, high, days), kit.NewNoteParagraph(text.T(lawKey)))
	kit.ShowDialog(p.view.p.Frame.Router(), kit.DialogSpec{
		Title: text.T(titleKey), Body: kit.Column(look.Gap12, body...), Width: 480,
		Confirm: text.T("dialog.close"),
	})
}

// trailLine is a day of the trail: what date it is and why it counts or not.
func trailLine(step workday.Day) fyne.CanvasObject {
	data := text.Data{"Number": step.Number, "Name": step.Name}
	reason := text.T("day."+string(step.Reason), data)
	colour := look.Secondary
	if step.Reason.Counts() {
		colour = look.Text
	}
	if step.Provisional {
		reason += text.T("work.provisional.short")
	}
	date := step.Date.String() + "  " + text.T("work.weekday."+weekday(step.Date))
	return kit.Beside(170, kit.NewWords(date).In(colour), kit.NewWords(reason).In(colour))
}

// weekday is the key of a day of the week: 0 is Sunday.
func weekday(d workday.Date) string { return string(rune('0' + int(d.Weekday()))) }
