package casefile

import (
	"slices"
	"time"

	"onewindow/app/workday"
)

// State is where a case stands.
type State string

// The states a case can be in.
const (
	StateNone      State = ""          // no event yet
	StateReceived  State = "received"  // 收件: on the counter, not yet accepted
	StateDefective State = "defective" // 待补正: notified, supplements are awaited
	StateReview    State = "review"    // 审查中
	StateReviewed  State = "reviewed"  // 待决定: every section has spoken
	StateGranted   State = "granted"   // 待赋号: decided, the centre has not issued yet
	StateDenied    State = "denied"    // 不予许可
	StateIssued    State = "issued"    // 待领证
	StateClosed    State = "closed"    // 办结
	StateWithdrawn State = "withdrawn" // 撤件
	StateDeclined  State = "declined"  // 不予受理, 不属本机关 or 无需许可
	StateRevoked   State = "revoked"   // 撤销
)

// States lists every state a case with at least one event can be in.
func States() []State {
	return []State{
		StateReceived, StateDefective, StateReview, StateReviewed, StateGranted,
		StateDenied, StateIssued, StateClosed, StateWithdrawn, StateDeclined, StateRevoked,
	}
}

// Case is the state that follows from the events of one application.
type Case struct {
	ID     string
	Number string // 办件编号, for example 03-20261123-0007
	Office string
	Window string
	State  State
	Item   string // catalog id
	Policy string // policy version in force on the day of acceptance

	Situation   map[string]string // answers to the situation questions
	Application Application       // as it now reads
	Stated      Application       // as it was handed in, before any supplement
	Earlier     []Earlier         // items of the same project that this one builds on
	Materials   []Material

	ReceivedAt time.Time
	ReceivedBy Actor
	Limit      workday.Deadline // to notify, refuse or accept; zero in cases of before it was on record

	Notices      []Notice                // 一次性告知, in their order
	Supplied     map[string]workday.Date // by the id of a defect, the day it was mended
	SecondNotice string                  // a supervisor's reason for a second notice, until it is given
	Declination  *Declination

	AcceptanceNumber string
	Deemed           bool // accepted by law, because the limit after receipt passed
	AcceptedAt       time.Time
	AcceptedBy       Actor
	Deadline         workday.Deadline // as promised
	Statutory        workday.Deadline
	ExtensionLimit   int // most working days of the one extension
	Extension        *Extension
	Stops            []Stop   // stretches in which a clock stands
	Sections         []string // sections that must give an opinion
	Opinions         []Opinion
	Coordinations    []Coordination
	PublicityTerm    PublicityTerm
	Publicity        *Publicity
	Hearing          *HearingCourse
	NeedsConditions  bool
	Conditions       *SetConditions
	Reminders        []Reminder
	Apart            []Apart // cases that look alike and are none of the same

	Decision     *Decision
	Certificates []Certificate // the last edition of each
	Reissue      DocumentKind  // the certificate that the centre still has to issue, "" for those of the decision
	Further      DocumentKind  // issued on the spot once the contract is signed
	Returned     *NumberReturned
	Signing      *Signing
	Payment      *Payment
	Registration *RegistrationTold
	Handover     *Handover
	Corrections  []Correction
	Renewal      *Renewal
	Revocation   *Revocation
	Rating       *Rating
	Withdrawal   *Withdrawal
	Prints       []Print

	History []Entry
	Misfits []Misfit
	Version int // number of events folded
}

// Entry is one line of the case's life, for the timeline.
type Entry struct {
	Event string
	Kind  Kind
	At    time.Time
	By    Actor
	Body  Body
}

// EntryOf is the line of an event by itself, whatever its case makes of it. The
// body is nil where it cannot be read.
func EntryOf(e Event) Entry {
	body, err := decode(e)
	if err != nil {
		body = nil
	}
	return Entry{Event: e.ID, Kind: e.Kind, At: e.At, By: e.By, Body: body}
}

// Misfit is an event that the rules do not allow where it stands. It changes
// nothing in the case and is never dropped: a person settles it.
type Misfit struct {
	Event  string
	Kind   Kind
	Reason string // a refusal code
}

// Fold makes the case of its events. It is total: an unknown, unreadable or
// unlawful event becomes a [Misfit].
func Fold(events []Event) Case {
	c := Case{History: make([]Entry, 0, len(events))}
	for _, e := range events {
		c.take(e)
	}
	if len(c.History) == 0 {
		c.History = nil
	}
	return c
}

// Then is the case after one more event. The receiver is not changed.
func (c Case) Then(e Event) Case {
	c.History, c.Misfits = slices.Clip(c.History), slices.Clip(c.Misfits)
	c.take(e)
	return c
}

// take is Then in place, for a case that nobody else holds.
func (c *Case) take(e Event) {
	c.Version++
	if c.ID == "" {
		c.ID = e.Case
	}
	body, err := decode(e)
	if err != nil {
		c.Misfits = append(c.Misfits, Misfit{e.ID, e.Kind, "unreadable"})
		return
	}
	if no := lawful(c, body, e); no != nil {
		c.Misfits = append(c.Misfits, Misfit{e.ID, e.Kind, no.Code})
		return
	}
	c.happen(e, body)
}

func (c *Case) happen(e Event, body Body) {
	body.apply(c, e)
	c.History = append(c.History, Entry{e.ID, e.Kind, e.At, e.By, body})
}

// After is [Case.Then] of an event whose body was read before ([EntryOf]), nil where
// it cannot be read, and the answer of [Case.Accepts] in one. Where that is no the
// case is as it was.
func (c Case) After(e Event, body Body) (Case, *Refusal) {
	if body == nil {
		return c, refuse("unreadable")
	}
	if no := lawful(&c, body, e); no != nil {
		return c, no
	}
	after := c
	after.History = slices.Clip(c.History)
	after.Version++
	if after.ID == "" {
		after.ID = e.Case
	}
	after.happen(e, body)
	return after, nil
}

// Decide asks the rules whether by may do what body says to c. Nil means yes.
func Decide(c Case, body Body, by Actor) *Refusal { return body.permit(c, by) }

// Allows says whether the rules let by do what body says to c.
func Allows(c Case, body Body, by Actor) bool { return Decide(c, body, by) == nil }

// Accepts says whether the event fits the case where it now stands. The
// central system asks it of every event that arrives.
func (c Case) Accepts(e Event) *Refusal {
	body, err := decode(e)
	if err != nil {
		return refuse("unreadable")
	}
	return lawful(&c, body, e)
}

// Open says whether the case still waits for something to be done.
func (c Case) Open() bool { return c.State.Open() }

// Open says whether a case in this state is still worked on.
func (s State) Open() bool {
	switch s {
	case StateReceived, StateDefective, StateReview, StateReviewed, StateGranted, StateIssued:
		return true
	}
	return false
}

// extend appends without ever writing into memory that another Case shares.
func extend[T any](list []T, more ...T) []T {
	out := make([]T, 0, len(list)+len(more))
	return append(append(out, list...), more...)
}
