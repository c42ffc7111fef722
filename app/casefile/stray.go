package casefile

import (
	"encoding/json"
	"fmt"
	"slices"

	"onewindow/app/workday"
)

// Way is how a person settled an event that found no place in the common record.
type Way string

// The ways.
const (
	GivenUp   Way = "given-up"   // 不再办理: it stays without effect
	Repeated  Way = "repeated"   // 重新办理: done again on the case as it stands
	TakenAnew Way = "taken-anew" // 转新申请: its statement went into a new draft
)

// Ways lists them.
func Ways() []Way { return []Way{GivenUp, Repeated, TakenAnew} }

// StraySettled closes an event that the centre refused (待处理办结). The event
// itself stays in its installation's chain and with the centre; this says who
// looked at it, and what became of it. It changes nothing in the case, and it may
// stand alone where the refused event would have opened one.
type StraySettled struct {
	Event   string `json:"event"`            // id of the refused event
	What    Kind   `json:"what"`             // its kind
	Refused string `json:"refused"`          // code of the reason it was refused for
	Number  string `json:"number,omitempty"` // case number that it or its case had on paper
	Way     Way    `json:"way"`
	Reason  string `json:"reason,omitempty"` // a person's words
}

// SettledIn is the id of the case in which a person's word on an event stands: that
// of the event. For an entry of the log book, which belongs to no case, the word
// makes one of its own under the id of the entry, so that whoever hears of the
// entry finds the word.
func SettledIn(e Event) string {
	if e.OfLogBook() {
		return e.ID
	}
	return e.Case
}

// Kind is stray-settled.
func (*StraySettled) Kind() Kind { return KindStraySettled }

func (b *StraySettled) permit(_ Case, by Actor) *Refusal {
	switch {
	case by.Role == CentreRole:
		return refuseWith("role", "role", by.Role) // a person's word is needed
	case b.Event == "" || !slices.Contains(Ways(), b.Way):
		return refuse("incomplete")
	case b.Way == GivenUp && b.Reason == "":
		return refuse("reason-missing")
	}
	return nil
}

func (*StraySettled) apply(*Case, Event) {}

// BodyAgain is what an event says, to be said once more on another day. It is nil
// for what only the centre says and for what was true only once: a paper that was
// printed, an application that was received.
func BodyAgain(e Event, on workday.Date) (Body, error) {
	switch e.Kind {
	case KindReceived, KindAccepted, KindDeemed, KindPrinted, KindVoided, KindRecounted,
		KindIssued, KindNumbered, KindRegistration, KindStraySettled:
		return nil, nil
	}
	body, err := decode(e)
	if err != nil {
		return nil, err
	}
	// Every body that names the day it happened on has it under this name.
	var names struct {
		On *workday.Date `json:"on"`
	}
	if err := json.Unmarshal(e.Body, &names); err != nil || names.On == nil {
		return body, err
	}
	day, err := json.Marshal(map[string]workday.Date{"on": on})
	if err == nil {
		err = json.Unmarshal(day, body)
	}
	if err != nil {
		return nil, fmt.Errorf("casefile: date %s of event %s anew: %w", e.Kind, e.ID, err)
	}
	return body, nil
}
