package work

import (
	"errors"
	"path/filepath"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/land"
	"onewindow/ui/outcome"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// lacking says whether something still keeps the case from being accepted.
func (p *panel) lacking() bool {
	if p.shown.Case.State != casefile.StateReceived {
		return false
	}
	lacks, err := p.view.p.Desk.LacksOf(p.shown.Case)
	return err == nil && lacks != nil
}

// question is what the dialogs of the outcomes stand on.
func (p *panel) question() outcome.Params {
	return outcome.Params{Desk: p.view.p.Desk, Frame: p.view.p.Frame, Subject: p.subject()}
}

// askNotice notifies all defects of a case that was received (一次性告知).
func (p *panel) askNotice() {
	id, v := p.shown.ID, p.view
	var found []casefile.Defect
	if len(p.shown.Case.Notices) == 0 {
		lacks, err := v.p.Desk.LacksOf(p.shown.Case)
		if err != nil {
			v.p.Frame.Tell(err)
			return
		}
		found = outcome.Found(lacks)
	}
	outcome.AskNotice(p.question(), found, func(list []casefile.Defect) {
		v.act(func() (casefile.Case, error) { return v.p.Desk.NotifyReceived(id, list) },
			text.T("work.done.notified"), "", func(c casefile.Case) {
				kind := casefile.FirstNotice
				if len(c.Notices) > 1 {
					kind = casefile.SecondNotice
				}
				v.printOutcome(c, kind)
			})
	})
}

// askSecondNotice lets the supervisor answer for a second notice.
func (p *panel) askSecondNotice() {
	id, v := p.shown.ID, p.view
	outcome.AskSecondNotice(p.question(), func(reason string) {
		v.act(func() (casefile.Case, error) { return v.p.Desk.AllowSecondNotice(id, reason) },
			text.T("work.done.allowed"), "", nil)
	})
}

// askSupplement takes supplements in (收补正). Where the last is in, the case
// stays in sight: it can be accepted.
func (p *panel) askSupplement() {
	id := p.shown.ID
	outcome.AskSupplement(p.question(), p.shown.Case, p.view.p.Desk.Values(p.shown.Case), func(list []desk.Mended) {
		p.view.supply(id, list)
	})
}

// supply takes supplements in; a boundary file that cannot be read only once it
// was seen why.
func (v *View) supply(id string, list []desk.Mended) {
	v.attempt(func() (casefile.Case, error) { return v.p.Desk.Supplement(id, list) }, func(c casefile.Case) {
		v.done(c, text.T("work.done.supplied"), "")
		v.Open(c.ID)
	}, func(err error) {
		var unreadable *desk.Unreadable
		if !errors.As(err, &unreadable) {
			v.p.Frame.Tell(err)
			return
		}
		land.AskAnyway(v.p.Frame, unreadable, func() {
			seen := slices.Clone(list)
			for i := range seen {
				seen[i].Anyway = seen[i].Anyway || filepath.Base(seen[i].Path) == unreadable.File.Name
			}
			v.supply(id, seen)
		})
	})
}

// askDecline refuses a case at receipt (不予受理).
func (p *panel) askDecline() {
	id, v := p.shown.ID, p.view
	outcome.AskDecline(p.question(), func(body casefile.Declined) {
		v.act(func() (casefile.Case, error) { return v.p.Desk.DeclineReceived(id, body) },
			text.T("work.done.declined"), "", func(c casefile.Case) { v.printOutcome(c, c.Declination.Form) })
	})
}

// askWithdraw gives the application back to the applicant (撤件).
func (p *panel) askWithdraw() {
	id, v := p.shown.ID, p.view
	outcome.AskWithdraw(p.question(), desk.Returned(p.shown.Case), func(reason string) {
		v.act(func() (casefile.Case, error) { return v.p.Desk.Withdraw(id, reason) },
			text.T("work.done.withdrawn"), "", func(c casefile.Case) { v.printOutcome(c, casefile.Retraction) })
	})
}

// printOutcome prints the paper of an outcome and keeps the case in sight.
func (v *View) printOutcome(c casefile.Case, kind casefile.DocumentKind) {
	v.Open(c.ID)
	paper.Print(v.p.Desk, v.p.Frame, c.ID, kind, func() { v.reload(stay) })
}
