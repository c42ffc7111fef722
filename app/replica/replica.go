// Package replica carries events between the counters and the central system:
// what goes over the wire, and the client that never gives up.
//
// # Who takes part
//
// A [Client] speaks for one installation. It reads what waits and writes what comes
// through [Local] and its like, which the store implements, and reaches the centre
// through a [Transport]; [Wire] is the one over HTTP. A [Courier] carries the same
// on a USB stick, and a [Fetcher] brings an attachment that another window took in,
// when somebody opens it. The other end is package hub.
//
// # A contact
//
// The client joins once, with its own key and a code of one use, and is certified for
// one window of one office ([Enrolment], [Membership]). Then it goes round and round:
//
//   - up: events in the order of its chain, as batches that shrink where a line
//     breaks ([Batch]). The answer is signed ([Acknowledgement]) and says of each
//     event its place in the common order, or why it was refused; anything else, such
//     as the page of a captive portal, is no answer.
//   - down: pages of the common order behind an opaque cursor ([Page]). They say
//     which keys, roster and calendar the centre has; what is new is asked for. The
//     centre holds an answer without news back for some seconds: that is the push.
//   - attachments, after the events that name them, in pieces that go on where the
//     last try ended.
//
// Whatever goes wrong has a code ([Codes]) and is tried again for ever, after pauses
// that grow and are never the same. Everything may be sent twice: an event has an id
// for good, and the same bytes under it get the same answer.
//
// # A centre that was put back
//
// A centre that lost its disk goes on from a copy in a new epoch. The counters give
// back what they know behind it, before anything else ([Return]).
package replica

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"onewindow/app/casefile"
)

// Limits of one upload batch.
const (
	MaxBatchEvents = 500
	MaxBatchBytes  = 1 << 20 // before compression
)

// ErrAltered says that what the centre sends contradicts what the counter holds:
// other bytes of an event, another place for it, or a word on one that was never
// sent. Somebody rewrote history, there or here.
var ErrAltered = errors.New("replica: the common record was altered")

// Local is what replication needs of the counter's store. Every call is one
// durable transaction. Settle and Apply give ErrAltered, and take nothing then.
type Local interface {
	// PendingBehind returns the oldest events behind a place in this installation's
	// chain that the centre has not answered for, in chain order without a gap, at
	// most max of them and about maxBytes.
	PendingBehind(seq uint64, max, maxBytes int) ([]casefile.Event, error)
	// Settle takes the centre's answers: a confirmed event gets its place in
	// the global order, a refused one goes to the tray with its reason.
	Settle(answers []Answer) error
	// Cursor is where the next download starts, "" for the beginning.
	Cursor() (string, error)
	// Apply takes a downloaded page over, moves the cursor and, in the same
	// transaction, re-files own pending events behind it. Applying a page
	// twice changes nothing.
	Apply(page Page) error
	// Restored says whether the counter was restored from a backup and has not
	// heard since what it did after that, and from which place in its chain on
	// the centre has to tell it what was refused.
	Restored() (behind uint64, is bool, err error)
	// Doubt makes the counter one that was restored: the centre's chain of its
	// events does not go on as its own does.
	Doubt() error
	// Succeed leaves those numbers of its own series out that may be on paper of
	// the machine that stood at this window before.
	Succeed() error
	// Shortages lists the number series that have run low.
	Shortages(year int) ([]NumberKind, error)
	// AddLease adds a block of numbers.
	AddLease(l Lease) error
	// Leases lists the newest blocks that the centre signed, at most max of them.
	Leases(max int) ([]Lease, error)
	// Epoch is the epoch of the centre's log in which the counter's places are
	// counted, 0 for a log that was never put back from a copy.
	Epoch() (uint64, error)
	// Known lists what the counter knows behind a place of the centre's order: what
	// stands there in that order, and own events that were refused, each in its
	// place in the chain; at most max of them and about maxBytes, from a mark on,
	// the zero Mark for the beginning. Next is nil behind the last.
	Known(behind uint64, from Mark, max, maxBytes int) (list []Given, next *Mark, err error)
	// Rewind takes over where the events stand that the counter gave back, and goes
	// on in the centre's new epoch, all of it or nothing. Rewinding again changes
	// nothing. It gives ErrUnreturned, and does nothing, where an event behind the
	// place is not answered for.
	Rewind(r Rewinding) error
	// UnsentFiles lists attachments of settled events of which it is not known
	// that the centre holds the bytes; last those whose bytes are not here, which
	// it may hold all the same.
	UnsentFiles(max int) ([]casefile.Attachment, error)
	// FileSent notes that the centre holds the bytes.
	FileSent(hash string) error
}

// NumberKind is a series of numbers that the centre leases out in blocks.
type NumberKind string

// AcceptanceNumbers are the serials of acceptance notices (受理通知书文号).
const AcceptanceNumbers NumberKind = "acceptance"

// MaxLease is how many numbers a block may hold. Whatever a centre says, a window
// that was restored must be able to go through its blocks and void every number.
const MaxLease = 10_000

