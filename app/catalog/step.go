package catalog

import "fmt"

// Step is one item, resolved for a situation and a policy. Its own fields
// count, not those of the item it comes from.
type Step struct {
	Item         Item
	Merged       []FormerItem // the former items it merged from
	Materials    []Material
	Sections     []string // names of the sections that review, in parallel
	Promised     int      // working days
	Statutory    int      // working days
	Extension    int      // working days that may be added once; 0 where none may
	Publicity    Publicity
	Coordination Coordination
	Certificates []Certificate // in the order they are issued in
	Indicators   []Indicator   // of standard land, with their thresholds; none elsewhere
	Notes        []string
}

// Step is what one item needs in a situation under a policy. It fails where the
// item or the policy is unknown.
func (c *Catalog) Step(itemID string, answers Answers, policy string) (Step, error) {
	item, ok := c.Item(itemID)
	if !ok {
		return Step{}, fmt.Errorf("catalog: unknown item %q", itemID)
	}
	s, err := c.setting(answers, policy)
	if err != nil {
		return Step{}, err
	}
	return s.step(item)
}

func (s setting) step(item Item) (step Step, err error) {
	step = Step{
		Item: item, Promised: item.PromisedDays, Statutory: item.StatutoryDays, Extension: item.ExtensionDays,
		Publicity: item.Publicity, Coordination: item.Coordination.or(s.catalog.Coordination),
	}
	if err = s.limit(&step); err != nil {
		return Step{}, err
	}
	if step.Merged, err = s.former(item.MergedFrom); err != nil {
		return Step{}, err
	}
	if step.Materials, err = counting(s, item.Materials); err != nil {
		return Step{}, err
	}
	if step.Certificates, err = counting(s, item.Certificates); err != nil {
		return Step{}, err
	}
	if step.Indicators, err = s.indicators(item.ID); err != nil {
		return Step{}, err
	}
	return step, s.words(&step)
}

// limit lets the first of the item's limits that holds change the days.
func (s setting) limit(step *Step) error {
	limits, err := counting(s, step.Item.Limits)
	if err == nil && len(limits) > 0 {
		step.Promised, step.Statutory = limits[0].Promised, limits[0].Statutory
	}
	return err
}

// words names the sections and picks the notes.
func (s setting) words(step *Step) error {
	sections, err := counting(s, step.Item.Sections)
	if err != nil {
		return err
	}
	for _, section := range sections {
		step.Sections = append(step.Sections, s.catalog.SectionName(section.ID))
	}
	notes, err := counting(s, step.Item.Notes)
	for _, note := range notes {
		step.Notes = append(step.Notes, note.Text)
	}
	return err
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

// Certificate is the step's certificate of a kind.
func (s Step) Certificate(document string) (Certificate, bool) {
	return find(s.Certificates, func(c Certificate) bool { return c.Document == document })
}
