package work

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// factWide is the column of names in the overview, in device-independent pixels.
const factWide = 92

// fact names a field and gives its text.
func fact(key, words string) kit.Fact { return kit.Fact{Name: text.T("work.fact." + key), Text: words} }

// group is facts under a title, nil where there is none to tell.
func group(title string, facts ...kit.Fact) fyne.CanvasObject {
	facts = slices.DeleteFunc(facts, func(f kit.Fact) bool { return f.Text == "" })
	if len(facts) == 0 {
		return nil
	}
	return kit.Column(look.Gap8, kit.NewStrong(text.T("work.group."+title)), kit.NewFacts(factWide, facts...))
}

// overview is everything the case states (概况).
func (p *panel) overview() fyne.CanvasObject {
	c := p.shown.Case
	a := c.Application
	groups := []fyne.CanvasObject{
		group("project",
			fact("name", a.Project.Name), fact("project.code", a.Project.Code),
			fact("basis", a.Project.Basis), fact("scale", a.Project.Scale)),
		group("applicant",
			fact("name", a.Applicant.Name), fact("code", masked(a.Applicant)),
			fact("phone", a.Applicant.Phone), fact("address", a.Applicant.Address)),
		group("agent",
			fact("name", a.Agent.Name), fact("identity", desk.Mask(a.Agent.Code)), fact("phone", a.Agent.Phone)),
		group("land",
			fact("location", a.Land.Location), fact("area", hectares(a.Land.Area)), fact("kinds", landKinds(a.Land))),
		group("handling", p.handling()...),
		p.steps(),
	}
	groups = append(groups, p.course()...)
	for _, k := range c.Certificates {
		groups = append(groups, certificate(k))
	}
	if h := c.Handover; h != nil {
		groups = append(groups, group("handover",
			fact("recipient", h.Recipient), fact("identity", desk.Mask(h.Code)), fact("at", moment(h.At)), fact("by", who(h.By))))
	}
	groups = append(groups, p.sequel()...)
	groups = slices.DeleteFunc(groups, func(o fyne.CanvasObject) bool { return o == nil })
	return kit.Column(look.Gap16, groups...)
}

// masked is the applicant's number: a unit's is public, a person's is not.
func masked(a casefile.Applicant) string {
	if a.Unit {
		return a.Code
	}
	return desk.Mask(a.Code)
}

func hectares(squareMetres int64) string {
	return text.T("work.hectares", text.Data{"Area": desk.Hectares(squareMetres)})
}

// landKinds are the kinds of land that make up the area.
func landKinds(l casefile.Land) string {
	var parts []string
	add := func(key string, area int64) {
		if area > 0 {
			parts = append(parts, text.T("work.land."+key)+" "+desk.Hectares(area))
		}
	}
	add("agricultural", l.Agricultural)
	add("arable", l.Arable)
	add("construction", l.Construction)
	add("unused", l.Unused)
	return strings.Join(parts, text.T("work.comma"))
}

// handling is how the case came here and who reviews it.
func (p *panel) handling() []kit.Fact {
	c := p.shown.Case
	facts := []kit.Fact{
		fact("item", p.shown.ItemName), fact("situation", p.situation()),
		fact("acceptance", c.AcceptanceNumber), fact("window", c.Window),
		fact("received", moment(c.ReceivedAt)+"  "+who(c.ReceivedBy)),
	}
	if !c.AcceptedAt.IsZero() {
		facts = append(facts, fact("accepted", moment(c.AcceptedAt)+"  "+who(c.AcceptedBy)))
	}
	return append(facts, fact("sections", strings.Join(c.Sections, text.T("work.comma"))), fact("policy", c.Policy))
}

// situation says the answers in the order of the questions.
func (p *panel) situation() string {
	var parts []string
	for _, q := range p.view.p.Desk.Catalog().Questions {
		switch answer := p.shown.Case.Situation[q.ID]; answer {
		case "", "false":
		case "true":
			parts = append(parts, text.T("situation."+q.ID))
		default:
			parts = append(parts, text.T("situation."+q.ID+"."+answer))
		}
	}
	return strings.Join(parts, " · ")
}

// draftFacts is what a draft holds so far.
func (p *panel) draftFacts(d desk.Draft) fyne.CanvasObject {
	var facts []kit.Fact
	for _, f := range p.view.p.Desk.Catalog().Fields {
		words := strings.TrimSpace(d.Fields[f.Key])
		if f.Check == "identity" || f.Check == "applicant-code" {
			words = desk.Mask(words)
		}
		facts = append(facts, kit.Fact{Name: text.T("form." + f.Key + ".label"), Text: words})
	}
	files := 0
	for _, m := range d.Materials {
		files += len(m.Files)
	}
	if files > 0 {
		facts = append(facts, fact("files", text.T("work.files", text.Data{"Count": files})))
	}
	return kit.NewFacts(176, facts...)
}
