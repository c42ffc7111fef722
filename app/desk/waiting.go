package desk

import (
	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/seal"
)

// WaitingCase is a case and what of it the centre has still to hear.
type WaitingCase struct {
	Case   casefile.Case
	Events []casefile.Event // in the order they were done
}

// mostWaiting is how many events are listed; a page of more is read by nobody.
const mostWaiting = 500

// Waiting lists what waits for the centre, case by case, the oldest first, and
// how much more there is than is listed.
func (d *Desk) Waiting() (list []WaitingCase, more int, err error) {
	events, err := d.p.Store.Waiting(mostWaiting)
	if err != nil {
		return nil, 0, explain(err)
	}
	at := map[string]int{}
	for _, e := range events {
		i, listed := at[e.Case]
		if !listed {
			c, _, err := d.caseBehind(e)
			if err != nil {
				return nil, 0, explain(err)
			}
			i = len(list)
			at[e.Case] = i
			list = append(list, WaitingCase{Case: c})
		}
		list[i].Events = append(list[i].Events, e)
	}
	if len(events) == mostWaiting {
		box, err := d.p.Store.Outbox()
		if err != nil {
			return nil, 0, explain(err)
		}
		more = max(0, box.Events-len(events))
	}
	return list, more, nil
}

// Membership is which centre this window belongs to and as what.
type Membership struct {
	Central      string // address that it joined under
	Key          string // id of the centre's issuing key, hex
	Installation string
	Joined       bool
}

// Membership reads it; Joined is false before the first contact.
func (d *Desk) Membership() (Membership, error) {
	var kept replica.Joined
	found, err := d.p.Store.Setting(replica.SettingMembership, &kept)
	if err != nil || !found {
		return Membership{}, explain(err)
	}
	m := Membership{Central: kept.Central, Installation: kept.Enrolment.Installation, Joined: len(kept.Membership.Certificate) > 0}
	if key, err := seal.ParsePublicKey(kept.Membership.IssuingKey); err == nil {
		m.Key = key.ID().String()
	}
	return m, nil
}
