package workday

import (
	"cmp"
	"slices"
)

// Span is a stretch in which the clock of a limit stands: the days after From
// up to and including To are not counted. A zero To means that it still stands.
type Span struct {
	From Date   `json:"from"`
	To   Date   `json:"to,omitzero"`
	Name string `json:"name,omitempty"` // what the clock stands for
}

// holds says whether the clock stands on d.
func (s Span) holds(d Date) bool {
	return d.After(s.From) && (s.To.IsZero() || !d.After(s.To))
}

// compare gives spans one order, so that the same spans tell the same trail
// however they were handed in.
func (s Span) compare(o Span) int {
	return cmp.Or(s.From.Compare(o.From), s.To.Compare(o.To), cmp.Compare(s.Name, o.Name))
}

// inOrder sorts the spans into a list of their own.
func inOrder(spans []Span) []Span {
	if len(spans) == 0 {
		return nil // as with nearly every deadline
	}
	return slices.SortedFunc(slices.Values(spans), Span.compare)
}

// clock runs through the days of one limit.
type clock struct {
	calendar    *Calendar
	stands      []Span
	today       Date
	limit       int
	counted     int
	open        bool // it stands and nobody knows until when
	provisional bool // it ran over days whose holidays are not announced
}

func (c *Calendar) clock(start Date, workingDays int, stands []Span) *clock {
	return &clock{calendar: c, stands: inOrder(stands), today: start, limit: workingDays}
}

// tick moves on to the next day, unless the limit has run out, the clock stands
// without an end or the calendar is over.
func (k *clock) tick() (day Day, ran bool) {
	if k.open || k.counted == k.limit || k.today.day == lastDay {
		return Day{}, false
	}
	tomorrow := k.today.Add(1)
	paused, name := k.standsOn(tomorrow)
	if k.open {
		return Day{}, false
	}
	k.today = tomorrow
	if paused { // whatever the calendar says of it, so that it is not provisional
		return Day{Date: tomorrow, Reason: Paused, Name: name}, true
	}
	day = k.calendar.day(tomorrow)
	if day.Reason.Counts() {
		k.counted++
		day.Number = k.counted
	}
	k.provisional = k.provisional || day.Provisional
	return day, true
}

// standsOn says whether the clock stands on d and for what. A span without an
// end opens the clock.
func (k *clock) standsOn(d Date) (paused bool, name string) {
	for _, s := range k.stands {
		if !s.holds(d) {
			continue
		}
		k.open = k.open || s.To.IsZero()
		if !paused {
			paused, name = true, s.Name
		}
	}
	return paused, name
}

// end is the day the limit ends, or how much of it is left to an open clock.
func (k *clock) end() (due Date, left int, open bool) {
	if k.open {
		return Date{}, k.limit - k.counted, true
	}
	return k.today, 0, false
}
