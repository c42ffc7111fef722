package central

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"onewindow/app/hub"
)

// What stands in the bucket of what the file says about itself.
const (
	metaSchema   = "schema"   // number of the layout, as text, for every program to read
	metaSums     = "sums"     // of all buckets
	metaUnsealed = "unsealed" // how far an older file has been brought up to date
	metaKey      = "issuing-key"
)

// sum is how many values a bucket has, and the sum of their checks, in whatever
// order they came.
type sum struct{ count, checks uint64 }

func (s *sum) add(frame []byte) {
	s.count++
	s.checks += binary.BigEndian.Uint64(frame)
}

func (s *sum) remove(frame []byte) {
	s.count--
	s.checks -= binary.BigEndian.Uint64(frame)
}

// sums are those of all buckets, in the order of buckets().
type sums struct{ of []sum }

// sumOf is the sum of a bucket, as it is at this moment of the transaction. What
// the file says about its sums is no part of them.
func (t *transaction) sumOf(s shelf) (*sum, error) {
	if t.sums == nil {
		raw := t.bucket(bucketMeta).Get([]byte(metaSums))
		if t.fault != nil {
			return nil, t.fault
		}
		if len(raw) != 16*len(buckets()) {
			return nil, damage(bucketMeta, []byte(metaSums))
		}
		t.sums = &sums{make([]sum, len(buckets()))}
		for i := range t.sums.of {
			t.sums.of[i] = sum{binary.BigEndian.Uint64(raw[16*i:]), binary.BigEndian.Uint64(raw[16*i+8:])}
		}
	}
	return &t.sums.of[s.at], nil
}

// keepSums keeps them, if anything asked for them.
func (t *transaction) keepSums() error {
	if t.sums == nil {
		return nil
	}
	raw := make([]byte, 0, 16*len(t.sums.of))
	for _, s := range t.sums.of {
		raw = append(append(raw, number(s.count)...), number(s.checks)...)
	}
	meta := t.bolt.Bucket([]byte(bucketMeta))
	return meta.Put([]byte(metaSums), frameOf(bucketMeta, []byte(metaSums), raw))
}

// view runs a reading transaction.
func (s *Store) view(read func(*transaction) error) error {
	return guarded(func() error {
		return s.db.View(func(b *bbolt.Tx) error {
			t := &transaction{bolt: b}
			return t.outcome(read(t))
		})
	})
}

// update runs a writing transaction of its own.
func (s *Store) update(write func(*transaction) error) error {
	return guarded(func() error {
		return s.db.Update(func(b *bbolt.Tx) error { return writing(b, write) })
	})
}

// writing is the inside of a writing transaction. It may run on a goroutine of
// bbolt's and is guarded for itself.
func writing(b *bbolt.Tx, write func(*transaction) error) error {
	return guarded(func() error {
		t := &transaction{bolt: b}
		if err := t.outcome(write(t)); err != nil {
			return err
		}
		return t.outcome(errors.Join(t.keepTails(), t.keepSums()))
	})
}

// guarded turns what a broken page does to bbolt, and a file that was cut under
// its mapping, into an error.
func guarded(work func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w: %v", hub.ErrDamaged, reason)
		}
	}()
	return work()
}
