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
	Grant  bool   `json:"grant"`
	Reason string `json:"reason"`
}

// Kind is decided.
func (*Decided) Kind() Kind { return KindDecided }

func (b *Decided) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Approver:
		return refuseWith("role", "role", Approver)
	case c.State == StateReview:
		return refuseWith("opinions-open", "sections", c.Silent())
	case c.State != StateReviewed:
		return refuseWith("state", "state", c.State)
	case b.Grant && c.disagreeing() != "":
		return refuseWith("disagreement", "section", c.disagreeing())
	case !b.Grant && b.Reason == "":
		return refuse("reason-missing")
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

// Certificate is the permit as the centre issued it.
type Certificate struct {
	Number     string // for example 3304022026XS0000128
	Date       workday.Date
	ValidUntil workday.Date
	Serial     string // number of the printed form (证本流水)
	Payload    string // signed payload of the QR code
}

// Issued gives the permit its number and the centre's signature. Only the
// central system writes it, and no permit prints without it.
type Issued struct {
	Number     string       `json:"number"`
	Date       workday.Date `json:"date"`
	ValidUntil workday.Date `json:"validUntil"`
	Serial     string       `json:"serial"`
	Payload    string       `json:"payload"`
}

// Kind is certificate-issued.
func (*Issued) Kind() Kind { return KindIssued }

func (b *Issued) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != CentreRole:
		return refuseWith("role", "role", CentreRole)
	case c.State != StateGranted:
		return refuseWith("state", "state", c.State)
	case b.Number == "" || b.Payload == "":
		return refuse("incomplete")
	}
	return nil
}

func (b *Issued) apply(c *Case, _ Event) {
	c.State = StateIssued
	c.Certificate = &Certificate{b.Number, b.Date, b.ValidUntil, b.Serial, b.Payload}
}
