package workday

import "slices"

// Reason says why a day counts towards a limit or does not.
type Reason string

// The reasons.
const (
	Start   Reason = "start"   // the day a limit starts from is not counted
	Working Reason = "working" // an ordinary working day: counts
	MakeUp  Reason = "make-up" // a weekend day worked for a holiday (调休上班): counts
	Weekend Reason = "weekend" // does not count
	Holiday Reason = "holiday" // does not count; the day's Name says which holiday
	Paused  Reason = "paused"  // the clock stands: does not count; the day's Name says for what
)

// Counts says whether a day of that kind is counted.
func (r Reason) Counts() bool { return r == Working || r == MakeUp }

// Day is one step of the trail.
type Day struct {
	Date        Date   `json:"date"`
	Reason      Reason `json:"reason"`
	Name        string `json:"name,omitempty"`        // of the holiday, in Chinese, or of the span in which the clock stands
	Number      int    `json:"number,omitempty"`      // which working day of the limit it is, from 1; 0 where it is not counted
	Provisional bool   `json:"provisional,omitempty"` // the holidays of its year were not announced when it was counted
}

// Deadline is the end of a limit and how it was found.
type Deadline struct {
	Start       Date   `json:"start"`
	WorkingDays int    `json:"workingDays"`
	Due         Date   `json:"due"`              // the last day of the limit; zero while it is open
	Provisional bool   `json:"provisional"`      // may move once the holidays of a year are announced
	Open        bool   `json:"open,omitempty"`   // the clock stands and nobody knows until when
	Left        int    `json:"left,omitempty"`   // working days still to be counted once an open clock runs again
	Stands      []Span `json:"stands,omitempty"` // in which the clock stands, as they were handed in
	Days        Trail  `json:"days,omitempty"`   // from the start to the due day, or to the day an open clock stopped
}

// Deadline counts a limit of working days. The start is not counted, so that a
// limit of one day ends on the next working day; a limit of no days or fewer
// ends on the start itself. The due day of any other limit is a working day
// unless the calendar ends before it, at 9999-12-31.
//
// Source: 行政许可法 Art. 82 and 民法典 Art. 201 (the day of start is not counted).
func (c *Calendar) Deadline(start Date, workingDays int) Deadline {
	return c.Count(start, workingDays, nil)
}

// Count is Deadline for a limit whose clock stands for a while (特别程序): the
// days in any of the spans are not counted. Spans may overlap and come in any
// order. A span without an end leaves the deadline open if it begins before the
// limit has run out.
//
// Source: 行政许可法 Art. 45 (what the time of a hearing, an expert review and
// the like takes is not part of the limit).
func (c *Calendar) Count(start Date, workingDays int, stands []Span) Deadline {
	result := Deadline{Start: start, WorkingDays: max(workingDays, 0), Stands: slices.Clone(stands)}
	if start.IsZero() {
		return result
	}
	first := Day{Date: start, Reason: Start, Provisional: !c.knows(start)}
	_, first.Name = c.look(start)
	result.Days = append(result.Days, first)

	clock := c.clock(start, result.WorkingDays, result.Stands)
	for day, ran := clock.tick(); ran; day, ran = clock.tick() {
		result.Days = append(result.Days, day)
	}
	result.Due, result.Left, result.Open = clock.end()
	result.Provisional = clock.provisional
	return result
}

// Recount counts a deadline that was counted earlier on this calendar, with the
// same start, limit and spans, and says whether it changed: another end, no
// longer provisional, or other days on the way that count. A holiday that only
// goes by another name is no change; an unchanged deadline comes back as it was.
func (c *Calendar) Recount(d Deadline) (again Deadline, changed bool) {
	if c.agrees(d) {
		return d, false
	}
	return c.Count(d.Start, d.WorkingDays, d.Stands), true
}

// agrees walks the deadline without writing a trail: after a calendar change
// most of many thousand deadlines are as they were.
func (c *Calendar) agrees(d Deadline) bool {
	if d.Start.IsZero() {
		return true
	}
	clock := c.clock(d.Start, max(d.WorkingDays, 0), d.Stands)
	n := 1 // the start is the first day of the trail
	for day, ran := clock.tick(); ran; day, ran = clock.tick() {
		if n < len(d.Days) && d.Days[n].Reason.Counts() != day.Reason.Counts() {
			return false
		}
		n++
	}
	due, left, open := clock.end()
	return due == d.Due && left == d.Left && open == d.Open && clock.provisional == d.Provisional
}

// Between counts the working days after from up to and including to: the days
// left on the date from for what is due on the date to. It is negative once the
// due day has passed, counting the working days it is overdue. Provisional
// marks a count over days whose holidays are not announced yet. With a zero
// Date on either side the answer is 0.
func (c *Calendar) Between(from, to Date) (days int, provisional bool) {
	if from.IsZero() || to.IsZero() {
		return 0, false
	}
	if to.Before(from) {
		days, provisional = c.Between(to, from)
		return -days, provisional
	}
	for d := from; d != to; {
		d = d.Add(1)
		working, known := c.IsWorking(d)
		if working {
			days++
		}
		provisional = provisional || !known
	}
	return days, provisional
}

// PublicityEnd is the last day of a publicity (公示) of so many calendar days:
// the posting day is not counted, and weekends and holidays are.
func PublicityEnd(posted Date, calendarDays int) Date { return posted.Add(calendarDays) }

func (c *Calendar) day(d Date) Day {
	reason, name := c.look(d)
	return Day{Date: d, Reason: reason, Name: name, Provisional: !c.knows(d)}
}
