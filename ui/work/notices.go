package work

import (
	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// sayNotices says under the band what else is under way in the case: each a
// line with who or what and until when.
func (p *panel) sayNotices() {
	c := p.shown.Case
	var lines []fyne.CanvasObject
	for _, words := range append(underWay(c), afterwards(c)...) {
		lines = append(lines, kit.Beside(20, kit.NewLight(look.Warning, ""), kit.NewNoteParagraph(words).In(look.Text)))
	}
	p.notices.Objects = lines
	show(p.notices, len(lines) > 0)
	p.notices.Refresh()
}

// underWay is what keeps a case in review from being decided.
func underWay(c casefile.Case) []string {
	if !reviewing(c) {
		return nil
	}
	var list []string
	for _, s := range c.Standing() {
		if s.Procedure != casefile.Publicly && s.Procedure != casefile.Hearing { // which have lines of their own
			list = append(list, text.T("work.under.stop", text.Data{"Name": procedureName(s.Procedure), "Day": day(s.Expected)}))
		}
	}
	if k, open := c.Coordinating(); open {
		list = append(list, text.T("work.under.coordination", text.Data{
			"Section": k.Section, "Name": k.Settler.Name, "Day": day(k.Due),
		}))
	}
	switch u := c.Publicity; {
	case c.PublicityTerm.Days > 0 && u == nil:
		list = append(list, text.T("work.under.unposted", text.Data{"Days": c.PublicityTerm.Days}))
	case u != nil && u.Closed.IsZero():
		list = append(list, text.T("work.under.publicity", text.Data{"Day": day(u.Ends)}))
	}
	if words := hearingUnderWay(c.Hearing); words != "" {
		list = append(list, words)
	}
	if c.NeedsConditions && c.Conditions == nil {
		list = append(list, text.T("work.under.conditions"))
	}
	return list
}

// hearingUnderWay is the next step of a hearing that is not over, or "".
func hearingUnderWay(h *casefile.HearingCourse) string {
	switch {
	case h == nil || h.Waived || !h.Held.IsZero():
		return ""
	case h.Asked.IsZero():
		return text.T("work.under.hearing.told", text.Data{"Day": day(h.Until.Due)})
	case h.Date.IsZero():
		return text.T("work.under.hearing.asked", text.Data{"Day": day(h.HoldBy.Due)})
	}
	return text.T("work.under.hearing.set", text.Data{"Day": day(h.Date), "Place": h.Place})
}

// afterwards is what is still to be done once a case was decided, and how often
// supervision reminded.
func afterwards(c casefile.Case) []string {
	var list []string
	for _, k := range c.Certificates {
		if k.Number == "" && c.Returned == nil {
			list = append(list, text.T("work.under.unnumbered", text.Data{"Document": text.T("document." + string(k.Document))}))
		}
	}
	if c.Returned != nil {
		list = append(list, text.T("work.under.returned", text.Data{"Number": c.Returned.Number}))
	}
	if _, is := c.Certificate(casefile.Contract); is && c.Signing == nil {
		list = append(list, text.T("work.under.unsigned"))
	}
	if r := c.Renewal; r != nil && r.Decided.IsZero() {
		k, _ := c.Certificate(r.Document)
		list = append(list, text.T("work.under.renewal", text.Data{"Day": fullDay(k.ValidUntil)}))
	}
	if n := len(c.Reminders); n > 0 && c.Open() {
		last := c.Reminders[n-1]
		list = append(list, text.T("work.under.reminded", text.Data{
			"Count": n, "Name": reminded(last.Section, last.Window), "Text": last.Text,
		}))
	}
	return list
}
