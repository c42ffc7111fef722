package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/desk"
)

// The two kinds of places in a case; the centre's come first.
const (
	placeOrdered = 0
	placePending = 1
)

// filed is an event in its place in a case.
type filed struct {
	casefile.Event
	pending bool
}

// finding is why and since when an event lies where it lies.
type finding struct {
	Reason  string    `json:"reason"`
	Since   time.Time `json:"since"`
	Settled string    `json:"settled,omitempty"` // id of the event by which a person closed it
}

// Case folds the case: the centre's events, then this counter's own.
func (s *Store) Case(id string) (casefile.Case, error) {
	var c casefile.Case
	err := s.view(func(t *tx) (err error) {
		c, err = t.fold(id)
		return err
	})
	return c, err
}

// Pending says whether the centre still has to confirm part of the case.
func (s *Store) Pending(id string) (bool, error) {
	var pending bool
	err := s.view(func(t *tx) error {
		pending = t.waits(id)
		return nil
	})
	return pending, err
}

// waits says whether events of a case wait for the centre.
func (t *tx) waits(caseID string) bool {
	prefix := append(casePrefix(caseID), placePending)
	return bytes.HasPrefix(t.bucket(bucketCases).keyFrom(prefix), prefix)
}

// Outbox tells what waits for the centre.
func (s *Store) Outbox() (desk.Outbox, error) {
	var box desk.Outbox
	err := s.view(func(t *tx) error {
		box.Events = t.count(bucketOutbox)
		if _, id := t.bucket(bucketOutbox).Cursor().First(); id != nil {
			oldest, err := t.event(string(id))
			if err != nil {
				return err
			}
			box.Oldest = oldest.At
		}
		left, _, err := t.stock(acceptance, t.now.Year())
		box.Numbers = left
		return err
	})
	return box, err
}

// Waiting lists the oldest own events that the centre has not answered for.
func (s *Store) Waiting(most int) ([]casefile.Event, error) {
	var list []casefile.Event
	err := s.view(func(t *tx) error {
		c := t.bucket(bucketOutbox).Cursor()
		for key, id := c.First(); key != nil && len(list) < most; key, id = c.Next() {
			e, err := t.event(string(id))
			if err != nil {
				return err
			}
			list = append(list, e)
		}
		return nil
	})
	return list, err
}

