package casefile

import (
	"slices"

	"onewindow/app/workday"
)

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

// Recount counts the limits that still run anew on a calendar that arrived
// later. Nil says that none moved, or that none runs any more. A limit that was
// counted on announced days only never becomes provisional again: whoever
// counted it knew more than this calendar does.
func (c Case) Recount(calendar *workday.Calendar, on workday.Date) *Recounted {
	years := calendar.Years()
	if !c.undecided() || len(years) == 0 {
		return nil
	}
	b := &Recounted{On: on, Calendar: calendar.Notice(years[len(years)-1]), Limit: c.Limit, Clocks: Clocks{c.Deadline, c.Statutory}}
	running := []*workday.Deadline{&b.Promised, &b.Statutory}
	if c.State == StateReceived {
		running = []*workday.Deadline{&b.Limit}
	}
	moved := false
	for _, d := range running {
		if !plausible(*d) {
			continue
		}
		if again, changed := calendar.Recount(*d); changed && (d.Provisional || !again.Provisional) {
			*d, moved = again, true
		}
	}
	if !moved {
		return nil
	}
	return b
}

// plausible says whether a limit was counted, and is short enough to be counted
// day by day again. No limit of the law and no procedure takes longer; an event
// that says so must not hold the centre up.
func plausible(d workday.Deadline) bool {
	const longestLimit, longestStop = 1000, 10 * 366 // working days, calendar days
	return d.WorkingDays > 0 && d.WorkingDays <= longestLimit && !slices.ContainsFunc(d.Stands, func(s workday.Span) bool {
		return !s.To.IsZero() && s.To.Sub(d.Start) > longestStop
	})
}

// Shift is what a calendar did to the limit that runs in a case.
type Shift struct {
	Case        string // id
	Number      string
	Before      workday.Date
	After       workday.Date
	Provisional bool // it may move once more
}

// ShiftOf compares a case before and after its limits were recounted.
func ShiftOf(before, after Case) Shift {
	old, fresh := before.Summary(), after.Summary()
	return Shift{Case: after.ID, Number: after.Number, Before: old.Due, After: fresh.Due, Provisional: fresh.Provisional}
}
