package store

import (
	"bytes"
	"encoding/hex"
	"slices"
	"unicode"
	"unicode/utf8"

	"go.etcd.io/bbolt"
)

// shelf is a bucket whose values are sealed for the bucket and the key they
// stand under. A value that does not open is noted as the transaction's fault
// and looks as if there were none: the transaction fails at its end, whatever
// was made of that.
type shelf struct {
	t    *tx
	name bucket
	bolt *bbolt.Bucket
	seek *bbolt.Cursor // to look single keys up; a cursor each time would be memory each time
}

// bucket is a bucket of this transaction.
func (t *tx) bucket(name bucket) shelf {
	if s, known := t.shelves[name]; known {
		return s
	}
	b := t.bolt.Bucket([]byte(name))
	if b == nil {
		t.damaged(&Damage{Bucket: string(name)})
		return shelf{t: t, name: name}
	}
	if inOrder(name) {
		b.FillPercent = fullPage
	}
	if t.shelves == nil {
		t.shelves = map[bucket]shelf{}
	}
	s := shelf{t, name, b, b.Cursor()}
	t.shelves[name] = s
	return s
}

// fullPage is how full a page of records that come in the order of their keys is
// left behind, of 1. bbolt would leave half of it for what comes in between.
const fullPage = 0.9

// inOrder says whether most records of a bucket come behind those that are there:
// ids are UUIDv7, which begin with the time.
func inOrder(name bucket) bool {
	switch name {
	case bucketEvents, bucketCases, bucketPlaced, bucketOrder, bucketChain, bucketOutbox, bucketRows,
		bucketTaken, bucketListed, bucketDocs:
		return true
	}
	return false
}

// Get is the value under a key, nil where there is none.
func (s shelf) Get(key []byte) []byte {
	if s.bolt == nil {
		return nil
	}
	at := s.t.veiled(s.name, key)
	found, frame := s.seek.Seek(at)
	if !bytes.Equal(found, at) {
		return nil
	}
	return s.open(at, frame)
}

// Put keeps a value. The key may be bbolt's, which moves it; the value is nobody's
// that would change it.
func (s shelf) Put(key, value []byte) error {
	if s.bolt == nil {
		return ErrDamaged
	}
	return s.t.put(s.t.seal(s.name, slices.Clone(key), value))
}

// Delete takes a key away.
func (s shelf) Delete(key []byte) error {
	if s.bolt == nil {
		return ErrDamaged
	}
	at := s.t.veiled(s.name, key)
	if !derived(s.name) { // what is derived is not noted: bbolt may look for it alone
		if found, _ := s.seek.Seek(at); !bytes.Equal(found, at) {
			return nil
		}
		s.t.note(op{bucket: s.name, key: slices.Clone(key), gone: true})
	}
	return s.bolt.Delete(at)
}

// keyFrom is the first key from one on, nil where there is none. Nothing is opened.
func (s shelf) keyFrom(key []byte) []byte {
	if s.bolt == nil {
		return nil
	}
	at, _ := s.seek.Seek(key)
	return at
}

// dropUnder takes all keys away that begin with a prefix.
func (s shelf) dropUnder(prefix []byte) error {
	if s.bolt == nil {
		return ErrDamaged
	}
	var keys [][]byte
	c := s.bolt.Cursor()
	for at, _ := c.Seek(prefix); bytes.HasPrefix(at, prefix); at, _ = c.Next() {
		keys = append(keys, at)
	}
	for _, key := range keys {
		if err := s.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// ForEach visits all values in the order of their keys, as they stand on the disk.
func (s shelf) ForEach(visit func(key, value []byte) error) error {
	c := s.Cursor()
	for key, value := c.First(); key != nil; key, value = c.Next() {
		if err := visit(key, value); err != nil {
			return err
		}
	}
	return nil
}

// Len counts the keys without opening anything.
func (s shelf) Len() int {
	if s.bolt == nil {
		return 0
	}
	n := 0
	c := s.bolt.Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		n++
	}
	return n
}

// Cursor walks along the keys. It stops at a value that does not open.
func (s shelf) Cursor() cursor {
	if s.bolt == nil {
		return cursor{shelf: s}
	}
	return cursor{s, s.bolt.Cursor()}
}

func (s shelf) open(at, frame []byte) []byte {
	if frame == nil {
		return nil
	}
	value, err := s.t.open(s.name, at, frame)
	if err != nil {
		s.t.damaged(&Damage{Bucket: string(s.name), Key: readable(at), Case: caseOf(s.name, at)})
		return nil
	}
	return value
}

// cursor is a cursor of a shelf.
type cursor struct {
	shelf shelf
	bolt  *bbolt.Cursor
}

// First is the first key and its value, nil where there is none.
func (c cursor) First() (key, value []byte) {
	if c.bolt == nil {
		return nil, nil
	}
	return c.open(c.bolt.First())
}

// Next is the next.
func (c cursor) Next() (key, value []byte) { return c.open(c.bolt.Next()) }

// Last is the last key and its value, nil where there is none.
func (c cursor) Last() (key, value []byte) {
	if c.bolt == nil {
		return nil, nil
	}
	return c.open(c.bolt.Last())
}

// Prev is the one before.
func (c cursor) Prev() (key, value []byte) { return c.open(c.bolt.Prev()) }

// Seek is the first from a key on; of no use where keys are veiled.
func (c cursor) Seek(from []byte) (key, value []byte) {
	if c.bolt == nil {
		return nil, nil
	}
	return c.open(c.bolt.Seek(from))
}

func (c cursor) open(key, frame []byte) ([]byte, []byte) {
	if key == nil {
		return nil, nil
	}
	value := c.shelf.open(key, frame)
	if value == nil {
		return nil, nil
	}
	return key, value
}

// damaged notes the first thing that was found damaged.
func (t *tx) damaged(d *Damage) {
	if t.fault == nil {
		t.fault = d
	}
}

// caseOf is the case that a key names.
func caseOf(name bucket, at []byte) string {
	switch {
	case name == bucketRows:
		return string(at)
	case name == bucketCases && len(at) > 2+9:
		return string(at[2 : len(at)-9])
	}
	return ""
}

// readable is a key as a person can read it.
func readable(at []byte) string {
	if !utf8.Valid(at) {
		return hex.EncodeToString(at)
	}
	for _, r := range string(at) {
		if !unicode.IsPrint(r) {
			return hex.EncodeToString(at)
		}
	}
	return string(at)
}
