package vault

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// ErrForged says that something was changed, moved or cut off since it was
// sealed, or was sealed with another key.
var ErrForged = errors.New("vault: the seal is broken")

const (
	rootSize  = 32
	nonceSize = 12
	tagSize   = 16
)

// algorithmSM4GCM is the first byte of a sealed record.
const algorithmSM4GCM = 1

// Overhead is what a sealed record is longer than the record, in bytes.
const Overhead = 1 + nonceSize + tagSize

// Key seals and opens. It is safe for concurrent use.
type Key struct {
	root    []byte
	names   []byte
	files   []byte
	records cipher.AEAD
}

// NewKey draws a key; random is the system's source of randomness.
func NewKey(random io.Reader) (*Key, error) {
	root := make([]byte, rootSize)
	if _, err := io.ReadFull(random, root); err != nil {
		return nil, fmt.Errorf("vault: draw a key: %w", err)
	}
	return keyOf(root)
}

func keyOf(root []byte) (*Key, error) {
	if len(root) != rootSize {
		return nil, fmt.Errorf("%w: a root of %d bytes", ErrForged, len(root))
	}
	k := &Key{root: root}
	records, err := draw(root, nil, "onewindow records", sm4.BlockSize)
	if err != nil {
		return nil, err
	}
	if k.records, err = newAEAD(records); err != nil {
		return nil, err
	}
	if k.names, err = draw(root, nil, "onewindow names", sm3.Size); err != nil {
		return nil, err
	}
	k.files, err = draw(root, nil, "onewindow files", sm3.Size)
	return k, err
}

func draw(root, salt []byte, label string, size int) ([]byte, error) {
	key, err := hkdf.Key(sm3.New, root, salt, label, size)
	if err != nil {
		return nil, fmt.Errorf("vault: draw the key %q: %w", label, err)
	}
	return key, nil
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	sealer, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	return sealer, nil
}

// Seal encrypts a record for the place that context names.
func (k *Key) Seal(record, context []byte) []byte {
	frame := make([]byte, 1+nonceSize, Overhead+len(record))
	frame[0] = algorithmSM4GCM
	// The system's randomness never fails: it ends the program instead.
	_, _ = rand.Read(frame[1:])
	return k.records.Seal(frame, frame[1:], record, context)
}

// Open gives a record back. It gives ErrForged where the record is not what was
// sealed for this place.
func (k *Key) Open(frame, context []byte) ([]byte, error) {
	if len(frame) < Overhead || frame[0] != algorithmSM4GCM {
		return nil, ErrForged
	}
	// An empty record is there and must not look like none.
	record := make([]byte, 0, len(frame)-Overhead)
	record, err := k.records.Open(record, frame[1:1+nonceSize], frame[1+nonceSize:], context)
	if err != nil {
		return nil, ErrForged
	}
	return record, nil
}

// Name is what stands on the disk in place of a name: 32 bytes that only the
// holder of the key can make.
func (k *Key) Name(name []byte) []byte {
	mac := hmac.New(sm3.New, k.names)
	_, _ = mac.Write(name) // a hash never fails
	return mac.Sum(nil)
}
