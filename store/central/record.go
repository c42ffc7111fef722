package central

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"onewindow/app/hub"
)

// record reads the event at a place of the log. The bytes are a copy: they
// outlive the transaction.
func (t *transaction) record(at []byte) ([]byte, error) {
	raw := bytes.Clone(t.bucket(bucketLog).Get(at))
	if raw == nil {
		t.damaged(damage(bucketLog, at))
		return nil, fmt.Errorf("at place %d: %w", value(at), t.fault)
	}
	return raw, nil
}

// last is the newest place of the log.
func (t *transaction) last() (uint64, error) {
	log, err := t.sumOf(t.bucket(bucketLog))
	if err != nil {
		return 0, err
	}
	b := t.bucket(bucketLog).bolt
	if b == nil {
		return 0, t.fault
	}
	at, _ := b.Cursor().Last() // the key alone: one bad event holds up no other
	if t.fault == nil && value(at) != log.count {
		t.damaged(fmt.Errorf("%w: the log ends at place %d, and %d events were kept", hub.ErrDamaged, value(at), log.count))
	}
	return log.count, t.fault
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
