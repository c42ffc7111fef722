package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// Epoch is the epoch of the centre's log in which the places here are counted.
func (l Local) Epoch() (uint64, error) {
	var epoch uint64
	err := l.s.view(func(t *tx) error {
		epoch = t.epoch()
		return nil
	})
	return epoch, err
}

func (t *tx) epoch() uint64 { return numberOf(t.meta("epoch")) }

// Known lists what the folder knows behind a place of the centre's order, as
// replica.Local says.
func (l Local) Known(behind uint64, from replica.Mark, maxEvents, maxBytes int) (list []replica.Given, next *replica.Mark, err error) {
	err = l.s.view(func(t *tx) error {
		k := known{tx: t, mark: from, maxEvents: maxEvents, maxBytes: maxBytes}
		if from == (replica.Mark{}) {
			k.mark = t.lastUpTo(behind)
		}
		err = k.gather()
		list = k.list
		if k.full {
			next = &k.mark
		}
		return err
	})
	return list, next, err
}

// lastUpTo marks a place in the order, and the last own event up to there.
func (t *tx) lastUpTo(place uint64) replica.Mark {
	mark := replica.Mark{Order: place}
	c := t.bucket(bucketChain).Cursor()
	for seq, id := c.Last(); seq != nil; seq, id = c.Prev() {
		if order := numberOf(t.bucket(bucketPlaced).Get(id)); order != 0 && order <= place {
			mark.Seq = numberOf(seq)
			break
		}
	}
	return mark
}

// known gathers a page of what is known behind a mark.
type known struct {
	*tx
	mark                replica.Mark
	maxEvents, maxBytes int

	refused []refusedOne
	list    []replica.Given
	size    int
	full    bool
}

// refusedOne is an own event that was refused.
type refusedOne struct {
	event  casefile.Event
	reason string
}

// gather walks along the centre's order. An own event that was refused comes in
// front of the next own one that was not: there it stands in the chain.
func (k *known) gather() error {
	if err := k.gatherRefused(); err != nil {
		return err
	}
	c := k.bucket(bucketOrder).Cursor()
	for order, id := c.Seek(number(k.mark.Order + 1)); order != nil; order, id = c.Next() {
		e, err := k.event(string(id))
		if err != nil {
			return err
		}
		if e.Installation == k.installation {
			if k.giveRefused(e.Seq); k.full {
				return nil
			}
		}
		if !k.give(e, "") {
			return nil
		}
		if k.mark.Order = numberOf(order); e.Installation == k.installation {
			k.mark.Seq = max(k.mark.Seq, e.Seq)
		}
	}
	k.giveRefused(0)
	return nil
}

// gatherRefused looks for own events behind the mark that the centre refused.
// Those that only the folder laid aside the centre never had.
func (k *known) gatherRefused() error {
	err := k.bucket(bucketTray).ForEach(func(id, raw []byte) error {
		e, err := k.event(string(id))
		if err != nil || e.Seq <= k.mark.Seq || string(k.bucket(bucketChain).Get(number(e.Seq))) != e.ID {
			return err
		}
		var f finding
		if err := decode(bucketTray, id, raw, &f); err != nil {
			return err
		}
		k.refused = append(k.refused, refusedOne{e, f.Reason})
		return nil
	})
	slices.SortFunc(k.refused, func(a, b refusedOne) int { return cmp.Compare(a.event.Seq, b.event.Seq) })
	return err
}

// giveRefused gives the refused events in front of a place in the chain, 0 for
// all of them.
func (k *known) giveRefused(before uint64) {
	for len(k.refused) > 0 && (before == 0 || k.refused[0].event.Seq < before) {
		if !k.give(k.refused[0].event, k.refused[0].reason) {
			return
		}
		k.mark.Seq = k.refused[0].event.Seq
		k.refused = k.refused[1:]
	}
}

// give adds an event to the page, unless that is full.
func (k *known) give(e casefile.Event, refused string) bool {
	raw := bytes.Clone(k.bucket(bucketEvents).Get([]byte(e.ID)))
	k.size += len(raw)
	if n := len(k.list); n >= k.maxEvents || n > 0 && k.size > k.maxBytes {
		k.full = true
		return false
	}
	k.list = append(k.list, replica.Given{Event: raw, Refused: refused})
	return true
}

