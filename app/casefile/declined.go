package casefile

import (
	"time"

	"onewindow/app/workday"
)

// Declination is a refusal at receipt: the application is not taken up.
type Declination struct {
	Form      DocumentKind
	Authority string
	Reason    string
	Basis     string
	On        workday.Date
	At        time.Time
	By        Actor
}

// Declined refuses the application at receipt, in one of three forms: the
// matter needs no permit (无需许可, 行政许可法 Art. 32(1)), another authority is
// the right one (不属本机关, Art. 32(2)), or it is not accepted (不予受理).
type Declined struct {
	On        workday.Date `json:"on"` // the office's day of the refusal
	Form      DocumentKind `json:"form"`
	Authority string       `json:"authority,omitempty"` // where to go instead
	Reason    string       `json:"reason"`
	Basis     string       `json:"basis"`
}

// Kind is receipt-declined.
func (*Declined) Kind() Kind { return KindDeclined }

func (b *Declined) day() workday.Date { return b.On }

func (b *Declined) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case c.State != StateReceived && c.State != StateDefective:
		return refuseWith("state", "state", c.State)
	case c.State == StateReceived && c.pastReceipt(b.On):
		return refuseWith("receipt-limit", "day", c.Limit.Due)
	case b.Form != NotRequired && b.Form != NotOurs && b.Form != NotAccepted, b.On.IsZero():
		return refuse("incomplete")
	case b.Form == NotOurs && b.Authority == "":
		return refuse("authority-missing")
	case b.Reason == "":
		return refuse("reason-missing")
	case b.Basis == "":
		return refuse("basis-missing")
	}
	return nil
}

func (b *Declined) apply(c *Case, e Event) {
	c.State = StateDeclined
	c.Declination = &Declination{b.Form, b.Authority, b.Reason, b.Basis, b.On, e.At, e.By}
}

// DeclineForms lists the three forms of a refusal at receipt.
func DeclineForms() []DocumentKind { return []DocumentKind{NotAccepted, NotOurs, NotRequired} }
