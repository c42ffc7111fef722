package store

import (
	"bytes"
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
	if news, err := l.news(page); err != nil || !news {
		return err
	}
	ready, err := l.s.makeReady(page)
	if err != nil {
		return err
	}
	return l.s.update(func(t *tx) error {
		if page.Epoch != t.epoch() {
			return fmt.Errorf("%w: a page of epoch %d in epoch %d", ErrMalformed, page.Epoch, t.epoch())
		}
		if err := t.apply(ready); err != nil {
			return err
		}
		return t.recall(page)
	})
}

// news says whether there is anything in a page. Most of the many that come in a
// day are empty.
func (l Local) news(page replica.Page) (news bool, err error) {
	if len(page.Events) > 0 {
		return true, nil
	}
	err = l.s.view(func(t *tx) error {
		news = t.meta("restored") != nil
		return nil
	})
	return news, err
}

// Restored says whether the folder was restored and has not heard since what the
// one before it had done; behind is the place in its chain behind which it has to
// be told what was refused.
func (l Local) Restored() (behind uint64, is bool, err error) {
	err = l.s.view(func(t *tx) error {
		mark := t.meta("restored")
		behind, is = numberOf(mark), mark != nil
		return nil
	})
	return behind, is, err
}

// Doubt makes the folder one that was restored and has to hear the centre first:
// what the centre knows of its chain is not what the folder does.
func (l Local) Doubt() error {
	return l.s.update(func(t *tx) error { return t.setMeta("restored", number(0)) })
}

// Succeed leaves those numbers of its own series out that may be on paper of the
// machine that stood at this window before.
func (l Local) Succeed() error { return l.s.update((*tx).skipNumbers) }

