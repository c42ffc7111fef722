package catalog

import (
	"fmt"
	"slices"
)

// Plan is what a situation leads to under a policy (办理方案): the items in
// order, and what the same project would have needed before the reform.
type Plan struct {
	Route  string
	Policy string
	Steps  []Step
	Before Measure
	After  Measure
}

// Measure sums a plan up.
type Measure struct {
	Items     int
	Days      int // working days
	Publicity int // calendar days
	Materials int // papers the applicant brings
}

// Plan finds the route of a situation and measures it against the world
// before. Both sides are counted from the catalog's own lists. It fails where
// the policy is unknown or no route is for the situation.
func (c *Catalog) Plan(answers Answers, policy string) (Plan, error) {
	s, err := c.setting(answers, policy)
	if err != nil {
		return Plan{}, err
	}
	route, err := s.route()
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{Route: route.ID, Policy: policy}
	for _, id := range route.Items {
		item, _ := c.Item(id) // checked at load
		step, err := s.step(item)
		if err != nil {
			return Plan{}, err
		}
		plan.Steps = append(plan.Steps, step)
		plan.After.add(Measure{1, step.Promised, step.Publicity.Own(), step.Brought()})
	}
	former, err := s.former(route.Before)
	for _, item := range former {
		plan.Before.add(Measure{1, item.Days, item.Publicity, len(item.Materials)})
	}
	return plan, err
}

// Next is the id of the item that follows an item on the route of the
// situation, "" after the last one. It fails where the route does not take the
// item in.
func (c *Catalog) Next(itemID string, answers Answers, policy string) (string, error) {
	s, err := c.setting(answers, policy)
	if err != nil {
		return "", err
	}
	route, err := s.route()
	if err != nil {
		return "", err
	}
	at := slices.Index(route.Items, itemID)
	switch {
	case at < 0:
		return "", fmt.Errorf("catalog: the route %q has no item %q", route.ID, itemID)
	case at == len(route.Items)-1:
		return "", nil
	}
	return route.Items[at+1], nil
}

// FormerOn lists the items that a project went through before the reform, each
// with the materials that its situation called for.
func (c *Catalog) FormerOn(route Route, answers Answers, policy string) ([]FormerItem, error) {
	s, err := c.setting(answers, policy)
	if err != nil {
		return nil, err
	}
	return s.former(route.Before)
}

// route is the first one for the situation.
func (s setting) route() (Route, error) {
	fitting, err := counting(s, s.catalog.Routes)
	if err == nil && len(fitting) == 0 {
		err = fmt.Errorf("catalog: no route for the situation %v", s.values)
	}
	if err != nil {
		return Route{}, err
	}
	return fitting[0], nil
}

// former keeps of the former items those of the situation.
func (s setting) former(ids []string) ([]FormerItem, error) {
	all := make([]FormerItem, len(ids))
	for i, id := range ids {
		all[i], _ = s.catalog.Former(id) // checked at load
	}
	kept, err := counting(s, all)
	if err != nil {
		return nil, err
	}
	for i, item := range kept {
		if kept[i].Materials, err = counting(s, item.Materials); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

func (m *Measure) add(o Measure) {
	m.Items += o.Items
	m.Days += o.Days
	m.Publicity += o.Publicity
	m.Materials += o.Materials
}
