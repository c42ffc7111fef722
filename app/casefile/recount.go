package casefile

import "onewindow/app/workday"

// Recounted writes down that a later calendar moved the limits of a case
// (日历更新后重新计算). The earlier dates stay in the history.
type Recounted struct {
	On       workday.Date     `json:"on"`
	Calendar string           `json:"calendar"` // what announced the days off
	Limit    workday.Deadline `json:"limit"`    // after receipt
	Clocks
}

// Kind is deadline-recounted.
func (*Recounted) Kind() Kind { return KindRecounted }

func (b *Recounted) day() workday.Date { return b.On }

func (b *Recounted) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != CentreRole && by.Role != Clerk && by.Role != Administrator:
		return refuseWith("role", "role", Administrator)
	case !c.undecided():
		return refuseWith("state", "state", c.State)
	case b.Calendar == "":
		return refuse("incomplete")
	case !agrees(b.Limit, c.Limit, 0, c.Limit.Stands) || !b.counted(c, 0):
		return refuse("start")
	}
	return nil
}

func (b *Recounted) apply(c *Case, _ Event) {
	c.Limit = b.Limit
	b.set(c)
}
