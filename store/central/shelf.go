package central

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"unicode"
	"unicode/utf8"

	"go.etcd.io/bbolt"

	"onewindow/app/hub"
)

// checkLength is how many bytes of the SHA-256 of bucket, key and value stand
// before each value. They find what a disk does, not what a person does.
const checkLength = 8

// shelf is a bucket whose values stand behind a check of the bucket, the key and
// themselves. What does not fit its check is noted as the transaction's fault and
// looks as if there were none: the transaction fails at its end, whatever was
// made of that.
type shelf struct {
	t    *transaction
	name string
	bolt *bbolt.Bucket
	at   int // among all buckets
}

// Get is the value under a key, nil where there is none. That there is none is
// believed only if the keys on either side are whole and in their order: next to
// them the search would have ended for a key that has turned.
func (s shelf) Get(key []byte) []byte {
	if s.bolt == nil {
		return nil
	}
	at, frame := s.bolt.Cursor().Seek(key)
	if at != nil && bytes.Equal(at, key) {
		return s.open(at, frame)
	}
	s.checkAround(key, at, frame)
	return nil
}

// checkAround holds what a search for a key ended at, and what stands before it,
// against the key and against their checks.
func (s shelf) checkAround(key, at, frame []byte) {
	c := s.bolt.Cursor()
	var before, beforeFrame []byte
	if at == nil {
		before, beforeFrame = c.Last()
	} else {
		s.open(at, frame)
		if bytes.Compare(at, key) < 0 {
			s.damaged(at)
		}
		c.Seek(key)
		before, beforeFrame = c.Prev()
	}
	if before == nil {
		return
	}
	s.open(before, beforeFrame)
	if bytes.Compare(before, key) >= 0 {
		s.damaged(before)
	}
}

// Put keeps a value and its part in the sums.
func (s shelf) Put(key, value []byte) error { return s.putFrame(key, frameOf(s.name, key, value)) }

func (s shelf) putFrame(key, frame []byte) error {
	if s.bolt == nil {
		return s.missing()
	}
	if err := s.take(key); err != nil {
		return err
	}
	sum, err := s.t.sumOf(s)
	if err != nil {
		return err
	}
	sum.add(frame)
	if err := s.bolt.Put(key, frame); err != nil {
		return fmt.Errorf("central: keep in %s: %w", s.name, err)
	}
	return nil
}

// Delete takes a key away.
func (s shelf) Delete(key []byte) error {
	if s.bolt == nil {
		return s.missing()
	}
	if err := s.take(key); err != nil {
		return err
	}
	return s.bolt.Delete(key)
}

// take takes what stands under a key out of the sums.
func (s shelf) take(key []byte) error {
	at, frame := s.bolt.Cursor().Seek(key)
	if at == nil || !bytes.Equal(at, key) {
		return nil
	}
	if s.open(at, frame) == nil {
		return s.t.fault
	}
	sum, err := s.t.sumOf(s)
	if err == nil {
		sum.remove(frame)
	}
	return err
}

// ForEach visits all values in the order of their keys.
func (s shelf) ForEach(visit func(key, value []byte) error) error {
	c := s.Cursor()
	for key, value := c.First(); key != nil; key, value = c.Next() {
		if err := visit(key, value); err != nil {
			return err
		}
	}
	return nil
}

// Cursor walks along the keys. It stops at what is damaged.
func (s shelf) Cursor() *cursor {
	if s.bolt == nil {
		return &cursor{shelf: s}
	}
	return &cursor{shelf: s, bolt: s.bolt.Cursor()}
}

// open is the value in a frame, nil where it does not fit its check.
func (s shelf) open(key, frame []byte) []byte {
	if plain(s.name, key) {
		return frame
	}
	if !fits(s.name, key, frame) {
		s.damaged(key)
		return nil
	}
	return frame[checkLength:len(frame):len(frame)]
}

func (s shelf) damaged(key []byte) { s.t.damaged(damage(s.name, key)) }

func (s shelf) missing() error { return fmt.Errorf("%w: bucket %s is missing", hub.ErrDamaged, s.name) }

// plain says whether a value stands without a check: what programs of any layout
// read.
func plain(bucket string, key []byte) bool {
	return bucket == bucketMeta && (string(key) == metaSchema || string(key) == metaUnsealed)
}

// damage names what is damaged.
func damage(bucket string, key []byte) error {
	return fmt.Errorf("%w: %s %s", hub.ErrDamaged, bucket, readable(key))
}

// frameOf is a value as it stands on the disk, behind its check.
func frameOf(bucket string, key, value []byte) []byte {
	sum := checkOf(bucket, key, value)
	return append(sum[:checkLength:checkLength], value...)
}

// fits says whether a frame is what was kept under the key.
func fits(bucket string, key, frame []byte) bool {
	if len(frame) < checkLength {
		return false
	}
	sum := checkOf(bucket, key, frame[checkLength:])
	return bytes.Equal(sum[:checkLength], frame[:checkLength])
}

func checkOf(bucket string, key, value []byte) [sha256.Size]byte {
	of := make([]byte, 0, len(bucket)+len(key)+len(value)+9)
	of = append(append(of, bucket...), 0)
	of = append(append(of, number(uint64(len(key)))...), key...)
	return sha256.Sum256(append(of, value...))
}

// cursor is a cursor of a shelf. Its keys must grow.
type cursor struct {
	shelf shelf
	bolt  *bbolt.Cursor
	last  []byte
}

// First is the first key and its value, nil where there is none.
func (c *cursor) First() (key, value []byte) {
	if c.bolt == nil {
		return nil, nil
	}
	c.last = nil
	return c.open(c.bolt.First())
}

// Next is the next.
func (c *cursor) Next() (key, value []byte) {
	if c.bolt == nil {
		return nil, nil
	}
	return c.open(c.bolt.Next())
}

// Seek is the first from a key on.
func (c *cursor) Seek(from []byte) (key, value []byte) {
	if c.bolt == nil {
		return nil, nil
	}
	at, frame := c.bolt.Seek(from)
	c.shelf.checkAround(from, at, frame)
	c.last = nil
	return c.open(at, frame)
}

func (c *cursor) open(key, frame []byte) ([]byte, []byte) {
	if key == nil {
		return nil, nil
	}
	if c.last != nil && bytes.Compare(key, c.last) <= 0 {
		c.shelf.damaged(key)
		return nil, nil
	}
	c.last = key
	value := c.shelf.open(key, frame)
	if value == nil {
		return nil, nil
	}
	return key, value
}

// readable is a key as a person can read it.
func readable(key []byte) string {
	for _, r := range string(key) {
		if !unicode.IsPrint(r) || !utf8.Valid(key) {
			return hex.EncodeToString(key)
		}
	}
	return string(key)
}
