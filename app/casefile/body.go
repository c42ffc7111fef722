package casefile

import (
	"encoding/json"
	"fmt"

	"onewindow/app/workday"
)

// Body is what an event of one kind says. Each kind's file holds its fields,
// the rule that must hold before it may happen, and what it does to the case.
type Body interface {
	Kind() Kind
	// permit says whether the law lets this happen to c at the hand of by.
	permit(c Case, by Actor) *Refusal
	// apply changes c. It is called only after permit agreed.
	apply(c *Case, e Event)
}

// Refusal is a rule that said no. Code is stable and names the sentence that
// the window shows; Data fills it in.
type Refusal struct {
	Code string
	Data map[string]any
}

// Error lets a refusal travel as an error; it is not what the user reads.
func (r *Refusal) Error() string {
	if len(r.Data) == 0 {
		return "casefile: refused: " + r.Code
	}
	return fmt.Sprintf("casefile: refused: %s %v", r.Code, r.Data)
}

func refuse(code string) *Refusal { return &Refusal{Code: code} }

func refuseWith(code, key string, value any) *Refusal {
	return &Refusal{Code: code, Data: map[string]any{key: value}}
}

// RefusalCodes lists every code a refusal can carry, each with the keys of its
// Data, so that a test can hold the translations to it.
func RefusalCodes() map[string][]string {
	return map[string][]string{
		"role":              {"role"},
		"exists":            {},
		"unknown-case":      {},
		"state":             {"state"},
		"incomplete":        {},
		"materials-missing": {"materials"},
		"unknown-material":  {},
		"section":           {"section"},
		"opinions-open":     {"sections"},
		"disagreement":      {"section"},
		"reason-missing":    {},
		"copy":              {"copy"},
		"no-document":       {"document"},
		"no-print":          {"copy"},
		"voided":            {"copy"},
		"not-printed":       {},
		"recipient-missing": {},
		"unreadable":        {},
		"date":              {},
		"start":             {},
		"second-notice":     {},
		"receipt-limit":     {"day"},
		"not-yet":           {"day"},
		"defect-vague":      {},
		"defect-unknown":    {},
		"defects-open":      {"count"},
		"authority-missing": {},
		"basis-missing":     {},

		"procedure-unlawful": {},
		"standing":           {},
		"expected-missing":   {},
		"publicity-short":    {"days"},
		"publicity-running":  {"day"},
		"publicity-changed":  {"fields"},
		"publicity-open":     {},
		"extended":           {},
		"extension-days":     {"days"},
		"limit-over":         {"day"},
		"settler":            {"name"},
		"settler-missing":    {},
		"coordination-open":  {"name"},
		"hearing-late":       {"day"},
		"hearing-date":       {"day"},
		"hearing-open":       {"day"},
		"conditions-missing": {},
		"contract-unsigned":  {},
		"not-clerical":       {},
		"renewal-late":       {"day"},

		"log-book": {},
	}
}

// dated is a body that names the office's day it happened on, because a rule
// counts from it.
type dated interface{ day() workday.Date }

// lawful asks the rules about an event. The day that a body names must be the
// day its event was written: nobody dates a notice back. The log book holds
// nothing but its entries, and they stand nowhere else.
func lawful(c *Case, body Body, e Event) *Refusal {
	if e.OfLogBook() != (e.Kind == KindLogged) {
		return refuse("log-book")
	}
	if d, ok := body.(dated); ok && d.day() != workday.DateOf(e.At) {
		return refuse("date")
	}
	return body.permit(*c, e.By)
}

// readable is a body that comes often and is large: it is read without reflection
// where it stands as [New] writes it. Each reads its fields in their order.
type readable interface {
	Body
	read(*reader)
}

// decode reads the body of an event.
func decode(e Event) (Body, error) {
	b := bodyOf(e.Kind)
	if b == nil {
		return nil, fmt.Errorf("casefile: event %s has the unknown kind %q", e.ID, e.Kind)
	}
	if r, ok := b.(readable); ok {
		if readCanonical(e.Body, r) {
			return r, nil
		}
		b = bodyOf(e.Kind) // some of r may have been read
	}
	if err := json.Unmarshal(e.Body, b); err != nil {
		return nil, fmt.Errorf("casefile: read %s body of event %s: %w", e.Kind, e.ID, err)
	}
	return b, nil
}

// bodyOf is an empty body of a kind, nil for one unknown.
func bodyOf(k Kind) Body {
	switch k {
	case KindReceived:
		return &Received{}
	case KindAttached:
		return &Attached{}
	case KindAccepted:
		return &Accepted{}
	case KindOpinion:
		return &OpinionGiven{}
	case KindDecided:
		return &Decided{}
	case KindIssued:
		return &Issued{}
	case KindPrinted:
		return &Printed{}
	case KindVoided:
		return &PrintVoided{}
	case KindHanded:
		return &Handed{}
	case KindWithdrawn:
		return &Withdrawn{}
	case KindNotified:
		return &Notified{}
	case KindSecondAllowed:
		return &SecondNoticeAllowed{}
	case KindSupplemented:
		return &Supplemented{}
	case KindDeemed:
		return &Deemed{}
	case KindDeclined:
		return &Declined{}
	case KindSpecialStarted:
		return &SpecialStarted{}
	case KindSpecialEnded:
		return &SpecialEnded{}
	case KindPublicityPosted:
		return &PublicityPosted{}
	case KindPublicityClosed:
		return &PublicityClosed{}
	case KindPublicityReused:
		return &PublicityReused{}
	case KindExtended:
		return &Extended{}
	case KindRecounted:
		return &Recounted{}
	case KindCoordinated:
		return &CoordinationSettled{}
	case KindHearingTold:
		return &HearingTold{}
	case KindHearingAsked:
		return &HearingAsked{}
	case KindHearingSet:
		return &HearingSet{}
	case KindHearingHeld:
		return &HearingHeld{}
	case KindConditions:
		return &ConditionsSet{}
	case KindNumberReturned:
		return &NumberReturned{}
	case KindNumbered:
		return &Numbered{}
	case KindSigned:
		return &ContractSigned{}
	case KindPaid:
		return &Paid{}
	case KindRegistration:
		return &RegistrationTold{}
	case KindCorrected:
		return &Corrected{}
	case KindRenewalAsked:
		return &RenewalAsked{}
	case KindRenewed:
		return &RenewalDecided{}
	case KindRevoked:
		return &Revoked{}
	case KindReminded:
		return &Reminded{}
	case KindNotDuplicate:
		return &NotDuplicate{}
	case KindRated:
		return &Rated{}
	case KindStraySettled:
		return &StraySettled{}
	case KindLogged:
		return &Logged{}
	}
	return nil
}
