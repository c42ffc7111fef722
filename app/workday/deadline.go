package workday

// Reason says why a day counts towards a limit or does not.
type Reason string

// The reasons.
const (
	Start   Reason = "start"   // the day a limit starts from is not counted
	Working Reason = "working" // an ordinary working day: counts
	MakeUp  Reason = "make-up" // a weekend day worked for a holiday (调休上班): counts
	Weekend Reason = "weekend" // does not count
	Holiday Reason = "holiday" // does not count; the day's Name says which holiday
)

// Counts says whether a day of that kind is counted.
func (r Reason) Counts() bool { return r == Working || r == MakeUp }

// Day is one step of the trail.
type Day struct {
	Date        Date   `json:"date"`
	Reason      Reason `json:"reason"`
	Name        string `json:"name,omitempty"`        // of the holiday, in Chinese
	Number      int    `json:"number,omitempty"`      // which working day of the limit it is, from 1; 0 where it is not counted
	Provisional bool   `json:"provisional,omitempty"` // the holidays of its year were not announced when it was counted
}

// Deadline is the end of a limit and how it was found.
type Deadline struct {
	Start       Date  `json:"start"`
	WorkingDays int   `json:"workingDays"`
	Due         Date  `json:"due"`         // the last day of the limit
	Provisional bool  `json:"provisional"` // may move once the holidays of a year are announced
	Days        []Day `json:"days"`        // from the start to the due day
}

// Deadline counts a limit of working days. The start is not counted, so that a
// limit of one day ends on the next working day; a limit of no days or fewer
// ends on the start itself. The due day of any other limit is a working day
// unless the calendar ends before it, at 9999-12-31.
//
// Source: 行政许可法 Art. 82 and 民法典 Art. 201 (the day of start is not counted).
func (c *Calendar) Deadline(start Date, workingDays int) Deadline {
	workingDays = max(workingDays, 0)
	result := Deadline{Start: start, WorkingDays: workingDays, Due: start}
	if start.IsZero() {
		return result
	}
	first := Day{Date: start, Reason: Start, Provisional: !c.knows(start)}
	_, first.Name = c.look(start)
	result.Days = append(result.Days, first)

	for counted := 0; counted < workingDays && result.Due.day < lastDay; {
		day := c.day(result.Due.Add(1))
		if day.Reason.Counts() {
			counted++
			day.Number = counted
		}
		result.Due = day.Date
		result.Provisional = result.Provisional || day.Provisional
		result.Days = append(result.Days, day)
	}
	return result
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
