package desk

import (
	"slices"

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
	if p, is := procedureFor(e); is {
		asks := d.asksAgain(p, c, e)
		trial := plausible(asks)
		for _, a := range asks {
			if a.Suggest != "" { // a refusal has its reason, which a grant does not need
				trial.values[a.Key] = a.Suggest
			}
		}
		// What was counted with it then is counted anew.
		return p.body(d, c, trial)
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
	if p, is := procedureFor(s.Event); is {
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
	p, is := procedureFor(e)
	if !is {
		return nil
	}
	return &Procedure{Action: p.action, Asks: d.asksAgain(p, c, e), Prints: p.prints, Danger: p.danger}
}

// asksAgain are the asks of a procedure with the answers that the event had. What
// can be chosen no longer is asked for anew.
func (d *Desk) asksAgain(p procedure, c casefile.Case, e casefile.Event) []Ask {
	asks := p.asked(d, c)
	if p.said == nil {
		return asks
	}
	before := p.said(casefile.EntryOf(e).Body)
	for i, a := range asks {
		was := before[a.Key]
		offered := a.Kind != AskChoice || slices.ContainsFunc(a.Options, func(o Option) bool { return o.ID == was })
		if was != "" && offered {
			asks[i].Suggest = was
		}
	}
	return asks
}

// procedureFor is the procedure that writes such an event. A file is not taken in
// twice: what was attached is attached again as it is.
func procedureFor(e casefile.Event) (procedure, bool) {
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
	action, is := actions[e.Kind]
	if !is {
		return procedure{}, false
	}
	if asked, is := casefile.EntryOf(e).Body.(*casefile.HearingAsked); is && asked.Waived {
		action = WaiveHearing
	}
	table := procedures()
	at := slices.IndexFunc(table, func(p procedure) bool { return p.action == action })
	return table[at], true
}
