package desk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onewindow/app/casefile"
)

// againstRepeat is why an event of the tray cannot be done again as things stand.
func (d *Desk) againstRepeat(s Stray, m Misplaced) error {
	switch {
	case s.Unasked:
		return &Message{Key: "stray-unasked"}
	case !m.Known:
		return &Message{Key: "stray-caseless"}
	}
	body, err := d.trialAgain(m.Case, s.Event)
	if err != nil {
		return explain(err)
	}
	if body == nil {
		return &Message{Key: "stray-once"}
	}
	if no := casefile.Decide(m.Case, body, d.User().Actor()); no != nil {
		return explain(no)
	}
	return nil
}

// trialAgain is what doing it again would put on record, nil where it cannot be.
func (d *Desk) trialAgain(c casefile.Case, e casefile.Event) (casefile.Body, error) {
	if e.Kind == casefile.KindAccepted {
		return d.trialAcceptance(c), nil
	}
	if p, is := procedureFor(e.Kind); is {
		// What was counted with it then is counted anew.
		return p.body(d, c, plausible(d.asksAgain(p, c, e)))
	}
	return casefile.BodyAgain(e, d.today())
}

// repetition is how an event of the tray is done again.
func (d *Desk) repetition(s Stray, values map[string]string) (func(Writer, casefile.Case) (casefile.Case, error), error) {
	if s.Event.Kind == casefile.KindAccepted {
		return d.acceptReceived, nil // under a new number
	}
	c, known, err := d.caseBehind(s.Event)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, &Message{Key: "stray-caseless"}
	}
	var body casefile.Body
	if p, is := procedureFor(s.Event.Kind); is {
		body, err = d.bodyOf(p, c, values)
	} else {
		body, err = casefile.BodyAgain(s.Event, d.today())
	}
	if err != nil {
		return nil, err
	}
	if body == nil {
		return nil, &Message{Key: "stray-once"}
	}
	return func(w Writer, c casefile.Case) (casefile.Case, error) { return d.add(w, c, body) }, nil
}

// procedureAgain is the form of the procedure that the event came from, filled in
// as it was; nil where it came from none.
func (d *Desk) procedureAgain(c casefile.Case, e casefile.Event) *Procedure {
	p, is := procedureFor(e.Kind)
	if !is {
		return nil
	}
	return &Procedure{Action: p.action, Asks: d.asksAgain(p, c, e), Prints: p.prints, Danger: p.danger}
}

// asksAgain are the asks of a procedure with the answers that the event had.
func (d *Desk) asksAgain(p procedure, c casefile.Case, e casefile.Event) []Ask {
	before := answered(e.Body)
	asks := p.asked(d, c)
	for i, a := range asks {
		if was := before.answer(a); was != "" {
			asks[i].Suggest = was
		}
	}
	return asks
}

// procedureFor is the procedure that writes events of a kind. A file is not taken
// in twice: what was attached is attached again as it is.
func procedureFor(kind casefile.Kind) (procedure, bool) {
	actions := map[casefile.Kind]Action{
		casefile.KindSpecialStarted: StartSpecial, casefile.KindSpecialEnded: EndSpecial,
		casefile.KindPublicityPosted: PostPublicity, casefile.KindPublicityClosed: ClosePublicity,
		casefile.KindPublicityReused: ReusePublicity, casefile.KindExtended: Extend, casefile.KindCoordinated: Coordinate,
		casefile.KindHearingTold: TellHearing, casefile.KindHearingAsked: AskHearing, casefile.KindHearingSet: SetHearing,
		casefile.KindHearingHeld: HoldHearing, casefile.KindConditions: SetConditions,
		casefile.KindNumberReturned: ReturnNumber, casefile.KindSigned: SignContract, casefile.KindPaid: ConfirmPayment,
		casefile.KindCorrected: CorrectMistake, casefile.KindRenewalAsked: AskRenewal, casefile.KindRenewed: DecideRenewal,
		casefile.KindRevoked: Revoke, casefile.KindReminded: Remind, casefile.KindRated: Rate,
	}
	action, is := actions[kind]
	if !is {
		return procedure{}, false
	}
	table := procedures()
	at := slices.IndexFunc(table, func(p procedure) bool { return p.action == action })
	return table[at], true
}

// said is what the body of an event says, by the names of its fields; those of a
// part of it stand among them.
type said map[string]any

func answered(body json.RawMessage) said {
	var fields said
	if json.Unmarshal(body, &fields) != nil {
		return nil // what cannot be read suggests nothing
	}
	for _, part := range fields {
		inner, is := part.(map[string]any)
		if !is {
			continue
		}
		for name, value := range inner {
			if _, there := fields[name]; !there {
				fields[name] = value
			}
		}
	}
	return fields
}

// answer is what was answered to an ask, "" where that cannot be told.
func (s said) answer(a Ask) string {
	text := ""
	switch value := s[a.Key].(type) {
	case string:
		text = value
	case float64:
		text = strconv.FormatFloat(value, 'f', -1, 64)
		if a.Key == "amount" {
			text = Money(int64(value))
		}
	case []any:
		lines := make([]string, len(value))
		for i, line := range value {
			lines[i] = fmt.Sprint(line)
		}
		text = strings.Join(lines, "\n")
	}
	if a.Kind == AskChoice && !slices.ContainsFunc(a.Options, func(o Option) bool { return o.ID == text }) {
		return ""
	}
	return text
}
