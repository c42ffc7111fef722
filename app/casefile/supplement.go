package casefile

import (
	"maps"

	"onewindow/app/workday"
)

// Supply is what the applicant brought for one notified defect.
type Supply struct {
	Defect string       `json:"defect"` // id of the defect
	Files  []Attachment `json:"files,omitempty"`
}

// Supplemented records supplements (补正材料收取). Where fields of the form were
// mended it carries the statement as it now reads.
type Supplemented struct {
	On          workday.Date `json:"on"` // the office's day of receipt
	Supplies    []Supply     `json:"supplies"`
	Application *Application `json:"application,omitempty"`
}

// Kind is defects-supplied.
func (*Supplemented) Kind() Kind { return KindSupplemented }

func (b *Supplemented) day() workday.Date { return b.On }

func (b *Supplemented) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case c.State != StateDefective:
		return refuseWith("state", "state", c.State)
	case b.On.IsZero() || len(b.Supplies) == 0 || b.On.Before(c.lastDay()):
		return refuse("incomplete")
	case b.Application != nil && b.Application.Applicant.Name == "":
		return refuse("incomplete")
	}
	open := map[string]bool{}
	for _, d := range c.OpenDefects() {
		open[d.ID] = true
	}
	for _, s := range b.Supplies {
		if !open[s.Defect] {
			return refuse("defect-unknown")
		}
		delete(open, s.Defect)
	}
	return nil
}

func (b *Supplemented) apply(c *Case, _ Event) {
	c.Supplied = maps.Clone(c.Supplied)
	if c.Supplied == nil {
		c.Supplied = map[string]workday.Date{}
	}
	c.Materials = extend(c.Materials)
	for _, s := range b.Supplies {
		c.Supplied[s.Defect] = b.On
		c.supply(s)
	}
	if b.Application != nil {
		c.Application = *b.Application
	}
}

// supply puts what came onto the counter with the material it belongs to.
func (c *Case) supply(s Supply) {
	for _, d := range c.Defects() {
		if d.ID != s.Defect {
			continue
		}
		if i := c.material(d.Material); i >= 0 {
			m := &c.Materials[i]
			m.Present, m.Files = true, extend(m.Files, s.Files...)
		}
	}
}

// Complete is the day on which the last supplement came in, zero while one is
// still awaited or where nothing was notified. Acceptance is dated by it
// (补齐之日).
func (c Case) Complete() workday.Date {
	if len(c.Notices) == 0 || len(c.OpenDefects()) > 0 {
		return workday.Date{}
	}
	return c.lastDay()
}

// lastDay is the latest day of a notice or supplement.
func (c Case) lastDay() workday.Date {
	var last workday.Date
	for _, n := range c.Notices {
		if n.On.After(last) {
			last = n.On
		}
	}
	for _, on := range c.Supplied {
		if on.After(last) {
			last = on
		}
	}
	return last
}
