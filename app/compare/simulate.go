package compare

import (
	"fmt"
	"slices"
	"strings"
)

// Random draws numbers of 0 to n−1, such as a *rand.Rand of math/rand/v2.
type Random interface{ IntN(n int) int }

// Simulation is a year of projects, each run through both worlds.
type Simulation struct {
	Projects int       `json:"projects"`
	Seed     uint64    `json:"seed"`
	Totals   Figures   `json:"totals"` // of all projects together
	Calendar Change    `json:"calendarDays"`
	All      Waits     `json:"all"`
	Routes   []OfRoute `json:"routes"`
}

// OfRoute is the simulation's part on one route.
type OfRoute struct {
	ID string `json:"id"`
	Waits
}

// Waits is how long projects took, in calendar days from handing in to the end.
type Waits struct {
	Projects    int    `json:"projects"`
	Provisional int    `json:"provisional"` // of them: those whose way leaves the announced calendar
	Before      Spread `json:"before"`
	After       Spread `json:"after"`
}

// Spread describes a distribution by nearest rank; all zero where it is empty.
type Spread struct {
	Min    int `json:"min"`
	Median int `json:"median"`
	P90    int `json:"p90"`
	Max    int `json:"max"`
}

// spread sorts the days.
func spread(days []int) Spread {
	if len(days) == 0 {
		return Spread{}
	}
	slices.Sort(days)
	rank := func(percent int) int { return days[(len(days)*percent+99)/100-1] }
	return Spread{Min: days[0], Median: rank(50), P90: rank(90), Max: days[len(days)-1]}
}

// waited gathers the days of projects.
type waited struct {
	before, after []int
	provisional   int
}

func (d *waited) add(days Change, provisional bool) {
	d.before, d.after = append(d.before, days.Before), append(d.after, days.After)
	if provisional {
		d.provisional++
	}
}

func (d *waited) waits() Waits {
	return Waits{
		Projects: len(d.before), Provisional: d.provisional,
		Before: spread(d.before), After: spread(d.after),
	}
}

// Simulate lets projects arrive on working days of a year, drawn evenly, on
// routes drawn by the weights of mix (by route id; nil takes the catalog's
// shares), and runs each through both worlds. A mix without a known route, or
// with an unknown one or a weight below nought, is an *OptionError.
func (w *World) Simulate(year, projects int, mix map[string]int, random Random) (Simulation, error) {
	weights, err := w.weights(mix)
	if err != nil {
		return Simulation{}, err
	}
	days := w.workingDays(year)
	if len(days) == 0 {
		return Simulation{}, errNoDay
	}
	s := Simulation{Projects: projects}
	var all waited
	each := make([]waited, len(w.routes))
	for range projects {
		i := draw(weights, random)
		start := days[random.IntN(len(days))]
		before, after := w.run(w.routes[i].before, start), w.run(w.routes[i].after, start)
		took := Change{before.days(start), after.days(start)}
		provisional := before.provisional || after.provisional
		s.Totals.add(w.routes[i].figures())
		s.Calendar = s.Calendar.plus(took)
		all.add(took, provisional)
		each[i].add(took, provisional)
	}
	s.All = all.waits()
	for i, r := range w.routes {
		s.Routes = append(s.Routes, OfRoute{r.id, each[i].waits()})
	}
	return s, nil
}

// weights are those of the routes, in their order.
func (w *World) weights(mix map[string]int) ([]int, error) {
	weights := make([]int, len(w.routes))
	known, sum := 0, 0
	for i, r := range w.routes {
		weight, named := mix[r.id]
		switch {
		case mix == nil:
			weight = r.share
		case named:
			known++
		}
		if weight < 0 || weight > MostProjects {
			return nil, w.wrongMix()
		}
		weights[i] = weight
		sum += weight
	}
	if known != len(mix) || sum == 0 {
		return nil, w.wrongMix()
	}
	return weights, nil
}

func (w *World) wrongMix() error {
	ids := make([]string, len(w.routes))
	for i, r := range w.routes {
		ids[i] = r.id
	}
	return &OptionError{"mix", fmt.Sprintf("%s=0–%d, > 0", strings.Join(ids, "|"), MostProjects)}
}

// draw picks an index by weight.
func draw(weights []int, random Random) int {
	sum := 0
	for _, weight := range weights {
		sum += weight
	}
	at := random.IntN(sum)
	for i, weight := range weights {
		if at < weight {
			return i
		}
		at -= weight
	}
	return len(weights) - 1 // not reached: at is below the sum
}
