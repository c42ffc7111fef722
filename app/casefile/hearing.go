package casefile

import "onewindow/app/workday"

// The hearing's days (行政许可法 Art. 47, 48).
const (
	HearingAskDays    = 5  // working days to ask for it after being told of the right
	HearingHoldDays   = 20 // working days to hold it after it was asked for
	HearingNoticeDays = 7  // calendar days' notice of time and place
)

// HearingCourse is how far a hearing has come (听证).
type HearingCourse struct {
	Told   workday.Date
	Reason string           // which interests the case touches
	Until  workday.Deadline // to ask for it
	Asked  workday.Date     // zero where nobody asked
	By     string           // who asked for it
	HoldBy workday.Deadline
	Waived bool
	Set    workday.Date // the day on which time and place were told
	Date   workday.Date // of the hearing
	Place  string
	Held   workday.Date
	Record string
}

// done says whether the hearing keeps the case from being decided no longer.
func (h *HearingCourse) done(on workday.Date) bool {
	return h == nil || h.Waived || !h.Held.IsZero() || h.Asked.IsZero() && on.After(h.Until.Due)
}

// HearingTold tells applicant and interested parties of their right to a
// hearing (听证告知).
type HearingTold struct {
	On     workday.Date     `json:"on"`
	Reason string           `json:"reason"`
	Until  workday.Deadline `json:"until"` // five working days
}

// Kind is hearing-told.
func (*HearingTold) Kind() Kind { return KindHearingTold }

func (b *HearingTold) day() workday.Date { return b.On }

func (b *HearingTold) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Reviewer && by.Role != Approver:
		return refuseWith("role", "role", Reviewer)
	case !c.reviewing() || c.Hearing != nil:
		return refuseWith("state", "state", c.State)
	case b.Reason == "":
		return refuse("reason-missing")
	case b.Until.Start != b.On || b.Until.WorkingDays != HearingAskDays || b.Until.Due.IsZero():
		return refuse("start")
	}
	return nil
}

func (b *HearingTold) apply(c *Case, _ Event) {
	c.Hearing = &HearingCourse{Told: b.On, Reason: b.Reason, Until: b.Until}
}

// HearingAsked is the request for it, in time; both clocks stand until it was
// held. Waived says that all who may ask have declined to.
type HearingAsked struct {
	On     workday.Date     `json:"on"`
	By     string           `json:"by"` // who asks, or waives
	Waived bool             `json:"waived,omitempty"`
	HoldBy workday.Deadline `json:"holdBy,omitzero"` // twenty working days; not where waived
	Clocks                  // unchanged where waived
}

// Kind is hearing-asked.
func (*HearingAsked) Kind() Kind { return KindHearingAsked }

func (b *HearingAsked) day() workday.Date { return b.On }

func (b *HearingAsked) permit(c Case, by Actor) *Refusal {
	_, standing := c.lawfully()
	switch {
	case by.Role != Clerk && by.Role != Reviewer:
		return refuseWith("role", "role", Clerk)
	case !c.reviewing() || c.Hearing == nil || !c.Hearing.Asked.IsZero() || c.Hearing.Waived:
		return refuseWith("state", "state", c.State)
	case b.On.After(c.Hearing.Until.Due):
		return refuseWith("hearing-late", "day", c.Hearing.Until.Due)
	case !b.Waived && standing:
		return refuse("standing")
	case b.By == "":
		return refuse("incomplete")
	case !b.Waived && (b.HoldBy.Start != b.On || b.HoldBy.WorkingDays != HearingHoldDays || b.HoldBy.Due.IsZero()),
		!b.counted(b.after(c), 0):
		return refuse("start")
	}
	return nil
}

func (b *HearingAsked) after(c Case) Case {
	h := *c.Hearing
	h.By, h.Waived = b.By, b.Waived
	c.Hearing = &h
	if b.Waived {
		return c
	}
	h.Asked, h.HoldBy = b.On, b.HoldBy
	return c.stop(Stop{Procedure: Hearing, Reason: h.Reason, Basis: SpecialBasis, Expected: b.HoldBy.Due, From: b.On})
}

func (b *HearingAsked) apply(c *Case, _ Event) {
	*c = b.after(*c)
	b.set(c)
}

// HearingSet tells time and place, at least seven days ahead (听证通知).
type HearingSet struct {
	On    workday.Date `json:"on"`
	Date  workday.Date `json:"date"`
	Place string       `json:"place"`
}

// Kind is hearing-set.
func (*HearingSet) Kind() Kind { return KindHearingSet }

func (b *HearingSet) day() workday.Date { return b.On }

func (b *HearingSet) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Reviewer && by.Role != Approver:
		return refuseWith("role", "role", Reviewer)
	case !c.reviewing() || c.Hearing == nil || c.Hearing.Asked.IsZero() || !c.Hearing.Held.IsZero():
		return refuseWith("state", "state", c.State)
	case b.Date.Before(b.On.Add(HearingNoticeDays)) || b.Date.After(c.Hearing.latest(b.On)):
		return refuseWith("hearing-date", "day", c.Hearing.latest(b.On))
	case b.Place == "":
		return refuse("incomplete")
	}
	return nil
}

// latest is the last day for a hearing that is set on a day. Where its limit
// cannot be kept any more it is held as soon as the law allows, instead of never.
func (h *HearingCourse) latest(on workday.Date) workday.Date {
	if soonest := on.Add(HearingNoticeDays); soonest.After(h.HoldBy.Due) {
		return soonest
	}
	return h.HoldBy.Due
}

func (b *HearingSet) apply(c *Case, _ Event) {
	h := *c.Hearing
	h.Set, h.Date, h.Place = b.On, b.Date, b.Place
	c.Hearing = &h
}

// HearingHeld closes it with its record (听证笔录), upon which the decision is
// made (Art. 48).
type HearingHeld struct {
	On     workday.Date `json:"on"`
	Record string       `json:"record"`
	Clocks
}

// Kind is hearing-held.
func (*HearingHeld) Kind() Kind { return KindHearingHeld }

func (b *HearingHeld) day() workday.Date { return b.On }

func (b *HearingHeld) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Reviewer && by.Role != Approver:
		return refuseWith("role", "role", Reviewer)
	case !c.reviewing() || c.Hearing == nil || c.Hearing.Date.IsZero() || !c.Hearing.Held.IsZero():
		return refuseWith("state", "state", c.State)
	case b.On.Before(c.Hearing.Date):
		return refuseWith("not-yet", "day", c.Hearing.Date)
	case b.Record == "":
		return refuse("reason-missing")
	case !b.counted(b.after(c), 0):
		return refuse("start")
	}
	return nil
}

func (b *HearingHeld) after(c Case) Case {
	h := *c.Hearing
	h.Held, h.Record = b.On, b.Record
	c.Hearing = &h
	return c.resume(Hearing, b.On, b.Record)
}

func (b *HearingHeld) apply(c *Case, _ Event) {
	*c = b.after(*c)
	b.set(c)
}
