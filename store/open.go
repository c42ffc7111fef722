package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"go.etcd.io/bbolt"
)

// Format is the version of the layout that this package reads and writes.
const Format = 1

const (
	dbName   = "onewindow.db"
	lockName = "onewindow.lock"
	filesDir = "files"
)

// Options say where a store lives and what it needs of the world.
type Options struct {
	Dir          string           // the folder; made where it is missing
	Installation func() string    // makes the installation's UUID; called once, at the store's creation
	Now          func() time.Time // the wall clock, in the office's zone
}

// Store is an open store. All methods may be called from any goroutine.
type Store struct {
	dir          string
	installation string
	now          func() time.Time
	lock         *flock.Flock
	db           *bbolt.DB
	rows         *rows
	watchers     watchers

	// writing spans a transaction and the change to the rows in memory that
	// follows it: the rows must see transactions in the order of the file.
	writing sync.Mutex
}

// Open opens the store in a folder and makes it where there is none. It gives
// ErrInUse, ErrNewerFormat, ErrDamaged or an error of the file system.
func Open(o Options) (*Store, error) {
	if err := makeFolders(o.Dir); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(o.Dir, lockName), flock.SetPermissions(0o600))
	mine, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("store: lock the folder: %w", err)
	}
	if !mine {
		return nil, errors.Join(ErrInUse, lock.Close())
	}
	s := &Store{dir: o.Dir, now: o.Now, lock: lock, rows: newRows()}
	if err := s.open(o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(o Options) error {
	path := filepath.Join(s.dir, dbName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := create(s.dir, o.Installation()); err != nil {
			return err
		}
	}
	if err := checkFormat(path); err != nil {
		return err
	}
	db, err := openFile(path, false)
	if err != nil {
		return err
	}
	s.db = db
	if err := complete(db); err != nil {
		return err
	}
	if err := sweepParts(s.dir); err != nil {
		return err
	}
	err = s.view(func(t *tx) error {
		s.installation = string(t.meta("installation"))
		return nil
	})
	return errors.Join(err, s.load())
}

// load reads the rows into memory.
func (s *Store) load() error {
	return s.view(func(t *tx) error {
		list, err := t.allRows()
		if err != nil {
			return err
		}
		s.rows.reset(list)
		return nil
	})
}

// Close waits for running transactions and lets the folder go.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	// The lock goes last: nobody may open a file that is still being written.
	if err = errors.Join(err, s.lock.Close()); err != nil {
		return fmt.Errorf("store: close: %w", err)
	}
	return nil
}

// Installation is the UUID under which this store writes events.
func (s *Store) Installation() string { return s.installation }

func makeFolders(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, filesDir), 0o700); err != nil {
		return fmt.Errorf("store: make the folder: %w", err)
	}
	return nil
}

// create makes an empty store beside the place where it belongs and moves it
// there when it is whole: a power cut in bbolt's own initialisation is the one
// moment that leaves a file nobody can open.
func create(dir, installation string) error {
	path := filepath.Join(dir, dbName)
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("store: create: %w", err)
	}
	err := initialise(part, installation)
	if err == nil {
		err = syncFile(part)
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("store: create: %w", namedFull(err)), dropFile(part))
	}
	return syncFolder(dir)
}

func initialise(path, installation string) error {
	db, err := openFile(path, false)
	if err != nil {
		return err
	}
	err = db.Update(func(b *bbolt.Tx) error {
		for _, name := range buckets() {
			if _, err := b.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		meta := b.Bucket([]byte(bucketMeta))
		if err := meta.Put([]byte("format"), number(Format)); err != nil {
			return err
		}
		return meta.Put([]byte("installation"), []byte(installation))
	})
	return errors.Join(err, db.Close())
}

// complete makes the buckets that a folder of an earlier day lacks.
func complete(db *bbolt.DB) error {
	missing := false
	err := db.View(func(b *bbolt.Tx) error {
		for _, name := range buckets() {
			missing = missing || b.Bucket([]byte(name)) == nil
		}
		return nil
	})
	if err != nil || !missing {
		return err
	}
	err = db.Update(func(b *bbolt.Tx) error {
		for _, name := range buckets() {
			if _, err := b.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: open: %w", namedFull(err))
	}
	return nil
}

// checkFormat looks at the file without the right to write to it.
func checkFormat(path string) error {
	// bbolt takes an empty file for one it may initialise.
	if info, err := os.Stat(path); err == nil && info.Size() == 0 {
		return fmt.Errorf("%w: %s is empty", ErrDamaged, dbName)
	}
	db, err := openFile(path, true)
	if err != nil {
		return err
	}
	err = db.View(func(b *bbolt.Tx) error {
		meta := b.Bucket([]byte(bucketMeta))
		if meta == nil {
			return fmt.Errorf("%w: no meta bucket", ErrDamaged)
		}
		raw := meta.Get([]byte("format"))
		if len(raw) != 8 {
			return fmt.Errorf("%w: no format", ErrDamaged)
		}
		if found := binary.BigEndian.Uint64(raw); found > Format {
			return fmt.Errorf("%w: format %d, this version knows %d", ErrNewerFormat, found, Format)
		}
		return nil
	})
	return errors.Join(err, db.Close())
}

// openFile opens the bbolt file. The array freelist is bbolt's default and the
// faster one for large files. bbolt panics on some damaged files; a person at
// the window needs an error.
func openFile(path string, readOnly bool) (db *bbolt.DB, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			db, err = nil, fmt.Errorf("%w: %v", ErrDamaged, reason)
		}
	}()
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: time.Second, FreelistType: bbolt.FreelistArrayType, ReadOnly: readOnly,
	})
	switch {
	case err == nil:
		return db, nil
	case unreadable(err):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil, fmt.Errorf("store: open: %w", err)
}
