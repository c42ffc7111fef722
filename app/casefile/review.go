package casefile

import (
	"slices"
	"time"

	"onewindow/app/workday"
)

// Opinion is what a section says of the case (科室审查意见).
type Opinion struct {
	Section string
	Agree   bool
	Settled bool // a disagreement that a coordination has settled in favour of going on
	Text    string
	Basis   string
	By      Actor
	At      time.Time
}

// OpinionGiven records a section's opinion. Until the decision a section may
// speak again; its last word counts and the earlier one stays on record. The
// first disagreement opens a coordination.
type OpinionGiven struct {
	On      workday.Date `json:"on,omitzero"` // needed where it opens a coordination
	Section string       `json:"section"`
	Agree   bool         `json:"agree"`
	Text    string       `json:"text"`
	Basis   string       `json:"basis,omitempty"` // article the opinion rests on
	Call    *Call        `json:"call,omitempty"`  // of a disagreement while no coordination is open
}

// Kind is opinion-given.
func (*OpinionGiven) Kind() Kind { return KindOpinion }

func (b *OpinionGiven) permit(c Case, by Actor) *Refusal {
	open := c.coordinating() >= 0
	switch {
	case by.Role != Reviewer:
		return refuseWith("role", "role", Reviewer)
	case !c.reviewing():
		return refuseWith("state", "state", c.State)
	case by.Section != b.Section || !slices.Contains(c.Sections, b.Section):
		return refuseWith("section", "section", b.Section)
	case b.Text == "":
		return refuse("reason-missing")
	case !b.Agree && b.Basis == "":
		return refuse("basis-missing")
	case !b.Agree && !open && !b.Call.whole(b.On):
		return refuse("settler-missing")
	}
	return nil
}

// whole says whether it is known who settles it, and by when.
func (k *Call) whole(on workday.Date) bool {
	return k != nil && k.Settler.ID != "" && !on.IsZero() && !k.Due.Before(on)
}

func (b *OpinionGiven) apply(c *Case, e Event) {
	said := make([]Opinion, 0, len(c.Opinions)+1)
	for _, o := range c.Opinions {
		if o.Section != b.Section {
			said = append(said, o)
		}
	}
	c.Opinions = append(said, Opinion{
		Section: b.Section, Agree: b.Agree, Text: b.Text, Basis: b.Basis, By: e.By, At: e.At,
	})
	if !b.Agree && c.coordinating() < 0 {
		c.Coordinations = extend(c.Coordinations, Coordination{
			Section: b.Section, Settler: b.Call.Settler, Due: b.Call.Due, OpenedOn: b.On,
		})
	}
	c.State = c.stateOfReview()
}

// stateOfReview is where the sections' words leave the case.
func (c *Case) stateOfReview() State {
	if c.coordinating() >= 0 || len(c.Silent()) > 0 {
		return StateReview
	}
	return StateReviewed
}

// Silent lists the sections that have not given their opinion yet.
func (c Case) Silent() []string {
	var silent []string
	for _, section := range c.Sections {
		spoke := func(o Opinion) bool { return o.Section == section }
		if !slices.ContainsFunc(c.Opinions, spoke) {
			silent = append(silent, section)
		}
	}
	return silent
}

// disagreeing is the first section whose disagreement stands, or "".
func (c Case) disagreeing() string {
	for _, o := range c.Opinions {
		if !o.Agree && !o.Settled {
			return o.Section
		}
	}
	return ""
}
