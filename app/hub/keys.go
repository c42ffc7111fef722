package hub

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// recordKeys names the record that holds the signed list of keys and documents.
const recordKeys = "keys"

// roll remembers the list in force: every request asks for it.
type roll struct {
	mu     sync.Mutex
	signed []byte
	list   seal.List
}

// listed is the list in force, as it reads and as it is signed.
func (h *Hub) listed(from records) (seal.List, []byte, error) {
	signed, err := from.Record(recordKeys)
	if err != nil {
		return seal.List{}, nil, err
	}
	h.roll.mu.Lock()
	defer h.roll.mu.Unlock()
	if h.roll.signed == nil || !bytes.Equal(signed, h.roll.signed) {
		list, err := seal.OpenList(signed, h.issuer.public())
		if errors.Is(err, seal.UnknownKey) { // another process on the log made a new key
			if err = h.issuer.reload(from); err == nil {
				list, err = seal.OpenList(signed, h.issuer.public())
			}
		}
		if err != nil {
			return seal.List{}, nil, fmt.Errorf("%w: the list of keys: %w", ErrDamaged, err)
		}
		h.roll.signed, h.roll.list = signed, list
	}
	return h.roll.list, h.roll.signed, nil
}

// begin makes the first list, which names the first issuing key.
func (h *Hub) begin(tx Tx) error {
	kept, err := tx.Record(recordKeys)
	if err != nil || kept != nil {
		return err
	}
	return h.keep(tx, h.issuer.newest(), seal.List{Issuing: []seal.Successor{{Key: h.issuer.public(), From: h.today()}}})
}

// keep signs the list as the next one and keeps it.
func (h *Hub) keep(tx Tx, by *seal.PrivateKey, l seal.List) (err error) {
	if l.Serial, err = serialAfter(tx, l.Serial, h.Now()); err != nil {
		return err
	}
	l.Issued = h.today()
	signed, err := seal.SignList(by, l, h.Random)
	if err != nil {
		return err
	}
	return tx.Keep(recordKeys, signed)
}

func (h *Hub) today() workday.Date { return workday.DateOf(h.Now()) }

// keys hands the list to whoever asks.
func (h *Hub) keys(request) (answer, error) {
	_, signed, err := h.listed(h.Log)
	return answer{status: http.StatusOK, body: replica.Keys{List: signed}}, err
}

// Keys is the list in force.
func (h *Hub) Keys() (seal.List, error) {
	list, _, err := h.listed(h.Log)
	return list, err
}

// strike puts the certificates on the list that an event ended: all of a case
// that was revoked, and the edition that another one took the place of.
func (in *intake) strike(before, after casefile.Case) error {
	ended, err := endedBy(before, after, in.hub.today())
	if err != nil || len(ended) == 0 {
		return err
	}
	list, _, err := in.hub.listed(in.tx)
	if err != nil {
		return err
	}
	list.Documents = append(slices.Clip(list.Documents), ended...)
	return in.hub.keep(in.tx, in.hub.issuer.newest(), list)
}

func endedBy(before, after casefile.Case, today workday.Date) ([]seal.Withdrawal, error) {
	var ended []seal.Withdrawal
	for _, k := range before.Certificates {
		now, _ := after.Certificate(k.Document)
		w := seal.Withdrawal{Verdict: seal.Superseded, On: today}
		switch {
		case after.State == casefile.StateRevoked && before.State != casefile.StateRevoked:
			w.Verdict, w.On = seal.Withdrawn, after.Revocation.On
		case now.Payload == k.Payload:
			continue
		}
		signed, err := seal.Parse(k.Payload)
		if err != nil {
			return nil, fmt.Errorf("hub: the payload of %s in case %s: %w", k.Document, before.ID, err)
		}
		w.Mark = signed.Mark()
		ended = append(ended, w)
	}
	return ended, nil
}

// strikeKey puts the key of an installation on the list.
func (h *Hub) strikeKey(tx Tx, k seal.RevokedKey) error {
	list, _, err := h.listed(tx)
	if err != nil || slices.Contains(list.Keys, k) {
		return err
	}
	list.Keys = append(slices.Clip(list.Keys), k)
	return h.keep(tx, h.issuer.newest(), list)
}

// RotateKey makes a new issuing key that the present one certifies, certifies
// the installations anew with it and gives back its id. Paper that the earlier
// keys signed stays genuine. With a day, the earlier key counts as taken back
// from then on: what it signed on that day or later is not believed.
//
// The private half of a key that was followed signs nothing any more; it stays
// in the log only where the log cannot forget it.
func (h *Hub) RotateKey(revokedFrom workday.Date) (seal.KeyID, error) {
	key, err := seal.GenerateKey(h.Random)
	if err != nil {
		return seal.KeyID{}, err
	}
	private, err := key.Bytes()
	if err != nil {
		return seal.KeyID{}, err
	}
	all, err := h.Log.Installations()
	if err != nil {
		return seal.KeyID{}, err
	}
	next := &issuer{key: key, random: h.Random}
	err = h.Log.Write(func(tx Tx) error {
		list, _, err := h.listed(tx)
		if err != nil {
			return err
		}
		rosters, err := h.rosters(tx)
		if err != nil {
			return err
		}
		successor, err := seal.Succeed(h.issuer.newest(), key.Public(), h.today(), h.Random)
		if err != nil {
			return err
		}
		list.Issuing = append(slices.Clip(list.Issuing), successor)
		if !revokedFrom.IsZero() {
			list.Keys = append(slices.Clip(list.Keys), seal.RevokedKey{Key: h.issuer.newest().ID(), From: revokedFrom})
		}
		return errors.Join(tx.Keep(recordIssuing, private), h.keep(tx, key, list), next.certifyAll(tx, all), h.resign(tx, key, rosters))
	})
	if err != nil {
		return seal.KeyID{}, err
	}
	h.issuer.take(key)
	return key.ID(), nil
}

// certifyAll gives installations a certificate by this key: who joins later
// checks its neighbours by it. One whose window was freed keeps what it has.
func (s *issuer) certifyAll(tx Tx, all []Installation) error {
	for _, i := range all {
		holder, _, err := tx.Holder(i.Office, i.Window)
		if err != nil {
			return err
		}
		if holder != i.ID {
			continue
		}
		fresh, err := s.certify(i)
		if err != nil {
			return err
		}
		if err := tx.Enrol(fresh); err != nil {
			return err
		}
	}
	return nil
}
