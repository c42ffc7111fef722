package central

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"onewindow/app/hub"
	"onewindow/app/replica"
)

// pageSize is how many events are read in one transaction.
const pageSize = 500

// Walk hands everything kept to visit, as it stood when it was called. What may
// change is read in one transaction. The events, which never do, are read page
// by page and handed over between transactions: one that is open for long makes
// the file grow and in the end holds the writers up.
func (s *Store) Walk(visit func(hub.Line) error) error {
	var late []hub.RefusedEvent
	var last uint64
	err := s.view(func(t *transaction) (err error) {
		w := walk{t, visit}
		if last, err = t.last(); err != nil {
			return err
		}
		if late, err = w.refused(); err != nil {
			return err
		}
		for _, step := range []func() error{w.windows, w.series, w.leases, w.records} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = s.owed(visit)
	}
	if late, err = behind(late, 0, visit, err); err != nil {
		return err
	}
	for at := uint64(1); at <= last; at += pageSize {
		page, err := s.page(at, min(at+pageSize-1, last))
		if err != nil {
			return err
		}
		for _, e := range page {
			err := visit(hub.Line{Event: &e})
			if late, err = behind(late, e.Place, visit, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// behind visits the refused entries up to a place and gives the others back. It
// does nothing after an error.
func behind(late []hub.RefusedEvent, place uint64, visit func(hub.Line) error, err error) ([]hub.RefusedEvent, error) {
	for err == nil && len(late) > 0 && late[0].Behind <= place {
		err = visit(hub.Line{Refused: &late[0]})
		late = late[1:]
	}
	return late, err
}

// page reads the events between two places, both included.
func (s *Store) page(from, to uint64) (page []hub.PlacedEvent, err error) {
	err = s.view(func(t *transaction) error {
		offices, err := walk{transaction: t}.offices(from)
		if err != nil {
			return err
		}
		for place := from; place <= to; place++ {
			raw, err := t.record(number(place))
			if err != nil {
				return err
			}
			office, err := offices(place)
			if err != nil {
				return err
			}
			page = append(page, hub.PlacedEvent{Place: place, Office: office, Raw: raw})
		}
		return nil
	})
	return page, err
}

// walk goes through one transaction.
type walk struct {
	*transaction
	visit func(hub.Line) error
}

func (w walk) windows() error {
	return w.bucket(bucketWindows).ForEach(func(k, id []byte) error {
		office, window, _ := bytes.Cut(k, []byte{0})
		return w.visit(hub.Line{Window: &hub.HeldWindow{Office: string(office), Window: string(window), Installation: string(id)}})
	})
}

func (w walk) series() error {
	return w.bucket(bucketCounters).ForEach(func(name, last []byte) error {
		return w.visit(hub.Line{Series: &hub.Series{Name: string(name), Last: value(last)}})
	})
}

func (w walk) leases() error {
	return w.bucket(bucketLeases).ForEach(func(_, raw []byte) error {
		var l replica.Lease
		if err := json.Unmarshal(raw, &l); err != nil {
			return fmt.Errorf("central: read a lease: %w", err)
		}
		return w.visit(hub.Line{Lease: &l})
	})
}

func (w walk) records() error {
	return w.bucket(bucketRecords).ForEach(func(name, kept []byte) error {
		return w.visit(hub.Line{Record: &hub.NamedRecord{Name: string(name), Bytes: bytes.Clone(kept)}})
	})
}

// namedAtOnce is how many named files are looked at in one transaction.
const namedAtOnce = 5000

// owed visits the files that their offices have not brought, page by page: there may
// be as many names as there are files. One that is brought meanwhile is none of them.
func (s *Store) owed(visit func(hub.Line) error) error {
	var from []byte
	for done := false; !done; {
		var page []hub.OwedFile
		err := s.view(func(t *transaction) error {
			page = nil
			c := t.bucket(bucketFiles).Cursor()
			key, size := c.Seek(from)
			for n := 0; key != nil && n < namedAtOnce; n++ {
				if len(size) > 8 {
					office, hash, _ := bytes.Cut(key, []byte{0})
					page = append(page, hub.OwedFile{Office: string(office), Hash: string(hash)})
				}
				key, size = c.Next()
			}
			from, done = bytes.Clone(key), key == nil
			return nil
		})
		for _, o := range page {
			if err == nil {
				err = visit(hub.Line{Owed: &o})
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// refused lists the refused entries by the places they came behind; those of one
// installation are in its chain's order already.
func (w walk) refused() ([]hub.RefusedEvent, error) {
	var list []hub.RefusedEvent
	err := w.bucket(bucketRefused).ForEach(func(_, kept []byte) error {
		r, err := readRefused(kept)
		list = append(list, r)
		return err
	})
	slices.SortStableFunc(list, func(a, b hub.RefusedEvent) int { return cmp.Compare(a.Behind, b.Behind) })
	return list, err
}

func readRefused(kept []byte) (hub.RefusedEvent, error) {
	var r refused
	if err := json.Unmarshal(kept, &r); err != nil {
		return hub.RefusedEvent{}, fmt.Errorf("central: read a refused entry: %w", err)
	}
	return hub.RefusedEvent(r), nil
}

// offices tells whose event is at a place. Asked in their order from a place on,
// it goes along with a cursor for each office.
func (w walk) offices(from uint64) (func(place uint64) (string, error), error) {
	ahead := map[string]*cursor{}
	next := map[uint64]string{} // the next place of each office
	c := w.bucket(bucketOffices).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Seek(past(string(k[:bytes.IndexByte(k, 0)]))) {
		if bytes.IndexByte(k, 0) < 0 {
			return nil, fmt.Errorf("%w: an office without a name", hub.ErrDamaged)
		}
		office := string(k[:bytes.IndexByte(k, 0)])
		ahead[office] = w.bucket(bucketOffices).Cursor()
		if at, _ := ahead[office].Seek(append(first(office), number(from)...)); under(first(office), at) {
			next[value(at[len(office)+1:])] = office
		}
	}
	return func(place uint64) (string, error) {
		office, ok := next[place]
		if !ok {
			return "", fmt.Errorf("%w: place %d belongs to no office", hub.ErrDamaged, place)
		}
		delete(next, place)
		if k, _ := ahead[office].Next(); under(first(office), k) {
			next[value(k[len(office)+1:])] = office
		}
		return office, nil
	}, nil
}
