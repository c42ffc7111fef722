package casefile

import (
	"slices"
	"time"

	"onewindow/app/workday"
)

// Coordination is the settling of a disagreement between sections (部门协调):
// who must settle it, by when, and what came of it.
type Coordination struct {
	Section  string // whose disagreement opened it
	Settler  Person
	Due      workday.Date
	OpenedOn workday.Date
	Settled  workday.Date // zero while it is open
	Proceed  bool         // the case can be granted all the same
	Record   string
	Present  []string // sections and people who took part
	By       Actor
	At       time.Time
}

// Person is someone of the office, named.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Call names who must settle a disagreement, and by when.
type Call struct {
	Settler Person       `json:"settler"`
	Due     workday.Date `json:"due"`
}

// open is the place of the coordination that is open, or -1.
func (c *Case) coordinating() int {
	return slices.IndexFunc(c.Coordinations, func(k Coordination) bool { return k.Settled.IsZero() })
}

// Coordinating is the coordination that is open, if any.
func (c Case) Coordinating() (Coordination, bool) {
	if i := c.coordinating(); i >= 0 {
		return c.Coordinations[i], true
	}
	return Coordination{}, false
}

// CoordinationSettled closes a coordination with its record.
type CoordinationSettled struct {
	On      workday.Date `json:"on"`
	Proceed bool         `json:"proceed"`
	Record  string       `json:"record"`
	Present []string     `json:"present"`
}

// Kind is coordination-settled.
func (*CoordinationSettled) Kind() Kind { return KindCoordinated }

func (b *CoordinationSettled) day() workday.Date { return b.On }

func (b *CoordinationSettled) permit(c Case, by Actor) *Refusal {
	open, is := c.Coordinating()
	switch {
	case !is || !c.reviewing():
		return refuseWith("state", "state", c.State)
	case by.Role == CentreRole || by.ID != open.Settler.ID:
		return refuseWith("settler", "name", open.Settler.Name)
	case b.On.IsZero() || len(b.Present) == 0:
		return refuse("incomplete")
	case b.Record == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *CoordinationSettled) apply(c *Case, e Event) {
	c.Coordinations = extend(c.Coordinations)
	k := &c.Coordinations[c.coordinating()]
	k.Settled, k.Proceed, k.Record, k.Present, k.By, k.At = b.On, b.Proceed, b.Record, b.Present, e.By, e.At
	c.Opinions = extend(c.Opinions)
	for i := range c.Opinions {
		if !c.Opinions[i].Agree {
			c.Opinions[i].Settled = b.Proceed
		}
	}
	c.State = c.stateOfReview()
}
