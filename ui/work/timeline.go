package work

import (
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// timeline tells in words what happened to the case and what is to come.
func (p *panel) timeline() fyne.CanvasObject {
	c := p.shown.Case
	moments := make([]kit.Moment, 0, len(c.History)+2)
	for _, entry := range c.History {
		m := tell(c, entry)
		m.When = moment(entry.At)
		moments = append(moments, m)
	}
	for _, m := range c.Misfits {
		moments = append(moments, kit.Moment{
			Dot: look.Danger, Lead: text.T("work.misfit"),
			Text: text.T("work.event." + string(m.Kind)), Note: text.T("work.misfit.kept"),
		})
	}
	if ahead := toCome(c); ahead != "" {
		moments = append(moments, kit.Moment{Text: ahead})
	}
	return kit.NewTimeline(moments...)
}

// tell is one entry in words.
func tell(c casefile.Case, e casefile.Entry) kit.Moment {
	m := kit.Moment{Dot: look.Primary, Note: who(e.By)}
	switch b := e.Body.(type) {
	case *casefile.Received:
		m.Text = text.T("work.tell.received", text.Data{"Count": len(b.Materials)})
		m.Note += "　" + text.T("work.window", text.Data{"Window": b.Window})
	case *casefile.Attached:
		m.Text = text.T("work.tell.attached", text.Data{"Name": materialName(c, b.Material)})
		m.Note += "　" + b.File.Name
	case *casefile.Accepted:
		m.Text = text.T("work.tell.accepted", text.Data{"Day": day(b.Deadline.Due)})
		m.Note += "　" + b.Number
	case *casefile.OpinionGiven:
		tellOpinion(&m, b)
	case *casefile.Decided:
		tellDecision(&m, b)
	case *casefile.Issued:
		tellIssued(&m, b)
	case *casefile.Printed:
		tellPrint(&m, b)
	case *casefile.PrintVoided:
		m.Dot = look.Warning
		m.Text = text.T("work.tell.voided", text.Data{"Document": paper.Name(b.Document), "Copy": b.Copy})
		m.Note += "　" + b.Reason
	case *casefile.Handed:
		m.Text = text.T("work.tell.handed", text.Data{"Name": b.Recipient})
	case *casefile.Withdrawn:
		m.Dot, m.Text = look.Warning, text.T("work.tell.withdrawn", text.Data{"Reason": b.Reason})
	case *casefile.Notified:
		m.Dot, m.Text = look.Warning, text.T("work.tell.notified", text.Data{"Count": len(b.Defects)})
		m.Note += "　" + strings.Join(whats(b.Defects), text.T("work.comma"))
	case *casefile.SecondNoticeAllowed:
		m.Dot, m.Text = look.Warning, text.T("work.tell.allowed", text.Data{"Reason": b.Reason})
	case *casefile.Supplemented:
		m.Text = text.T("work.tell.supplied", text.Data{"Count": len(b.Supplies)})
		m.Note += "　" + strings.Join(suppliedNames(c, b.Supplies), text.T("work.comma"))
	case *casefile.Deemed:
		m.Dot = look.Warning
		m.Text = text.T("work.tell.deemed", text.Data{"Start": day(b.Deadline.Start), "Day": day(b.Deadline.Due)})
		m.Note += "　" + b.Number
	case *casefile.Declined:
		m.Dot, m.Lead, m.Text = look.Warning, text.T("outcome.form."+string(b.Form)), b.Reason
		if b.Authority != "" {
			m.Note += "　" + text.T("work.tell.authority", text.Data{"Name": b.Authority})
		}
	default:
		if !tellReview(&m, c, e) {
			tellAfterwards(&m, e.Body)
		}
	}
	return m
}

func whats(list []casefile.Defect) []string {
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = d.What
	}
	return names
}

// suppliedNames are the defects that were mended, by name.
func suppliedNames(c casefile.Case, list []casefile.Supply) []string {
	var names []string
	for _, s := range list {
		for _, d := range c.Defects() {
			if d.ID == s.Defect {
				names = append(names, d.What)
			}
		}
	}
	return names
}

func tellOpinion(m *kit.Moment, b *casefile.OpinionGiven) {
	m.Lead, m.Text = b.Section, text.T("work.agree")+"　"+b.Text
	if !b.Agree {
		m.Dot, m.Text = look.Warning, text.T("work.disagree")+"　"+b.Text
		if b.Call != nil {
			m.Note += "　" + text.T("work.tell.call", text.Data{"Name": b.Call.Settler.Name, "Day": day(b.Call.Due)})
		}
	}
	if b.Basis != "" {
		m.Note += "　" + text.T("work.basis", text.Data{"Basis": b.Basis})
	}
}

func tellDecision(m *kit.Moment, b *casefile.Decided) {
	m.Lead, m.Text = text.T("work.grant"), b.Reason
	if !b.Grant {
		m.Dot, m.Lead = look.Warning, text.T("work.deny")
	}
}

func tellPrint(m *kit.Moment, b *casefile.Printed) {
	m.Text = text.T("work.tell.printed", text.Data{"Document": paper.Name(b.Document)})
	if b.Copy > 1 {
		m.Text = text.T("work.tell.reprinted", text.Data{"Document": paper.Name(b.Document), "Copy": b.Copy})
		m.Note += "　" + b.Reason
	}
}

func materialName(c casefile.Case, id string) string {
	for _, m := range c.Materials {
		if m.ID == id {
			return m.Name
		}
	}
	return id
}

// toCome is what still lies ahead of an open case.
func toCome(c casefile.Case) string {
	steps := map[casefile.State][]string{
		casefile.StateReceived:  {"accepted", "opinion-given", "decided", "certificate-issued", "certificate-handed"},
		casefile.StateDefective: {"defects-supplied", "accepted", "opinion-given", "decided", "certificate-issued", "certificate-handed"},
		casefile.StateReview:    {"decided", "certificate-issued", "certificate-handed"},
		casefile.StateReviewed:  {"decided", "certificate-issued", "certificate-handed"},
		casefile.StateGranted:   {"certificate-issued", "certificate-handed"},
		casefile.StateIssued:    {"certificate-handed"},
	}[c.State]
	if !c.Complete().IsZero() && c.State == casefile.StateDefective {
		steps = steps[1:] // nothing is left to be mended
	}
	words := make([]string, 0, len(steps)+1)
	if silent := c.Silent(); c.State == casefile.StateReview && len(silent) > 0 {
		words = append(words, text.T("work.awaits", text.Data{"Sections": strings.Join(silent, text.T("work.comma"))}))
	}
	if k, open := c.Coordinating(); open {
		words = append(words, text.T("work.awaits.settler", text.Data{"Name": k.Settler.Name}))
	}
	for _, s := range steps {
		words = append(words, text.T("work.event."+s))
	}
	return strings.Join(words, "  →  ")
}

// tellIssued says what was issued, and until when the first of it is valid.
func tellIssued(m *kit.Moment, b *casefile.Issued) {
	numbers := make([]string, len(b.Certificates))
	for i, k := range b.Certificates {
		numbers[i] = text.T("document."+string(k.Document)) + " " + k.Number
	}
	m.Text = text.T("work.tell.issued", text.Data{"Number": strings.Join(numbers, "　")})
	if first := b.Certificates[0]; !first.ValidUntil.IsZero() {
		m.Note = text.T("work.tell.valid", text.Data{"Day": fullDay(first.ValidUntil)})
	}
}
