package casefile

import "onewindow/app/workday"

// Deemed records that the limit after receipt passed with no notice, refusal
// or acceptance, so that the case counts as accepted from the day of receipt
// (视为受理, 行政许可法 Art. 32(4)). It comes about by law: whoever sits at the
// desk when it is noticed only writes it down.
type Deemed struct {
	On    workday.Date     `json:"on"`    // the day it was noticed
	Limit workday.Deadline `json:"limit"` // the five working days after receipt, as counted
	Terms
}

// Kind is deemed-accepted.
func (*Deemed) Kind() Kind { return KindDeemed }

func (b *Deemed) day() workday.Date { return b.On }

func (b *Deemed) permit(c Case, by Actor) *Refusal {
	receipt := workday.DateOf(c.ReceivedAt)
	switch {
	case by.Role == CentreRole:
		return refuseWith("role", "role", Clerk)
	case c.State == StateNone:
		return refuse("unknown-case")
	case c.State != StateReceived:
		return refuseWith("state", "state", c.State)
	case b.Limit.Start != receipt || b.Limit.WorkingDays != ReceiptDays || !b.Limit.Due.After(receipt),
		b.Deadline.Start != receipt:
		return refuse("start")
	case !b.On.After(b.Limit.Due) || !c.Limit.Due.IsZero() && !c.pastReceipt(b.On):
		return refuseWith("not-yet", "day", b.Limit.Due)
	case !b.whole():
		return refuse("incomplete")
	}
	return nil
}

func (b *Deemed) apply(c *Case, e Event) {
	b.set(c)
	c.State, c.Deemed, c.Limit = StateReview, true, b.Limit
	c.AcceptedAt, c.AcceptedBy, c.Policy = e.At, e.By, e.Policy
}
