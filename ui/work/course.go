package work

import (
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// course is what came up while the case was reviewed.
func (p *panel) course() []fyne.CanvasObject {
	c := p.shown.Case
	groups := []fyne.CanvasObject{publicity(c)}
	for _, k := range c.Coordinations {
		groups = append(groups, coordination(k))
	}
	groups = append(groups, stops(c), hearing(c.Hearing))
	if e := c.Extension; e != nil {
		groups = append(groups, group("extension",
			fact("days", text.T("work.workdays", text.Data{"Days": e.Days})), fact("reason", e.Reason), fact("by", who(e.By))))
	}
	if k := c.Conditions; k != nil {
		groups = append(groups, conditions(*k))
	}
	return groups
}

// dateOr is a date, "" for none.
func dateOr(d workday.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func publicity(c casefile.Case) fyne.CanvasObject {
	u := c.Publicity
	if u == nil {
		return nil
	}
	result := u.Objections
	if result == "" && !u.Closed.IsZero() {
		result = text.T("work.unopposed")
	}
	return group("publicity",
		fact("span", u.Posted.String()+" — "+u.Ends.String()), fact("where", u.Where),
		fact("earlier", u.Earlier), fact("closed", dateOr(u.Closed)), fact("objections", result))
}

func coordination(k casefile.Coordination) fyne.CanvasObject {
	var result string
	if !k.Settled.IsZero() {
		result = text.T("work.settled.stop")
		if k.Proceed {
			result = text.T("work.settled.proceed")
		}
	}
	return group("coordination",
		fact("section", k.Section), fact("settler", k.Settler.Name), fact("due", k.Due.String()),
		fact("settled", dateOr(k.Settled)), fact("result", result), fact("record", k.Record),
		fact("present", strings.Join(k.Present, text.T("work.comma"))))
}

// stops are the stretches in which the clock stood or stands.
func stops(c casefile.Case) fyne.CanvasObject {
	var facts []kit.Fact
	for _, s := range c.Stops {
		words := s.From.String() + " — " + dateOr(s.To)
		if s.To.IsZero() {
			words += text.T("work.stop.expected", text.Data{"Day": day(s.Expected)})
		}
		if s.Promised {
			words += text.T("work.stop.promised")
		}
		facts = append(facts, kit.Fact{Name: procedureName(s.Procedure), Text: words})
	}
	return group("stops", facts...)
}

func hearing(h *casefile.HearingCourse) fyne.CanvasObject {
	if h == nil {
		return nil
	}
	course := []kit.Fact{fact("told", dateOr(h.Told)), fact("reason", h.Reason)}
	if h.Waived {
		return group("hearing", append(course, fact("waived", h.By))...)
	}
	held := h.Place
	if !h.Date.IsZero() {
		held = h.Date.String() + "  " + h.Place
	}
	return group("hearing", append(course,
		fact("asked", strings.TrimSpace(dateOr(h.Asked)+"  "+h.By)), fact("hearing", held),
		fact("held", dateOr(h.Held)), fact("record", h.Record))...)
}

func conditions(k casefile.SetConditions) fyne.CanvasObject {
	return group("conditions",
		fact("use", k.Use), fact("ratio", k.PlotRatio), fact("density", k.Density), fact("height", k.Height),
		fact("green", k.Green), fact("setbacks", k.Setbacks), fact("entrances", k.Entrances), fact("parking", k.Parking),
		fact("others", strings.Join(k.Others, text.T("work.comma"))), fact("by", who(k.By)))
}

// certificate is one paper of the centre under its own name.
func certificate(k casefile.Certificate) fyne.CanvasObject {
	edition := ""
	if k.Edition > 1 {
		edition = text.T("work.edition", text.Data{"Edition": k.Edition})
	}
	return kit.Column(look.Gap8, kit.NewStrong(paper.Name(k.Document)), kit.NewFacts(factWide,
		fact("number", numberOr(k)), fact("date", k.Date.String()), fact("valid", dateOr(k.ValidUntil)),
		fact("serial", k.Serial), fact("edition", edition)))
}

// sequel is what happened after the certificates were issued.
func (p *panel) sequel() []fyne.CanvasObject {
	c := p.shown.Case
	var groups []fyne.CanvasObject
	if s := c.Signing; s != nil {
		groups = append(groups, group("contract", fact("signed", s.On.String()), fact("signer", s.Signer)))
	}
	if m := c.Payment; m != nil {
		told := text.T("work.registration.waits")
		if c.Registration != nil {
			told = text.T("work.registration.told")
		}
		groups = append(groups, group("payment", fact("paid", m.On.String()),
			fact("amount", text.T("work.yuan", text.Data{"Amount": yuan(m.Amount)})), fact("voucher", m.Voucher), fact("registration", told)))
	}
	for _, k := range c.Corrections {
		groups = append(groups, group("correction", fact("document", paper.Name(k.Document)),
			fact("changes", changes(k.Changes)), fact("reason", k.Reason), fact("by", who(k.By)+"  "+moment(k.At))))
	}
	groups = append(groups, renewal(c.Renewal))
	if r := c.Revocation; r != nil {
		groups = append(groups, group("revocation", fact("reason", r.Reason), fact("basis", r.Basis), fact("by", who(r.By)+"  "+moment(r.At))))
	}
	for _, r := range c.Reminders {
		groups = append(groups, group("reminder", fact("to", reminded(r.Section, r.Window)), fact("text", r.Text), fact("by", who(r.By)+"  "+moment(r.At))))
	}
	if r := c.Rating; r != nil {
		groups = append(groups, group("rating", fact("level", ratingName(r.Level)), fact("remark", r.Remark),
			fact("at", r.At.In(desk.Zone()).Format("2006-01-02 15:04"))))
	}
	return groups
}

func renewal(r *casefile.Renewal) fyne.CanvasObject {
	if r == nil {
		return nil
	}
	var result string
	switch {
	case r.Decided.IsZero():
		result = text.T("work.renewal.open")
	case r.Deemed:
		result = text.T("work.renewal.deemed")
	case r.Grant:
		result = text.T("work.renewal.granted")
	default:
		result = text.T("work.renewal.denied")
	}
	return group("renewal", fact("asked", r.Asked.String()), fact("reason", r.Reason),
		fact("result", result), fact("why", r.Why), fact("until", dateOr(r.Until)))
}
