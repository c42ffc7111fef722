package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// Local is the store as replication sees it. It is a type of its own because
// Pending asks another question of replication than of the desk.
type Local struct{ s *Store }

// Local is the store as replication sees it.
func (s *Store) Local() Local { return Local{s} }

// Pending returns the oldest events the centre has not answered for, in chain
// order up to the first gap. The first comes however large it is.
func (l Local) Pending(maxEvents, maxBytes int) ([]casefile.Event, error) {
	return l.PendingBehind(0, maxEvents, maxBytes)
}

// PendingBehind is Pending of what stands behind a place in the chain.
func (l Local) PendingBehind(seq uint64, maxEvents, maxBytes int) ([]casefile.Event, error) {
	var list []casefile.Event
	err := l.s.view(func(t *tx) (err error) {
		list, err = t.outgoing(seq, maxEvents, maxBytes)
		return err
	})
	return list, err
}

// Settle takes the centre's answers. It gives ErrAltered where the centre
// keeps other bytes or names another place than before, ErrUnknownEvent where
// it answers for what was never asked, and then takes none.
func (l Local) Settle(answers []replica.Answer) error {
	return l.s.update(func(t *tx) error {
		for _, a := range answers {
			if err := t.settle(a); err != nil {
				return err
			}
		}
		return nil
	})
}

// Cursor is where the next download starts, "" for the beginning.
func (l Local) Cursor() (string, error) {
	var cursor string
	err := l.s.view(func(t *tx) error {
		cursor = string(t.meta("cursor"))
		return nil
	})
	return cursor, err
}

// Apply takes a downloaded page over and moves the cursor. A page that came
// before changes nothing. It gives ErrMalformed for a page out of order and
// ErrAltered for one that contradicts what is known, and then takes none of it.
func (l Local) Apply(page replica.Page) error {
	return l.s.update(func(t *tx) error {
		if err := t.apply(page); err != nil || page.More || t.meta("restored") == nil {
			return err
		}
		// A restored folder knows now what the one before it had done.
		return t.drop(bucketMeta, "restored")
	})
}

func (t *tx) outgoing(behind uint64, maxEvents, maxBytes int) ([]casefile.Event, error) {
	var list []casefile.Event
	size := 0
	c := t.bucket(bucketOutbox).Cursor()
	for key, id := c.Seek(number(behind + 1)); key != nil && len(list) < maxEvents; key, id = c.Next() {
		e, err := t.event(string(id))
		if err != nil {
			return nil, err
		}
		size += len(t.bucket(bucketEvents).Get(id))
		if n := len(list); n > 0 && (size > maxBytes || e.Seq != list[n-1].Seq+1) {
			break
		}
		list = append(list, e)
	}
	return list, nil
}

func (t *tx) settle(a replica.Answer) error {
	raw := t.bucket(bucketEvents).Get([]byte(a.ID))
	switch {
	case raw == nil:
		return fmt.Errorf("%w: %s", ErrUnknownEvent, a.ID)
	case (a.Order == 0) == (a.Refused == ""):
		return fmt.Errorf("%w: the answer to %s is neither yes nor no", ErrMalformed, a.ID)
	case a.Hash != hash(raw) && (a.Hash != "" || a.Order > 0):
		return fmt.Errorf("%w: the centre keeps other bytes of %s", ErrAltered, a.ID)
	}
	e, err := t.event(a.ID)
	if err != nil {
		return err
	}
	if a.Order > 0 {
		return t.place(e, a.Order)
	}
	return t.refuse(e, a.Refused)
}

func (t *tx) apply(page replica.Page) error {
	var last uint64
	for _, o := range page.Events {
		if o.Order <= last {
			return fmt.Errorf("%w: order %d after %d", ErrMalformed, o.Order, last)
		}
		last = o.Order
		if err := t.takeOver(o); err != nil {
			return err
		}
	}
	return t.moveCursor(page, last)
}

// moveCursor sets the cursor behind a page that ends at the order last. A page
// without events may move it too: the centre skips what is not for this office.
func (t *tx) moveCursor(page replica.Page, last uint64) error {
	switch {
	case page.Next == "" && len(page.Events) > 0:
		return fmt.Errorf("%w: the page has no end", ErrMalformed)
	case page.Next == "":
		return nil
	case len(page.Events) > 0 && last <= numberOf(t.meta("high")):
		return nil // it came before and must not set the cursor back
	case len(page.Events) > 0:
		if err := t.setMeta("high", number(last)); err != nil {
			return err
		}
	}
	return t.setMeta("cursor", []byte(page.Next))
}

