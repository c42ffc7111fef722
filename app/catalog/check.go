package catalog

import (
	"errors"
	"fmt"
	"slices"
)

// check finds what the schema cannot: dangling names, impossible numbers and
// conditions that do not read. It reports everything at once.
func (c *Catalog) check() error {
	var faults []error
	fault := func(file, format string, args ...any) {
		faults = append(faults, fmt.Errorf("catalog: %s: %s", file, fmt.Sprintf(format, args...)))
	}
	env := c.environment(nil)
	condition := func(file string, when Condition) {
		if when == "" {
			return
		}
		if _, err := compile(when, env); err != nil {
			fault(file, "%v", err)
		}
	}
	for _, q := range c.Questions {
		switch {
		case q.Kind != "choice" && q.Kind != "flag":
			fault("situations.yaml", "question %q has the kind %q, expected choice or flag", q.ID, q.Kind)
		case q.Kind == "choice" && !slices.Contains(q.Options, q.Default):
			fault("situations.yaml", "question %q: default %q is not one of its options %v", q.ID, q.Default, q.Options)
		}
	}
	for _, f := range c.Fields {
		if f.Width < 1 || f.Width > 12 {
			fault("form.yaml", "field %q: width %d, expected 1 to 12", f.Key, f.Width)
		}
		condition("form.yaml", f.RequiredWhen)
	}
	for _, item := range c.Items {
		file := "items/" + item.ID + ".yaml"
		c.checkItem(item, func(format string, args ...any) { fault(file, format, args...) })
		for _, s := range item.Sections {
			condition(file, s.When)
		}
		for _, m := range item.Materials {
			condition(file, m.When)
		}
	}
	for _, r := range c.Routes {
		file := "routes/" + r.ID + ".yaml"
		condition(file, r.When)
		for _, id := range r.Items {
			if _, ok := c.Item(id); !ok {
				fault(file, "unknown item %q", id)
			}
		}
		for _, id := range r.Before {
			if _, ok := c.Former(id); !ok {
				fault(file, "before names %q, which is not in before/items.yaml", id)
			}
		}
	}
	c.checkBefore(fault)
	return errors.Join(faults...)
}

func (c *Catalog) checkItem(item Item, fault func(string, ...any)) {
	if item.PromisedDays < 1 || item.PromisedDays > item.StatutoryDays {
		fault("promisedDays %d, expected 1 to statutoryDays (%d)", item.PromisedDays, item.StatutoryDays)
	}
	if len(item.Sections) == 0 {
		fault("no section reviews the item")
	}
	for _, id := range item.MergedFrom {
		if _, ok := c.Former(id); !ok {
			fault("mergedFrom names %q, which is not in before/items.yaml", id)
		}
	}
	if other := item.PublicitySharedWith; other != "" {
		if _, ok := c.Item(other); !ok {
			fault("publicitySharedWith names the unknown item %q", other)
		}
	}
	for _, p := range item.Permits {
		if former, ok := c.Former(p.ID); !ok || !former.Permit {
			fault("permits names %q, expected a former item that was a permit", p.ID)
		}
		for _, id := range p.Under {
			if _, ok := c.Policy(id); !ok {
				fault("permit %q: unknown policy %q", p.ID, id)
			}
		}
	}
	for _, s := range item.Sections {
		if c.SectionName(s.ID) == s.ID {
			fault("unknown section %q", s.ID)
		}
	}
	for _, m := range item.Materials {
		if !slices.Contains([]Source{Applicant, Inside, Shared, Exempt}, m.Source) {
			fault("material %q: source %q, expected applicant, inside, shared or exempt", m.ID, m.Source)
		}
	}
}
