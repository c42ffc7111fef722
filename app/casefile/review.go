package casefile

import (
	"slices"
	"time"
)

// Opinion is what a section says of the case (科室审查意见).
type Opinion struct {
	Section string
	Agree   bool
	Text    string
	Basis   string
	By      Actor
	At      time.Time
}

// OpinionGiven records a section's opinion. Until the decision a section may
// speak again; its last word counts and the earlier one stays on record.
type OpinionGiven struct {
	Section string `json:"section"`
	Agree   bool   `json:"agree"`
	Text    string `json:"text"`
	Basis   string `json:"basis,omitempty"` // article the opinion rests on
}

// Kind is opinion-given.
func (*OpinionGiven) Kind() Kind { return KindOpinion }

func (b *OpinionGiven) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Reviewer:
		return refuseWith("role", "role", Reviewer)
	case c.State != StateReview && c.State != StateReviewed:
		return refuseWith("state", "state", c.State)
	case by.Section != b.Section || !slices.Contains(c.Sections, b.Section):
		return refuseWith("section", "section", b.Section)
	case b.Text == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *OpinionGiven) apply(c *Case, e Event) {
	rest := slices.DeleteFunc(extend(c.Opinions), func(o Opinion) bool { return o.Section == b.Section })
	c.Opinions = append(rest, Opinion{b.Section, b.Agree, b.Text, b.Basis, e.By, e.At})
	c.State = StateReview
	if len(c.Silent()) == 0 {
		c.State = StateReviewed
	}
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

// disagreeing is the first section that does not agree, or "".
func (c Case) disagreeing() string {
	for _, o := range c.Opinions {
		if !o.Agree {
			return o.Section
		}
	}
	return ""
}
