package compare

import (
	"fmt"
	"maps"
	"slices"

	"onewindow/app/catalog"
	"onewindow/app/workday"
)

// World is a catalog under one policy on one calendar, ready to be compared
// with what was before.
type World struct {
	calendar *workday.Calendar
	policy   catalog.Policy
	routes   []route
}

// route is a way through both worlds.
type route struct {
	id            string
	share         int
	before, after []stage
	permits       []Permit // that it demanded before
	kept          []string // ids of those it still demands
}

// stage is an item as a clock and a counter see it.
type stage struct {
	id, name  string
	window    string
	days      int // working days
	publicity int // calendar days
	materials int
	fields    int
}

// Permit is an administrative permit and the route it was demanded on.
type Permit struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Route string `json:"route"`
}

// oneWindow takes in every item of today (一个窗口受理).
const oneWindow = "one"

// New prepares the comparison under a policy. It fails where the catalog knows
// no such policy, or has a route that no answer leads to.
func New(c *catalog.Catalog, calendar *workday.Calendar, policyID string) (*World, error) {
	policy, known := c.Policy(policyID)
	if !known {
		return nil, fmt.Errorf("compare: unknown policy %q", policyID)
	}
	w := &World{calendar: calendar, policy: policy}
	if err := w.addRoutes(c); err != nil {
		return nil, err
	}
	for _, r := range c.Routes {
		if !w.has(r.ID) {
			return nil, fmt.Errorf("compare: no answer leads to the route %q", r.ID)
		}
	}
	return w, nil
}

func (w *World) has(id string) bool {
	return slices.ContainsFunc(w.routes, func(r route) bool { return r.id == id })
}

// addRoutes finds the routes in the order of the answers that lead to them:
// those the catalog compares in, and one choice.
func (w *World) addRoutes(c *catalog.Catalog) error {
	for _, q := range c.Questions {
		for _, option := range q.Options {
			answers := maps.Clone(c.Compared)
			if answers == nil {
				answers = catalog.Answers{}
			}
			answers[q.ID] = option
			plan, err := c.Plan(answers, w.policy.ID)
			if err != nil {
				return err
			}
			if w.has(plan.Route) {
				continue
			}
			i := slices.IndexFunc(c.Routes, func(r catalog.Route) bool { return r.ID == plan.Route })
			both, err := bothWorlds(c, c.Routes[i], w.policy.ID, answers)
			if err != nil {
				return err
			}
			w.routes = append(w.routes, both)
		}
	}
	return nil
}

func bothWorlds(c *catalog.Catalog, r catalog.Route, policy string, answers catalog.Answers) (route, error) {
	both := route{id: r.ID, share: r.Share}
	formers, err := c.FormerOn(r, answers, policy)
	if err != nil {
		return route{}, err
	}
	for _, former := range formers {
		both.before = append(both.before, stage{
			id: former.ID, name: former.Name, window: former.Window, days: former.Days, publicity: former.Publicity,
			materials: len(former.Materials), fields: len(former.Fields),
		})
		if former.Permit {
			both.permits = append(both.permits, Permit{former.ID, former.Name, r.ID})
		}
	}
	typed := map[string]bool{} // of the one form, which opens the route
	for _, id := range r.Items {
		step, err := c.Step(id, answers, policy)
		if err != nil {
			return route{}, err
		}
		asked, err := c.FieldsAsked(id, answers, policy)
		if err != nil {
			return route{}, err
		}
		item, known := step.Item, len(typed)
		for _, f := range asked {
			typed[f.Key] = true
		}
		both.after = append(both.after, stage{
			id: item.ID, name: item.Name, window: oneWindow, days: step.Promised, publicity: step.Publicity.Own(),
			materials: step.Brought(), fields: len(typed) - known,
		})
		for _, p := range item.Permits {
			if p.Applies(policy) {
				both.kept = append(both.kept, p.ID)
			}
		}
	}
	return both, nil
}

// cancelled lists the permits that the route demanded and no longer does.
func (r route) cancelled() []Permit {
	return slices.DeleteFunc(slices.Clone(r.permits), func(p Permit) bool { return slices.Contains(r.kept, p.ID) })
}

// figures are the measures of one project on the route.
func (r route) figures() Figures {
	f := measure(r.before, r.after)
	f.Permits = Change{len(r.permits), len(r.permits) - len(r.cancelled())}
	return f
}

// all are the measures of the whole catalog, each item counted once.
func (w *World) all() (Figures, []Permit) {
	var before, after []stage
	cancelled := []Permit{} // a list in JSON too, where there is none
	demanded, dropped := map[string]bool{}, map[string]bool{}
	for _, r := range w.routes {
		before, after = once(before, r.before), once(after, r.after)
		for _, p := range r.permits {
			demanded[p.ID] = true
		}
		for _, p := range r.cancelled() {
			dropped[p.ID] = true
			cancelled = append(cancelled, p)
		}
	}
	f := measure(before, after)
	f.Permits = Change{len(demanded), len(demanded) - len(dropped)}
	// Visits belong to a route and not to an item: each item alone costs two.
	f.Visits = Change{2 * len(before), 2 * len(after)}
	return f, cancelled
}

// once adds the stages that are not yet in the list. An item that opens one
// route and follows on another is counted with its form.
func once(list, more []stage) []stage {
	for _, s := range more {
		i := slices.IndexFunc(list, func(known stage) bool { return known.id == s.id })
		switch {
		case i < 0:
			list = append(list, s)
		case list[i].fields < s.fields:
			list[i] = s
		}
	}
	return list
}
