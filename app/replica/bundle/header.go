package bundle

import (
	"crypto/cipher"
	"encoding/binary"
	"time"

	"github.com/emmansun/gmsm/sm4"

	"onewindow/app/seal"
)

// Limits of a bundle.
const (
	MaxSize   = 4<<30 - 1 // bytes: what a stick formatted as FAT32 can hold in one file
	MaxRecord = 4 << 20   // bytes of a record's body
)

const (
	magic         = "ONEWINDOW-BUNDLE"
	version       = 1
	maxHeader     = 4 << 20
	maxFrame      = 64 << 10 // of content
	tagSize       = 16
	keySize       = 16
	lastFrame     = 1 << 31
	recordHead    = 5
	purposeBundle = "onewindow bundle"
)

// Way is where a bundle goes.
type Way string

// The ways.
const (
	Up   Way = "up"   // from a window to the centre
	Down Way = "down" // from the centre to a window
)

// Header stands in the clear before the content: whose bundle it is and who can
// read it. It says nothing of any case.
type Header struct {
	ID           string     `json:"id"` // UUID of the bundle
	Way          Way        `json:"way"`
	Installation string     `json:"installation"`      // of the window, whichever way
	Answers      string     `json:"answers,omitempty"` // id of the bundle that this one answers
	Made         time.Time  `json:"made"`              // by the clock of its maker
	Recipient    seal.KeyID `json:"recipient"`         // of the key that it is encrypted to
	Key          []byte     `json:"key"`               // of the frames, wrapped
	// List is the centre's list of keys (seal.List), signed in itself and open to
	// anybody: a window that missed a change of the issuing key needs it to check
	// the signature of the bundle.
	List []byte `json:"list,omitempty"`
}

// Kind says what a record holds.
type Kind byte

// frameCipher is the cipher of the frames.
func frameCipher(key []byte) (cipher.AEAD, error) {
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// nonce is that of a frame, counted from 0.
func nonce(frame uint64, last bool) []byte {
	n := make([]byte, 12)
	binary.BigEndian.PutUint64(n[3:], frame)
	if last {
		n[11] = 1
	}
	return n
}
