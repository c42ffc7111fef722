package replica

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"onewindow/app/replica/bundle"
)

// Records of a bundle. All but a piece are JSON, packed with zstd ([Codec]).
//
// A window's bundle holds one [CargoNeeds], batches, and then files: each a
// [CargoFile] and behind it its bytes in pieces. The centre's answer holds
// neighbours, calendar and roster, pages, acknowledgements, files held and leases, and
// one [CargoEnd].
const (
	CargoNeeds           bundle.Kind = 'N' // Needs
	CargoBatch           bundle.Kind = 'B' // Batch
	CargoFile            bundle.Kind = 'F' // casefile.Attachment without its name
	CargoPiece           bundle.Kind = 'P' // bytes of the file, at most MaxPiece
	CargoNeighbours      bundle.Kind = 'I' // Neighbours
	CargoCalendar        bundle.Kind = 'C' // Calendar
	CargoPage            bundle.Kind = 'G' // Page
	CargoAcknowledgement bundle.Kind = 'A' // Acknowledgement
	CargoHeld            bundle.Kind = 'H' // Held
	CargoLease           bundle.Kind = 'L' // Lease
	CargoRoster          bundle.Kind = 'R' // Roster
	CargoEnd             bundle.Kind = 'E' // Ending
)

// Needs is what a window asks the centre for on a stick.
type Needs struct {
	Cursor   string         `json:"cursor"`           // where its download goes on
	Calendar string         `json:"calendar"`         // version it has from the centre
	Roster   uint64         `json:"roster,omitempty"` // serial of the roster it has
	Epoch    uint64         `json:"epoch,omitempty"`  // in whose places the cursor is; see Return
	Leases   []LeaseRequest `json:"leases,omitempty"`
	Refused  *uint64        `json:"refused,omitempty"` // a restored window's: place in its chain behind which it wants its refused events
}

// Held lists files that the centre holds whole.
type Held struct {
	Hashes []string `json:"hashes"`
	Epoch  uint64   `json:"epoch,omitempty"` // of the centre's log; see Return
}

// Ending closes the centre's answer.
type Ending struct {
	Trouble string `json:"trouble,omitempty"` // code of a Problem that stopped part of it, "" for none
	More    bool   `json:"more,omitempty"`    // the centre has further pages, for the next stick
}

// CodeRekeyed is the trouble of a bundle for an issuing key that was followed by
// another one: the answer brings the new one, and the window exports again.
const CodeRekeyed = "rekeyed"

// Load puts a record into a bundle.
func Load(w *bundle.Writer, c *Codec, kind bundle.Kind, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("replica: write record %c: %w", kind, err)
	}
	return w.Put(kind, c.Pack(raw))
}

// Unload reads a record that Load wrote, and gives its JSON too.
func Unload(c *Codec, body []byte, v any) ([]byte, error) {
	raw, err := c.Unpack(body)
	if err == nil {
		err = json.Unmarshal(raw, v)
	}
	if err != nil {
		return nil, &bundle.Error{Code: bundle.Altered, Cause: err}
	}
	return raw, nil
}

// Each hands the records of a bundle over until take fails or none is left.
func Each(b *bundle.Bundle, with bundle.Opener, take func(kind bundle.Kind, body []byte) error) error {
	records, err := b.Records(with)
	if err != nil {
		return err
	}
	for {
		kind, body, err := records.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := take(kind, body); err != nil {
			return err
		}
	}
}
