package work

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// act runs an action of the desk off the main goroutine, once at a time, and
// tells of it when it is durable.
func (v *View) act(action func() (casefile.Case, error), title, words string, then func(casefile.Case)) {
	v.attempt(action, func(c casefile.Case) {
		v.done(c, title, words)
		if then != nil {
			then(c)
		}
	}, v.p.Frame.Tell)
}

// attempt is act with own words for what went well and what went wrong.
func (v *View) attempt(action func() (casefile.Case, error), done func(casefile.Case), refused func(error)) {
	if v.busy {
		return
	}
	v.busy = true
	var after casefile.Case
	v.p.Frame.Background(func(context.Context) (err error) {
		after, err = action()
		return err
	}, func(err error) {
		v.busy = false
		if err != nil {
			refused(err)
			v.reload(stay)
			return
		}
		done(after)
	})
}

// subject says which case a dialog is about.
func (p *panel) subject() fyne.CanvasObject {
	c := p.shown.Case
	return kit.Column(2, kit.NewParagraph(shorten(c.Application.Project.Name, 60)),
		kit.NewNoteParagraph(c.Number+"　"+c.Application.Applicant.Name))
}

// askAccept accepts a case that was only received (受理).
func (p *panel) askAccept() {
	id, v := p.shown.ID, p.view
	words := text.T("work.accept.body")
	if complete := p.shown.Case.Complete(); !complete.IsZero() {
		words = text.T("work.accept.mended", text.Data{"Day": day(complete)})
	}
	kit.ShowDialog(v.p.Frame.Router(), kit.DialogSpec{
		Title:   text.T("work.accept.title"),
		Body:    kit.Column(look.Gap12, p.subject(), kit.NewParagraph(words)),
		Confirm: text.T("work.do.accept"), Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			v.act(func() (casefile.Case, error) { return v.p.Desk.AcceptReceived(id) },
				text.T("work.done.accepted"), "", func(c casefile.Case) {
					p.view.Open(c.ID)
					p.tabs.Select(tabDocuments)
					p.papers.choose(casefile.Acceptance)
				})
			return true
		},
	})
}

// Values of the chips that say yes or no.
const (
	yes = "yes"
	no  = "no"
)

func yesNo(chosen, yesWords, noWords string, changed func(string)) *kit.Chips {
	return kit.NewRadioChips(chosen, []kit.Chip{{Value: yes, Text: yesWords}, {Value: no, Text: noWords}}, changed)
}

func says(c *kit.Chips) bool { return len(c.On()) > 0 && c.On()[0] == yes }

// given is the text of a field that must not be empty; it says so where it is.
func given(f *kit.Field, missing string) (string, bool) {
	words := strings.TrimSpace(f.Value())
	if words == "" {
		f.SetError(missing)
		f.Focus()
		return "", false
	}
	return words, true
}

// askDecision asks the approver to grant or deny, with the sections' opinions
// before their eyes (作出决定).
func (p *panel) askDecision() {
	id, v := p.shown.ID, p.view
	start := yes
	for _, o := range p.shown.Case.Opinions {
		if !o.Agree && !o.Settled {
			start = no // the rules refuse a grant over a disagreement
		}
	}
	reason := kit.NewField(kit.FieldSpec{Label: text.T("work.decision.reason"), Hint: text.T("work.submit.hint"), Lines: 2, MostRunes: 400})
	grant := yesNo(start, text.T("work.grant"), text.T("work.deny"), func(string) { reason.Clear() })
	kit.ShowDialog(v.p.Frame.Router(), kit.DialogSpec{
		Title: text.T("work.decision.title"), Width: decisionWide, First: grant.FocusTarget(),
		Body:    kit.Column(look.Gap12, p.subject(), p.opinionsThatFit(), grant, reason),
		Confirm: text.T("work.do.decide"), Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			granted, words := says(grant), strings.TrimSpace(reason.Value())
			if !granted {
				if _, ok := given(reason, text.T("work.decision.missing")); !ok {
					return false
				}
			}
			title, note := text.T("work.done.granted"), text.T("work.done.granted.words")
			if !granted {
				title, note = text.T("work.done.denied"), ""
			}
			v.act(func() (casefile.Case, error) { return v.p.Desk.Decide(id, granted, words) }, title, note, nil)
			return true
		},
	})
}

// Measures of the decision dialog in device-independent pixels: its width, and
// the height of all in it but the opinions.
const (
	decisionWide  float32 = 560
	decisionOther float32 = 392
)

// opinionsThatFit are the opinions, to be scrolled where they are longer than
// the window leaves room for.
func (p *panel) opinionsThatFit() fyne.CanvasObject {
	list := p.opinions()
	for range 2 { // boxes in boxes learn their width one by one
		list.Resize(fyne.NewSize(decisionWide-2*look.Gap16, list.MinSize().Height))
	}
	room := fyne.Max(p.view.p.Frame.Window().Canvas().Size().Height-decisionOther, 64)
	if list.MinSize().Height <= room {
		return list
	}
	return kit.Fixed(0, room, kit.NewScroll(list))
}

