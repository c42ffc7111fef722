package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"runtime"
	"sync"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/store/search"
)

// fresh is a case whose row is not in the lists as it is now.
type fresh struct {
	id  string
	doc uint64            // the number that the lists know it by, 0 for none
	old *casefile.Summary // as it stands in the lists, nil where it does not
	now *casefile.Summary // nil where it has no row any more

	text search.Text // of the row as it is now
}

// with is the case with its row as it is now.
func (f fresh) with(now *casefile.Summary) *fresh {
	if now == nil {
		return f.as(now, search.Text{})
	}
	return f.as(now, search.Of(*now))
}

// as is the case with its row as it is now, and what that is looked for by.
func (f fresh) as(now *casefile.Summary, text search.Text) *fresh {
	f.now, f.text = now, text
	return &f
}

// overlay is what the lists do not say yet: the cases that changed since. It is
// true of one state of the file and is never changed.
type overlay struct {
	after int // the transaction behind which it is true
	cases map[string]*fresh
	docs  *listDocs
}

// listDocs remembers which documents stand in lists of cases in hand, until the
// lists change: every search asks for them.
type listDocs struct {
	mu    sync.Mutex
	known map[string][]uint64
}

func newListDocs() *listDocs { return &listDocs{known: map[string][]uint64{}} }

func (d *listDocs) of(t *tx, name string) ([]uint64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if docs, known := d.known[name]; known {
		return docs, nil
	}
	l, err := t.list(name)
	if err != nil {
		return nil, err
	}
	entries, err := l.Slice(0, l.Len())
	if err != nil {
		return nil, err
	}
	docs := make([]uint64, len(entries))
	for i, e := range entries {
		docs[i] = docOf(e.Key)
	}
	if t.fault == nil {
		d.known[name] = docs
	}
	return docs, nil
}

// look is view with what is not in the lists yet.
func (s *Store) look(read func(*tx, *overlay) error) error {
	for {
		missed := false
		err := s.view(func(t *tx) error {
			o := s.overlay.Load()
			if missed = o.after != t.bolt.ID(); missed {
				return nil
			}
			return read(t, o)
		})
		if err != nil || !missed {
			return err
		}
		// A transaction is on the disk and about to be told of.
		runtime.Gosched()
	}
}

// publish makes what a transaction changed known to readers.
func (s *Store) publish(t *tx, txID int) {
	o := s.overlay.Load()
	cases, docs := o.cases, o.docs
	if len(t.enlisted) > 0 {
		docs = newListDocs()
	}
	if len(t.changes) > 0 || len(t.enlisted) > 0 {
		cases = maps.Clone(cases)
	}
	for _, c := range t.changes {
		cases[c.id] = c
	}
	for _, id := range t.enlisted {
		delete(cases, id)
	}
	s.overlay.Store(&overlay{txID, cases, docs})
}

// load reads what is not in the lists yet.
func (s *Store) load() error {
	return s.view(func(t *tx) error {
		o := &overlay{t.bolt.ID(), map[string]*fresh{}, newListDocs()}
		err := t.bucket(bucketUnlisted).ForEach(func(id, _ []byte) error {
			f, err := t.unlisted(string(id))
			if err != nil {
				return err
			}
			now, err := t.row(string(id))
			o.cases[string(id)] = f.with(now)
			return err
		})
		s.overlay.Store(o)
		return err
	})
}

// unlisted reads how a case stands in the lists that do not say what its row says
// now; nil where they do.
func (t *tx) unlisted(id string) (*fresh, error) {
	raw := t.bucket(bucketUnlisted).Get([]byte(id))
	if raw == nil {
		return nil, nil
	}
	f := &fresh{id: id}
	var err error
	if len(raw) > 8 {
		f.doc = numberOf(raw[:8])
		if f.old, err = decodeRow(id, raw[8:]); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// unlist notes that the lists do not say of a case what its row says now. Where the
// lists would say the same, and of a case noted before, only the row changed.
func (t *tx) unlist(id string, now *folding) error {
	if !t.listedUpTo(id) {
		return nil // they come to it yet
	}
	known, err := t.unlisted(id)
	if err != nil {
		return err
	}
	if known != nil {
		t.changes = append(t.changes, known.as(now.row, now.text))
		return nil
	}
	f := &fresh{id: id}
	raw := t.bucket(bucketRows).Get([]byte(id))
	if raw != nil {
		if f.old, err = decodeRow(id, raw); err != nil {
			return err
		}
	}
	if f.old == nil && now.row == nil || f.old != nil && now.row != nil && sameInLists(f.old, now.row) {
		return nil
	}
	if f.old != nil {
		f.doc = numberOf(t.bucket(bucketListed).Get([]byte(id)))
		raw = append(number(f.doc), raw...)
	}
	t.changes = append(t.changes, f.as(now.row, now.text))
	if f.old == nil && now.noted.frame != nil {
		return t.put(now.noted)
	}
	return t.bucket(bucketUnlisted).Put([]byte(id), raw)
}

// sameInLists says whether the lists say the same of both rows.
func sameInLists(a, b *casefile.Summary) bool {
	here, there := places(a, 0), places(b, 0)
	if len(here) != len(there) {
		return false
	}
	for i, p := range here {
		if o := there[i]; p.list != o.list || !bytes.Equal(p.key, o.key) || !bytes.Equal(p.value, o.value) {
			return false
		}
	}
	return search.Of(*a).Equal(search.Of(*b))
}

// row reads the row of a case, nil where it has none.
func (t *tx) row(id string) (*casefile.Summary, error) {
	raw := t.bucket(bucketRows).Get([]byte(id))
	if raw == nil {
		return nil, nil
	}
	return decodeRow(id, raw)
}

func decodeRow(id string, raw []byte) (*casefile.Summary, error) {
	s := new(casefile.Summary)
	if err := json.Unmarshal(raw, s); err != nil {
		return nil, fmt.Errorf("%w: the row of %s: %w", ErrDamaged, id, err)
	}
	return s, nil
}

// committed runs a writing transaction and says which one it was.
func committed(db *bbolt.DB, write func(*bbolt.Tx) error) (int, error) {
	id := 0
	err := db.Update(func(b *bbolt.Tx) error {
		id = b.ID()
		return write(b)
	})
	return id, err
}
