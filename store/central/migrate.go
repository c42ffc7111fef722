package central

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/emmansun/gmsm/sm3"
	"go.etcd.io/bbolt"

	"onewindow/app/hub"
)

// sealedAtOnce is how many values of an older file are given their checks in one
// transaction.
const sealedAtOnce = 5000

// upToDate brings a file of layout 1 or 2 to the present one. In layout 2 no file was
// owed, and nothing has to be changed. In layout 1 only events and records had a
// hash, and nothing else had. Each transaction goes on where the one
// before ended; killed, it goes on at the next start. Programs of an older layout leave
// the file alone from the first transaction on.
func upToDate(db *bbolt.DB, atOnce int) (done bool, err error) {
	err = guarded(func() error {
		if done = isUpToDate(db); done {
			return nil
		}
		return db.Update(func(b *bbolt.Tx) error {
			meta := b.Bucket([]byte(bucketMeta))
			begin := func(*bbolt.Tx) error { return nil }
			if string(meta.Get([]byte(metaSchema))) == "1" {
				begin = beginSeals
			}
			if err := errors.Join(begin(b), meta.Put([]byte(metaSchema), []byte(schema))); err != nil {
				return err
			}
			left := bytes.Clone(meta.Get([]byte(metaUnsealed)))
			if done = left == nil; done {
				return nil
			}
			return writing(b, func(t *transaction) error { return t.sealSome(left, atOnce) })
		})
	})
	if err != nil {
		return false, fmt.Errorf("central: bring log.db up to date: %w", err)
	}
	return done, nil
}

// unsealedBucket names the bucket that is being brought up to date, "" for none.
func unsealedBucket(db *bbolt.DB) (name string) {
	err := db.View(func(b *bbolt.Tx) error {
		if left := b.Bucket([]byte(bucketMeta)).Get([]byte(metaUnsealed)); left != nil {
			name = buckets()[left[0]]
		}
		return nil
	})
	if err != nil {
		return ""
	}
	return name
}

func isUpToDate(db *bbolt.DB) (is bool) {
	err := db.View(func(b *bbolt.Tx) error {
		meta := b.Bucket([]byte(bucketMeta))
		is = string(meta.Get([]byte(metaSchema))) == schema && meta.Get([]byte(metaUnsealed)) == nil
		return nil
	})
	return err == nil && is
}

func beginSeals(b *bbolt.Tx) error {
	meta := b.Bucket([]byte(bucketMeta))
	_, err := b.CreateBucketIfNotExists([]byte(bucketRecords))
	none := &transaction{bolt: b, sums: &sums{make([]sum, len(buckets()))}}
	return errors.Join(err, none.keepSums(), meta.Put([]byte(metaUnsealed), []byte{0}))
}

// sealSome seals some values from where the last transaction ended: the place of
// a bucket in buckets(), and a key of it.
func (t *transaction) sealSome(left []byte, atOnce int) error {
	name, from := buckets()[left[0]], left[1:]
	s := t.bucket(name)
	if s.bolt == nil {
		return s.missing()
	}
	var plain []put
	c := s.bolt.Cursor()
	key, value := c.Seek(from)
	for ; key != nil && len(plain) < atOnce; key, value = c.Next() {
		if name != bucketMeta || string(key) == metaKey {
			plain = append(plain, put{name, bytes.Clone(key), bytes.Clone(value)})
		}
	}
	next := append([]byte{left[0]}, key...)
	if key == nil {
		next = []byte{left[0] + 1}
	}
	s.bolt.FillPercent = 0.9
	for _, p := range plain {
		if err := s.seal(p.key, p.value); err != nil {
			return err
		}
	}
	meta := t.bolt.Bucket([]byte(bucketMeta))
	if int(next[0]) == len(buckets()) {
		return meta.Delete([]byte(metaUnsealed))
	}
	return meta.Put([]byte(metaUnsealed), next)
}

// seal gives a value of layout 1 its check. One that did not have its hash then
// gets a check that it does not fit either: it is found when it is read.
func (s shelf) seal(key, kept []byte) error {
	frame := frameOf(s.name, key, kept)
	if s.name == bucketLog || s.name == bucketRecords {
		raw, err := unhash(kept)
		frame = frameOf(s.name, key, raw)
		if err != nil {
			frame[0] ^= 0xff
		}
	}
	total, err := s.t.sumOf(s)
	if err != nil {
		return err
	}
	total.add(frame)
	return s.bolt.Put(key, frame)
}

// unhash is a value of layout 1 that stood behind its SM3.
func unhash(kept []byte) ([]byte, error) {
	if len(kept) < sm3.Size {
		return kept, hub.ErrDamaged
	}
	raw := kept[sm3.Size:]
	if of := sm3.Sum(raw); !bytes.Equal(of[:], kept[:sm3.Size]) {
		return raw, hub.ErrDamaged
	}
	return raw, nil
}