// Lease is a block of numbers bound to an installation, a kind and a year.
// Numbers From…To, both included, are its holder's alone; at most [MaxLease].
type Lease struct {
	ID           string     `json:"id"`
	Installation string     `json:"installation"`
	Kind         NumberKind `json:"kind"`
	Year         int        `json:"year"`
	From         uint64     `json:"from"`
	To           uint64     `json:"to"`
	Signature    string     `json:"signature,omitempty"` // of the centre over the rest, in base64; "" of older ones
}

// Batch is one upload.
type Batch struct {
	Installation string            `json:"installation"`
	Events       []json.RawMessage `json:"events"` // canonical bytes, in chain order

	// Leases are the newest ones that the centre signed: it may have been restored
	// from a copy that does not know them.
	Leases []Lease `json:"leases,omitempty"`
}

// Answer is the centre's word on one event.
type Answer struct {
	ID      string `json:"id,omitempty"`
	Hash    string `json:"hash,omitempty"`    // of the bytes, which the centre keeps; "" where it keeps others
	Order   uint64 `json:"order,omitempty"`   // place in the global order, from 1; 0 where refused
	Refused string `json:"refused,omitempty"` // reason code where the event did not fit
}

// Acknowledgement answers a batch. Only its signature makes it one: a captive
// portal also answers 200.
type Acknowledgement struct {
	Batch     string    `json:"batch"` // hex SM3 of the uploaded body as sent before compression
	Answers   []Answer  `json:"answers"`
	Time      time.Time `json:"time"` // of the centre
	Signature []byte    `json:"signature,omitempty"`

	Epoch uint64 `json:"epoch,omitempty"` // in whose places it answers; see Return
}

// Brief is the acknowledgement without what whoever sent the batch knows: the
// answers come in the order of the batch, and one without an id is for the event
// as it was sent. The signature is that of the whole.
func (a Acknowledgement) Brief() Acknowledgement {
	a.Answers = slices.Clone(a.Answers)
	for i := range a.Answers {
		if a.Answers[i].Hash != "" {
			a.Answers[i].ID, a.Answers[i].Hash = "", ""
		}
	}
	return a
}

// completed is a brief acknowledgement with what these events are named by.
func (a Acknowledgement) completed(events []name) Acknowledgement {
	a.Answers = slices.Clone(a.Answers)
	for i := range min(len(a.Answers), len(events)) {
		if a.Answers[i].ID == "" {
			a.Answers[i].ID, a.Answers[i].Hash = events[i].id, events[i].hash
		}
	}
	return a
}

// Ordered is an event with its place in the global order.
type Ordered struct {
	Order uint64          `json:"order"`
	Event json.RawMessage `json:"event"` // canonical bytes
}

// Page is one download.
type Page struct {
	Events []Ordered `json:"events"`
	Next   string    `json:"next"` // opaque cursor behind the last event of the page
	More   bool      `json:"more"`
	Time   time.Time `json:"time"` // of the centre

	Roster  uint64    `json:"roster,omitempty"`  // serial of the office's roster, 0 where it has none
	Refused []Refusal `json:"refused,omitempty"` // own events, in chain order, where they were asked for
	Told    bool      `json:"told,omitempty"`    // there are no further ones

	Epoch    uint64 `json:"epoch,omitempty"`    // in whose places the events stand; see Return
	Keys     uint64 `json:"keys,omitempty"`     // serial of the centre's list of keys and documents
	Calendar string `json:"calendar,omitempty"` // version of the centre's calendar, "" where it has none
}

// Refusal is an event that the centre refused, told to the installation that
// wrote it and has forgotten it.
type Refusal struct {
	Seq    uint64 `json:"seq"` // in its chain
	Reason string `json:"reason"`
	Event  []byte `json:"event"` // as it came
}

// Enrolment is what an installation sends to become known.
type Enrolment struct {
	Installation string `json:"installation"` // UUID it chose
	Office       string `json:"office"`
	Window       string `json:"window"`
	PublicKey    []byte `json:"publicKey"` // compressed SM2 point
	Code         string `json:"code,omitempty"`
}

// Neighbours are the certificates of all installations of an office.
type Neighbours struct {
	Certificates [][]byte `json:"certificates"`
	Epoch        uint64   `json:"epoch,omitempty"` // on a stick: of the centre's log when it answered; see Return
}

// Membership is the centre's answer: the installation's certificate and the
// keys to check the centre by.
type Membership struct {
	Certificate []byte `json:"certificate"`        // the issuing key over the installation's key (seal.Certificate)
	IssuingKey  []byte `json:"issuingKey"`         // compressed SM2 point
	PublicURL   string `json:"publicURL"`          // where a scanned QR leads, for example HTTP://127.0.0.1:8470
	List        []byte `json:"list"`               // of keys and documents (seal.List), signed with the issuing key
	Succeeds    bool   `json:"succeeds,omitempty"` // another machine stood at this window before
}

// Keys is the centre's list of its issuing keys, of revoked keys and of documents
// that no longer hold (seal.List). Anybody may ask for it.
type Keys struct {
	List []byte `json:"list"`
}
