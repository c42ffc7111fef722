// Package catalog knows the items a window handles (事项), what they merged
// from, which materials and sections they need, how long they take and what
// they end in. All of it is data, read from a folder of YAML files and checked
// when it is loaded: every fault names its file, its line and what was expected.
//
// A [Plan] or a [Step] is the catalog resolved for one situation (情形) and one
// version of the rules (政策版本): whoever asks for it need not look at a
// condition again.
package catalog

import (
	"slices"

	"github.com/expr-lang/expr/vm"

	"onewindow/app/workday"
)

// Catalog is everything an office offers, checked. It does not change once it
// is loaded.
type Catalog struct {
	Policies     []Policy
	Questions    []Question
	Sections     []Section
	Fields       []Field
	Items        []Item
	Routes       []Route
	Procedures   []Procedure
	Coordination Coordination
	Standard     Standard
	Before       []FormerItem
	// Compared is the situation in which today is compared with before.
	Compared Answers

	programs map[Condition]*vm.Program // each condition, compiled once
}

// Policy is a version of the rules (政策版本).
type Policy struct {
	ID    string `yaml:"id"`
	Name  string `yaml:"name"`
	From  Day    `yaml:"from"`
	Until Day    `yaml:"until"` // last day; zero where it has no end
}

// Section is a reviewing section (科室).
type Section struct {
	ID   string `yaml:"id"`
	Name string `yaml:"name"`
}

// Route is the way a project takes through the items (供地方式).
type Route struct {
	Terms `yaml:",inline"`
	ID    string   `yaml:"id"`
	Items []string `yaml:"items"` // ids, one after the other in this order
	// Before lists the former items that a project of this route went through,
	// one after the other in this order.
	Before []string `yaml:"before"`
	// Share weighs the route among the projects of a year, for simulations.
	Share int `yaml:"share"`
}

// PolicyOn is the version in force on a day: of those that apply, the one that
// came last.
func (c *Catalog) PolicyOn(day workday.Date) (Policy, bool) {
	var best Policy
	found := false
	for _, p := range c.Policies {
		began := !day.Before(p.From.Date)
		ended := !p.Until.IsZero() && p.Until.Before(day)
		if began && !ended && (!found || best.From.Before(p.From.Date)) {
			best, found = p, true
		}
	}
	return best, found
}

// Policy is the version of the rules with the id.
func (c *Catalog) Policy(id string) (Policy, bool) {
	return find(c.Policies, func(p Policy) bool { return p.ID == id })
}

// Item is the item of today with the id.
func (c *Catalog) Item(id string) (Item, bool) {
	return find(c.Items, func(item Item) bool { return item.ID == id })
}

// Former is the item of the world before with the id.
func (c *Catalog) Former(id string) (FormerItem, bool) {
	return find(c.Before, func(item FormerItem) bool { return item.ID == id })
}

// Procedure is the special procedure with the id.
func (c *Catalog) Procedure(id string) (Procedure, bool) {
	return find(c.Procedures, func(p Procedure) bool { return p.ID == id })
}

// SectionName is the section's Chinese name.
func (c *Catalog) SectionName(id string) string {
	s, ok := find(c.Sections, func(s Section) bool { return s.ID == id })
	if !ok {
		return id
	}
	return s.Name
}

// find is the first of the list that it holds of.
func find[T any](list []T, holds func(T) bool) (T, bool) {
	i := slices.IndexFunc(list, holds)
	if i < 0 {
		var none T
		return none, false
	}
	return list[i], true
}
