package hub

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// archiveFormat is the version of the lines below. In format 1 nothing was owed:
// whatever an event named counted as brought. A later one is refused.
const archiveFormat = 2

// Archive is a Log that can be read from end to end.
type Archive interface {
	Log
	// Walk hands everything kept to visit as it stood at one moment: holders of
	// windows first, then series, leases, records and files that are owed, then the
	// events in the global order, each refused entry behind the event after which it
	// came.
	Walk(visit func(Line) error) error
}

// Line is one line of an exported log; one of its fields is set. The lines are
// JSON: a beginning, what Walk tells, perhaps files, and an end with the SM3 of
// all bytes before it.
type Line struct {
	Begin        *Begin              `json:"begin,omitempty"`
	Key          []byte              `json:"key,omitempty"` // the centre's private key
	Window       *HeldWindow         `json:"window,omitempty"`
	Installation *ListedInstallation `json:"installation,omitempty"`
	Series       *Series             `json:"series,omitempty"`
	Lease        *replica.Lease      `json:"lease,omitempty"`
	Record       *NamedRecord        `json:"record,omitempty"`
	Owed         *OwedFile           `json:"owed,omitempty"`
	Event        *PlacedEvent        `json:"event,omitempty"`
	Refused      *RefusedEvent       `json:"refused,omitempty"`
	File         *FilePiece          `json:"file,omitempty"`
	End          *End                `json:"end,omitempty"`
}

// Begin is the first line.
type Begin struct {
	Format int       `json:"format"`
	At     time.Time `json:"at"`
}

// HeldWindow is a window with the installation that holds it.
type HeldWindow struct {
	Office       string `json:"office"`
	Window       string `json:"window"`
	Installation string `json:"installation"`
}

// ListedInstallation is an installation. Those that hold no window come first.
type ListedInstallation struct {
	Installation
	Holds bool `json:"holds"` // its window
}

// Series is a series of numbers with the last one taken.
type Series struct {
	Name string `json:"name"`
	Last uint64 `json:"last"`
}

// NamedRecord is what was kept under a name.
type NamedRecord struct {
	Name  string `json:"name"`
	Bytes []byte `json:"bytes"`
}

// OwedFile is a file that an event of an office has named and that no installation
// of the office has brought yet.
type OwedFile struct {
	Office string `json:"office"`
	Hash   string `json:"hash"`
}

// PlacedEvent is an event in the global order.
type PlacedEvent struct {
	Place  uint64          `json:"place"`
	Office string          `json:"office"`
	Raw    json.RawMessage `json:"raw"` // canonical bytes
}

// RefusedEvent is an entry that found no place when it came.
type RefusedEvent struct {
	Behind uint64 `json:"behind"` // the newest place when it came
	Reason string `json:"reason"`
	Raw    []byte `json:"raw"` // as they came

	Place uint64 `json:"place,omitempty"` // that it was given later on; 0 where it has none
}

// FilePiece is a part of a file; the parts of one follow each other.
type FilePiece struct {
	Hash   string `json:"hash"`
	Size   int64  `json:"size"` // of the whole file
	Offset int64  `json:"offset"`
	Bytes  []byte `json:"bytes"`
}

// End is the last line.
type End struct {
	Tally
	Sum string `json:"sum"` // hex SM3 of all bytes before this line
}

// Tally counts what an archive holds.
type Tally struct {
	Events  uint64 `json:"events"`
	Refused uint64 `json:"refused"`
	Files   uint64 `json:"files"`
}

// Export says what goes into an archive.
type Export struct {
	Log   Archive
	Files Files // nil leaves the files out
	Key   bool  // with the centre's private key, without which no copy can stand in for it
	Now   func() time.Time
}

