package hub

import (
	"errors"
	"io"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// Errors that a Log and Files give.
var (
	// ErrDamaged says that bytes in the log no longer have the hash they were kept under.
	ErrDamaged = errors.New("hub: the log is damaged")
	// ErrOffset says that a piece of a file does not start where the last one ended.
	ErrOffset = errors.New("hub: the piece does not follow the bytes already here")
	// ErrHash says that a file is complete and does not have the hash it was announced under.
	ErrHash = errors.New("hub: the file does not have its hash")
)

// Log is what the centre needs of its store: the one log of all events, in the
// global order, and what must change together with it.
//
// Any number of hub processes may work on one Log. Errors wrap the system's own
// (syscall.ENOSPC, fs.ErrNotExist).
type Log interface {
	// Write runs action as one transaction: durable when Write returns nil,
	// without any effect when it returns an error. Transactions are serial: none
	// sees another half done, and places in the global order are given without
	// a gap, none visible before the ones below it. The action may be run more
	// than once and must therefore start afresh each time.
	//
	// About lists the entries that the action is going to ask for, with the
	// numbers they would bring, as far as they are known before: a log behind a
	// line fetches what it has on them in one go. It changes no answer.
	Write(action func(Tx) error, about ...Entry) error

	// After returns the events of the office behind a place in the global
	// order, at most limit of them and about maxBytes, at least one if there
	// is any.
	After(office string, place uint64, limit, maxBytes int) (Stretch, error)
	// Case returns the events of a case in the global order; none where it is unknown.
	Case(id string) ([]casefile.Event, error)
	// Find says which case of the office carries a number: of the case, of its
	// acceptance notice or of its certificate.
	Find(office, number string) (caseID string, ok bool, err error)
	// Installation is the enrolled installation with that id.
	Installation(id string) (Installation, bool, error)
	// Installations lists all of them, by id.
	Installations() ([]Installation, error)
	// Refused lists entries that found no place (隔离) and were not released since,
	// by installation and place in its chain, behind one of them, "" and 0 for the
	// first, at most limit.
	Refused(installation string, seq uint64, limit int) ([]RefusedEvent, error)
	// NamedFile is the file with that hash as the events of the office named it;
	// ok is false where none did.
	NamedFile(office, hash string) (f NamedFile, ok bool, err error)
	// Cases lists ids of cases in their order behind one, "" for the first, at
	// most limit of them.
	Cases(behind string, limit int) ([]string, error)
	// Record is what was kept under a name, nil for nothing.
	Record(name string) ([]byte, error)
	// IssuingKey is the private key of the centre; the first call ever keeps
	// what create gives.
	IssuingKey(create func() ([]byte, error)) ([]byte, error)
}

// Tx is the inside of one transaction.
type Tx interface {
	// Kept is what the log knows under an event id.
	Kept(id string) (Kept, bool, error)
	// Tail is the last link of an installation's chain, the zero Link for none.
	Tail(installation string) (Link, error)
	// Case returns the events of a case, those of this transaction included; of
	// a log book those that were there before.
	Case(id string) ([]casefile.Event, error)
	// Find is Find of the Log, this transaction included.
	Find(office, number string) (caseID string, ok bool, err error)
	// Admit gives the entry the next place in the global order and makes it the
	// tail of its installation's chain, unless that goes on behind it already.
	Admit(e Entry) (place uint64, err error)
	// Refuse keeps an entry that found no place, with the reason, and makes it
	// the tail of its installation's chain as Admit does: one bad record holds up
	// no other.
	Refuse(e Entry, reason string) error
	// Readmit gives an entry that was refused the next place in the global order.
	// Its link stays where it is in its installation's chain.
	Readmit(e Entry) (place uint64, err error)
	// Next takes n numbers of a series and returns the first, from 1; with n 0 it
	// tells which would be next.
	Next(series string, n uint64) (uint64, error)
	// Raise takes all numbers of a series up to one, as far as they are not taken.
	Raise(series string, to uint64) error
	// Lease is the lease given under that id.
	Lease(installation, id string) (replica.Lease, bool, error)
	// Leases lists all leases that were ever given to an installation, this
	// transaction's included.
	Leases(installation string) ([]replica.Lease, error)
	// AddLease keeps a lease.
	AddLease(l replica.Lease) error
	// Bring notes that an installation of the office has delivered all bytes of a
	// file that an event of the office has named.
	Bring(office, hash string) error
	// Installation is the enrolled installation with that id.
	Installation(id string) (Installation, bool, error)
	// Holder is the installation that holds the window.
	Holder(office, window string) (id string, ok bool, err error)
	// Enrol keeps an installation and gives it its window; a window it held
	// before is free again.
	Enrol(i Installation) error
	// Record is what was kept under a name, nil for nothing.
	Record(name string) ([]byte, error)
	// Keep keeps a record under a name, in place of the one before; nil takes it away.
	Keep(name string, record []byte) error
	// Revoke takes an installation out and frees the window it holds.
	Revoke(installation string, r Revocation) error
	// Release frees a window whose machine is gone. What its installation has
	// not delivered yet may still come.
	Release(office, window string) error
}

// NamedFile is a file that an event of an office has named.
type NamedFile struct {
	Size    int64 // in bytes, as the event says
	Brought bool  // an installation of the office has delivered all of it
}

// Files keeps attachments under the hex SM3 of their bytes. A file grows for each
// office by itself, so that who has a hash alone can neither read what another
// office brought nor spoil what it is bringing. Whole, it is kept once. The office
// "" stands for the centre itself, which copies and restores.
type Files interface {
	// Length says how many bytes of a growing file the office has brought, and
	// whether the whole file is here, whoever brought it.
	Length(office, hash string) (n int64, whole bool, err error)
	// Append adds a piece at an offset and returns the new length; ErrOffset
	// where the piece does not follow. With size bytes here the file is checked
	// and, where it has another hash, thrown away with ErrHash. To the centre
	// itself a whole file has its full length.
	Append(office, hash string, offset int64, piece []byte, size int64) (int64, error)
	// Open reads a complete file; fs.ErrNotExist where there is none.
	Open(hash string) (io.ReadSeekCloser, error)
	// Forget throws away what is not whole and grew last before a moment, by the
	// clock of where it is kept, and lists it. Who goes on with it begins anew.
	Forget(before time.Time) ([]Unfinished, error)
}

// Unfinished is a file that never became whole.
type Unfinished struct {
	Hash  string // that it was to have
	Bytes int64  // that had come
}

// Entry is an event as it arrived.
type Entry struct {
	Event   casefile.Event
	Raw     []byte                // the canonical bytes
	Hash    string                // hex SM3 of Raw
	Office  string                // who may read it
	Numbers []string              // numbers the case carries from here on
	Files   []casefile.Attachment // files the event names

	// Of one that came, and known before its turn:
	unfit bool          // beyond limits, or not written as this program would
	body  casefile.Body // nil where it cannot be read
}

// Kept is the log's answer to an event id.
type Kept struct {
	Place  uint64 // in the global order; 0 where refused
	Hash   string // hex SM3 of the kept bytes
	Reason string // why it was refused
}

// Link is an end of an installation's chain.
type Link struct {
	Seq  uint64
	Hash string // hex SM3
}

// Stretch is a part of the log.
type Stretch struct {
	Events []replica.Ordered
	Last   uint64 // place of the newest event of the whole log
	More   bool   // the office has events behind this stretch
}

// Installation is a counter the centre knows.
type Installation struct {
	ID          string     `json:"id"`
	Office      string     `json:"office"`
	Window      string     `json:"window"`
	PublicKey   []byte     `json:"publicKey"` // compressed SM2 point
	Key         seal.KeyID `json:"key"`
	Certificate []byte     `json:"certificate"`
	Enrolled    time.Time  `json:"enrolled"`
	Former      []string   `json:"former,omitempty"` // windows it held before

	Revoked *Revocation `json:"revoked,omitempty"` // nil while it belongs here
}

// Revocation takes an installation out (吊销).
type Revocation struct {
	At     time.Time    `json:"at"`
	Voided workday.Date `json:"voided"` // what its key signed on this day or later is void
}
