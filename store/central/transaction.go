package central

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// transaction is a hub.Tx on a bbolt transaction.
type transaction struct {
	bolt  *bbolt.Tx
	sums  *sums // of all buckets, once they are asked for
	fault error // the first thing that was found damaged

	shelves map[string]shelf    // that were asked for
	tails   map[string]hub.Link // of chains that went on, by installation
}

func (t *transaction) bucket(name string) shelf {
	if s, ok := t.shelves[name]; ok {
		return s
	}
	s := shelf{t, name, t.bolt.Bucket([]byte(name)), slices.Index(buckets(), name)}
	if s.bolt == nil {
		t.damaged(s.missing())
		return s
	}
	if t.shelves == nil {
		t.shelves = map[string]shelf{}
	}
	t.shelves[name] = s
	return s
}

func (t *transaction) damaged(err error) {
	if t.fault == nil {
		t.fault = err
	}
}

// outcome is how a transaction went: what was found damaged outweighs all that
// was concluded from its absence.
func (t *transaction) outcome(err error) error {
	if t.fault != nil {
		return t.fault
	}
	return err
}

// Kept is what the log knows under an event id.
func (t *transaction) Kept(id string) (hub.Kept, bool, error) {
	var kept hub.Kept
	ok, err := t.get(bucketEvents, []byte(id), &kept)
	return kept, ok, err
}

// Tail is the last link of an installation's chain.
func (t *transaction) Tail(installation string) (hub.Link, error) {
	if link, ok := t.tails[installation]; ok {
		return link, nil
	}
	var link hub.Link
	_, err := t.get(bucketChains, []byte(installation), &link)
	return link, err
}

