package compare

import (
	"encoding/json"
	"math"
)

// Change is one measure in both worlds.
type Change struct {
	Before int
	After  int
}

// Percent is the change in whole percent of what it was, negative where it is
// less now; 0 where there was nothing before.
func (c Change) Percent() int {
	if c.Before == 0 {
		return 0
	}
	return int(math.Round(float64(c.After-c.Before) * 100 / float64(c.Before)))
}

// MarshalJSON gives {"before":25,"after":15,"percent":-40}.
func (c Change) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Before  int `json:"before"`
		After   int `json:"after"`
		Percent int `json:"percent"`
	}{c.Before, c.After, c.Percent()})
}

func (c Change) plus(o Change) Change { return Change{c.Before + o.Before, c.After + o.After} }

// Figures are the measures of a route, of all routes, or of many projects.
type Figures struct {
	Items     Change `json:"items"`
	Permits   Change `json:"permits"`
	Days      Change `json:"workingDays"`
	Publicity Change `json:"publicityDays"` // calendar days
	Materials Change `json:"materials"`
	Fields    Change `json:"fields"`
	Visits    Change `json:"visits"`
}

func (f *Figures) add(o Figures) {
	f.Items = f.Items.plus(o.Items)
	f.Permits = f.Permits.plus(o.Permits)
	f.Days = f.Days.plus(o.Days)
	f.Publicity = f.Publicity.plus(o.Publicity)
	f.Materials = f.Materials.plus(o.Materials)
	f.Fields = f.Fields.plus(o.Fields)
	f.Visits = f.Visits.plus(o.Visits)
}

// measure counts two lists of stages; permits are not in them.
func measure(before, after []stage) Figures {
	var f Figures
	for _, s := range before {
		f.add(Figures{Items: Change{1, 0}, Days: Change{s.days, 0}, Publicity: Change{s.publicity, 0},
			Materials: Change{s.materials, 0}, Fields: Change{s.fields, 0}})
	}
	for _, s := range after {
		f.add(Figures{Items: Change{0, 1}, Days: Change{0, s.days}, Publicity: Change{0, s.publicity},
			Materials: Change{0, s.materials}, Fields: Change{0, s.fields}})
	}
	f.Visits = Change{visits(before), visits(after)}
	return f
}

// visits counts a route's ways to a window (see the package's assumptions).
func visits(stages []stage) int {
	n := 0
	for i, s := range stages {
		n += 2
		if i > 0 && stages[i-1].window == s.window {
			n--
		}
	}
	return n
}
