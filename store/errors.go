package store

import (
	"errors"
	"fmt"

	"onewindow/app/replica"
)

var (
	// ErrInUse says that another program has the folder open.
	ErrInUse = errors.New("store: the folder is in use")
	// ErrNewerFormat says that a later version of the program wrote the
	// folder. Nothing in it was touched.
	ErrNewerFormat = errors.New("store: written by a newer version")
	// ErrDamaged says that the file is there but is no store that can be read.
	ErrDamaged = errors.New("store: damaged")
	// ErrLocked says that the folder's key is behind a lock and no key was given.
	ErrLocked = errors.New("store: the folder is locked")
	// ErrAltered says that an event came back with other bytes or another
	// place than it is known by: somebody rewrote history.
	ErrAltered = fmt.Errorf("store: %w", replica.ErrAltered)
	// ErrUnknownEvent says that the centre answered for an event that this
	// counter never wrote.
	ErrUnknownEvent = fmt.Errorf("store: unknown event: %w", replica.ErrAltered)
	// ErrMalformed says that a page, an answer, an event or a query
	// contradicts itself.
	ErrMalformed = errors.New("store: malformed")
	// ErrLease says that a block of numbers is not this counter's, is empty
	// or overlaps another block.
	ErrLease = errors.New("store: the lease cannot be taken")
)

// Damage is a record that is not what was written there. It is an ErrDamaged.
type Damage struct {
	Bucket string
	Key    string // as text, or in hex where it is none; "" for the whole bucket
	Case   string // whose record it is, where the key tells; "" otherwise
}

// Error names the record.
func (d *Damage) Error() string {
	switch {
	case d.Key == "":
		return fmt.Sprintf("%v: bucket %s", ErrDamaged, d.Bucket)
	case d.Case == "" || d.Case == d.Key:
		return fmt.Sprintf("%v: %s %s", ErrDamaged, d.Bucket, d.Key)
	}
	return fmt.Sprintf("%v: %s %s of case %s", ErrDamaged, d.Bucket, d.Key, d.Case)
}

// Unwrap makes it an ErrDamaged.
func (*Damage) Unwrap() error { return ErrDamaged }
