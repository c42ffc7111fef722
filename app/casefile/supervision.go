package casefile

import (
	"slices"
	"time"

	"onewindow/app/workday"
)

// Reminder is supervision's word to a section or a window (督办).
type Reminder struct {
	Section string // "" where it is to the window
	Window  string // "" where it is to a section
	Text    string
	On      workday.Date
	By      Actor
	At      time.Time
}

// Reminded reminds a section that has not spoken, or the window, of a case that
// runs out of time. It stays on record.
type Reminded struct {
	On      workday.Date `json:"on"`
	Section string       `json:"section,omitempty"`
	Window  string       `json:"window,omitempty"`
	Text    string       `json:"text"`
}

// Kind is reminded.
func (*Reminded) Kind() Kind { return KindReminded }

func (b *Reminded) day() workday.Date { return b.On }

func (b *Reminded) permit(c Case, by Actor) *Refusal {
	toSection, toWindow := slices.Contains(c.Sections, b.Section), b.Window != "" && b.Window == c.Window
	switch {
	case by.Role != Supervisor:
		return refuseWith("role", "role", Supervisor)
	case !c.Open():
		return refuseWith("state", "state", c.State)
	case toSection == toWindow:
		return refuseWith("section", "section", b.Section)
	case b.Text == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *Reminded) apply(c *Case, e Event) {
	c.Reminders = extend(c.Reminders, Reminder{b.Section, b.Window, b.Text, b.On, e.By, e.At})
}

// Rating is what the applicant thought of the service (好差评).
type Rating struct {
	Level  int // 1 very good … 5 very bad (GB/T 39046-2020)
	Remark string
	At     time.Time
}

// Rated records it, once, when the case has come to an end.
type Rated struct {
	Level  int    `json:"level"` // 1 very good … 5 very bad
	Remark string `json:"remark,omitempty"`
}

// Kind is rated.
func (*Rated) Kind() Kind { return KindRated }

func (b *Rated) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case c.State == StateNone || c.Open() || c.Rating != nil:
		return refuseWith("state", "state", c.State)
	case b.Level < 1 || b.Level > 5:
		return refuse("incomplete")
	}
	return nil
}

func (b *Rated) apply(c *Case, e Event) { c.Rating = &Rating{b.Level, b.Remark, e.At} }