// Case returns the events of a case in the global order.
func (t *transaction) Case(id string) ([]casefile.Event, error) {
	var events []casefile.Event
	prefix, c := first(id), t.bucket(bucketCases).Cursor()
	for k, _ := c.Seek(prefix); under(prefix, k); k, _ = c.Next() {
		raw, err := t.record(k[len(prefix):])
		if err != nil {
			return nil, err
		}
		e, err := casefile.Parse(raw)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// Find says which case of the office carries a number.
func (t *transaction) Find(office, number string) (string, bool, error) {
	id := t.bucket(bucketNumbers).Get(pair(office, number))
	return string(id), id != nil, nil
}

// Admit gives the entry the next place in the global order.
func (t *transaction) Admit(e hub.Entry) (uint64, error) {
	place, err := t.enter(e)
	if err != nil {
		return 0, err
	}
	return place, t.keep(e, hub.Kept{Place: place, Hash: e.Hash})
}

// Readmit gives a refused entry the next place in the global order.
func (t *transaction) Readmit(e hub.Entry) (uint64, error) {
	var was refused
	at := append(first(e.Event.Installation), number(e.Event.Seq)...)
	found, err := t.get(bucketRefused, at, &was)
	switch {
	case err != nil:
		return 0, err
	case !found || was.Place > 0 || !bytes.Equal(was.Raw, e.Raw):
		return 0, fmt.Errorf("central: event %s was not refused", e.Event.ID)
	}
	if was.Place, err = t.enter(e); err != nil {
		return 0, err
	}
	return was.Place, errors.Join(t.set(bucketRefused, at, was), t.set(bucketEvents, []byte(e.Event.ID), hub.Kept{Place: was.Place, Hash: e.Hash}))
}

// enter puts an entry at the next place.
func (t *transaction) enter(e hub.Entry) (uint64, error) {
	last, err := t.last()
	if err != nil {
		return 0, err
	}
	log := t.bucket(bucketLog)
	log.bolt.FillPercent = 0.9 // keys only grow
	place := last + 1
	at := number(place)
	puts := []put{
		{bucketLog, at, e.Raw},
		{bucketCases, append(first(e.Event.Case), at...), nil},
		{bucketOffices, append(first(e.Office), at...), nil},
	}
	for _, n := range e.Numbers {
		puts = append(puts, put{bucketNumbers, pair(e.Office, n), []byte(e.Event.Case)})
	}
	for _, f := range e.Files {
		if known, _ := t.namedFile(e.Office, f.Hash); !known.Brought {
			puts = append(puts, put{bucketFiles, pair(e.Office, f.Hash), append(number(uint64(f.Size)), owed)})
		}
	}
	return place, t.put(puts...)
}

// Refuse keeps an entry that found no place.
func (t *transaction) Refuse(e hub.Entry, reason string) error {
	last, err := t.last()
	if err != nil {
		return err
	}
	raw, err := json.Marshal(refused{Reason: reason, Behind: last, Raw: e.Raw})
	if err != nil {
		return err
	}
	at := append(first(e.Event.Installation), number(e.Event.Seq)...)
	if err := t.put(put{bucketRefused, at, raw}); err != nil {
		return err
	}
	return t.keep(e, hub.Kept{Hash: e.Hash, Reason: reason})
}

// refused is a record without a place.
type refused struct {
	Behind uint64 `json:"behind"` // the newest place when it came
	Reason string `json:"reason"`
	Raw    []byte `json:"raw"`

	Place uint64 `json:"place,omitempty"` // that it was given later on; 0 where it has none
}

// keep answers for the event's id from now on and moves the chain on, never back.
// The first bytes seen under an id stay its bytes.
func (t *transaction) keep(e hub.Entry, kept hub.Kept) error {
	if t.bucket(bucketEvents).Get([]byte(e.Event.ID)) == nil {
		if err := t.set(bucketEvents, []byte(e.Event.ID), kept); err != nil {
			return err
		}
	}
	if t.tails == nil {
		t.tails = map[string]hub.Link{}
	}
	tail, err := t.Tail(e.Event.Installation)
	if err == nil && tail.Seq <= e.Event.Seq {
		t.tails[e.Event.Installation] = hub.Link{Seq: e.Event.Seq, Hash: e.Hash}
	}
	return err
}

// keepTails keeps the ends of the chains that went on, each once however far.
func (t *transaction) keepTails() error {
	for installation, link := range t.tails {
		if err := t.set(bucketChains, []byte(installation), link); err != nil {
			return err
		}
	}
	return nil
}

// Next takes n numbers of a series.
func (t *transaction) Next(series string, n uint64) (uint64, error) {
	var last uint64
	if raw := t.bucket(bucketCounters).Get([]byte(series)); raw != nil {
		last = value(raw)
	}
	if n == 0 {
		return last + 1, nil
	}
	return last + 1, t.put(put{bucketCounters, []byte(series), number(last + n)})
}

// Raise takes all numbers of a series up to one.
func (t *transaction) Raise(series string, to uint64) error {
	next, err := t.Next(series, 0)
	if err != nil || to < next {
		return err
	}
	_, err = t.Next(series, to+1-next)
	return err
}

// Lease is the lease given under that id.
func (t *transaction) Lease(installation, id string) (replica.Lease, bool, error) {
	var l replica.Lease
	ok, err := t.get(bucketLeases, pair(installation, id), &l)
	return l, ok, err
}

// Leases lists all leases that were ever given to an installation.
func (t *transaction) Leases(installation string) ([]replica.Lease, error) {
	var list []replica.Lease
	prefix, c := first(installation), t.bucket(bucketLeases).Cursor()
	for k, _ := c.Seek(prefix); under(prefix, k); k, _ = c.Next() {
		var l replica.Lease
		if _, err := t.get(bucketLeases, k, &l); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// AddLease keeps a lease.
func (t *transaction) AddLease(l replica.Lease) error {
	return t.set(bucketLeases, pair(l.Installation, l.ID), l)
}

// owed stands behind the size of a file that its office has not brought. What
// programs of layout 2 named has nothing there and counts as brought.
const owed = 0

func (t *transaction) namedFile(office, hash string) (hub.NamedFile, bool) {
	raw := t.bucket(bucketFiles).Get(pair(office, hash))
	if len(raw) < 8 {
		return hub.NamedFile{}, false
	}
	return hub.NamedFile{Size: int64(value(raw[:8])), Brought: len(raw) == 8}, true
}

// Bring notes that the office has brought a file.
func (t *transaction) Bring(office, hash string) error {
	f, named := t.namedFile(office, hash)
	if !named || f.Brought {
		return nil
	}
	return t.put(put{bucketFiles, pair(office, hash), number(uint64(f.Size))})
}

// Installation is the enrolled installation with that id.
func (t *transaction) Installation(id string) (hub.Installation, bool, error) {
	var i hub.Installation
	ok, err := t.get(bucketInstallations, []byte(id), &i)
	return i, ok, err
}

// Holder is the installation that holds the window.
func (t *transaction) Holder(office, window string) (string, bool, error) {
	id := t.bucket(bucketWindows).Get(pair(office, window))
	return string(id), id != nil, nil
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
	if err := t.put(put{bucketWindows, pair(i.Office, i.Window), []byte(i.ID)}); err != nil {
		return err
	}
	return t.set(bucketInstallations, []byte(i.ID), i)
}

// Record is what was kept under a name, nil for nothing.
func (t *transaction) Record(name string) ([]byte, error) {
	return bytes.Clone(t.bucket(bucketRecords).Get([]byte(name))), nil
}

// Keep keeps a record under a name; nil takes it away.
func (t *transaction) Keep(name string, record []byte) error {
	if record == nil {
		return t.bucket(bucketRecords).Delete([]byte(name))
	}
	return t.put(put{bucketRecords, []byte(name), record})
}

// Revoke takes an installation out and frees the window it holds.
func (t *transaction) Revoke(installation string, r hub.Revocation) error {
	i, ok, err := t.Installation(installation)
	if err != nil || !ok {
		return errors.Join(err, fmt.Errorf("central: no installation %s", installation))
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
	return t.set(bucketInstallations, []byte(installation), i)
}

// Release frees a window.
func (t *transaction) Release(office, window string) error {
	return t.bucket(bucketWindows).Delete(pair(office, window))
}

// put is one key of one bucket.
type put struct {
	bucket     string
	key, value []byte
}

func (t *transaction) put(puts ...put) error {
	for _, p := range puts {
		if err := t.bucket(p.bucket).Put(p.key, p.value); err != nil {
			return err
		}
	}
	return nil
}

func (t *transaction) set(bucket string, key []byte, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return t.put(put{bucket, key, raw})
}

func (t *transaction) get(bucket string, key []byte, v any) (bool, error) {
	raw := t.bucket(bucket).Get(key)
	if raw == nil {
		return false, nil
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return false, fmt.Errorf("%w: %s %s: %w", hub.ErrDamaged, bucket, readable(key), err)
	}
	return true, nil
}