// opinions lists what the sections said.
func (p *panel) opinions() fyne.CanvasObject {
	var lines []fyne.CanvasObject
	for _, o := range p.shown.Case.Opinions {
		mark := kit.NewLight(look.Success, text.T("work.agree"))
		if !o.Agree {
			mark = kit.NewLight(look.Warning, text.T("work.disagree"))
		}
		words := kit.NewParagraph(shorten(o.Text, 160))
		lines = append(lines, kit.Column(2,
			kit.Row(look.Gap12, kit.NewStrong(o.Section), mark, kit.Space(), kit.NewNote(o.By.Name+"　"+moment(o.At))), words))
	}
	return kit.NewQuietCard(kit.Column(look.Gap12, lines...))
}

// askHandover asks who takes the certificate (登记领证).
func (p *panel) askHandover() {
	id, v := p.shown.ID, p.view
	name := kit.NewField(kit.FieldSpec{Label: text.T("work.hand.name"), MostRunes: 80})
	name.SetValue(recipient(p.shown.Case.Application))
	var code *kit.Field
	check := func() bool { return p.checkCode(code) }
	code = kit.NewField(kit.FieldSpec{
		Label: text.T("work.hand.code"), MostRunes: 40,
		OnLeave: func(number string) {
			if number != "" { // an empty one is told at the end, not on the way
				check()
			}
		},
	})
	first := name
	if name.Value() != "" {
		first = code
	}
	kit.ShowDialog(v.p.Frame.Router(), kit.DialogSpec{
		Title: text.T("work.hand.title"), First: first.FocusTarget(),
		Body:    kit.Column(look.Gap12, p.subject(), kit.Column(0, name, code), p.toHand()),
		Confirm: text.T("work.do.hand"), Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			who, ok := given(name, text.T("work.hand.name.missing"))
			if !ok {
				return false
			}
			if !check() {
				code.Focus()
				return false
			}
			number := strings.TrimSpace(code.Value())
			v.act(func() (casefile.Case, error) { return v.p.Desk.HandOver(id, who, number) },
				text.T("work.done.handed"), "", v.printDelivery)
			return true
		},
	})
}

// printDelivery prints the slip that the recipient signs (送达回证).
func (v *View) printDelivery(c casefile.Case) {
	paper.Print(v.p.Desk, v.p.Frame, c.ID, casefile.Delivery, func() { v.reload(stay) })
}

// recipient is who most likely takes the certificate: the agent, or the
// applicant who is a person.
func recipient(a casefile.Application) string {
	if a.Agent.Name == "" && !a.Applicant.Unit {
		return a.Applicant.Name
	}
	return a.Agent.Name
}

// toHand are the certificates that leave the window at once, a line each.
func (p *panel) toHand() fyne.CanvasObject {
	var lines []fyne.CanvasObject
	for _, k := range p.shown.Case.ToHand() {
		lines = append(lines, kit.NewNoteParagraph(text.T("work.hand.certificate", text.Data{
			"Document": paper.Name(k.Document), "Number": numberOr(k),
		})))
	}
	return kit.Column(2, lines...)
}

// identityField is the form's field whose check a recipient's number must pass.
const identityField = "agent.code"

// checkCode judges the recipient's number and says what is wrong with it.
func (p *panel) checkCode(f *kit.Field) bool {
	number := strings.TrimSpace(f.Value())
	if number == "" {
		f.SetError(text.T("work.hand.code.missing"))
		return false
	}
	draft := desk.Draft{Fields: map[string]string{identityField: number}}
	report := p.view.p.Desk.CheckField(draft, identityField)
	words := frame.ReportWords(report)
	switch report.Level {
	case desk.Wrong, desk.Unfinished:
		f.SetError(words)
		return false
	case desk.Warning:
		f.SetNote(words)
	default:
		f.SetOK(words)
	}
	return true
}

// askDrop throws a draft away when that was said twice.
func (p *panel) askDrop(d desk.Draft) {
	v := p.view
	kit.ShowDialog(v.p.Frame.Router(), kit.DialogSpec{
		Title: text.T("work.draft.drop"), Destroys: true,
		Body:    kit.NewParagraph(text.T("work.draft.drop.body", text.Data{"Name": orDash(d.Fields["project.name"])})),
		Confirm: text.T("work.draft.drop"), Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			if err := v.p.Desk.DropDraft(d.ID); err != nil {
				v.p.Frame.Tell(err)
				return true
			}
			v.p.Frame.Done(text.T("work.draft.dropped"), orDash(d.Fields["project.name"]))
			v.chosen = ""
			v.panel.clear()
			v.reload(next)
			v.p.Frame.Changed()
			return true
		},
	})
}
