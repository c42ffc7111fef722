package casefile

import (
	"time"

	"onewindow/app/workday"
)

// Revocation takes a permit back (撤销, 行政许可法 Art. 69).
type Revocation struct {
	Reason string
	Basis  string
	On     workday.Date
	By     Actor
	At     time.Time
}

// Revoked takes the permits of the case back.
type Revoked struct {
	On     workday.Date `json:"on"`
	Reason string       `json:"reason"`
	Basis  string       `json:"basis"`
}

// Kind is revoked.
func (*Revoked) Kind() Kind { return KindRevoked }

func (b *Revoked) day() workday.Date { return b.On }

func (b *Revoked) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Approver:
		return refuseWith("role", "role", Approver)
	case c.State != StateIssued && c.State != StateClosed || len(c.Certificates) == 0:
		return refuseWith("state", "state", c.State)
	case b.Reason == "":
		return refuse("reason-missing")
	case b.Basis == "":
		return refuse("basis-missing")
	}
	return nil
}

func (b *Revoked) apply(c *Case, e Event) {
	c.State = StateRevoked
	c.Revocation = &Revocation{b.Reason, b.Basis, b.On, e.By, e.At}
}
