package casefile

import (
	"onewindow/app/workday"
)

// Publicity is a publicity (公示) of a case, its own or one of an earlier item
// that serves it too.
type Publicity struct {
	Posted     workday.Date
	Ends       workday.Date // the last of its calendar days; the posting day is not counted
	Where      string
	Closed     workday.Date // zero while it lasts
	Objections string       // what was raised and how it was settled, "" for nothing
	Earlier    string       // number of the earlier case whose publicity it is, "" for its own
}

// PublicityPosted records that the case was made public. Where the office has
// a basis for it, the promised clock stands from the day of this record.
type PublicityPosted struct {
	On     workday.Date `json:"on"`
	Posted workday.Date `json:"posted"` // may lie before On: it is recorded when the window learns of it
	Ends   workday.Date `json:"ends"`
	Where  string       `json:"where"`
	Clocks              // counted anew; unchanged where the clock runs on
}

// Kind is publicity-posted.
func (*PublicityPosted) Kind() Kind { return KindPublicityPosted }

func (b *PublicityPosted) day() workday.Date { return b.On }

func (b *PublicityPosted) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Reviewer && by.Role != Clerk:
		return refuseWith("role", "role", Reviewer)
	case !c.reviewing() || c.PublicityTerm.Days == 0 || c.Publicity != nil:
		return refuseWith("state", "state", c.State)
	case b.Posted.IsZero() || b.Posted.After(b.On) || b.Ends.Before(workday.PublicityEnd(b.Posted, c.PublicityTerm.Days)):
		return refuseWith("publicity-short", "days", c.PublicityTerm.Days)
	case b.Where == "":
		return refuse("incomplete")
	case !b.counted(b.after(c), 0):
		return refuse("start")
	}
	return nil
}

// after is the case while it is public.
func (b *PublicityPosted) after(c Case) Case {
	c.Publicity = &Publicity{Posted: b.Posted, Ends: b.Ends, Where: b.Where}
	if c.PublicityTerm.Basis == "" || !b.Ends.After(b.On) {
		return c
	}
	return c.stop(Stop{Procedure: Publicly, Basis: c.PublicityTerm.Basis, Expected: b.Ends, From: b.On, Promised: true})
}

func (b *PublicityPosted) apply(c *Case, _ Event) {
	*c = b.after(*c)
	b.set(c)
}

// PublicityClosed records what came of it, after its last day.
type PublicityClosed struct {
	On         workday.Date `json:"on"`
	Objections string       `json:"objections,omitempty"`
	Clocks
}

// Kind is publicity-closed.
func (*PublicityClosed) Kind() Kind { return KindPublicityClosed }

func (b *PublicityClosed) day() workday.Date { return b.On }

func (b *PublicityClosed) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Reviewer && by.Role != Clerk:
		return refuseWith("role", "role", Reviewer)
	case !c.reviewing() || c.Publicity == nil || !c.Publicity.Closed.IsZero():
		return refuseWith("state", "state", c.State)
	case !b.On.After(c.Publicity.Ends):
		return refuseWith("publicity-running", "day", c.Publicity.Ends)
	case !b.counted(b.after(c), 0):
		return refuse("start")
	}
	return nil
}

func (b *PublicityClosed) after(c Case) Case {
	shown := *c.Publicity
	shown.Closed, shown.Objections = b.On, b.Objections
	c.Publicity = &shown
	return c.resume(Publicly, b.On, b.Objections)
}

func (b *PublicityClosed) apply(c *Case, _ Event) {
	*c = b.after(*c)
	b.set(c)
}

// Subject is what a publicity told the public.
type Subject struct {
	Applicant string `json:"applicant"`
	Code      string `json:"code"` // of the applicant
	Location  string `json:"location"`
	Area      int64  `json:"area"` // m²
}

// Subject is what a publicity of the case tells the public.
func (c Case) Subject() Subject {
	a := c.Application
	return Subject{a.Applicant.Name, a.Applicant.Code, a.Land.Location, a.Land.Area}
}

// Differs names the facts in which two publicities differ, by form key.
func (s Subject) Differs(o Subject) []string {
	var list []string
	if s.Applicant != o.Applicant {
		list = append(list, "applicant.name")
	}
	if s.Code != o.Code {
		list = append(list, "applicant.code")
	}
	if s.Location != o.Location {
		list = append(list, "land.location")
	}
	if s.Area != o.Area {
		list = append(list, "land.area")
	}
	return list
}

// PublicityReused lets the publicity of an earlier item of the project serve
// this one too (公示共用): only where applicant, site and area are unchanged.
// The centre checks the copy against the earlier case.
type PublicityReused struct {
	On      workday.Date `json:"on"`
	Case    string       `json:"case"`   // id of the earlier case
	Number  string       `json:"number"` // of the earlier case
	Posted  workday.Date `json:"posted"`
	Ends    workday.Date `json:"ends"`
	Where   string       `json:"where"`
	Closed  workday.Date `json:"closed"`
	Subject Subject      `json:"subject"` // as it was made public
}

// Kind is publicity-reused.
func (*PublicityReused) Kind() Kind { return KindPublicityReused }

func (b *PublicityReused) day() workday.Date { return b.On }

func (b *PublicityReused) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Reviewer && by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case !c.reviewing() || c.Publicity != nil || c.PublicityTerm.SharedWith == "":
		return refuseWith("state", "state", c.State)
	case b.Case == "" || b.Number == "" || b.Closed.IsZero() || !b.Closed.After(b.Ends):
		return refuse("incomplete")
	}
	if differ := b.Subject.Differs(c.Subject()); len(differ) > 0 {
		return refuseWith("publicity-changed", "fields", differ)
	}
	return nil
}

func (b *PublicityReused) apply(c *Case, _ Event) {
	c.Publicity = &Publicity{Posted: b.Posted, Ends: b.Ends, Where: b.Where, Closed: b.Closed, Earlier: b.Number}
}

// public says whether the case was public for as long as it must be.
func (c Case) public() bool {
	return c.PublicityTerm.Days == 0 || c.Publicity != nil && !c.Publicity.Closed.IsZero()
}