// Rewind takes over where the events stand that were given back to a centre that
// had lost them, as replica.Local says. Leases and what waits stay as they are.
func (l Local) Rewind(r replica.Rewinding) error {
	return l.s.update(func(t *tx) error {
		if r.Epoch <= t.epoch() {
			return nil // done
		}
		if err := t.unplaceBehind(r.Behind, r.Answers); err != nil {
			return err
		}
		for _, a := range r.Answers {
			if err := t.replace(a); err != nil {
				return err
			}
		}
		return errors.Join(t.offerFiles(r.Behind), t.rewindCursor(r), t.setMeta("epoch", number(r.Epoch)))
	})
}

// rewindCursor sets the cursor back. One that has not come so far stays: what it
// has to download yet means the same as before.
func (t *tx) rewindCursor(r replica.Rewinding) error {
	if numberOf(t.meta("high")) <= r.Behind {
		return nil
	}
	return errors.Join(t.setMeta("cursor", []byte(r.Cursor)), t.setMeta("high", number(r.Behind)))
}

// unplaceBehind takes all events behind a place out of the order. It gives
// replica.ErrUnreturned where one is not answered for.
func (t *tx) unplaceBehind(place uint64, answers []replica.Answer) error {
	answered := make(map[string]bool, len(answers))
	for _, a := range answers {
		answered[a.ID] = true
	}
	var ids []string
	c := t.bucket(bucketOrder).Cursor()
	for order, id := c.Seek(number(place + 1)); order != nil; order, id = c.Next() {
		if !answered[string(id)] {
			return fmt.Errorf("%w: %s at %d", replica.ErrUnreturned, id, numberOf(order))
		}
		ids = append(ids, string(id))
	}
	for _, id := range ids {
		if err := t.unplace(id); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) unplace(id string) error {
	e, err := t.event(id)
	if err != nil {
		return err
	}
	order := numberOf(t.bucket(bucketPlaced).Get([]byte(id)))
	t.touch(e)
	return errors.Join(
		t.bucket(bucketOrder).Delete(number(order)), t.bucket(bucketPlaced).Delete([]byte(id)),
		t.bucket(bucketCases).Delete(caseKey(e.Case, placeOrdered, order)),
	)
}

// replace takes over where an event stands now. One of another installation that
// the centre did not take back is forgotten here: it is none of this folder's.
func (t *tx) replace(a replica.Answer) error {
	raw := t.bucket(bucketEvents).Get([]byte(a.ID))
	switch {
	case raw == nil:
		return fmt.Errorf("%w: %s", ErrUnknownEvent, a.ID)
	case (a.Order == 0) == (a.Refused == ""):
		return fmt.Errorf("%w: the answer to %s is neither yes nor no", ErrMalformed, a.ID)
	case a.Order > 0 && a.Hash != hash(raw):
		return fmt.Errorf("%w: the centre keeps other bytes of %s", ErrAltered, a.ID)
	}
	e, err := t.event(a.ID)
	if err != nil {
		return err
	}
	own := e.Installation == t.installation
	switch {
	case a.Refused == replica.RefusedForked && own:
		// The centre's chain of this folder's events is another. It tells it again.
		return errors.Join(t.refuse(e, a.Refused), t.dropLink(e), t.setMeta("restored", number(0)))
	case a.Order == 0 && own:
		return t.refuse(e, a.Refused)
	case a.Order == 0:
		return t.drop(bucketEvents, a.ID)
	}
	return t.place(e, a.Order)
}

// dropLink takes an event out of the chain, which goes on in another way.
func (t *tx) dropLink(e casefile.Event) error {
	if string(t.bucket(bucketChain).Get(number(e.Seq))) != e.ID {
		return nil
	}
	return t.bucket(bucketChain).Delete(number(e.Seq))
}

// offeredAgain is how many own events in front of a place have their files offered
// to the centre again: files come behind their events, on a bad line days later.
const offeredAgain = 500

// offerFiles offers the files of the latest own events to the centre again, which
// says of which it has all bytes. Whether they came before the copy was made or
// after it nobody knows any more.
func (t *tx) offerFiles(place uint64) error {
	before := 0
	c := t.bucket(bucketChain).Cursor()
	for seq, id := c.Last(); seq != nil && before < offeredAgain; seq, id = c.Prev() {
		order := numberOf(t.bucket(bucketPlaced).Get(id))
		if order == 0 {
			continue
		}
		if order <= place {
			before++
		}
		e, err := t.event(string(id))
		if err != nil {
			return err
		}
		for _, a := range e.Files() {
			if err := t.drop(bucketSent, a.Hash); err != nil {
				return err
			}
		}
		if err := t.oweFiles(e); err != nil {
			return err
		}
	}
	return nil
}
