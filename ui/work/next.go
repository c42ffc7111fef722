package work

import (
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/act"
	"onewindow/ui/kit"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// step is something the user can do to the case: what the button or the menu
// says, what it does, and the procedure that it opens, if it is one.
type step struct {
	words string
	do    func()
	opens desk.Action
}

// nextStep is the first of what the user can do, in the order a case takes; its
// words are "" where there is nothing. What can be done at any time, such as an
// extension, is not what comes next: it stands among the others.
func (p *panel) nextStep() step {
	for _, find := range []func() step{p.atReceipt, p.inReview, p.atDecision, p.afterDecision, p.anyTime} {
		if s := find(); s.words != "" {
			return s
		}
	}
	return step{}
}

func (p *panel) atReceipt() step {
	can := p.can()
	switch {
	case can[desk.CanSupplement]:
		return step{words: text.T("work.do.supplement"), do: p.askSupplement}
	case can[desk.CanAccept] && !p.lacking():
		return step{words: text.T("work.do.accept"), do: p.askAccept}
	case can[desk.CanNotify]:
		return step{words: text.T("work.do.notify"), do: p.askNotice}
	case can[desk.CanAllow]:
		return step{words: text.T("work.do.allow"), do: p.askSecondNotice}
	}
	return step{}
}

func (p *panel) inReview() step {
	if p.can()[desk.CanOpine] && !p.spoken() {
		return step{words: text.T(p.opineKey()), do: p.askOpinion}
	}
	natural := []desk.Action{
		desk.Coordinate, desk.HoldHearing, desk.SetHearing, desk.EndSpecial,
		desk.ReusePublicity, desk.PostPublicity, desk.ClosePublicity,
	}
	if c := p.shown.Case; c.NeedsConditions && c.Conditions == nil {
		natural = append([]desk.Action{desk.SetConditions}, natural...)
	}
	return p.firstForm(natural...)
}

func (p *panel) atDecision() step {
	if p.can()[desk.CanDecide] {
		return step{words: text.T("work.do.decide"), do: p.askDecision}
	}
	return p.firstForm(desk.DecideRenewal)
}

// afterDecision prints all certificates, lets the contract be signed, and hands
// everything over at once.
func (p *panel) afterDecision() step {
	can := p.can()
	switch {
	case can[desk.CanPrint] && len(p.unprinted()) > 0:
		return step{words: text.T("work.do.print"), do: p.printCertificates}
	case p.form(desk.SignContract) != nil:
		return p.firstForm(desk.SignContract)
	case can[desk.CanHand]:
		return step{words: text.T("work.do.hand"), do: p.askHandover}
	}
	return p.firstForm(desk.ReturnNumber, desk.ConfirmPayment)
}

func (p *panel) anyTime() step {
	switch {
	case p.can()[desk.CanOpine]:
		return step{words: text.T(p.opineKey()), do: p.askOpinion}
	case p.view.p.Place == Supervision:
		return p.firstForm(desk.Remind)
	}
	return step{}
}

// readForms asks the desk which procedures are open to the user.
func (p *panel) readForms() {
	var err error
	if p.forms, err = p.view.p.Desk.Procedures(p.shown.ID); err != nil {
		p.view.p.Frame.Tell(err)
	}
}

// form is a procedure if the user may do it, else nil.
func (p *panel) form(action desk.Action) *desk.Procedure {
	if i := slices.IndexFunc(p.forms, func(f desk.Procedure) bool { return f.Action == action }); i >= 0 {
		return &p.forms[i]
	}
	return nil
}

// firstForm is the first of the procedures that the user may do.
func (p *panel) firstForm(actions ...desk.Action) step {
	for _, action := range actions {
		if f := p.form(action); f != nil {
			return step{words: act.Step(action), do: func() { p.askForm(*f) }, opens: action}
		}
	}
	return step{}
}

// askForm opens the form of a procedure; once it is on record its papers print.
func (p *panel) askForm(f desk.Procedure) { p.askFormThen(f, func() {}) }

// askFormThen is askForm with something to follow.
func (p *panel) askFormThen(f desk.Procedure, then func()) {
	v := p.view
	act.Ask(act.Params{
		Desk: v.p.Desk, Frame: v.p.Frame, Case: p.shown.ID, Subject: p.subject(),
		Done: func(c casefile.Case) {
			v.done(c, act.Told(f.Action), "")
			v.Open(c.ID)
			v.printAll(c.ID, papersOf(c, f.Prints), act.Title(f.Action))
			then()
		},
	}, f)
}

// papersOf are the papers of a procedure that the case has come to have.
func papersOf(c casefile.Case, kinds []casefile.DocumentKind) []casefile.DocumentKind {
	var list []casefile.DocumentKind
	for _, k := range kinds {
		if c.Has(k) {
			list = append(list, k)
		}
	}
	return list
}

// printAll prints papers that have just come about.
func (v *View) printAll(id string, kinds []casefile.DocumentKind, reason string) {
	paper.PrintAll(v.p.Desk, v.p.Frame, id, kinds, reason, func() { v.reload(stay) })
}

// unprinted are the certificates that wait for the applicant and whose present
// edition was never on paper.
func (p *panel) unprinted() []casefile.DocumentKind {
	c := p.shown.Case
	var list []casefile.DocumentKind
	for _, k := range c.ToHand() {
		printed := func(q casefile.Print) bool { return q.Document == k.Document && q.Edition == k.Edition }
		if !slices.ContainsFunc(c.Prints, printed) {
			list = append(list, k.Document)
		}
	}
	return list
}

// printCertificates prints every certificate that waits to be handed over, and
// before them the drawing that they name as their annex. A drawing whose file is
// at another window keeps no certificate waiting, but is told of.
func (p *panel) printCertificates() {
	v, id, kinds := p.view, p.shown.ID, p.unprinted()
	var missing error
	if c := p.shown.Case; c.Has(casefile.Drawing) && c.Current(casefile.Drawing) == 0 {
		if _, missing = v.p.Desk.Document(id, casefile.Drawing); missing == nil {
			kinds = slices.Insert(kinds, 0, casefile.Drawing)
		}
	}
	paper.PrintAll(v.p.Desk, v.p.Frame, id, kinds, "", func() {
		v.reload(stay)
		if missing != nil {
			v.p.Frame.Tell(missing)
		}
	})
}

// others is what else the user may do to the case, beside the main action; what
// ends it comes last.
func (p *panel) others() []kit.MenuItem {
	can, main := p.can(), p.nextStep()
	var list []kit.MenuItem
	offer := func(action desk.Action, key string, do func()) {
		if words := text.T(key); can[action] && words != main.words {
			list = append(list, kit.MenuItem{Text: words, Do: do})
		}
	}
	offer(desk.CanAccept, "work.do.accept", p.askAccept)
	offer(desk.CanNotify, "work.do.notify", p.askNotice)
	offer(desk.CanSupplement, "work.do.supplement", p.askSupplement)
	offer(desk.CanOpine, p.opineKey(), p.askOpinion)
	for _, f := range p.forms {
		if f.Action != main.opens {
			list = append(list, kit.MenuItem{Text: act.Title(f.Action), Do: func() { p.askForm(f) }})
		}
	}
	offer(desk.CanDecline, "work.do.decline", p.askDecline)
	offer(desk.CanWithdraw, "work.do.withdraw", p.askWithdraw)
	return list
}

// opineKey names the first opinion of the section, or the change of it.
func (p *panel) opineKey() string {
	if p.spoken() {
		return "work.do.opine.again"
	}
	return "work.do.opine"
}
