package compare

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"onewindow/app/catalog"
	"onewindow/app/workday"
)

// Options says what is compared. The zero value of a field takes its default.
type Options struct {
	Policy   string         // id; the catalog's first policy, which is the reform itself
	Year     int            // that projects arrive in, 1950 to 9998
	Projects int            // to simulate, 1 to MostProjects; 500
	Seed     uint64         // of the simulation
	Mix      map[string]int // weights of the routes by id; the catalog's shares
}

// Limits of the options.
const (
	MostProjects    = 100_000
	defaultProjects = 500
	firstYear       = 1950
	lastYear        = 9998
)

// Report is the whole comparison.
type Report struct {
	Policy     string       `json:"policy"`
	PolicyName string       `json:"policyName"`
	Year       int          `json:"year"`
	Start      workday.Date `json:"start"` // of the routes' calendar time: the year's first working day
	All        Figures      `json:"all"`
	Cancelled  []Permit     `json:"cancelledPermits"`
	Routes     []Route      `json:"routes"`
	Simulation Simulation   `json:"simulation"`
}

// Route is one project's way through both worlds.
type Route struct {
	ID string `json:"id"`
	Figures
	Calendar    Change `json:"calendarDays"` // from Report.Start to the end
	Provisional bool   `json:"provisional"`  // holidays on the way are not announced yet
	Before      []Leg  `json:"beforeLegs"`
	After       []Leg  `json:"afterLegs"`
}

// OptionError names an option that cannot be used.
type OptionError struct {
	Option string // policy, year, projects or mix
	Want   string // what was expected, in signs that need no translation
}

// Error says what was expected.
func (e *OptionError) Error() string {
	return fmt.Sprintf("compare: %s: expected %s", e.Option, e.Want)
}

// Run compares. The same options on the same data give the same report. An
// option that cannot be used is an *OptionError.
func Run(c *catalog.Catalog, calendar *workday.Calendar, o Options) (Report, error) {
	if o.Policy == "" && len(c.Policies) > 0 {
		o.Policy = c.Policies[0].ID
	}
	if o.Projects == 0 {
		o.Projects = defaultProjects
	}
	if err := o.check(c); err != nil {
		return Report{}, err
	}
	w, err := New(c, calendar, o.Policy)
	if err != nil {
		return Report{}, err
	}
	report, err := w.Report(o.Year)
	if err != nil {
		return Report{}, err
	}
	report.Simulation, err = w.Simulate(o.Year, o.Projects, o.Mix, rand.New(rand.NewPCG(o.Seed, 0)))
	report.Simulation.Seed = o.Seed
	return report, err
}

func (o Options) check(c *catalog.Catalog) error {
	if _, known := c.Policy(o.Policy); !known {
		ids := make([]string, len(c.Policies))
		for i, p := range c.Policies {
			ids[i] = p.ID
		}
		return &OptionError{"policy", strings.Join(ids, " | ")}
	}
	if o.Year < firstYear || o.Year > lastYear {
		return &OptionError{"year", fmt.Sprintf("%d–%d", firstYear, lastYear)}
	}
	if o.Projects < 1 || o.Projects > MostProjects {
		return &OptionError{"projects", fmt.Sprintf("1–%d", MostProjects)}
	}
	return nil
}

// errNoDay cannot happen with a calendar of this world.
var errNoDay = errors.New("compare: the year has no working day")

// Report counts both worlds for one project a route, handed in on the year's
// first working day. The simulation is left empty.
func (w *World) Report(year int) (Report, error) {
	days := w.workingDays(year)
	if len(days) == 0 {
		return Report{}, errNoDay
	}
	r := Report{Policy: w.policy.ID, PolicyName: w.policy.Name, Year: year, Start: days[0]}
	r.All, r.Cancelled = w.all()
	for _, way := range w.routes {
		before, after := w.run(way.before, r.Start), w.run(way.after, r.Start)
		r.Routes = append(r.Routes, Route{
			ID: way.id, Figures: way.figures(),
			Calendar:    Change{before.days(r.Start), after.days(r.Start)},
			Provisional: before.provisional || after.provisional,
			Before:      before.legs, After: after.legs,
		})
	}
	return r, nil
}

// workingDays lists the working days of a year.
func (w *World) workingDays(year int) []workday.Date {
	var days []workday.Date
	for d, _ := workday.NewDate(year, time.January, 1); d.Year() == year; d = d.Add(1) {
		if working, _ := w.calendar.IsWorking(d); working {
			days = append(days, d)
		}
	}
	return days
}
