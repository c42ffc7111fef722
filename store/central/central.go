// Package central keeps the log of the central system on bbolt: the embedded
// default, one process, one folder.
//
// The folder holds log.db, everything that changes together, and files/, the
// attachments by their content. Every record of the log carries its SM3, so that
// a flipped bit is found when it is read and not believed.
package central

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"onewindow/store/durable"
	"onewindow/store/folder"
)

// ErrInUse says that another process has the folder open.
var ErrInUse = errors.New("central: another process has the folder open")

// The buckets of log.db. A key of two parts has a zero byte between them.
const (
	bucketMeta          = "meta"          // schema, issuing key
	bucketLog           = "log"           // place → record
	bucketEvents        = "events"        // event id → kept
	bucketChains        = "chains"        // installation → link
	bucketRefused       = "refused"       // installation, seq → refused record
	bucketCases         = "cases"         // case, place → nothing
	bucketOffices       = "offices"       // office, place → nothing
	bucketNumbers       = "numbers"       // office, number → case
	bucketFiles         = "files"         // office, hash → size
	bucketCounters      = "counters"      // series → last number taken
	bucketLeases        = "leases"        // installation, lease id → lease
	bucketInstallations = "installations" // id → installation
	bucketWindows       = "windows"       // office, window → installation
	bucketRecords       = "records"       // name → record; made with the first
)

// schema is the layout above. A store of a later layout is left alone.
const schema = "1"

// Store is the log and the files of one folder. Safe for concurrent use.
type Store struct {
	*folder.Folder
	db *bbolt.DB
}

// Open opens the folder, making it where there is none. The folder and
// everything in it belong to its owner alone.
func Open(dir string) (*Store, error) {
	files, err := folder.Open(filepath.Join(dir, "files"))
	if err != nil {
		return nil, fmt.Errorf("central: make %s: %w", dir, err)
	}
	path := filepath.Join(dir, "log.db")
	if err := create(path); err != nil {
		return nil, fmt.Errorf("central: create %s: %w", path, err)
	}
	db, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("central: open %s: %w", path, err)
	}
	if err := checkAccounts(path); err != nil { // with the file locked, and nothing written yet
		return nil, errors.Join(fmt.Errorf("central: open: %w", err), db.Close())
	}
	if err := checkSchema(db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{files, db}, nil
}

// Close waits for what is under way and releases the folder.
func (s *Store) Close() error { return s.db.Close() }

// create makes the database aside and moves it into place: its first
// initialisation is the one moment in which a power cut could leave a file
// that does not open.
func create(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	aside := path + ".new"
	if err := os.Remove(aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	db, err := open(aside)
	if err != nil {
		return err
	}
	if err := errors.Join(db.Update(layOut), db.Close()); err != nil {
		return err
	}
	if err := os.Rename(aside, path); err != nil {
		return err
	}
	return durable.SyncFolder(filepath.Dir(path))
}

func open(path string) (*bbolt.DB, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: 2 * time.Second, FreelistType: bbolt.FreelistArrayType})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, err
	}
	// Writers that meet share one commit; a lone one must hardly notice.
	db.MaxBatchDelay = time.Millisecond
	return db, nil
}

func layOut(tx *bbolt.Tx) error {
	for _, name := range []string{
		bucketMeta, bucketLog, bucketEvents, bucketChains, bucketRefused, bucketCases, bucketOffices,
		bucketNumbers, bucketFiles, bucketCounters, bucketLeases, bucketInstallations, bucketWindows,
	} {
		if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	return tx.Bucket([]byte(bucketMeta)).Put([]byte("schema"), []byte(schema))
}

func checkSchema(db *bbolt.DB) error {
	return db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket([]byte(bucketMeta))
		if meta == nil {
			return errors.New("central: log.db is not a log of the central system")
		}
		if found := string(meta.Get([]byte("schema"))); found != schema {
			return fmt.Errorf("central: log.db has layout %q, this program reads %q", found, schema)
		}
		return nil
	})
}
