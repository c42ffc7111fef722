package casefile

import (
	"slices"

	"onewindow/app/workday"
)

// Terms are what acceptance fixes for the rest of the case, as catalog and
// calendar said on the day: folding needs neither. Later changes of the catalog
// never reach a case that was accepted before.
type Terms struct {
	Number     string           `json:"number"`   // of the acceptance notice, for example 嘉南资规受〔2026〕0412号
	Deadline   workday.Deadline `json:"deadline"` // as promised (承诺时限)
	Statutory  workday.Deadline `json:"statutory,omitzero"`
	Extension  int              `json:"extension,omitempty"` // most working days of the one extension
	Sections   []string         `json:"sections"`            // that must give an opinion
	Publicity  PublicityTerm    `json:"publicity,omitzero"`
	Conditions bool             `json:"conditions,omitempty"` // land-use conditions must be set before a grant
}

func (t *Terms) readTerms(r *reader) {
	t.Number = r.text("number")
	r.deadline("deadline", &t.Deadline)
	r.deadline("statutory", &t.Statutory)
	t.Extension = r.number("extension")
	r.other("sections", &t.Sections)
	r.other("publicity", &t.Publicity)
	t.Conditions = r.flag("conditions")
}

// PublicityTerm is the publicity that a case needs before it can be granted.
type PublicityTerm struct {
	Days       int    `json:"days"`                 // calendar days; 0 for none
	SharedWith string `json:"sharedWith,omitempty"` // catalog id of the item whose publicity may serve
	Basis      string `json:"basis,omitempty"`      // on which the promised clock stands meanwhile; "" lets it run
}

// whole says whether the terms can be accepted upon.
func (t Terms) whole() bool {
	return t.Number != "" && !t.Deadline.Due.IsZero() && len(t.Sections) > 0
}

// set writes the terms into the case.
func (t Terms) set(c *Case) {
	c.AcceptanceNumber, c.Deadline, c.Statutory = t.Number, t.Deadline, t.Statutory
	c.Sections, c.ExtensionLimit, c.PublicityTerm, c.NeedsConditions = t.Sections, t.Extension, t.Publicity, t.Conditions
}

// Clocks are both limits of a case, counted anew because of what an event says.
// Who writes the event counts them; the rules check that they were counted from
// the same start, over as many days, around the same stretches.
type Clocks struct {
	Promised  workday.Deadline `json:"promised"`
	Statutory workday.Deadline `json:"statutory"`
}

// Stop is a stretch in which a clock stands: after From, up to and including To.
type Stop struct {
	Procedure Procedure
	Reason    string
	Basis     string
	Expected  workday.Date // when it is expected to end
	From      workday.Date
	To        workday.Date // zero while it lasts
	Result    string
	Promised  bool // only the promised clock stands; the statutory one runs on
}

// open says whether the stretch still lasts.
func (s Stop) open() bool { return s.To.IsZero() }

// Stands lists the stretches in which the promised or the statutory clock of
// the case stands.
func (c Case) Stands(statutory bool) []workday.Span {
	var list []workday.Span
	for _, s := range c.Stops {
		if !statutory || !s.Promised {
			list = append(list, workday.Span{From: s.From, To: s.To, Name: string(s.Procedure)})
		}
	}
	return list
}

// Standing lists the stretches that last.
func (c Case) Standing() []Stop {
	return slices.DeleteFunc(extend(c.Stops), func(s Stop) bool { return !s.open() })
}

// lawfully is the stretch of Art. 45 that lasts, if any.
func (c Case) lawfully() (Stop, bool) {
	for _, s := range c.Standing() {
		if !s.Promised {
			return s, true
		}
	}
	return Stop{}, false
}

// stop is the case with one more stretch.
func (c Case) stop(s Stop) Case {
	c.Stops = extend(c.Stops, s)
	return c
}

// resume is the case with the stretch of that procedure ended, if it lasts.
func (c Case) resume(p Procedure, on workday.Date, result string) Case {
	c.Stops = extend(c.Stops)
	for i := range c.Stops {
		if s := &c.Stops[i]; s.open() && s.Procedure == p {
			s.To, s.Result = on, result
		}
	}
	return c
}

// counted says whether the clocks are those of the case as it would be after
// the change: same start, so many days more, standing in its stretches.
func (k Clocks) counted(after Case, more int) bool {
	return agrees(k.Promised, after.Deadline, more, after.Stands(false)) &&
		agrees(k.Statutory, after.Statutory, more, after.Stands(true))
}

func agrees(counted, recorded workday.Deadline, more int, stands []workday.Span) bool {
	return counted.Start == recorded.Start && counted.WorkingDays == recorded.WorkingDays+more &&
		slices.Equal(counted.Stands, stands)
}

// set writes the clocks into the case.
func (k Clocks) set(c *Case) { c.Deadline, c.Statutory = k.Promised, k.Statutory }