func (t *tx) outgoing(behind uint64, maxEvents, maxBytes int) ([]casefile.Event, error) {
	var list []casefile.Event
	size := 0
	events := t.bucket(bucketEvents)
	c := t.bucket(bucketOutbox).Cursor()
	for key, id := c.Seek(number(behind + 1)); key != nil && len(list) < maxEvents; key, id = c.Next() {
		raw := events.Get(id)
		e, err := parsed(string(id), raw)
		if err != nil {
			return nil, err
		}
		size += len(raw)
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
	e, err := parsed(a.ID, raw)
	if err != nil {
		return err
	}
	t.events[e.ID] = e
	if a.Order > 0 {
		return t.place(e, a.Order)
	}
	return t.refuse(e, a.Refused)
}

func (t *tx) apply(page *ready) error {
	t.foreseen = page.foreseen
	t.events = make(map[string]casefile.Event, len(page.arrivals))
	var last uint64
	for _, a := range page.arrivals {
		if a.order <= last {
			return fmt.Errorf("%w: order %d after %d", ErrMalformed, a.order, last)
		}
		last = a.order
		if err := t.takeOver(a); err != nil {
			return err
		}
	}
	return t.moveCursor(page.Page, last)
}

// moveCursor sets the cursor behind a page that ends at the order last. A page that
// came before must not set it back, nor one without events: that may be the end of
// what a stick of long ago asked for, and behind it there would be nothing new.
func (t *tx) moveCursor(page replica.Page, last uint64) error {
	switch {
	case len(page.Events) == 0 || page.Next != "" && last <= numberOf(t.meta("high")):
		return nil
	case page.Next == "":
		return fmt.Errorf("%w: the page has no end", ErrMalformed)
	}
	return errors.Join(t.setMeta("high", number(last)), t.setMeta("cursor", []byte(page.Next)))
}

// takeOver keeps an event of the centre's log in its place. Own events come
// back this way too.
func (t *tx) takeOver(a arrival) error {
	e := a.event
	t.events[e.ID] = e
	known := t.bucket(bucketEvents).Get([]byte(e.ID))
	if known != nil && !bytes.Equal(known, a.raw) {
		return fmt.Errorf("%w: other bytes of %s at order %d", ErrAltered, e.ID, a.order)
	}
	if e.Installation == t.installation {
		if known == nil {
			if err := t.adopt(e, a.raw); err != nil {
				return err
			}
		}
		return t.place(e, a.order)
	}
	if known == nil {
		if err := t.put(a.log); err != nil {
			return err
		}
	}
	return t.placeOthers(e, a.order, a.places)
}

// recall takes over what a restored folder has to be told of the events that the
// centre refused, each into the tray. With the last of them the folder knows what
// the one before it had done.
func (t *tx) recall(page replica.Page) error {
	if t.meta("restored") == nil {
		return nil
	}
	for _, r := range page.Refused {
		e, err := casefile.Parse(r.Event)
		if err != nil || e.Installation != t.installation || e.Seq != r.Seq {
			return fmt.Errorf("%w: the refused event at %d: %w", ErrMalformed, r.Seq, err)
		}
		if err := t.recallOne(e, r); err != nil {
			return err
		}
	}
	switch n := len(page.Refused); {
	case page.Told:
		return t.drop(bucketMeta, "restored")
	case n > 0:
		return t.setMeta("restored", number(page.Refused[n-1].Seq))
	}
	return nil
}

func (t *tx) recallOne(e casefile.Event, r replica.Refusal) error {
	known := t.bucket(bucketEvents).Get([]byte(e.ID))
	if known == nil {
		if err := t.adopt(e, r.Event); err != nil {
			return err
		}
		return t.refuse(e, r.Reason)
	}
	if !bytes.Equal(known, r.Event) {
		return fmt.Errorf("%w: other bytes of %s were refused", ErrAltered, e.ID)
	}
	return t.refuse(e, r.Reason)
}

// adopt keeps an event that this installation wrote and forgot. The folder is an
// older copy of itself: the leased numbers may be on paper already and are given
// up, its own series go on well behind what the event gave, and the chain goes on
// behind the event.
func (t *tx) adopt(e casefile.Event, raw []byte) error {
	if t.bucket(bucketChain).Get(number(e.Seq)) == nil && e.Seq <= numberOf(t.meta("rebuilt")) {
		// The journal that this file was made anew from leaves to the centre
		// what the centre has; of the numbers it knows all.
		return errors.Join(t.bucket(bucketEvents).Put([]byte(e.ID), raw), t.bucket(bucketChain).Put(number(e.Seq), []byte(e.ID)))
	}
	if err := errors.Join(t.voidLeases(), t.skipGiven(e)); err != nil {
		return err
	}
	holder := t.bucket(bucketChain).Get(number(e.Seq))
	if holder != nil {
		if err := t.layForkAside(e.Seq); err != nil {
			return err
		}
	}
	// Events that were refused come behind the confirmed ones, and stand between them.
	if last := t.meta("seq"); e.Seq > numberOf(last) || t.bucket(bucketChain).Get(last) == nil {
		return t.extendChain(e, raw)
	}
	return errors.Join(t.bucket(bucketEvents).Put([]byte(e.ID), raw), t.bucket(bucketChain).Put(number(e.Seq), []byte(e.ID)))
}

// layForkAside lays into the tray what waits from a place in the chain on, where
// the chain goes on in another way at the centre. That happens where what a folder
// had sent on a stick before its disk failed comes to the centre after the folder
// was restored and worked with.
func (t *tx) layForkAside(from uint64) error {
	waiting, err := t.waiting(from)
	for _, e := range waiting {
		if err == nil {
			err = t.refuse(e, replica.RefusedForked)
		}
		if err == nil {
			err = t.bucket(bucketChain).Delete(number(e.Seq))
		}
	}
	return err
}

// waiting are the events in the outbox from a place in the chain on.
func (t *tx) waiting(from uint64) ([]casefile.Event, error) {
	var list []casefile.Event
	c := t.bucket(bucketOutbox).Cursor()
	for key, id := c.Seek(number(from)); key != nil; key, id = c.Next() {
		e, err := t.event(string(id))
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// place files an event at its global order and takes it from wherever it lay.
func (t *tx) place(e casefile.Event, order uint64) error {
	if there, err := t.stands(e, order); there || err != nil {
		return err
	}
	if t.staysInPlace(e, order) {
		t.confirm(e.Case)
	} else {
		t.touch(e)
	}
	if err := t.takeAway(e); err != nil {
		return err
	}
	if err := t.putAll(t.places(e, order)...); err != nil {
		return err
	}
	if e.Installation == t.installation {
		if err := t.settleStray(e); err != nil {
			return err
		}
	}
	return t.oweFiles(e)
}

// placeOthers files an event of another installation, which lay nowhere before.
func (t *tx) placeOthers(e casefile.Event, order uint64, places []sealed) error {
	if there, err := t.stands(e, order); there || err != nil {
		return err
	}
	t.touch(e)
	return t.putAll(places...)
}

// stands says whether an event has its place in the global order already.
func (t *tx) stands(e casefile.Event, order uint64) (bool, error) {
	if known := numberOf(t.bucket(bucketPlaced).Get([]byte(e.ID))); known != 0 {
		if known != order {
			return true, fmt.Errorf("%w: %s moved from order %d to %d", ErrAltered, e.ID, known, order)
		}
		return true, nil
	}
	if other := t.bucket(bucketOrder).Get(number(order)); other != nil {
		return false, fmt.Errorf("%w: order %d holds %s, not %s", ErrAltered, order, other, e.ID)
	}
	return false, nil
}

// places says of an event where it stands, and of its place what stands there.
func (s *sealer) places(e casefile.Event, order uint64) []sealed {
	id := []byte(e.ID)
	return []sealed{
		s.seal(bucketPlaced, id, number(order)),
		s.seal(bucketOrder, number(order), id),
		s.seal(bucketCases, caseKey(e.Case, placeOrdered, order), id),
	}
}

// staysInPlace says whether an event that waits stands among those of its case
// where it will stand at its global order: behind all that the centre has placed
// there and before all others that wait. Its case is the same then.
func (t *tx) staysInPlace(e casefile.Event, order uint64) bool {
	if e.OfLogBook() || e.Installation != t.installation {
		return false
	}
	next := t.bucket(bucketCases).keyFrom(caseKey(e.Case, placeOrdered, order))
	return bytes.Equal(next, caseKey(e.Case, placePending, e.Seq))
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
	if err := t.find(bucketTray, e.ID, reason); err != nil {
		return err
	}
	return t.settledBefore(e)
}

// settledBefore takes an event out of the tray again that a person has settled, as
// a restored folder may hear of the word before it hears of the refusal.
func (t *tx) settledBefore(e casefile.Event) error {
	list, err := t.filed(casefile.SettledIn(e))
	if err != nil {
		return err
	}
	for _, word := range list {
		if word.Installation != t.installation {
			continue
		}
		if err := t.settleStray(word.Event); err != nil {
			return err
		}
	}
	return nil
}

// takeAway removes an own event from the outbox, the tray and its pending
// place. It does nothing for an event that is not in this folder's chain.
func (t *tx) takeAway(e casefile.Event) error {
	if e.Installation != t.installation {
		return nil
	}
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
