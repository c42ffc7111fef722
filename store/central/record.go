package central

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/emmansun/gmsm/sm3"
	"go.etcd.io/bbolt"

	"onewindow/app/hub"
)

// seal puts the hash before the bytes.
func seal(raw []byte) []byte {
	sum := sm3.Sum(raw)
	return append(sum[:], raw...)
}

// record reads the event at a place of the log and checks its hash. The bytes
// are a copy: they outlive the transaction.
func record(tx *bbolt.Tx, at []byte) ([]byte, error) {
	raw, err := unseal(tx.Bucket([]byte(bucketLog)).Get(at))
	if err == nil && raw == nil {
		err = fmt.Errorf("%w: no record", hub.ErrDamaged)
	}
	if err != nil {
		return nil, fmt.Errorf("at place %d: %w", value(at), err)
	}
	return raw, nil
}

// unseal gives back a copy of the sealed bytes, nil where there are none.
func unseal(kept []byte) ([]byte, error) {
	switch {
	case kept == nil:
		return nil, nil
	case len(kept) < sm3.Size:
		return nil, fmt.Errorf("%w: a record has no hash", hub.ErrDamaged)
	}
	raw := append([]byte{}, kept[sm3.Size:]...)
	if sum := sm3.Sum(raw); !bytes.Equal(sum[:], kept[:sm3.Size]) {
		return nil, fmt.Errorf("%w: a record has another hash", hub.ErrDamaged)
	}
	return raw, nil
}

// number is a number as a key: big-endian, so that keys sort as numbers do.
func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// value is the number in a key or a value.
func value(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// first is the first part of a key of two parts. The zero byte behind it keeps
// one name from being the beginning of another.
func first(name string) []byte { return append([]byte(name), 0) }

// pair is a key of two parts.
func pair(one, two string) []byte { return append(first(one), two...) }

func under(prefix, key []byte) bool { return key != nil && bytes.HasPrefix(key, prefix) }
