package casefile

import (
	"time"

	"onewindow/app/workday"
)

// Decision is the approver's word (审批决定, 行政许可法 Art. 38).
type Decision struct {
	Grant  bool
	Reason string
	By     Actor
	At     time.Time
}

// Decided records the decision. A denial states its reasons.
type Decided struct {
	On     workday.Date `json:"on"`
	Grant  bool         `json:"grant"`
	Reason string       `json:"reason"`
}

// Kind is decided.
func (*Decided) Kind() Kind { return KindDecided }

func (b *Decided) day() workday.Date { return b.On }

func (b *Decided) permit(c Case, by Actor) *Refusal {
	_, standing := c.lawfully()
	open, coordinating := c.Coordinating()
	switch {
	case by.Role != Approver:
		return refuseWith("role", "role", Approver)
	case !c.reviewing():
		return refuseWith("state", "state", c.State)
	case len(c.Silent()) > 0:
		return refuseWith("opinions-open", "sections", c.Silent())
	case coordinating:
		return refuseWith("coordination-open", "name", open.Settler.Name)
	case standing:
		return refuse("standing")
	case !c.Hearing.done(b.On):
		return refuseWith("hearing-open", "day", c.Hearing.Until.Due)
	case !b.Grant && b.Reason == "":
		return refuse("reason-missing")
	}
	if b.Grant {
		return c.grantable()
	}
	return nil
}

// grantable says what keeps a case that may be decided from being granted.
func (c Case) grantable() *Refusal {
	switch {
	case c.disagreeing() != "":
		return refuseWith("disagreement", "section", c.disagreeing())
	case !c.public():
		return refuse("publicity-open")
	case c.NeedsConditions && c.Conditions == nil:
		return refuse("conditions-missing")
	}
	return nil
}

func (b *Decided) apply(c *Case, e Event) {
	c.Decision = &Decision{b.Grant, b.Reason, e.By, e.At}
	c.State = StateDenied
	if b.Grant {
		c.State = StateGranted
	}
}
