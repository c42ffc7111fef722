package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Repair mends what a check found, as far as that is in the folder or at the
// centre, and lays aside what it replaces. It gives what it found; ErrDamaged,
// with nothing touched, where something can come from nowhere but a backup.
//
// What the centre has comes back when the line is up: the file that Repair
// makes begins to download from the beginning. Outbox, drafts, settings and
// numbers are kept.
func Repair(c Checks) ([]Finding, error) {
	found, err := Check(c)
	if err != nil || len(found) == 0 {
		return found, err
	}
	for _, f := range found {
		if f.Remedy == FromNowhere {
			return found, fmt.Errorf("%w: only a backup has %s %s %s", ErrDamaged, f.File, f.Bucket, f.Key)
		}
	}
	s, err := hold(c.Options)
	if err != nil {
		return found, err
	}
	return found, errors.Join(s.mend(c.Options, found), s.Close())
}

func (s *Store) mend(o Options, found []Finding) (err error) {
	if s.key, err = secret(o); err != nil {
		return err
	}
	broken := map[string]Remedy{} // file → where it can come from
	for _, f := range found {
		switch {
		case f.File == filesDir:
			if err := s.layFileAside(f.Key); err != nil {
				return err
			}
		case f.File != dbName || f.deeper(broken[dbName]):
			broken[f.File] = f.Remedy
		}
	}
	switch {
	case broken[dbName] == FromJournal && broken[journalName] == "":
		err = s.rebuildFromJournal(o)
	case broken[dbName] == FromJournal:
		err = s.rebuildFromItself()
	case broken[dbName] == FromEvents:
		err = s.change((*tx).beginRows)
	case broken[dbName] == FromRows:
		err = s.change((*tx).beginLists)
	}
	if err != nil {
		return err
	}
	return s.open(o) // which makes rows and lists, and a journal where there is none that can be used
}

func (s *Store) rebuildFromJournal(o Options) error {
	if err := s.layDatabaseAside(); err != nil {
		return err
	}
	return s.rebuild(tell(o.Progress))
}

// rebuildFromItself makes the file of what of it can be read: all that nobody
// else has.
func (s *Store) rebuildFromItself() error {
	ops, err := s.salvage()
	if err != nil {
		return err
	}
	copied := s.path() + ".damaged-" + s.now().UTC().Format(asideStamp)
	if err := os.Link(s.path(), copied); err != nil {
		return fmt.Errorf("store: keep the damaged file: %w", err)
	}
	return s.build(func(t *tx) error {
		if err := t.do(ops); err != nil {
			return err
		}
		return t.downloadAnew()
	})
}

// salvage reads what nobody else has from a damaged file.
func (s *Store) salvage() ([]op, error) {
	db, err := openFile(s.path(), true)
	if err != nil {
		return nil, err
	}
	var ops []op
	err = guarded(func() error {
		return db.View(func(b *bbolt.Tx) error {
			t := &tx{bolt: b, sealer: sealer{key: s.key}, now: s.now()}
			ops, err = t.summary()
			return err
		})
	})
	return ops, errors.Join(err, db.Close())
}

func (s *Store) layDatabaseAside() error {
	if _, err := os.Lstat(s.path()); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return s.layAside(dbName)
}

// deeper says whether the finding takes more to mend than another remedy does.
func (f Finding) deeper(than Remedy) bool {
	depth := []Remedy{"", FromRows, FromEvents, FromJournal}
	return slices.Index(depth, f.Remedy) > slices.Index(depth, than)
}

// change changes a file that is not open yet.
func (s *Store) change(write func(*tx) error) error {
	db, err := openFile(s.path(), false)
	if err != nil {
		return err
	}
	err = guarded(func() error {
		return db.Update(func(b *bbolt.Tx) error {
			t := s.writingTx()
			t.bolt = b
			return t.outcome(write(t))
		})
	})
	return errors.Join(err, db.Close())
}

// empty leaves nothing in a bucket, and makes it where there is none.
func (t *tx) empty(name bucket) error {
	delete(t.shelves, name)
	err := t.bolt.DeleteBucket([]byte(name))
	if err == nil || errors.Is(err, bolterrors.ErrBucketNotFound) {
		_, err = t.bolt.CreateBucket([]byte(name))
	}
	return err
}

// layFileAside takes a damaged attachment out of the way of its own bytes.
func (s *Store) layFileAside(sum string) error {
	path, err := filepath.Rel(s.dir, s.filePath(sum))
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return s.layAside(path)
}
