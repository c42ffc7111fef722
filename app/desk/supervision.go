package desk

import (
	"cmp"
	"math"
	"slices"

	"onewindow/app/casefile"
)

// Oversight is how the open cases stand (督办), by whom they wait for.
type Oversight struct {
	Sections []Duty // in the order of the catalog, each with what it has still to speak on
	Windows  []Duty // by number, each with all that it took in
}

// Duty is what waits for one section or window.
type Duty struct {
	Name      string // of the section, or the number of the window
	Open      int
	Soon      int // of Open, with three working days or less left
	Overdue   int // of Open, past the due day
	Standing  int // of Open, with a clock that stands
	Reminders int // that it was sent on those cases
}

// add counts a case.
func (u *Duty) add(light Light, reminders int) {
	u.Open++
	u.Reminders += reminders
	switch light {
	case Soon:
		u.Soon++
	case Overdue:
		u.Overdue++
	case Standing:
		u.Standing++
	}
}

// Supervision sums the open cases up by section and by window.
func (d *Desk) Supervision() (Oversight, error) {
	rows, _, err := d.List(OpenCases, Query{Limit: math.MaxInt})
	if err != nil {
		return Oversight{}, err
	}
	sections, windows := map[string]*Duty{}, map[string]*Duty{}
	var o Oversight
	for _, row := range rows {
		reminded, err := d.reminded(row)
		if err != nil {
			return Oversight{}, err
		}
		duty(windows, row.Window).add(row.Light, reminded[casefile.Reminder{Window: row.Window}])
		if row.State != casefile.StateReview {
			continue
		}
		for _, section := range row.Silent {
			duty(sections, section).add(row.Light, reminded[casefile.Reminder{Section: section}])
		}
	}
	for _, s := range d.p.Catalog.Sections {
		o.Sections = append(o.Sections, *duty(sections, s.Name))
		delete(sections, s.Name)
	}
	o.Sections = append(o.Sections, byName(sections)...) // that the catalog no longer knows
	o.Windows = byName(windows)
	return o, nil
}

// duty is that of the name, begun where there was none.
func duty(of map[string]*Duty, name string) *Duty {
	if of[name] == nil {
		of[name] = &Duty{Name: name}
	}
	return of[name]
}

func byName(of map[string]*Duty) []Duty {
	list := make([]Duty, 0, len(of))
	for _, u := range of {
		list = append(list, *u)
	}
	slices.SortFunc(list, func(a, b Duty) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// reminded counts the reminders of a case by whom they went to. Most cases have
// none and need not be opened.
func (d *Desk) reminded(row Row) (map[casefile.Reminder]int, error) {
	if row.Reminded == 0 {
		return nil, nil
	}
	c, err := d.p.Store.Case(row.ID)
	if err != nil {
		return nil, explain(err)
	}
	count := map[casefile.Reminder]int{}
	for _, r := range c.Reminders {
		count[casefile.Reminder{Section: r.Section, Window: r.Window}]++
	}
	return count, nil
}
