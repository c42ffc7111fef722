// Package central keeps the log of the central system on bbolt: the embedded
// default, one process, one folder.
//
// The folder holds log.db, everything that changes together, and files/, the
// attachments by their content.
//
// # Layout 3 of log.db
//
// Every value of every bucket stands behind the first 8 bytes of the SHA-256 of
// its bucket, its key and itself, so that a flipped bit is found when it is read
// and not believed: the answer is hub.ErrDamaged, naming bucket and key. That a key
// is not there is believed if the keys on either side of it are whole and in
// order. For each bucket "sums" in the bucket "meta" says how many values there are
// and what their checks add up to; it changes in the transaction that changes
// them. At a start the small buckets are read and held against it, and the end of
// the log against its count; [Check] does that with all. Only the schema stands
// without a check: as text, for every program to read.
//
// In layout 2 no file was owed by its office. In layout 1 the log and the records
// stood behind their SM3, and the rest behind nothing. Both are brought up to date
// at the first start, in place.
package central

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"onewindow/app/hub"
	"onewindow/store/durable"
	"onewindow/store/folder"
)

// ErrInUse says that another process has the folder open.
var ErrInUse = errors.New("central: another process has the folder open")

// ErrNewer says that log.db has a layout that this program does not know. The
// file is left as it is.
var ErrNewer = errors.New("central: log.db has another layout")

// The buckets of log.db. A key of two parts has a zero byte between them.
const (
	bucketMeta          = "meta"          // schema, sums, issuing key
	bucketLog           = "log"           // place → record
	bucketEvents        = "events"        // event id → kept
	bucketChains        = "chains"        // installation → link
	bucketRefused       = "refused"       // installation, seq → refused record
	bucketCases         = "cases"         // case, place → nothing
	bucketOffices       = "offices"       // office, place → nothing
	bucketNumbers       = "numbers"       // office, number → case
	bucketFiles         = "files"         // office, hash → size, a zero byte behind it where the office owes the file
	bucketCounters      = "counters"      // series → last number taken
	bucketLeases        = "leases"        // installation, lease id → lease
	bucketInstallations = "installations" // id → installation
	bucketWindows       = "windows"       // office, window → installation
	bucketRecords       = "records"       // name → record
)

// schema is the layout above. A store of a later layout is left alone.
const schema = "3"

// Store is the log and the files of one folder. Safe for concurrent use.
type Store struct {
	*folder.Folder
	db *bbolt.DB
}

// Progress tells how far something is that takes long.
type Progress struct {
	Bucket string // that is read
	Done   uint64 // values, of all buckets
	Took   time.Duration
}

// progressEvery is how often progress is told, from then on.
const progressEvery = 500 * time.Millisecond

// Open opens the folder, making it where there is none. The folder and
// everything in it belong to its owner alone.
func Open(dir string) (*Store, error) { return OpenTelling(dir, func(Progress) {}) }

// OpenTelling is Open that tells, from half a second on, how far an older file is
// brought up to date.
func OpenTelling(dir string, tell func(Progress)) (*Store, error) {
	return openAt(dir, pace{sealedAtOnce, progressEvery, tell})
}

// pace is how an older file is brought up to date.
type pace struct {
	atOnce int // values in one transaction
	every  time.Duration
	tell   func(Progress)
}

func openAt(dir string, p pace) (*Store, error) {
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
	if err := prepare(db, p); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{files, db}, nil
}

// prepare wants a file that this program knows, brings it up to date and reads
// what is read at every start.
func prepare(db *bbolt.DB, p pace) error {
	if err := checkSchema(db); err != nil {
		return err
	}
	began := time.Now()
	told := began
	for steps := 1; ; steps++ {
		done, err := upToDate(db, p.atOnce)
		if err != nil {
			return err
		}
		if done {
			break
		}
		if now := time.Now(); now.Sub(told) >= p.every {
			told = now
			p.tell(Progress{unsealedBucket(db), uint64(steps * p.atOnce), now.Sub(began)})
		}
	}
	return checkSmall(db)
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

func open(path string) (*bbolt.DB, error) { return opened(path, os.O_CREATE) }

// openOnly opens a file that is there.
func openOnly(path string) (*bbolt.DB, error) { return opened(path, 0) }

func opened(path string, create int) (db *bbolt.DB, err error) {
	var file *os.File
	options := &bbolt.Options{
		Timeout: 2 * time.Second, FreelistType: bbolt.FreelistArrayType,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag&^os.O_CREATE|create, mode)
			file = f
			return f, err
		},
	}
	finished := false
	err = guarded(func() (err error) {
		db, err = bbolt.Open(path, 0o600, options)
		finished = true
		return err
	})
	switch {
	case !finished:
		return nil, errors.Join(err, letGo(file)) // bbolt fell over it and left it locked
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, ErrInUse
	case unreadable(err):
		return nil, fmt.Errorf("%w: %w", hub.ErrDamaged, err)
	case err != nil:
		return nil, err
	}
	// Writers that meet share one commit; a lone one must hardly notice.
	db.MaxBatchDelay = time.Millisecond
	return db, nil
}

// unreadable says whether bbolt found the file itself wanting. Some of its errors
// have no name: all are that are not the system's.
func unreadable(err error) bool {
	var system syscall.Errno
	return err != nil && !errors.As(err, &system)
}

// buckets are those that stand behind checks. A new one comes last: the sums stand
// in this order.
func buckets() []string {
	return []string{
		bucketMeta, bucketLog, bucketEvents, bucketChains, bucketRefused, bucketCases, bucketOffices, bucketNumbers,
		bucketFiles, bucketCounters, bucketLeases, bucketInstallations, bucketWindows, bucketRecords,
	}
}

func layOut(tx *bbolt.Tx) error {
	for _, name := range buckets() {
		if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	none := &transaction{bolt: tx, sums: &sums{make([]sum, len(buckets()))}}
	return errors.Join(none.keepSums(), tx.Bucket([]byte(bucketMeta)).Put([]byte(metaSchema), []byte(schema)))
}

func checkSchema(db *bbolt.DB) error {
	return guarded(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			meta := tx.Bucket([]byte(bucketMeta))
			if meta == nil {
				return fmt.Errorf("%w: log.db is not a log of the central system", hub.ErrDamaged)
			}
			switch found := string(meta.Get([]byte(metaSchema))); found {
			case "1", "2", schema:
				return nil
			case "":
				return damage(bucketMeta, []byte(metaSchema))
			default:
				return fmt.Errorf("%w: %q, this program reads %q", ErrNewer, found, schema)
			}
		})
	})
}
