package postgres

import (
	"errors"
	"fmt"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// transaction is the inside of one action: its own changes over those of the
// actions before it over what the database has.
type transaction struct {
	group *group
	*changes
}

// seen looks a fact up where it was changed last, and asks the database for
// what nobody has asked for yet.
func seen[K comparable, V any](key K, own, changed, fetched map[K]V, fetch func(K) (V, error)) (V, error) {
	for _, layer := range []map[K]V{own, changed, fetched} {
		if v, ok := layer[key]; ok {
			return v, nil
		}
	}
	v, err := fetch(key)
	if err == nil {
		fetched[key] = v
	}
	return v, err
}

// Kept is what the log knows under an event id.
func (t *transaction) Kept(id string) (hub.Kept, bool, error) {
	g := t.group
	k, err := seen(id, t.kept, g.changed.kept, g.fetched.kept, g.fetchKept)
	return k.value, k.there, err
}

// Tail is the last link of an installation's chain.
func (t *transaction) Tail(installation string) (hub.Link, error) {
	g := t.group
	return seen(installation, t.tails, g.changed.tails, g.fetched.tails, g.fetchTail)
}

// Case returns the events of a case in the global order.
func (t *transaction) Case(id string) ([]casefile.Event, error) {
	g := t.group
	events, err := seen(id, t.cases, g.changed.cases, g.fetched.cases, g.fetchCase)
	return slices.Clip(events), err // who appends to it gets another array
}

// Find says which case of the office carries a number.
func (t *transaction) Find(office, number string) (string, bool, error) {
	g := t.group
	id, err := seen(pair{office, number}, t.numbers, g.changed.numbers, g.fetched.numbers, g.fetchNumber)
	return id.value, id.there, err
}

// Admit gives the entry the next place in the global order.
func (t *transaction) Admit(e hub.Entry) (uint64, error) {
	kept, known, err := t.Kept(e.Event.ID)
	switch {
	case err != nil:
		return 0, err
	case known && kept.Place > 0:
		return 0, fmt.Errorf("postgres: event %s has place %d already", e.Event.ID, kept.Place)
	}
	place, err := t.enter(e)
	if err == nil {
		err = t.keep(e, hub.Kept{Place: place, Hash: e.Hash}, known)
	}
	return place, err
}

// Readmit gives a refused entry the next place in the global order.
func (t *transaction) Readmit(e hub.Entry) (uint64, error) {
	kept, known, err := t.Kept(e.Event.ID)
	switch {
	case err != nil:
		return 0, err
	case !known || kept.Place > 0 || kept.Hash != e.Hash:
		return 0, fmt.Errorf("postgres: event %s was not refused", e.Event.ID)
	}
	place, err := t.enter(e)
	if err == nil {
		t.kept[e.Event.ID] = maybe[hub.Kept]{hub.Kept{Place: place, Hash: e.Hash}, true}
		t.readmitted[link{e.Event.Installation, e.Event.Seq}] = place
	}
	return place, err
}

// enter puts an entry at the next place.
func (t *transaction) enter(e hub.Entry) (uint64, error) {
	if err := checkEntry(e); err != nil {
		return 0, err
	}
	if err := t.extendCase(e.Event); err != nil {
		return 0, err
	}
	t.admitted = append(t.admitted, e)
	for _, n := range e.Numbers {
		t.numbers[pair{e.Office, n}] = maybe[string]{e.Event.Case, true}
	}
	for _, f := range e.Files {
		t.files[pair{e.Office, f.Hash}] = f.Size
	}
	return t.newest(), nil
}

// extendCase adds an event to its case. A log book may hold years, and is not
// read to be added to.
func (t *transaction) extendCase(e casefile.Event) error {
	if e.OfLogBook() {
		return nil
	}
	events, err := t.Case(e.Case)
	if err == nil {
		t.cases[e.Case] = append(events, e)
	}
	return err
}

// newest is the newest place, as this transaction sees it.
func (t *transaction) newest() uint64 {
	return t.group.head + uint64(len(t.group.changed.admitted)+len(t.admitted))
}

// Refuse keeps an entry that found no place.
func (t *transaction) Refuse(e hub.Entry, reason string) error {
	_, known, err := t.Kept(e.Event.ID)
	if err != nil {
		return err
	}
	if err := checkEntry(e); err != nil {
		return err
	}
	t.refused = append(t.refused, refusal{Entry: e, reason: reason, behind: t.newest(), answers: !known})
	return t.keep(e, hub.Kept{Hash: e.Hash, Reason: reason}, known)
}

// keep answers for the event's id from now on and moves the chain on, never back.
// The first bytes seen under an id stay its bytes.
func (t *transaction) keep(e hub.Entry, kept hub.Kept, known bool) error {
	if !known {
		t.kept[e.Event.ID] = maybe[hub.Kept]{kept, true}
	}
	tail, err := t.Tail(e.Event.Installation)
	if err == nil && tail.Seq <= e.Event.Seq {
		t.tails[e.Event.Installation] = hub.Link{Seq: e.Event.Seq, Hash: e.Hash}
	}
	return err
}

// Next takes n numbers of a series.
func (t *transaction) Next(series string, n uint64) (uint64, error) {
	g := t.group
	last, err := seen(series, t.series, g.changed.series, g.fetched.series, g.fetchSeries)
	last = max(last, t.raised[series], g.changed.raised[series])
	if err == nil && n > 0 {
		t.series[series] = last + n
	}
	return last + 1, err
}

// Raise takes all numbers of a series up to one. It asks the database nothing.
func (t *transaction) Raise(series string, to uint64) error {
	t.raised[series] = max(to, t.raised[series])
	return checkText(series)
}

// Lease is the lease given under that id.
func (t *transaction) Lease(installation, id string) (replica.Lease, bool, error) {
	g := t.group
	l, err := seen(pair{installation, id}, t.leases, g.changed.leases, g.fetched.leases, g.fetchLease)
	return l.value, l.there, err
}

// Leases lists all leases that were ever given to an installation.
func (t *transaction) Leases(installation string) ([]replica.Lease, error) {
	g := t.group
	there, known := g.leased[installation]
	if !known {
		var err error
		if there, err = g.fetchLeases(installation); err != nil {
			return nil, err
		}
		g.leased[installation] = there
	}
	list := slices.Clone(there)
	for _, later := range []map[pair]maybe[replica.Lease]{g.changed.leases, t.leases} {
		for of, l := range later {
			if of.one == installation {
				list = append(list, l.value)
			}
		}
	}
	return list, nil
}

// AddLease keeps a lease.
func (t *transaction) AddLease(l replica.Lease) error {
	t.leases[pair{l.Installation, l.ID}] = maybe[replica.Lease]{l, true}
	return checkText(l.Installation, l.ID)
}

// Bring notes that the office has brought a file.
func (t *transaction) Bring(office, hash string) error {
	t.brought[pair{office, hash}] = true
	return checkText(office, hash)
}

// Installation is the enrolled installation with that id.
func (t *transaction) Installation(id string) (hub.Installation, bool, error) {
	g := t.group
	i, err := seen(id, t.installations, g.changed.installations, g.fetched.installations, g.fetchInstallation)
	return i.value, i.there, err
}

// Holder is the installation that holds the window.
func (t *transaction) Holder(office, window string) (string, bool, error) {
	g := t.group
	id, err := seen(pair{office, window}, t.windows, g.changed.windows, g.fetched.windows, g.fetchHolder)
	return id.value, id.there, err
}

// Enrol keeps an installation and gives it its window; a window it held before
// is free again.
func (t *transaction) Enrol(i hub.Installation) error {
	before, ok, err := t.Installation(i.ID)
	if err != nil {
		return err
	}
	holder, _, err := t.Holder(before.Office, before.Window)
	if err != nil {
		return err
	}
	if ok && holder == i.ID {
		if err := t.Release(before.Office, before.Window); err != nil {
			return err
		}
	}
	t.windows[pair{i.Office, i.Window}] = maybe[string]{i.ID, true}
	t.installations[i.ID] = maybe[hub.Installation]{i, true}
	return checkText(i.ID, i.Office, i.Window)
}

// Revoke takes an installation out and frees the window it holds.
func (t *transaction) Revoke(installation string, r hub.Revocation) error {
	i, ok, err := t.Installation(installation)
	if err != nil || !ok {
		return errors.Join(err, fmt.Errorf("postgres: no installation %s", installation))
	}
	holder, _, err := t.Holder(i.Office, i.Window)
	if err != nil {
		return err
	}
	if holder == installation {
		if err := t.Release(i.Office, i.Window); err != nil {
			return err
		}
	}
	i.Revoked = &r
	t.installations[installation] = maybe[hub.Installation]{i, true}
	return nil
}

// Release frees a window.
func (t *transaction) Release(office, window string) error {
	t.windows[pair{office, window}] = maybe[string]{}
	return checkText(office, window)
}

// Record is what was kept under a name, nil for nothing.
func (t *transaction) Record(name string) ([]byte, error) {
	g := t.group
	g.read[name] = true
	return seen(name, t.records, g.changed.records, g.fetched.records, g.fetchRecord)
}

// Keep keeps a record under a name; nil takes it away.
func (t *transaction) Keep(name string, record []byte) error {
	t.records[name] = slices.Clone(record)
	return checkText(name)
}
