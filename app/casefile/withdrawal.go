package casefile

import (
	"slices"
	"time"
)

// Withdrawal is the applicant's own end of the case (撤件).
type Withdrawal struct {
	Reason   string
	Returned []string
	By       Actor
	At       time.Time
}

// Withdrawn records that the applicant takes the application back before a
// decision.
type Withdrawn struct {
	Reason   string   `json:"reason"`             // the applicant's statement
	Returned []string `json:"returned,omitempty"` // names of the materials given back
}

// Kind is application-withdrawn.
func (*Withdrawn) Kind() Kind { return KindWithdrawn }

func (b *Withdrawn) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case !c.undecided():
		return refuseWith("state", "state", c.State)
	case b.Reason == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *Withdrawn) apply(c *Case, e Event) {
	c.State = StateWithdrawn
	c.Withdrawal = &Withdrawal{Reason: b.Reason, Returned: b.Returned, By: e.By, At: e.At}
}

// undecided says whether the case is with the office and nothing is decided.
func (c Case) undecided() bool {
	return slices.Contains(Running(), c.State)
}

// Running lists the states in which a limit of the law runs: the case is not
// decided yet.
func Running() []State { return []State{StateReceived, StateDefective, StateReview, StateReviewed} }
