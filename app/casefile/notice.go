package casefile

import (
	"slices"
	"strconv"
	"time"

	"onewindow/app/workday"
)

// ReceiptDays is how many working days the organ has after receipt to notify
// the defects, refuse or accept. Where it does none of the three the case
// counts as accepted from the day of receipt (行政许可法 Art. 32(4)).
const ReceiptDays = 5

// mostNotices is the one notice the law knows, and one more where a supervisor
// answers for it.
const mostNotices = 2

// Defect is one thing that is missing or wrong in what was handed in (补正内容).
type Defect struct {
	ID       string `json:"id"`                 // within the case, from "1"
	Material string `json:"material,omitempty"` // catalog id of the material it is about, "" for none
	Field    string `json:"field,omitempty"`    // key of the form field it is about, "" for none
	What     string `json:"what"`               // what is to be supplied or mended
	Reason   string `json:"reason"`
	Basis    string `json:"basis"` // article that asks for it
}

// Notice is a one-time notice of defects (一次性告知) and what came of it.
type Notice struct {
	On      workday.Date
	At      time.Time
	By      Actor
	Defects []Defect
	Reason  string // why a second one, "" for the first
}

// Notified tells the applicant everything that is missing or wrong, at once
// (行政许可法 Art. 32(4)).
type Notified struct {
	On      workday.Date `json:"on"` // the office's day of the notice
	Defects []Defect     `json:"defects"`
}

// Kind is defects-notified.
func (*Notified) Kind() Kind { return KindNotified }

func (b *Notified) day() workday.Date { return b.On }

func (b *Notified) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case c.State != StateReceived && c.State != StateDefective:
		return refuseWith("state", "state", c.State)
	case c.State == StateDefective && (c.SecondNotice == "" || len(c.Notices) >= mostNotices):
		return refuse("second-notice")
	case c.State == StateReceived && c.pastReceipt(b.On):
		return refuseWith("receipt-limit", "day", c.Limit.Due)
	case b.On.IsZero() || len(b.Defects) == 0 || slices.ContainsFunc(b.Defects, Defect.vague):
		return refuse("defect-vague")
	case !c.numbersOn(b.Defects):
		return refuse("incomplete")
	}
	return nil
}

func (b *Notified) apply(c *Case, e Event) {
	c.State = StateDefective
	c.Notices = extend(c.Notices, Notice{On: b.On, At: e.At, By: e.By, Defects: b.Defects, Reason: c.SecondNotice})
	c.SecondNotice = ""
}

// vague says whether a defect lacks what the applicant must be told of it.
func (d Defect) vague() bool { return d.What == "" || d.Reason == "" || d.Basis == "" }

// numbersOn says whether the defects are numbered on from those of the case.
func (c Case) numbersOn(list []Defect) bool {
	for i, d := range list {
		if d.ID != strconv.Itoa(len(c.Defects())+1+i) {
			return false
		}
	}
	return true
}

// pastReceipt says whether the limit after receipt was over before that day.
// Cases of before the limit was written into the receipt have none to check.
func (c Case) pastReceipt(on workday.Date) bool {
	return !c.Limit.Due.IsZero() && on.After(c.Limit.Due)
}

// Defects lists all that was ever notified, in its order.
func (c Case) Defects() []Defect {
	var all []Defect
	for _, n := range c.Notices {
		all = append(all, n.Defects...)
	}
	return all
}

// OpenDefects lists what has not been supplied yet.
func (c Case) OpenDefects() []Defect {
	return slices.DeleteFunc(c.Defects(), func(d Defect) bool {
		_, supplied := c.Supplied[d.ID]
		return supplied
	})
}

// SecondNoticeAllowed is a supervisor answering for a second notice of
// something the first overlooked (再次告知的批准).
type SecondNoticeAllowed struct {
	Reason string `json:"reason"`
}

// Kind is second-notice-allowed.
func (*SecondNoticeAllowed) Kind() Kind { return KindSecondAllowed }

func (b *SecondNoticeAllowed) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Supervisor:
		return refuseWith("role", "role", Supervisor)
	case c.State != StateDefective || c.SecondNotice != "":
		return refuseWith("state", "state", c.State)
	case len(c.Notices) >= mostNotices:
		return refuse("second-notice")
	case b.Reason == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *SecondNoticeAllowed) apply(c *Case, _ Event) { c.SecondNotice = b.Reason }
