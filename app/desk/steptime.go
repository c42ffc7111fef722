package desk

import (
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// Step names a stretch of work on a case.
type Step string

// The steps of a case, in their order.
const (
	StepAcceptance   Step = "acceptance"   // from receipt
	StepOpinion      Step = "opinion"      // of a section, from acceptance
	StepCoordination Step = "coordination" // from the disagreement that opened it
	StepDecision     Step = "decision"     // from the last opinion, or what was settled after it
	StepIssue        Step = "issue"        // from the decision
	StepHandover     Step = "handover"     // from the first issue
)

// Steps lists the steps, so that a test can hold the translations to them.
func Steps() []Step {
	return []Step{StepAcceptance, StepOpinion, StepCoordination, StepDecision, StepIssue, StepHandover}
}

// StepTime is how long a step took, or takes so far.
type StepTime struct {
	Step    Step
	Section string // of an opinion, and of the disagreement that a coordination settles
	From    workday.Date
	To      workday.Date // today where it is not done
	Days    int          // working days after From up to To, without those on which the clock stood
	Done    bool
}

// StepTimes says how long each step of the case took (各环节用时), as far as it
// has come.
func (d *Desk) StepTimes(c casefile.Case) []StepTime {
	m := milestonesOf(c)
	var list []StepTime
	add := func(step Step, section string, from, to workday.Date) {
		if !from.IsZero() && (!to.IsZero() || c.Open()) {
			list = append(list, d.took(c, StepTime{Step: step, Section: section, From: from, To: to}))
		}
	}
	add(StepAcceptance, "", m.received, m.accepted)
	for _, section := range c.Sections {
		add(StepOpinion, section, m.accepted, m.spoke[section])
	}
	for _, k := range c.Coordinations {
		add(StepCoordination, k.Section, k.OpenedOn, k.Settled)
	}
	add(StepDecision, "", m.reviewed, m.decided)
	if c.Decision != nil && c.Decision.Grant {
		add(StepIssue, "", m.decided, m.issued)
	}
	add(StepHandover, "", m.issued, m.handed)
	return list
}

// took counts the working days of a step.
func (d *Desk) took(c casefile.Case, s StepTime) StepTime {
	s.Done = !s.To.IsZero()
	if !s.Done {
		s.To = d.today()
	}
	stands := c.Stands(false)
	for day := s.From.Add(1); !day.After(s.To); day = day.Add(1) {
		working, _ := d.calendar().IsWorking(day)
		stood := slices.ContainsFunc(stands, func(span workday.Span) bool {
			return day.After(span.From) && (span.To.IsZero() || !day.After(span.To))
		})
		if working && !stood {
			s.Days++
		}
	}
	return s
}

// milestones are the days on which steps of a case ended.
type milestones struct {
	received, accepted, reviewed, decided, issued, handed workday.Date
	spoke                                                 map[string]workday.Date // each section for the first time
}

// milestonesOf reads them from the case's life: of what happened more than once
// the first counts, but for the review, which ends with its last word.
func milestonesOf(c casefile.Case) milestones {
	m := milestones{spoke: map[string]workday.Date{}}
	first := func(into *workday.Date, day workday.Date) {
		if into.IsZero() {
			*into = day
		}
	}
	for _, entry := range c.History {
		day := workday.DateOf(entry.At)
		switch b := entry.Body.(type) {
		case *casefile.Received:
			m.received = day
		case *casefile.Accepted, *casefile.Deemed, *casefile.Declined:
			m.accepted = day
		case *casefile.OpinionGiven:
			if m.spoke[b.Section].IsZero() {
				m.spoke[b.Section] = day
			}
			m.reviewed = day
		case *casefile.CoordinationSettled:
			m.reviewed = day
		case *casefile.Decided:
			m.decided = day
		case *casefile.Issued:
			first(&m.issued, day)
		case *casefile.Handed:
			first(&m.handed, day)
		}
	}
	if c.State == casefile.StateReview {
		m.reviewed = workday.Date{} // somebody has still to speak
	}
	return m
}
