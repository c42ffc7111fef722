package store

import (
	"bytes"
	"sync"
)

// decoded remembers what the records of a bucket say by how they stand sealed on
// the disk. It is for buckets that are read as a whole by every action while their
// records hardly change, as the leases that were used up over the years.
type decoded[T any] struct {
	mu    sync.Mutex
	known map[string]framed[T] // by key
}

func newDecoded[T any]() *decoded[T] { return &decoded[T]{known: map[string]framed[T]{}} }

// framed is a record as it stands sealed, and what it says.
type framed[T any] struct {
	frame []byte
	value T
}

// all decodes every record of a bucket, in the order of the keys.
func (d *decoded[T]) all(t *tx, name bucket) ([]T, error) {
	shelf := t.bucket(name)
	if shelf.bolt == nil {
		return nil, ErrDamaged
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []T
	c := shelf.bolt.Cursor()
	for at, frame := c.First(); at != nil; at, frame = c.Next() {
		r, known := d.known[string(at)]
		if !known || !bytes.Equal(r.frame, frame) {
			raw := shelf.open(at, frame)
			if raw == nil {
				return list, nil // the transaction knows its fault
			}
			r = framed[T]{frame: bytes.Clone(frame)}
			if err := decode(name, at, raw, &r.value); err != nil {
				return nil, err
			}
			d.known[string(at)] = r
		}
		list = append(list, r.value)
	}
	return list, nil
}
