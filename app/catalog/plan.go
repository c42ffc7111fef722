package catalog

import "fmt"

// Plan is what a situation leads to (办理方案): the items in order, and what
// the same project would have needed before the reform.
type Plan struct {
	Route  string
	Steps  []Step
	Before Measure
	After  Measure
}

// Step is one item of a plan.
type Step struct {
	Item      Item
	Merged    []FormerItem // the former items it merged from
	Materials []Material   // that the situation calls for
	Sections  []string     // names of the sections that review
}

// Measure sums a plan up.
type Measure struct {
	Items     int
	Days      int // working days
	Publicity int // calendar days
	Materials int // papers the applicant brings
}

// Plan finds the route of a situation and measures it against the world
// before. Both sides are counted from the catalog's own lists.
func (c *Catalog) Plan(answers Answers) (Plan, error) {
	for _, route := range c.Routes {
		holds, err := c.Holds(route.When, answers)
		if err != nil {
			return Plan{}, err
		}
		if holds {
			return c.planRoute(route, answers)
		}
	}
	return Plan{}, fmt.Errorf("catalog: no route for the situation %v", answers)
}

func (c *Catalog) planRoute(route Route, answers Answers) (Plan, error) {
	plan := Plan{Route: route.ID}
	for _, id := range route.Items {
		item, _ := c.Item(id) // checked at load
		step, err := c.step(item, answers)
		if err != nil {
			return Plan{}, err
		}
		plan.Steps = append(plan.Steps, step)
		plan.After.add(Measure{1, item.PromisedDays, item.PublicityDays, step.Brought()})
	}
	for _, id := range route.Before {
		former, _ := c.Former(id) // checked at load
		plan.Before.add(Measure{1, former.Days, former.Publicity, len(former.Materials)})
	}
	return plan, nil
}

// Step is what one item needs in a situation.
func (c *Catalog) Step(itemID string, answers Answers) (Step, error) {
	item, ok := c.Item(itemID)
	if !ok {
		return Step{}, fmt.Errorf("catalog: unknown item %q", itemID)
	}
	return c.step(item, answers)
}

func (c *Catalog) step(item Item, answers Answers) (Step, error) {
	step := Step{Item: item}
	for _, id := range item.MergedFrom {
		former, _ := c.Former(id) // checked at load
		step.Merged = append(step.Merged, former)
	}
	for _, m := range item.Materials {
		holds, err := c.Holds(m.When, answers)
		if err != nil {
			return Step{}, err
		}
		if holds {
			step.Materials = append(step.Materials, m)
		}
	}
	for _, s := range item.Sections {
		holds, err := c.Holds(s.When, answers)
		if err != nil {
			return Step{}, err
		}
		if holds {
			step.Sections = append(step.Sections, c.SectionName(s.ID))
		}
	}
	return step, nil
}

// Brought counts the papers the applicant brings for the step.
func (s Step) Brought() int {
	n := 0
	for _, m := range s.Materials {
		if m.Source == Applicant {
			n++
		}
	}
	return n
}

func (m *Measure) add(o Measure) {
	m.Items += o.Items
	m.Days += o.Days
	m.Publicity += o.Publicity
	m.Materials += o.Materials
}
