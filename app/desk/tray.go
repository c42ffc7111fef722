package desk

import (
	"cmp"
	"errors"
	"slices"

	"onewindow/app/casefile"
)

// Misplaced is an own event that the centre did not take, and what can be done
// about it (待处理箱). Nothing leaves the tray but by a person's word, which goes
// on record as a casefile.StraySettled.
type Misplaced struct {
	Stray
	// Case is the case as it stands in the common record. Where the record has
	// none, because its receipt was refused, it is the case as it was entered here.
	Case  casefile.Case
	Known bool // the common record has the case

	Again     error                    // why it cannot be done again as things stand, a *Message; nil where it can
	Procedure *Procedure               // the form that doing it again begins with, filled in; nil where there is none
	Anew      bool                     // its statement can become a new application
	Papers    []casefile.MistakenPaper // that were handed out on the strength of it
}

// Strays lists what lies in the tray, case by case, each in the order it was done.
func (d *Desk) Strays() ([]Misplaced, error) {
	strays, err := d.p.Store.Tray()
	if err != nil {
		return nil, explain(err)
	}
	slices.SortStableFunc(strays, func(a, b Stray) int {
		return cmp.Or(cmp.Compare(a.Event.Case, b.Event.Case), cmp.Compare(a.Event.Seq, b.Event.Seq))
	})
	list := make([]Misplaced, len(strays))
	for i, s := range strays {
		if list[i], err = d.misplaced(s, strays); err != nil {
			return nil, explain(err)
		}
	}
	return list, nil
}

func (d *Desk) misplaced(s Stray, all []Stray) (Misplaced, error) {
	m := Misplaced{Stray: s}
	var err error
	m.Case, m.Known, err = d.caseBehind(s.Event)
	if err != nil {
		return m, err
	}
	m.Anew = !m.Known && s.Event.Kind == casefile.KindReceived && !s.Unasked
	m.Again = d.againstRepeat(s, m)
	if m.Again == nil {
		m.Procedure = d.procedureAgain(m.Case, s.Event)
	}
	m.Papers, err = mistaken(s, all, m.Case)
	return m, err
}

// caseBehind is the case of an event of the tray, and whether the common record
// has it. An entry of the log book belongs to none.
func (d *Desk) caseBehind(e casefile.Event) (casefile.Case, bool, error) {
	if e.OfLogBook() {
		return casefile.Case{}, false, nil
	}
	id := e.Case
	c, err := d.p.Store.Case(id)
	if err == nil && c.State != casefile.StateNone {
		return c, true, nil
	}
	if err != nil && !errors.Is(err, ErrUnknownCase) {
		return c, false, err
	}
	c, err = d.p.Store.OwnOf(id)
	return c, false, err
}

// GiveUpStray leaves an event without effect (不再办理) and puts the reason on
// record. With a refused receipt go all events of its case: they have nothing
// left to stand on.
func (d *Desk) GiveUpStray(id, reason string) error {
	return d.settling(id, func(s Stray, all []Stray) error {
		return d.settleAll(s, all, casefile.GivenUp, reason)
	})
}

// TakeStrayAnew makes a draft of the statement and the papers of a refused
// receipt (转新申请). The draft is kept before the tray lets go of anything.
func (d *Desk) TakeStrayAnew(id string) (Draft, error) {
	var draft Draft
	err := d.settling(id, func(s Stray, all []Stray) error {
		c, known, err := d.caseBehind(s.Event)
		if err != nil {
			return err
		}
		if known || s.Event.Kind != casefile.KindReceived {
			return &Message{Key: "stray-once"}
		}
		if draft, err = d.SaveDraft(d.draftAgain(c)); err != nil {
			return err
		}
		return d.settleAll(s, all, casefile.TakenAnew, "")
	})
	return draft, err
}

// draftAgain is an application as it was handed in, papers and files too.
func (d *Desk) draftAgain(c casefile.Case) Draft {
	draft := d.draftOf(c)
	draft.ID, draft.Materials = d.p.NewID(), map[string]Presented{}
	for _, m := range c.Materials {
		draft.Materials[m.ID] = Presented{Present: m.Present, Original: m.Original, Copies: m.Copies, Files: m.Files}
	}
	return draft
}

// RepeatStray does once more what the event did, on the case as it now stands
// (重新办理). Values are the answers to the procedure's form; they are not looked
// at where there is none. Its errors are those of Do.
func (d *Desk) RepeatStray(id string, values map[string]string) (casefile.Case, error) {
	if err := d.may(); err != nil {
		return casefile.Case{}, err
	}
	var after casefile.Case
	err := d.settling(id, func(s Stray, _ []Stray) error {
		again, err := d.repetition(s, values)
		if err != nil {
			return err
		}
		after, err = d.change(s.Event.Case, func(w Writer, c casefile.Case) (casefile.Case, error) {
			c, err := again(w, c)
			if err != nil {
				return c, err
			}
			return d.settle(w, c, s, c.Number, casefile.Repeated, "")
		})
		return err
	})
	return after, err
}

// settling finds an event in the tray and lets settle deal with it. Only one is
// dealt with at a time, so that no impatient hand does it twice.
func (d *Desk) settling(id string, settle func(s Stray, all []Stray) error) error {
	d.trayDoor.Lock()
	defer d.trayDoor.Unlock()
	strays, err := d.p.Store.Tray()
	if err != nil {
		return explain(err)
	}
	at := slices.IndexFunc(strays, func(s Stray) bool { return s.Event.ID == id })
	switch {
	case at < 0:
		return &Message{Key: "stray-gone"}
	case strays[at].Unasked:
		return &Message{Key: "stray-unasked"}
	}
	return explain(settle(strays[at], strays))
}

// settleAll puts the word of the person on record for a stray, and for all that
// hangs on it, in one transaction.
func (d *Desk) settleAll(s Stray, all []Stray, way casefile.Way, reason string) error {
	c, known, err := d.caseBehind(s.Event)
	if err != nil {
		return err
	}
	hanging := []Stray{s}
	if !known && s.Event.Kind == casefile.KindReceived {
		hanging = slices.DeleteFunc(slices.Clone(all), func(o Stray) bool { return o.Event.Case != s.Event.Case || o.Unasked })
	}
	err = d.p.Store.Write(func(w Writer) error {
		now, err := d.whereSettled(w, s.Event)
		for _, h := range hanging {
			if err != nil {
				return err
			}
			now, err = d.settle(w, now, h, c.Number, way, reason)
		}
		return err
	})
	if err == nil {
		d.p.Line.Nudge()
	}
	return err
}

// whereSettled is the case that the word on an event goes into. It stands alone
// where the record has no such case.
func (d *Desk) whereSettled(w Writer, e casefile.Event) (casefile.Case, error) {
	id := casefile.SettledIn(e)
	c, err := w.Case(id)
	if errors.Is(err, ErrUnknownCase) {
		return casefile.Case{ID: id}, nil
	}
	return c, err
}

// settle puts the word on one stray on record; number is that of its case.
func (d *Desk) settle(w Writer, c casefile.Case, s Stray, number string, way casefile.Way, reason string) (casefile.Case, error) {
	return d.add(w, c, &casefile.StraySettled{
		Event: s.Event.ID, What: s.Event.Kind, Refused: s.Reason, Number: number, Way: way, Reason: reason,
	})
}
