package casefile

import (
	"time"

	"onewindow/app/workday"
)

// Extension is the one extension of the limit (延期).
type Extension struct {
	Days   int // working days
	Reason string
	Was    workday.Date // the promised limit ended on it before
	On     workday.Date
	By     Actor
	At     time.Time
}

// Extended extends the limit once, by the head of the organ, before it is over;
// the applicant is told the reason (行政许可法 Art. 42).
type Extended struct {
	On     workday.Date `json:"on"`
	Days   int          `json:"days"` // working days
	Reason string       `json:"reason"`
	Clocks
}

// Kind is extended.
func (*Extended) Kind() Kind { return KindExtended }

func (b *Extended) day() workday.Date { return b.On }

func (b *Extended) permit(c Case, by Actor) *Refusal {
	_, standing := c.lawfully()
	switch {
	case by.Role != Approver:
		return refuseWith("role", "role", Approver)
	case !c.reviewing():
		return refuseWith("state", "state", c.State)
	case c.Extension != nil:
		return refuse("extended")
	case standing:
		return refuse("standing") // the limit is not running
	case b.On.After(c.Statutory.Due):
		return refuseWith("limit-over", "day", c.Statutory.Due)
	case b.Days < 1 || b.Days > c.ExtensionLimit:
		return refuseWith("extension-days", "days", c.ExtensionLimit)
	case b.Reason == "":
		return refuse("reason-missing")
	case !b.counted(c, b.Days):
		return refuse("start")
	}
	return nil
}

func (b *Extended) apply(c *Case, e Event) {
	c.Extension = &Extension{b.Days, b.Reason, c.Deadline.Due, b.On, e.By, e.At}
	b.set(c)
}
