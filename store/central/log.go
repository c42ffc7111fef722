package central

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// Write runs action as one durable transaction. Actions that arrive together
// share one commit; one that fails takes no other with it. What the actions are
// about needs no fetching here.
func (s *Store) Write(action func(hub.Tx) error, _ ...hub.Entry) error {
	return guarded(func() error {
		return s.db.Batch(func(b *bbolt.Tx) error { return writing(b, func(t *transaction) error { return action(t) }) })
	})
}

// After returns the events of the office behind a place.
func (s *Store) After(office string, place uint64, limit, maxBytes int) (hub.Stretch, error) {
	var found hub.Stretch
	err := s.view(func(t *transaction) (err error) {
		if found.Last, err = t.last(); err != nil {
			return err
		}
		c := t.bucket(bucketOffices).Cursor()
		prefix, bytes := first(office), 0
		for k, _ := c.Seek(append(first(office), number(place+1)...)); under(prefix, k); k, _ = c.Next() {
			if len(found.Events) > 0 && (len(found.Events) >= limit || bytes >= maxBytes) {
				found.More = true
				return nil
			}
			at := k[len(prefix):]
			raw, err := t.record(at)
			if err != nil {
				return err
			}
			found.Events = append(found.Events, replica.Ordered{Order: value(at), Event: raw})
			bytes += len(raw)
		}
		return nil
	})
	return found, err
}

// Case returns the events of a case in the global order.
func (s *Store) Case(id string) ([]casefile.Event, error) {
	var events []casefile.Event
	err := s.view(func(t *transaction) (err error) {
		events, err = t.Case(id)
		return err
	})
	return events, err
}

// Find says which case of the office carries a number.
func (s *Store) Find(office, number string) (caseID string, ok bool, err error) {
	err = s.view(func(t *transaction) (err error) {
		caseID, ok, err = t.Find(office, number)
		return err
	})
	return caseID, ok, err
}

// Refused lists entries that found no place.
func (s *Store) Refused(installation string, seq uint64, limit int) ([]hub.RefusedEvent, error) {
	var list []hub.RefusedEvent
	err := s.view(func(t *transaction) error {
		c := t.bucket(bucketRefused).Cursor()
		behind := append(first(installation), number(seq)...)
		for k, kept := c.Seek(behind); k != nil && len(list) < limit; k, kept = c.Next() {
			if bytes.Equal(k, behind) {
				continue
			}
			r, err := readRefused(kept)
			if err != nil {
				return err
			}
			if r.Place > 0 {
				continue
			}
			list = append(list, r)
		}
		return nil
	})
	return list, err
}

// Cases lists ids of cases behind one.
func (s *Store) Cases(behind string, limit int) ([]string, error) {
	var ids []string
	err := s.view(func(t *transaction) error {
		c := t.bucket(bucketCases).Cursor()
		for k, _ := c.Seek(past(behind)); k != nil && len(ids) < limit; k, _ = c.Seek(past(ids[len(ids)-1])) {
			id, _, _ := bytes.Cut(k, []byte{0})
			ids = append(ids, string(id))
		}
		return nil
	})
	return ids, err
}

// past is where the keys behind those of a first part begin.
func past(name string) []byte {
	if name == "" {
		return nil
	}
	return append([]byte(name), 1)
}

// Record is what was kept under a name, nil for nothing.
func (s *Store) Record(name string) (record []byte, err error) {
	err = s.view(func(t *transaction) (err error) {
		record, err = t.Record(name)
		return err
	})
	return record, err
}

// Installation is the enrolled installation with that id.
func (s *Store) Installation(id string) (i hub.Installation, ok bool, err error) {
	err = s.view(func(t *transaction) (err error) {
		i, ok, err = t.Installation(id)
		return err
	})
	return i, ok, err
}

// Installations lists all installations, by id.
func (s *Store) Installations() ([]hub.Installation, error) {
	var list []hub.Installation
	err := s.view(func(t *transaction) error {
		return t.bucket(bucketInstallations).ForEach(func(id, raw []byte) error {
			var i hub.Installation
			if err := json.Unmarshal(raw, &i); err != nil {
				return fmt.Errorf("%w: installation %s: %w", hub.ErrDamaged, id, err)
			}
			list = append(list, i)
			return nil
		})
	})
	return list, err
}

// NamedFile is a file that an event of the office has named.
func (s *Store) NamedFile(office, hash string) (f hub.NamedFile, ok bool, err error) {
	err = s.view(func(t *transaction) error {
		f, ok = t.namedFile(office, hash)
		return nil
	})
	return f, ok, err
}

// IssuingKey is the private key of the centre.
func (s *Store) IssuingKey(create func() ([]byte, error)) ([]byte, error) {
	var key []byte
	err := s.update(func(t *transaction) error {
		meta := t.bucket(bucketMeta)
		if kept := meta.Get([]byte("issuing-key")); kept != nil {
			key = append([]byte(nil), kept...)
			return nil
		}
		made, err := create()
		if err != nil {
			return err
		}
		key = made
		return meta.Put([]byte("issuing-key"), made)
	})
	return key, err
}
