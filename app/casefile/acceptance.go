package casefile

import "onewindow/app/workday"

// Accepted starts the clock (受理, 行政许可法 Art. 32(5)). It carries the
// deadline as it was counted on the day and the sections that must speak, so
// that folding needs neither calendar nor catalog. After a notice of defects it
// is dated by the day the last supplement came in.
type Accepted struct {
	Number   string           `json:"number"` // of the acceptance notice, for example 嘉南资规受〔2026〕0412号
	Deadline workday.Deadline `json:"deadline"`
	Sections []string         `json:"sections"`
}

// Kind is accepted.
func (*Accepted) Kind() Kind { return KindAccepted }

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
	case c.State == StateDefective && b.Deadline.Start != c.Complete():
		return refuse("start")
	case c.State == StateReceived && c.pastReceipt(b.Deadline.Start):
		return refuseWith("receipt-limit", "day", c.Limit.Due)
	case b.Number == "" || b.Deadline.Due.IsZero() || len(b.Sections) == 0:
		return refuse("incomplete")
	}
	if missing := c.Missing(); len(missing) > 0 {
		return refuseWith("materials-missing", "materials", names(missing))
	}
	return nil
}

func (b *Accepted) apply(c *Case, e Event) {
	c.State = StateReview
	c.AcceptanceNumber, c.Deadline, c.Sections = b.Number, b.Deadline, b.Sections
	c.AcceptedAt, c.AcceptedBy, c.Policy = e.At, e.By, e.Policy
}

func names(materials []Material) []string {
	list := make([]string, len(materials))
	for i, m := range materials {
		list[i] = m.Name
	}
	return list
}
