package central

import (
	"bytes"
	"errors"
	"path/filepath"

	"github.com/emmansun/gmsm/sm3"
	"go.etcd.io/bbolt"
)

// MakeOld takes a folder back to layout 1.
func MakeOld(dir string) error {
	db, err := open(filepath.Join(dir, "log.db"))
	if err != nil {
		return err
	}
	err = db.Update(func(b *bbolt.Tx) error {
		for _, name := range buckets() {
			bucket, all := b.Bucket([]byte(name)), map[string][]byte{}
			err := bucket.ForEach(func(key, frame []byte) error {
				if name == bucketMeta && string(key) != metaKey {
					return nil
				}
				value := bytes.Clone(frame[checkLength:])
				if name == bucketLog || name == bucketRecords {
					hash := sm3.Sum(value)
					value = append(hash[:], value...)
				}
				if name == bucketFiles {
					value = value[:8]
				}
				all[string(key)] = value
				return nil
			})
			for key, value := range all {
				err = errors.Join(err, bucket.Put([]byte(key), value))
			}
			if err != nil {
				return err
			}
		}
		meta := b.Bucket([]byte(bucketMeta))
		return errors.Join(meta.Delete([]byte(metaSums)), meta.Put([]byte(metaSchema), []byte("1")))
	})
	return errors.Join(err, db.Close())
}

// OpenAt opens a folder and brings an older file up to date in small steps, telling
// of each.
func OpenAt(dir string, atOnce int, tell func(Progress)) (*Store, error) {
	return openAt(dir, pace{atOnce, 0, tell})
}

// SealSome gives some values of an older file their checks, as a start that is
// killed behind that would.
func SealSome(dir string, steps, atOnce int) (done bool, err error) {
	db, err := open(filepath.Join(dir, "log.db"))
	if err != nil {
		return false, err
	}
	for range steps {
		if done, err = upToDate(db, atOnce); done || err != nil {
			break
		}
	}
	return done, errors.Join(err, db.Close())
}

// SetSchema writes a layout into a file.
func SetSchema(dir, layout string) error {
	db, err := open(filepath.Join(dir, "log.db"))
	if err != nil {
		return err
	}
	err = db.Update(func(b *bbolt.Tx) error {
		return b.Bucket([]byte(bucketMeta)).Put([]byte(metaSchema), []byte(layout))
	})
	return errors.Join(err, db.Close())
}
