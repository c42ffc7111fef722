package casefile

import "onewindow/app/workday"

// Accepted starts the clock (受理, 行政许可法 Art. 32(5)): from its own day, or,
// after a notice of defects, from the day the last supplement came in.
type Accepted struct {
	On workday.Date `json:"on"`
	Terms
}

func (b *Accepted) read(r *reader) {
	r.written("on", &b.On)
	b.readTerms(r)
}

// Kind is accepted.
func (*Accepted) Kind() Kind { return KindAccepted }

func (b *Accepted) day() workday.Date { return b.On }

func (b *Accepted) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case c.State == StateNone:
		return refuse("unknown-case")
	case c.State != StateReceived && c.State != StateDefective:
		return refuseWith("state", "state", c.State)
	case len(c.OpenDefects()) > 0:
		return refuseWith("defects-open", "count", len(c.OpenDefects()))
	case b.Deadline.Start != c.acceptanceDay(b.On):
		return refuse("start")
	case c.State == StateReceived && c.pastReceipt(b.Deadline.Start):
		return refuseWith("receipt-limit", "day", c.Limit.Due)
	case !b.whole():
		return refuse("incomplete")
	}
	if missing := c.Missing(); len(missing) > 0 {
		return refuseWith("materials-missing", "materials", names(missing))
	}
	return nil
}

func (b *Accepted) apply(c *Case, e Event) {
	b.set(c)
	c.State = StateReview
	c.AcceptedAt, c.AcceptedBy, c.Policy = e.At, e.By, e.Policy
}

// acceptanceDay is the day that an acceptance written on a day is dated by.
func (c Case) acceptanceDay(on workday.Date) workday.Date {
	if c.State == StateDefective {
		return c.Complete()
	}
	return on
}

func names(materials []Material) []string {
	list := make([]string, len(materials))
	for i, m := range materials {
		list[i] = m.Name
	}
	return list
}
