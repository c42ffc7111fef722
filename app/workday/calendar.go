package workday

import (
	"cmp"
	"slices"
	"time"
)

// Calendar knows which days are worked. Its zero value knows weekends only and
// covers no year. A Calendar does not change once parsed and may be shared.
type Calendar struct {
	notices   map[int]string    // year → the notice that announced its holidays
	off       map[Date]string   // announced days off → name of the holiday
	work      map[Date]string   // announced make-up working days → name of the holiday they pay for
	statutory map[Date]string   // holidays by law alone, for years without a notice
	yearly    map[inYear]string // statutory holidays on the same date each year
}

// inYear is a date without its year.
type inYear struct {
	month time.Month
	day   int
}

func (d inYear) compare(e inYear) int {
	return cmp.Or(cmp.Compare(d.month, e.month), cmp.Compare(d.day, e.day))
}

func newCalendar() *Calendar {
	return &Calendar{
		notices: map[int]string{}, off: map[Date]string{}, work: map[Date]string{},
		statutory: map[Date]string{}, yearly: map[inYear]string{},
	}
}

// Covers says whether the holidays of that year have been announced.
func (c *Calendar) Covers(year int) bool {
	_, ok := c.notices[year]
	return ok
}

// Notice names the announcement that the year's holidays come from, "" for a
// year that is not covered.
func (c *Calendar) Notice(year int) string { return c.notices[year] }

// Years lists the covered years in order.
func (c *Calendar) Years() []int {
	years := make([]int, 0, len(c.notices))
	for year := range c.notices {
		years = append(years, year)
	}
	slices.Sort(years)
	return years
}

// IsWorking says whether offices work on d, and whether that is known: in a
// year without announced holidays the answer is a guess from weekends and
// statutory holidays.
func (c *Calendar) IsWorking(d Date) (working, known bool) {
	reason, _ := c.look(d)
	return reason.Counts(), c.knows(d)
}

// knows also holds for a single announced day of a year not covered: a notice
// can reach a few days into the year before it.
func (c *Calendar) knows(d Date) bool {
	if c.Covers(d.Year()) {
		return true
	}
	return c.announces(d)
}

// names says whether the calendar has a line for d.
func (c *Calendar) names(d Date) bool {
	for _, known := range []map[Date]string{c.off, c.work, c.statutory} {
		if _, ok := known[d]; ok {
			return true
		}
	}
	return false
}

// look finds what kind of day d is, and the holiday it belongs to, if any.
func (c *Calendar) look(d Date) (Reason, string) {
	if name, ok := c.off[d]; ok {
		return Holiday, name
	}
	if name, ok := c.work[d]; ok {
		return MakeUp, name
	}
	if !c.Covers(d.Year()) {
		if name, ok := c.lawful(d); ok {
			return Holiday, name
		}
	}
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return Weekend, ""
	}
	return Working, ""
}

// lawful finds the holiday that d is by law, without any announcement.
func (c *Calendar) lawful(d Date) (string, bool) {
	if name, ok := c.statutory[d]; ok {
		return name, true
	}
	_, month, day := d.Date()
	name, ok := c.yearly[inYear{month, day}]
	return name, ok
}