// OwnOf folds the case of what this counter wrote, refused events too.
// desk.ErrUnknownCase where it wrote nothing.
func (s *Store) OwnOf(id string) (casefile.Case, error) {
	var own []casefile.Event
	err := s.view(func(t *tx) error {
		listed, err := t.filed(id)
		if err != nil {
			return err
		}
		for _, e := range listed {
			if e.Installation == t.installation {
				own = append(own, e.Event)
			}
		}
		refused, err := t.refusedOf(id)
		own = append(own, refused...)
		return err
	})
	if err == nil && len(own) == 0 {
		err = fmt.Errorf("%w: %s", desk.ErrUnknownCase, id)
	}
	slices.SortFunc(own, func(a, b casefile.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	return casefile.Fold(own), err
}

// refusedOf lists the events of a case that the centre refused.
func (t *tx) refusedOf(caseID string) ([]casefile.Event, error) {
	var list []casefile.Event
	err := t.bucket(bucketTray).ForEach(func(id, _ []byte) error {
		e, err := t.event(string(id))
		if err == nil && e.Case == caseID {
			list = append(list, e)
		}
		return err
	})
	return list, err
}

// Tray lists own events the centre refused, and pending ones that no longer
// fit behind the centre's, longest first.
func (s *Store) Tray() ([]desk.Stray, error) {
	var strays []desk.Stray
	err := s.view(func(t *tx) error {
		for _, name := range []bucket{bucketTray, bucketUnfit} {
			list, err := t.strays(name)
			if err != nil {
				return err
			}
			strays = append(strays, list...)
		}
		return nil
	})
	slices.SortStableFunc(strays, func(a, b desk.Stray) int { return a.Since.Compare(b.Since) })
	return strays, err
}

func (t *tx) strays(name bucket) ([]desk.Stray, error) {
	var list []desk.Stray
	err := t.bucket(name).ForEach(func(key, raw []byte) error {
		var f finding
		if err := decode(name, key, raw, &f); err != nil {
			return err
		}
		if f.Settled != "" {
			return nil
		}
		e, err := t.event(string(key))
		if err != nil {
			return err
		}
		list = append(list, desk.Stray{Event: e, Reason: f.Reason, Since: f.Since, Unasked: name == bucketUnfit})
		return nil
	})
	return list, err
}

// fold makes the case of its events, with what this transaction added.
func (t *tx) fold(id string) (casefile.Case, error) {
	list, err := t.filed(id)
	if err != nil {
		return casefile.Case{}, err
	}
	if len(list) == 0 {
		return casefile.Case{}, fmt.Errorf("%w: %s", desk.ErrUnknownCase, id)
	}
	return folded(list), nil
}

func folded(list []filed) casefile.Case {
	events := make([]casefile.Event, len(list))
	for i, e := range list {
		events[i] = e.Event
	}
	return casefile.Fold(events)
}

// filed lists the events of a case in their order.
func (t *tx) filed(caseID string) ([]filed, error) {
	var list []filed
	prefix := casePrefix(caseID)
	c := t.bucket(bucketCases).Cursor()
	for key, id := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, id = c.Next() {
		e, err := t.event(string(id))
		if err != nil {
			return nil, err
		}
		list = append(list, filed{e, key[len(prefix)] == placePending})
	}
	return list, nil
}

// event reads a kept event.
func (t *tx) event(id string) (casefile.Event, error) {
	if e, known := t.events[id]; known {
		return e, nil
	}
	return parsed(id, t.bucket(bucketEvents).Get([]byte(id)))
}

// parsed is a kept event of its bytes.
func parsed(id string, raw []byte) (casefile.Event, error) {
	if raw == nil {
		return casefile.Event{}, fmt.Errorf("%w: event %s is missing", ErrDamaged, id)
	}
	e, err := casefile.Parse(raw)
	if err != nil {
		return casefile.Event{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return e, nil
}

// append gives an own event its place in the chain, in the case and in the outbox.
func (t *tx) append(e casefile.Event) error {
	if e.ID == "" || e.Case == "" {
		return fmt.Errorf("%w: an event needs an id and a case", ErrMalformed)
	}
	if t.bucket(bucketEvents).Get([]byte(e.ID)) != nil {
		return fmt.Errorf("%w: event %s is there already", ErrMalformed, e.ID)
	}
	if t.meta("restored") != nil {
		return desk.ErrCatchingUp
	}
	e.Installation = t.installation
	e.Seq = numberOf(t.meta("seq")) + 1
	e.Prev = string(t.meta("head"))
	raw, err := e.Bytes()
	if err != nil {
		return err
	}
	if err := t.extendChain(e, raw); err != nil {
		return err
	}
	if err := t.bucket(bucketOutbox).Put(number(e.Seq), []byte(e.ID)); err != nil {
		return err
	}
	t.touch(e)
	t.events[e.ID] = e
	if err := t.bucket(bucketCases).Put(caseKey(e.Case, placePending, e.Seq), []byte(e.ID)); err != nil {
		return err
	}
	return t.settleStray(e)
}

// settleStray takes an event out of the tray, if e is a person's word on it. The
// finding stays, so that nothing is forgotten.
func (t *tx) settleStray(e casefile.Event) error {
	if e.Kind != casefile.KindStraySettled {
		return nil
	}
	var word casefile.StraySettled
	if err := json.Unmarshal(e.Body, &word); err != nil {
		return fmt.Errorf("%w: event %s: %w", ErrMalformed, e.ID, err)
	}
	var f finding
	if found, err := t.read(bucketTray, word.Event, &f); err != nil || !found {
		return err
	}
	f.Settled = e.ID
	return t.write(bucketTray, word.Event, f)
}

// extendChain keeps an event of this installation as its latest.
func (t *tx) extendChain(e casefile.Event, raw []byte) error {
	if err := t.bucket(bucketEvents).Put([]byte(e.ID), raw); err != nil {
		return err
	}
	if err := t.bucket(bucketChain).Put(number(e.Seq), []byte(e.ID)); err != nil {
		return err
	}
	if err := t.setMeta("seq", number(e.Seq)); err != nil {
		return err
	}
	return t.setMeta("head", []byte(hash(raw)))
}

// refold makes the rows of the changed cases anew and notes which pending
// events fit no longer. It goes along the keys: bbolt likes that best.
func (t *tx) refold() error {
	for _, id := range slices.Sorted(maps.Keys(t.touched)) {
		if t.touched[id] == confirmed {
			if err := t.confirmRow(id); err != nil {
				return err
			}
			continue
		}
		list, err := t.filed(id)
		if err != nil {
			return err
		}
		f, err := t.foldingOf(id, list)
		if err != nil {
			return err
		}
		if err := t.noteUnfit(list, f.misfits); err != nil {
			return err
		}
		if err := t.setRow(id, f); err != nil {
			return err
		}
	}
	return nil
}

// confirm notes that an event of a case waits no longer and stands where it stood.
func (t *tx) confirm(caseID string) {
	t.touched[caseID] = max(t.touched[caseID], confirmed)
}

// confirmRow says in the row of a case whether events of it still wait. Nothing
// else of the row changes by their being confirmed.
func (t *tx) confirmRow(id string) error {
	raw := t.bucket(bucketRows).Get([]byte(id))
	if raw == nil {
		return nil
	}
	row, err := decodeRow(id, raw)
	if err != nil || row.Pending == t.waits(id) {
		return err
	}
	row.Pending = !row.Pending
	if raw, err = encodeRow(row); err != nil {
		return err
	}
	known, err := t.unlisted(id)
	if err != nil {
		return err
	}
	if known != nil {
		t.changes = append(t.changes, known.with(row))
	}
	return t.bucket(bucketRows).Put([]byte(id), raw)
}

func (t *tx) noteUnfit(list []filed, misfits []casefile.Misfit) error {
	reasons := make(map[string]string, len(misfits))
	for _, m := range misfits {
		reasons[m.Event] = m.Reason
	}
	for _, e := range list {
		if !e.pending && e.Installation != t.installation {
			continue // it has never waited here
		}
		reason := reasons[e.ID]
		if !e.pending || reason == "" {
			if err := t.drop(bucketUnfit, e.ID); err != nil {
				return err
			}
			continue
		}
		if err := t.find(bucketUnfit, e.ID, reason); err != nil {
			return err
		}
	}
	return nil
}

// find notes a finding. The time of the first one stays.
func (t *tx) find(name bucket, id, reason string) error {
	f := finding{Since: t.now}
	if _, err := t.read(name, id, &f); err != nil {
		return err
	}
	f.Reason = reason
	return t.write(name, id, f)
}

// setRow keeps the row of a case. A case without one lawful event, whose
// receipt was refused, has no row: its events lie in the tray.
func (t *tx) setRow(id string, f *folding) error {
	if err := t.unlist(id, f); err != nil {
		return err
	}
	if f.row == nil {
		return t.drop(bucketRows, id)
	}
	return t.put(f.kept)
}

// rowOf is the row of a case, nil for none.
func rowOf(c casefile.Case, list []filed) *casefile.Summary {
	if c.State == casefile.StateNone {
		return nil
	}
	row := c.Summary()
	// Pending events stand last.
	row.Pending = list[len(list)-1].pending
	return &row
}

// encodeRow is a row as it is kept; nothing of none.
func encodeRow(row *casefile.Summary) ([]byte, error) {
	if row == nil {
		return nil, nil
	}
	raw, err := json.Marshal(row)
	if err != nil {
		return nil, fmt.Errorf("encode the row of %s: %w", row.ID, err)
	}
	return raw, nil
}

// caseKey is the key under which an event stands in its case. The length in
// front keeps one id from being the beginning of another.
func caseKey(caseID string, place byte, n uint64) []byte {
	return binary.BigEndian.AppendUint64(append(casePrefix(caseID), place), n)
}

func casePrefix(caseID string) []byte {
	key := make([]byte, 0, 2+len(caseID)+9)
	key = binary.BigEndian.AppendUint16(key, uint16(min(len(caseID), bbolt.MaxKeySize)))
	return append(key, caseID...)
}

// hash is the hex SM3 of the canonical bytes of an event.
func hash(raw []byte) string {
	sum := sm3.Sum(raw)
	return hex.EncodeToString(sum[:])
}
