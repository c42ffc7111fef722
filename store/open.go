package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"go.etcd.io/bbolt"

	"onewindow/store/durable"
	"onewindow/store/journal"
	"onewindow/store/vault"
)

// Format is the version of the layout that this package reads and writes.
const Format = 3

const (
	dbName   = "onewindow.db"
	lockName = "onewindow.lock"
	filesDir = "attachments"
)

// Options say where a store lives and what it needs of the world.
type Options struct {
	Dir          string           // the folder; made where it is missing
	Installation func() string    // makes the installation's UUID; called once, at the store's creation
	Now          func() time.Time // the wall clock, in any zone

	// Key is the folder's key. Without one the key is taken that lies open
	// beside the data, as in a demo office; Open gives ErrLocked where the
	// folder's key is behind a lock.
	Key *vault.Key
	// Progress hears, one word after the other, how far a long step has come;
	// nil where nobody listens.
	Progress func(Progress)
}

// Store is an open store. All methods may be called from any goroutine.
type Store struct {
	dir          string
	installation string
	now          func() time.Time
	key          *vault.Key
	lock         *flock.Flock
	db           *bbolt.DB
	journal      *journal.Journal
	overlay      atomic.Pointer[overlay]
	lister       *lister
	watchers     watchers
	leases       *decoded[block]
	mostFetched  int64 // bytes of other windows' files that are kept
	slack        int64 // bytes by which the journal may outgrow its summary

	// writing spans a transaction and the change to the overlay that follows
	// it: the overlay must see transactions in the order of the file.
	writing sync.Mutex
}

