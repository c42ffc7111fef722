package casefile

import "onewindow/app/workday"

// RenewalDays is how many days before its expiry the renewal of a permit has
// to be asked for (行政许可法 Art. 50).
const RenewalDays = 30

// Renewal is the renewal of a certificate (延续).
type Renewal struct {
	Document DocumentKind
	Asked    workday.Date
	Reason   string
	Decided  workday.Date // zero while it is open
	Grant    bool
	Deemed   bool // granted by law, because nothing was decided before the expiry
	Why      string
	Until    workday.Date
}

// RenewalAsked is the holder's request.
type RenewalAsked struct {
	On       workday.Date `json:"on"`
	Document DocumentKind `json:"document"`
	Reason   string       `json:"reason"`
}

// Kind is renewal-asked.
func (*RenewalAsked) Kind() Kind { return KindRenewalAsked }

func (b *RenewalAsked) day() workday.Date { return b.On }

func (b *RenewalAsked) permit(c Case, by Actor) *Refusal {
	k, is := c.Certificate(b.Document)
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case c.State != StateClosed || !is || k.ValidUntil.IsZero() || c.renewing():
		return refuseWith("state", "state", c.State)
	case b.On.After(k.ValidUntil.Add(-RenewalDays)):
		return refuseWith("renewal-late", "day", k.ValidUntil.Add(-RenewalDays))
	case b.Reason == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *RenewalAsked) apply(c *Case, _ Event) {
	c.Renewal = &Renewal{Document: b.Document, Asked: b.On, Reason: b.Reason}
}

// renewing says whether a renewal waits for its decision.
func (c Case) renewing() bool { return c.Renewal != nil && c.Renewal.Decided.IsZero() }

// renewedBefore is the day by which an open renewal has to be decided: the last
// of the certificate. It is zero where none is open.
func (c Case) renewedBefore() workday.Date {
	if c.State != StateClosed || !c.renewing() {
		return workday.Date{}
	}
	k, _ := c.Certificate(c.Renewal.Document)
	return k.ValidUntil
}

// RenewalDecided answers it before the expiry. Where nobody did, it counts as
// granted (视为准予延续), and whoever notices writes that down.
type RenewalDecided struct {
	On     workday.Date `json:"on"`
	Grant  bool         `json:"grant"`
	Deemed bool         `json:"deemed,omitempty"`
	Reason string       `json:"reason"`
	Until  workday.Date `json:"until,omitzero"` // the new last day, where granted
}

// Kind is renewal-decided.
func (*RenewalDecided) Kind() Kind { return KindRenewed }

func (b *RenewalDecided) day() workday.Date { return b.On }

func (b *RenewalDecided) permit(c Case, by Actor) *Refusal {
	if c.State != StateClosed || !c.renewing() {
		return refuseWith("state", "state", c.State)
	}
	k, _ := c.Certificate(c.Renewal.Document)
	switch {
	case !b.Deemed && by.Role != Approver, by.Role == CentreRole:
		return refuseWith("role", "role", Approver)
	case b.Deemed && !b.On.After(k.ValidUntil):
		return refuseWith("not-yet", "day", k.ValidUntil)
	case !b.Deemed && b.On.After(k.ValidUntil):
		return refuseWith("limit-over", "day", k.ValidUntil)
	case b.Deemed && !b.Grant, b.Grant && !b.Until.After(k.ValidUntil):
		return refuse("incomplete")
	case !b.Grant && b.Reason == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *RenewalDecided) apply(c *Case, _ Event) {
	r := *c.Renewal
	r.Decided, r.Grant, r.Deemed, r.Why, r.Until = b.On, b.Grant, b.Deemed, b.Reason, b.Until
	c.Renewal = &r
	if b.Grant {
		c.State, c.Reissue = StateGranted, r.Document
	}
}

// Expired says whether a certificate of the case is past its last day, and no
// renewal is open that keeps it in force.
func (c Case) Expired(kind DocumentKind, on workday.Date) bool {
	k, is := c.Certificate(kind)
	return is && !k.ValidUntil.IsZero() && on.After(k.ValidUntil) && !c.renewing()
}
