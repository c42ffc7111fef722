package desk

import (
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// clocks counts both limits of a case anew: as it will stand after the change,
// and so many working days longer. The rules compare.
func (d *Desk) clocks(after casefile.Case, more int) casefile.Clocks {
	count := func(limit workday.Deadline, stands []workday.Span) workday.Deadline {
		return d.calendar().Count(limit.Start, limit.WorkingDays+more, stands)
	}
	return casefile.Clocks{
		Promised:  count(after.Deadline, after.Stands(false)),
		Statutory: count(after.Statutory, after.Stands(true)),
	}
}

// stopped is the case with its clock standing from today on.
func (d *Desk) stopped(c casefile.Case, s casefile.Stop) casefile.Case {
	s.From = d.today()
	c.Stops = append(slices.Clip(c.Stops), s)
	return c
}

// resumed is the case whose clock runs on after today, where it stood for the
// procedure.
func (d *Desk) resumed(c casefile.Case, p casefile.Procedure) casefile.Case {
	c.Stops = slices.Clone(c.Stops)
	for i := range c.Stops {
		if s := &c.Stops[i]; s.To.IsZero() && s.Procedure == p {
			s.To = d.today()
		}
	}
	return c
}
