package central

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"

	"go.etcd.io/bbolt"

	"onewindow/app/hub"
)

// mostDamages is where a check stops counting.
const mostDamages = 200

// Check reads the log of a folder that no process has open, and changes nothing.
// It gives what is damaged, each naming bucket and key, none where all is well;
// or ErrInUse, ErrNewer, fs.ErrNotExist. A file of an older layout must have been
// opened once.
func Check(dir string) (damages []error, err error) {
	path := filepath.Join(dir, "log.db")
	db, err := openOnly(path)
	if errors.Is(err, hub.ErrDamaged) {
		return []error{err}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("central: check %s: %w", path, err)
	}
	err = checkAccounts(path)
	if err == nil {
		err = checkSchema(db)
	}
	switch {
	case errors.Is(err, hub.ErrDamaged):
		return []error{err}, db.Close()
	case err != nil:
		return nil, errors.Join(err, db.Close())
	}
	damages, err = (&Store{db: db}).Check()
	return damages, errors.Join(err, db.Close())
}

// Check reads everything in the log, as it stands when it is called, and gives
// what is damaged, each naming bucket and key. While it reads, the file may grow
// more than it would.
func (s *Store) Check() (damages []error, err error) {
	err = s.view(func(t *transaction) error {
		if t.bolt.Bucket([]byte(bucketMeta)).Get([]byte(metaUnsealed)) != nil {
			return errors.New("central: log.db is of an older layout and has to be opened once")
		}
		for _, name := range buckets() {
			err := guarded(func() error {
				damages = append(damages, t.checkBucket(name)...)
				return nil
			})
			if err != nil {
				damages = append(damages, fmt.Errorf("%s: %w", name, err))
			}
			if len(damages) > mostDamages {
				damages = damages[:mostDamages]
			}
		}
		t.fault = nil // named
		return nil
	})
	return damages, err
}

// checkBucket holds every value of a bucket against its check, and all of them
// against the sum.
func (t *transaction) checkBucket(name string) (damages []error) {
	b := t.bolt.Bucket([]byte(name))
	if b == nil {
		return []error{shelf{name: name}.missing()}
	}
	found, last := sum{}, []byte(nil)
	c := b.Cursor()
	for key, frame := c.First(); key != nil && len(damages) < mostDamages; key, frame = c.Next() {
		if plain(name, key) || name == bucketMeta && string(key) == metaSums {
			continue // no part of the sums, and sumOf holds them against their check
		}
		if !fits(name, key, frame) || last != nil && bytes.Compare(key, last) <= 0 {
			damages = append(damages, damage(name, key))
		}
		if last = key; len(frame) >= checkLength {
			found.add(frame)
		}
	}
	kept, err := t.sumOf(t.bucket(name))
	switch {
	case err != nil:
		damages = append(damages, err)
	case *kept != found && len(damages) == 0:
		damages = append(damages, fmt.Errorf("%w: %s has %d values that are not the %d that were kept", hub.ErrDamaged, name, found.count, kept.count))
	}
	return damages
}

// checkSmall reads at every start what is not much and matters most: who may do
// what, which numbers are taken, and whether the log ends where it ended.
func checkSmall(db *bbolt.DB) error {
	return (&Store{db: db}).view(func(t *transaction) error {
		for _, name := range []string{
			bucketMeta, bucketChains, bucketCounters, bucketLeases, bucketInstallations, bucketWindows, bucketRecords,
		} {
			if err := errors.Join(t.checkBucket(name)...); err != nil {
				return fmt.Errorf("central: open: %w", err)
			}
		}
		_, err := t.last()
		return err
	})
}
