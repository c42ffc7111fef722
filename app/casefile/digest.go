package casefile

import (
	"encoding/json"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/workday"
)

// Digest is the first eight bytes of the SM3 hash (GB/T 32905) of what the
// document states about the case. It stands in the signed payload of the QR
// code, so that the centre can tell a document whose facts are no longer, or
// never were, those of the log.
//
// It covers no number: counter and centre must agree on it before the centre
// has numbered anything. It covers only facts that stay as they are once the
// document exists, so that a receipt still agrees after the case has gone on.
// The random case id in it keeps anybody from guessing an identity number back
// out of a QR code.
func (c Case) Digest(kind DocumentKind) [8]byte {
	facts := stated{
		Document: kind, Case: c.ID, Office: c.Office, Item: c.Item,
		Received: c.ReceivedAt.UnixMilli(), Application: c.Application,
	}
	switch kind {
	case Receipt:
		facts.Application = c.Stated // a supplement may have mended it since
	case FirstNotice:
		facts.Application, facts.Defects = c.Stated, c.notified(0)
	case SecondNotice:
		facts.Application, facts.Defects = c.Stated, c.notified(1)
	case NotRequired, NotOurs, NotAccepted:
		if d := c.Declination; d != nil {
			facts.Declined = &Declined{On: d.On, Form: d.Form, Authority: d.Authority, Reason: d.Reason, Basis: d.Basis}
		}
	case Retraction:
		if w := c.Withdrawal; w != nil {
			facts.Withdrawn = &Withdrawn{Reason: w.Reason, Returned: w.Returned}
		}
	case Acceptance:
		facts.Accepted, facts.Due = c.AcceptedAt.UnixMilli(), c.Deadline.Due
	case Permit, Allocation, LandPermit, Contract, Grant, Denial, Delivery:
		if d := c.Decision; d != nil {
			facts.Decision = &verdict{Grant: d.Grant, Reason: d.Reason, At: d.At.UnixMilli()}
		}
		facts.Conditions = c.Conditions
	default:
		facts.Later = c.later(kind)
	}
	var digest [8]byte
	raw, err := json.Marshal(facts)
	if err != nil {
		return digest // these types always marshal; a zero digest agrees with no document
	}
	sum := sm3.Sum(raw)
	copy(digest[:], sum[:])
	return digest
}

// stated is the canonical form that Digest hashes. Changing it makes every
// paper already handed out disagree: add a version instead.
type stated struct {
	Document    DocumentKind `json:"document"`
	Case        string       `json:"case"`
	Office      string       `json:"office"`
	Item        string       `json:"item"`
	Received    int64        `json:"received"` // Unix milliseconds
	Application Application  `json:"application"`
	Accepted    int64        `json:"accepted,omitempty"`
	Due         workday.Date `json:"due"`
	Decision    *verdict     `json:"decision,omitempty"`
	Defects     *Notified    `json:"defects,omitempty"`
	Declined    *Declined    `json:"declined,omitempty"`
	Withdrawn   *Withdrawn   `json:"withdrawn,omitempty"`

	Conditions *SetConditions `json:"conditions,omitempty"`
	Later      any            `json:"later,omitempty"`
}

// later is what a document of the time after acceptance states of its own: the
// latest where there may be several.
func (c Case) later(kind DocumentKind) any {
	switch kind {
	case ExtensionNotice:
		return c.Extension
	case SpecialNotice:
		s, _ := c.LastSpecial()
		return Stop{Procedure: s.Procedure, Reason: s.Reason, Expected: s.Expected, From: s.From}
	case HearingRight:
		if h := c.Hearing; h != nil {
			return HearingCourse{Told: h.Told, Reason: h.Reason, Until: h.Until}
		}
	case HearingNotice:
		if h := c.Hearing; h != nil {
			return HearingCourse{Set: h.Set, Date: h.Date, Place: h.Place}
		}
	case CoordinationSet:
		return last(c.Coordinations)
	case ConditionSheet:
		return c.Conditions
	case PublicNotice:
		if p := c.Publicity; p != nil {
			return Publicity{Posted: p.Posted, Ends: p.Ends, Where: p.Where}
		}
	case CorrectionOrder:
		return last(c.Corrections)
	case RenewalOrder:
		return c.Renewal
	case RevocationOrder:
		return c.Revocation
	case ReminderNote:
		return last(c.Reminders)
	case Drawing:
		return drawn{c.outlines(), c.Conditions}
	}
	return nil
}

// drawn is what a drawing shows of the case: the files it is made from, and the
// conditions.
type drawn struct {
	Outlines   []Attachment   `json:"outlines"`
	Conditions *SetConditions `json:"conditions,omitempty"`
}

// last is the last of a list, nil of an empty one.
func last[T any](list []T) *T {
	if len(list) == 0 {
		return nil
	}
	return &list[len(list)-1]
}

// notified is what a notice of the case said.
func (c Case) notified(i int) *Notified {
	if i >= len(c.Notices) {
		return nil
	}
	return &Notified{On: c.Notices[i].On, Defects: c.Notices[i].Defects}
}

type verdict struct {
	Grant  bool   `json:"grant"`
	Reason string `json:"reason"`
	At     int64  `json:"at"`
}
