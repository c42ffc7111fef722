package desk

import (
	"maps"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/idcode"
	"onewindow/app/workday"
)

// Plan is what the answers lead to.
func (d *Desk) Plan(draft Draft) (catalog.Plan, error) {
	plan, err := d.p.Catalog.Plan(draft.Answers, d.policyOn(d.today()))
	return plan, explain(err)
}

// Step is what the item that the draft applies for needs in its situation. An
// item that the route does not take in gives way to the route's first.
func (d *Desk) Step(draft Draft) (catalog.Step, error) {
	plan, err := d.Plan(draft)
	if err != nil {
		return catalog.Step{}, err
	}
	for _, step := range plan.Steps {
		if step.Item.ID == draft.Item {
			return step, nil
		}
	}
	return plan.Steps[0], nil // a route has items, which is checked at load
}

// Item is the item a draft applies for, empty where no rules are in force.
func (d *Desk) Item(draft Draft) catalog.Item {
	step, err := d.Step(draft)
	if err != nil {
		return catalog.Item{}
	}
	return step.Item
}

// Materials lists what the item needs in the draft's situation.
func (d *Desk) Materials(draft Draft) ([]catalog.Material, error) {
	step, err := d.Step(draft)
	return step.Materials, err
}

// Questions are those about the situation that the draft's answers leave open.
func (d *Desk) Questions(draft Draft) ([]catalog.Question, error) {
	asked, err := d.p.Catalog.Asked(draft.Answers)
	return asked, explain(err)
}

// policyOn is the id of the rules in force on a day, "" before the first.
func (d *Desk) policyOn(day workday.Date) string {
	policy, _ := d.p.Catalog.PolicyOn(day)
	return policy.ID
}

// Proposal is the next item of a project, whose way an earlier case has
// cleared. Nothing that the earlier one made is asked for again.
type Proposal struct {
	Item        catalog.Item
	From        casefile.Case        // whose form and certificates it uses
	Certificate casefile.Certificate // of the earlier case
	Name        string               // of that certificate
}

// Propose finds what can be applied for next under the draft's project code,
// nil where nothing can: no certificate is in force, the route ends, or the
// next item is already applied for.
func (d *Desk) Propose(draft Draft) (*Proposal, error) {
	cases, err := d.ofProject(draft.Fields[projectCode], d.p.Store.Case)
	if err != nil {
		return nil, explain(err)
	}
	policy := d.policyOn(d.today())
	for _, c := range cases {
		k, made := d.inForce(c, "")
		if !made {
			continue
		}
		next, err := d.p.Catalog.Next(c.Item, c.Situation, policy)
		if err != nil || next == "" || next == d.Item(draft).ID || alive(cases, next) {
			continue // a route that has changed since leads nowhere
		}
		item, _ := d.p.Catalog.Item(next) // of a route, which is checked at load
		certificate, _ := d.stepOf(c).Certificate(string(k.Document))
		return &Proposal{Item: item, From: c, Certificate: k, Name: certificate.Name}, nil
	}
	return nil, nil
}

// ofAgent is the question about today's visit, not about the project.
const ofAgent = "agent"

// Take turns the draft to the item proposed, in the situation of the earlier
// case. What was typed stays.
func (d *Desk) Take(draft Draft, p Proposal) (Draft, error) {
	answers := map[string]string{}
	maps.Copy(answers, p.From.Situation)
	delete(answers, ofAgent)
	if came, told := draft.Answers[ofAgent]; told {
		answers[ofAgent] = came
	}
	draft.Answers = answers
	return d.ApplyFor(draft, p.Item.ID)
}

// ApplyFor turns the draft to an item of its route and fills what is still
// empty from the cases of the project that the item builds on. It saves nothing.
func (d *Desk) ApplyFor(draft Draft, item string) (Draft, error) {
	draft.Item = item
	draft, err := d.Follow(draft)
	if err != nil {
		return draft, err
	}
	for _, e := range draft.Earlier {
		c, err := d.p.Store.Case(e.Case)
		if err != nil {
			return draft, explain(err)
		}
		maps.Copy(draft.Fields, reusable(d.Values(c), draft, projectCode))
	}
	return draft, nil
}

// Follow is the draft with the cases of its project that its item builds on, as
// they stand now: each made a certificate that is one of the item's materials.
func (d *Desk) Follow(draft Draft) (Draft, error) {
	draft = draft.Clone()
	draft.Earlier = nil
	step, err := d.Step(draft)
	if err != nil {
		return draft, err
	}
	var cases []casefile.Case
	for _, m := range step.Materials {
		if m.MadeBy.Item == "" {
			continue
		}
		if cases == nil {
			if cases, err = d.ofProject(draft.Fields[projectCode], d.p.Store.Case); err != nil {
				return draft, explain(err)
			}
		}
		if e, made := d.maker(cases, m.MadeBy); made && draft.maker(m).Case != e.Case {
			draft.Earlier = append(draft.Earlier, e)
		}
	}
	return draft, nil
}

// maker is the last case of the item that holds the document in force.
func (d *Desk) maker(cases []casefile.Case, made catalog.MadeBy) (casefile.Earlier, bool) {
	for _, c := range cases {
		k, is := d.inForce(c, casefile.DocumentKind(made.Document))
		if c.Item == made.Item && is {
			return casefile.Earlier{Case: c.ID, Number: c.Number, Item: c.Item, Certificate: k.Number}, true
		}
	}
	return casefile.Earlier{}, false
}

// Maker is the earlier case that made a material, false where none did.
func (d Draft) Maker(m catalog.Material) (casefile.Earlier, bool) {
	e := d.maker(m)
	return e, e.Case != ""
}

func (d Draft) maker(m catalog.Material) casefile.Earlier {
	for _, e := range d.Earlier {
		if m.MadeBy.Item != "" && e.Item == m.MadeBy.Item {
			return e
		}
	}
	return casefile.Earlier{}
}

// ofProject lists the cases of a project, the last received first; open reads
// one of them. A code that is not whole yet has none.
func (d *Desk) ofProject(code string, open func(id string) (casefile.Case, error)) ([]casefile.Case, error) {
	whole, problem := idcode.ProjectCode(strings.TrimSpace(code))
	if problem != nil && !problem.Warning {
		return nil, nil
	}
	rows, err := d.p.Store.List(Query{Text: whole, Sort: ByNumber, Desc: true, Limit: mostOfProject})
	if err != nil {
		return nil, err
	}
	var cases []casefile.Case
	for _, row := range rows.Rows {
		if !strings.EqualFold(row.ProjectCode, whole) {
			continue
		}
		c, err := open(row.ID)
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// mostOfProject is more cases than one project ever has.
const mostOfProject = 100

// inForce is a certificate of the case that still holds today; "" asks for any
// of them.
func (d *Desk) inForce(c casefile.Case, kind casefile.DocumentKind) (casefile.Certificate, bool) {
	for _, k := range c.Certificates {
		ended := !k.ValidUntil.IsZero() && d.today().After(k.ValidUntil)
		if (kind == "" || k.Document == kind) && !ended && c.State != casefile.StateRevoked {
			return k, true
		}
	}
	return casefile.Certificate{}, false
}

// alive says whether the item is applied for, or granted, in one of the cases.
func alive(cases []casefile.Case, item string) bool {
	for _, c := range cases {
		switch c.State {
		case casefile.StateWithdrawn, casefile.StateDeclined, casefile.StateDenied, casefile.StateRevoked:
		default:
			if c.Item == item {
				return true
			}
		}
	}
	return false
}