// Open opens the store in a folder and makes it where there is none. A folder of
// an earlier format is brought up to date first; one whose file is gone is made
// anew from the journal. Open gives ErrInUse, ErrNewerFormat, ErrLocked,
// ErrDamaged or an error of the file system.
func Open(o Options) (*Store, error) {
	s, err := hold(o)
	if err != nil {
		return nil, err
	}
	if err := s.open(o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// hold takes the folder for this program alone.
func hold(o Options) (*Store, error) {
	if err := durable.MakeFolder(o.Dir); err != nil {
		return nil, fmt.Errorf("store: make the folder: %w", err)
	}
	lock := flock.New(filepath.Join(o.Dir, lockName), flock.SetPermissions(0o600))
	mine, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("store: lock the folder: %w", err)
	}
	if !mine {
		return nil, errors.Join(ErrInUse, lock.Close())
	}
	return &Store{dir: o.Dir, now: o.Now, lock: lock, lister: newLister(), leases: newDecoded[block](), mostFetched: mostFetched, slack: journalSlack}, nil
}

func (s *Store) open(o Options) error {
	if err := s.prepare(o); err != nil {
		return err
	}
	db, err := openFile(s.path(), false)
	if err != nil {
		return err
	}
	s.db = db
	err = s.view(func(t *tx) error {
		s.installation = string(t.meta("installation"))
		return t.openState()
	})
	if err != nil {
		return err
	}
	if err := s.openJournal(); err != nil {
		return err
	}
	told := tell(o.Progress)
	if err := s.makeRows(told); err != nil {
		return err
	}
	if err := s.makeLists(told); err != nil {
		return err
	}
	if err := errors.Join(s.load(), s.afterRestore()); err != nil {
		return err
	}
	s.lister.done.Go(func() { s.lister.run(s) })
	s.lister.nudge(len(s.overlay.Load().cases))
	return nil
}

// openState opens every record that actions count on from, and the settings: under
// a key that was spoilt there would seem to be nothing, and a numbering would begin
// anew, or a window make itself another key.
func (t *tx) openState() error {
	for _, name := range []bucket{bucketMeta, bucketSeries, bucketLeases, bucketSettings} {
		s := t.bucket(name)
		if s.bolt == nil {
			return ErrDamaged
		}
		err := s.bolt.ForEach(func(at, frame []byte) error {
			if name != bucketMeta || string(at) != "format" { // which is in the clear
				s.open(at, frame)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// prepare leaves a file of this format where it belongs, whatever is there, and
// nothing that an earlier run did not finish.
func (s *Store) prepare(o Options) error {
	format, err := formatOf(s.path())
	if err != nil {
		return err
	}
	if s.key, err = secret(o); err != nil {
		return err
	}
	told := tell(o.Progress)
	switch _, err := os.Lstat(filepath.Join(s.dir, journalName)); {
	case format == 1:
		if err := s.migrate(told); err != nil {
			return err
		}
	case format == 2:
		if err := s.addLists(); err != nil {
			return err
		}
	case format == 0 && err == nil:
		if err := s.rebuild(told); err != nil {
			return err
		}
	case format == 0:
		if err := s.create(o.Installation()); err != nil {
			return err
		}
	}
	return errors.Join(s.sweep(), s.shrink(told))
}

func (s *Store) path() string { return filepath.Join(s.dir, dbName) }

// Close waits for running transactions and lets the folder go.
func (s *Store) Close() error {
	s.lister.close()
	s.writing.Lock()
	defer s.writing.Unlock()
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	if s.journal != nil {
		err = errors.Join(err, s.journal.Close())
		s.journal = nil
	}
	// The lock goes last: nobody may open a file that is still being written.
	if err = errors.Join(err, s.lock.Close()); err != nil {
		return fmt.Errorf("store: close: %w", err)
	}
	return nil
}

// Installation is the UUID under which this store writes events.
func (s *Store) Installation() string { return s.installation }

// create makes an empty store.
func (s *Store) create(installation string) error {
	return s.build(func(t *tx) error { return t.setMeta("installation", []byte(installation)) })
}

// build makes a store with what fill puts into it, in place of one that may be
// there. It makes it beside the place where it belongs and moves it there when
// it is whole: a power cut in bbolt's own initialisation is the one moment that
// leaves a file nobody can open.
func (s *Store) build(fill func(*tx) error) error {
	return s.replace(func(db *bbolt.DB) error {
		return db.Update(func(b *bbolt.Tx) error {
			t := s.writingTx()
			t.bolt = b
			if err := t.outcome(fill(t)); err != nil {
				return err
			}
			return t.outcome(t.refold())
		})
	})
}

// replace puts a file that fill fills, with the buckets of a store, in place of
// the store's own.
func (s *Store) replace(fill func(*bbolt.DB) error) error {
	part := s.path() + ".part"
	if err := dropFile(part); err != nil {
		return err
	}
	err := initialise(part, fill)
	if err == nil {
		err = syncFile(part)
	}
	if err == nil {
		err = os.Rename(part, s.path())
	}
	if err != nil {
		return errors.Join(fmt.Errorf("store: make the file: %w", namedFull(err)), dropFile(part))
	}
	return durable.SyncFolder(s.dir)
}

func initialise(path string, fill func(*bbolt.DB) error) error {
	db, err := openFile(path, false)
	if err != nil {
		return err
	}
	// The file is synced as a whole before it gets its name.
	db.NoSync = true
	err = db.Update(func(b *bbolt.Tx) error {
		for _, name := range buckets() {
			if _, err := b.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		// In the clear: it says how to read the rest.
		return b.Bucket([]byte(bucketMeta)).Put([]byte("format"), number(Format))
	})
	if err == nil {
		err = fill(db)
	}
	return errors.Join(err, db.Close())
}

// formatOf looks at the file without the right to write to it; 0 where there is
// none. It gives ErrNewerFormat and ErrDamaged.
func formatOf(path string) (uint64, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err == nil && info.Size() == 0:
		// bbolt takes an empty file for one it may initialise.
		return 0, fmt.Errorf("%w: %s is empty", ErrDamaged, dbName)
	}
	db, err := openFile(path, true)
	if err != nil {
		return 0, err
	}
	var found uint64
	err = guarded(func() error {
		return db.View(func(b *bbolt.Tx) error {
			if info.Size() < b.Size() {
				return fmt.Errorf("%w: %s has %d bytes of %d", ErrDamaged, dbName, info.Size(), b.Size())
			}
			found, err = formatIn(b)
			return err
		})
	})
	return found, errors.Join(err, db.Close())
}

func formatIn(b *bbolt.Tx) (uint64, error) {
	meta := b.Bucket([]byte(bucketMeta))
	if meta == nil {
		return 0, fmt.Errorf("%w: no meta bucket", ErrDamaged)
	}
	raw := meta.Get([]byte("format"))
	if len(raw) != 8 || numberOf(raw) == 0 {
		return 0, fmt.Errorf("%w: no format", ErrDamaged)
	}
	found := numberOf(raw)
	if found > Format {
		return 0, fmt.Errorf("%w: format %d, this version knows %d", ErrNewerFormat, found, Format)
	}
	return found, nil
}

// openFile opens the bbolt file. The array freelist is bbolt's default and the
// faster one for large files. bbolt panics on some damaged files; a person at
// the window needs an error, and the next attempt the lock that it leaves.
func openFile(path string, readOnly bool) (db *bbolt.DB, err error) {
	var file *os.File
	defer func() {
		if reason := recover(); reason != nil {
			db, err = nil, errors.Join(fmt.Errorf("%w: %v", ErrDamaged, reason), letGo(file))
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: time.Second, FreelistType: bbolt.FreelistArrayType, ReadOnly: readOnly,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		},
	})
	switch {
	case err == nil:
		return db, nil
	case unreadable(err):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil, fmt.Errorf("store: open: %w", err)
}