// To writes the archive. It reads while the centre works on. A file whose bytes
// have not all come is left out.
func (x Export) To(w io.Writer) (Tally, error) {
	s := &scribe{out: w, sum: sm3.New(), named: map[string]bool{}}
	s.write(Line{Begin: &Begin{archiveFormat, x.Now()}})
	for _, part := range []func(*scribe) error{x.key, x.log, x.files} {
		if err := errors.Join(part(s), s.err); err != nil {
			return Tally{}, fmt.Errorf("hub: export: %w", err)
		}
	}
	sum := hex.EncodeToString(s.sum.Sum(nil))
	s.write(Line{End: &End{s.tally, sum}})
	return s.tally, s.err
}

func (x Export) key(s *scribe) error {
	if !x.Key {
		return nil
	}
	key, err := x.Log.IssuingKey(func() ([]byte, error) { return nil, errors.New("the log has no issuing key yet") })
	if err == nil {
		s.write(Line{Key: key})
	}
	return err
}

// ofKeys says whether a record is the private key, or one that only its holder
// can go on with: the list and the rosters, by which people prove who they are. A
// copy without the key begins its own.
func ofKeys(name string) bool {
	return name == recordIssuing || name == recordKeys || name == recordRosters ||
		strings.HasPrefix(name, rosterPrefix) || strings.HasPrefix(name, attemptsPrefix)
}

// log writes what Walk tells, and the installations with their windows.
func (x Export) log(s *scribe) error {
	held := map[HeldWindow]bool{}
	err := x.Log.Walk(func(l Line) error {
		if l.Window != nil {
			held[*l.Window] = true
			return nil
		}
		if l.Record != nil && !x.Key && ofKeys(l.Record.Name) {
			return nil
		}
		s.write(l)
		return s.note(l)
	})
	if err != nil {
		return err
	}
	return x.installations(s, held)
}

func (x Export) files(s *scribe) error {
	if x.Files == nil {
		return nil
	}
	for _, hash := range s.files {
		if err := x.file(s, hash); err != nil {
			return err
		}
	}
	return nil
}

// installations writes all of them, holders of a window last.
func (x Export) installations(s *scribe, held map[HeldWindow]bool) error {
	all, err := x.Log.Installations()
	if err != nil {
		return err
	}
	for _, holds := range []bool{false, true} {
		for _, i := range all {
			if held[HeldWindow{i.Office, i.Window, i.ID}] == holds {
				s.write(Line{Installation: &ListedInstallation{i, holds}})
			}
		}
	}
	return s.err
}

func (x Export) file(s *scribe, hash string) (err error) {
	f, err := x.Files.Open(hash)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	s.tally.Files++
	for offset := int64(0); offset == 0 || offset < size; offset += replica.MaxPiece {
		piece := make([]byte, min(size-offset, replica.MaxPiece))
		if _, err := io.ReadFull(f, piece); err != nil {
			return err
		}
		s.write(Line{File: &FilePiece{hash, size, offset, piece}})
	}
	return s.err
}

// scribe writes lines and remembers what they named.
type scribe struct {
	out   io.Writer
	sum   hash.Hash
	tally Tally
	named map[string]bool
	files []string // hashes, in the order they were named
	err   error
}

// write writes a line. After an error it writes no more.
func (s *scribe) write(l Line) {
	if s.err != nil {
		return
	}
	var raw []byte
	if raw, s.err = json.Marshal(l); s.err == nil {
		_, s.err = io.MultiWriter(s.sum, s.out).Write(append(raw, '\n'))
	}
}

// note counts a line and the files that it names. It gives what went wrong so
// far.
func (s *scribe) note(l Line) error {
	if l.Refused != nil {
		s.tally.Refused++
	}
	if l.Event == nil {
		return s.err
	}
	s.tally.Events++
	e, err := casefile.Parse(l.Event.Raw)
	if err != nil {
		return err
	}
	for _, a := range e.Files() {
		if isHash(a.Hash) && !s.named[a.Hash] {
			s.named[a.Hash] = true
			s.files = append(s.files, a.Hash)
		}
	}
	return s.err
}
