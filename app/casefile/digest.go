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
	case Permit, Denial, Delivery:
		if d := c.Decision; d != nil {
			facts.Decision = &verdict{Grant: d.Grant, Reason: d.Reason, At: d.At.UnixMilli()}
		}
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
