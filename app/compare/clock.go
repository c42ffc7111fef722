package compare

import "onewindow/app/workday"

// Leg is an item on its way through the calendar.
type Leg struct {
	Item      string       `json:"item"`
	Name      string       `json:"name"`
	Start     workday.Date `json:"start"`     // handed in
	Due       workday.Date `json:"due"`       // last working day of the promise
	Published workday.Date `json:"published"` // last day of the publicity, zero where there is none
	End       workday.Date `json:"end"`       // collected; a working day
}

// way is a project's way through one world.
type way struct {
	legs        []Leg
	end         workday.Date
	provisional bool // the holidays of a year it touches are not announced
}

// days is how long it took, in calendar days from handing in to the end.
func (w way) days(start workday.Date) int { return w.end.Sub(start) }

// run sends a project that arrives on a working day through the stages, one
// after the other.
func (w *World) run(stages []stage, start workday.Date) way {
	done := way{end: start}
	for _, s := range stages {
		promise := w.calendar.Deadline(done.end, s.days)
		leg := Leg{Item: s.id, Name: s.name, Start: done.end, Due: promise.Due, End: promise.Due}
		done.provisional = done.provisional || promise.Provisional
		if s.publicity > 0 {
			leg.Published = workday.PublicityEnd(promise.Due, s.publicity)
			leg.End = w.workingDay(leg.Published)
			_, known := w.calendar.IsWorking(leg.End)
			done.provisional = done.provisional || !known
		}
		done.legs = append(done.legs, leg)
		done.end = leg.End
	}
	return done
}

// workingDay is the day itself or, where it is a day off, the next working day.
func (w *World) workingDay(d workday.Date) workday.Date { return w.calendar.Deadline(d.Add(-1), 1).Due }