// takeOver keeps an event of the centre's log in its place. Own events come
// back this way too.
func (t *tx) takeOver(o replica.Ordered) error {
	e, err := casefile.Parse(o.Event)
	if err != nil {
		return fmt.Errorf("%w: order %d: %w", ErrMalformed, o.Order, err)
	}
	if e.ID == "" || e.Case == "" {
		return fmt.Errorf("%w: order %d has no id or no case", ErrMalformed, o.Order)
	}
	raw, err := compact(o.Event)
	if err != nil {
		return fmt.Errorf("%w: order %d: %w", ErrMalformed, o.Order, err)
	}
	known := t.bucket(bucketEvents).Get([]byte(e.ID))
	switch {
	case known != nil && !bytes.Equal(known, raw):
		return fmt.Errorf("%w: other bytes of %s at order %d", ErrAltered, e.ID, o.Order)
	case known == nil:
		if err := t.adopt(e, raw); err != nil {
			return err
		}
	}
	return t.place(e, o.Order)
}

// adopt keeps an event that came from outside. If this installation wrote it
// and forgot, the folder is an older copy of itself: the leased numbers may be
// on paper already and are given up, its own series go on well behind what the
// event gave, and the chain goes on behind the event.
func (t *tx) adopt(e casefile.Event, raw []byte) error {
	if e.Installation != t.installation {
		return t.bucket(bucketEvents).Put([]byte(e.ID), raw)
	}
	if t.bucket(bucketChain).Get(number(e.Seq)) == nil && e.Seq <= numberOf(t.meta("rebuilt")) {
		// The journal that this file was made anew from leaves to the centre
		// what the centre has; of the numbers it knows all.
		return errors.Join(t.bucket(bucketEvents).Put([]byte(e.ID), raw), t.bucket(bucketChain).Put(number(e.Seq), []byte(e.ID)))
	}
	if err := errors.Join(t.voidLeases(), t.skipGiven(e)); err != nil {
		return err
	}
	if e.Seq > numberOf(t.meta("seq")) {
		return t.extendChain(e, raw)
	}
	return t.bucket(bucketEvents).Put([]byte(e.ID), raw)
}

// place files an event at its global order and takes it from wherever it lay.
func (t *tx) place(e casefile.Event, order uint64) error {
	id := []byte(e.ID)
	if known := numberOf(t.bucket(bucketPlaced).Get(id)); known != 0 {
		if known != order {
			return fmt.Errorf("%w: %s moved from order %d to %d", ErrAltered, e.ID, known, order)
		}
		return nil
	}
	if other := t.bucket(bucketOrder).Get(number(order)); other != nil {
		return fmt.Errorf("%w: order %d holds %s, not %s", ErrAltered, order, other, e.ID)
	}
	if err := t.takeAway(e); err != nil {
		return err
	}
	if err := t.bucket(bucketPlaced).Put(id, number(order)); err != nil {
		return err
	}
	if err := t.bucket(bucketOrder).Put(number(order), id); err != nil {
		return err
	}
	if err := t.bucket(bucketCases).Put(caseKey(e.Case, placeOrdered, order), id); err != nil {
		return err
	}
	t.touch(e)
	if e.Installation == t.installation {
		if err := t.settleStray(e); err != nil {
			return err
		}
	}
	return t.oweFiles(e)
}

// refuse lays a pending event in the tray. A refusal that comes late changes
// nothing: what the log holds is confirmed.
func (t *tx) refuse(e casefile.Event, reason string) error {
	if t.bucket(bucketPlaced).Get([]byte(e.ID)) != nil || t.bucket(bucketTray).Get([]byte(e.ID)) != nil {
		return nil
	}
	if err := t.takeAway(e); err != nil {
		return err
	}
	t.touch(e)
	return t.find(bucketTray, e.ID, reason)
}

// takeAway removes an own event from the outbox, the tray and its pending
// place. It does nothing for an event that is not in this folder's chain.
func (t *tx) takeAway(e casefile.Event) error {
	if id := t.bucket(bucketChain).Get(number(e.Seq)); string(id) != e.ID {
		return nil
	}
	if err := t.bucket(bucketOutbox).Delete(number(e.Seq)); err != nil {
		return err
	}
	if err := t.bucket(bucketCases).Delete(caseKey(e.Case, placePending, e.Seq)); err != nil {
		return err
	}
	if err := t.drop(bucketTray, e.ID); err != nil {
		return err
	}
	return t.drop(bucketUnfit, e.ID)
}

// compact is the canonical form of JSON that may have been indented on the way.
func compact(raw json.RawMessage) ([]byte, error) {
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
