package work

import (
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/ui/kit"
	"onewindow/ui/text"
)

// sayBand says how long the case has and until when, or, where no clock runs,
// where it stands.
func (p *panel) sayBand() {
	c := p.shown.Case
	p.sayNotices()
	switch p.shown.Light {
	case desk.Standing:
		p.sayPause()
		return
	case desk.NoLight:
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
	switch {
	case c.State == casefile.StateReceived:
		p.sayReceipt(mood, lead)
		return
	case !p.shown.Renewing.IsZero():
		p.band.Say(mood, lead, text.T("work.due.renewal", text.Data{"Day": fullDay(p.shown.Renewing)}), "", nil)
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
	p.band.Say(mood, lead, words, text.T("work.trail.link"), func() { p.showReceiptTrail(limit) })
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
		return kit.Good, lead, numbersOf(c)
	case casefile.StateDenied:
		return kit.Heed, lead, c.Decision.Reason
	case casefile.StateClosed:
		return kit.Good, lead, text.T("work.stand.closed.words", text.Data{
			"Day": day(workday.DateOf(c.Handover.At)), "Name": c.Handover.Recipient,
		})
	case casefile.StateWithdrawn:
		return kit.Calm, lead, c.Withdrawal.Reason
	case casefile.StateRevoked:
		return kit.Bad, lead, c.Revocation.Reason
	}
	return kit.Calm, lead, ""
}

// sayPause is a clock that stands: for what, and how much is left.
func (p *panel) sayPause() {
	c := p.shown.Case
	words := text.T("work.pause.left", text.Data{"Days": c.Deadline.Left})
	for _, s := range c.Standing() {
		words = text.T("work.pause.words", text.Data{
			"Name": procedureName(s.Procedure), "Days": c.Deadline.Left,
		})
	}
	p.band.Say(kit.Heed, text.T("work.stand.paused"), words, text.T("work.trail.link"), p.showTrail)
}

// reviewing says whether the case is accepted and not decided.
func reviewing(c casefile.Case) bool {
	return c.State == casefile.StateReview || c.State == casefile.StateReviewed
}

// numbersOf are the numbers of the certificates of a case; one that the
// national system has not numbered yet says so.
func numbersOf(c casefile.Case) string {
	numbers := make([]string, len(c.Certificates))
	for i, k := range c.Certificates {
		numbers[i] = numberOr(k)
	}
	return strings.Join(numbers, text.T("work.comma"))
}

func numberOr(k casefile.Certificate) string {
	if k.Number == "" {
		return text.T("work.unnumbered")
	}
	return k.Number
}
