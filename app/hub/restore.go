package hub

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"onewindow/app/casefile"
)

// Errors of an import.
var (
	// ErrArchive says that an archive is not what was exported.
	ErrArchive = errors.New("hub: the archive is not whole")
	// ErrNotEmpty says that a log to restore into holds something already.
	ErrNotEmpty = errors.New("hub: the log is not empty")
)

// Limits of an import.
const (
	maxLine     = 16 << 20 // bytes
	linesAtOnce = 500      // in one transaction
)

func entryOf(raw []byte) (Entry, error) {
	e, err := casefile.Parse(raw)
	if err != nil {
		return Entry{}, fmt.Errorf("%w: %w", ErrArchive, err)
	}
	return Entry{Event: e, Raw: raw, Hash: hashOf(raw)}, nil
}

// ImportArchive puts an archive that CheckArchive has proved into an empty log.
// Without the key in it the new centre has a key of its own, and papers of the
// old one do not verify there. Broken off, it leaves a log that serves nobody, see
// CheckImported, until the same archive is imported again. It gives ErrNotEmpty.
//
// It is for a log that moves and left nothing behind. An older copy takes the place
// of a lost log by RestoreArchive.
func ImportArchive(log Log, files Files, r io.Reader) error {
	return newRestore(log, files).readAll(r)
}

// RestoreArchive is ImportArchive of a copy behind which the centre may have gone
// on: in every series of numbers that come onto paper some are left out, and an
// epoch begins; none does where there is no window that could give back.
func RestoreArchive(log Log, files Files, r io.Reader, now time.Time) (Epoch, error) {
	var begun Epoch
	in := newRestore(log, files)
	in.ahead = func(tx Tx, series []string) (err error) {
		if err := goAhead(tx, series, now.Year()); err != nil || !in.windows {
			return err
		}
		begun, err = beginEpoch(tx, in.last, now)
		return err
	}
	err := in.readAll(r)
	return begun, err
}

func newRestore(log Log, files Files) *restore {
	return &restore{log: log, files: files, owed: map[OwedFile]bool{}, later: map[uint64]bool{}}
}

func (in *restore) readAll(r io.Reader) error {
	if _, err := readLines(r, in.line); err != nil {
		return err
	}
	if !in.ended {
		return fmt.Errorf("%w: it breaks off", ErrArchive)
	}
	return nil
}

// ErrImporting says that a log is half of what is being imported into it.
var ErrImporting = errors.New("hub: an import into this store is not finished: import the same archive into it again, or begin with an empty store")

// recordImport names the record that stands while an import is at work. It is the
// first line of the archive.
const recordImport = "import"

// CheckImported wants a log that no import is at work in, or broke off in. It gives
// ErrImporting.
func CheckImported(log Log) error {
	mark, err := log.Record(recordImport)
	if err == nil && mark != nil {
		err = ErrImporting
	}
	return err
}

// begin marks an empty log, or goes on where an import of the same archive broke
// off.
func (in *restore) begin(b Begin) error {
	mark, err := json.Marshal(b)
	if err != nil {
		return err
	}
	kept, err := in.log.Record(recordImport)
	switch {
	case err != nil:
		return err
	case bytes.Equal(kept, mark):
		return nil
	case kept != nil:
		return fmt.Errorf("%w: the import of another archive broke off in it", ErrNotEmpty)
	}
	if err := checkEmpty(in.log); err != nil {
		return err
	}
	return in.log.Write(func(tx Tx) error { return tx.Keep(recordImport, mark) })
}

func checkEmpty(log Log) error {
	found, err := log.After("", 0, 1, 1)
	if err != nil {
		return err
	}
	all, err := log.Installations()
	if err == nil && (found.Last > 0 || len(all) > 0) {
		err = ErrNotEmpty
	}
	return err
}

// restore gathers lines and writes many in one transaction.
type restore struct {
	log   Log
	files Files
	owed  map[OwedFile]bool
	later map[uint64]bool // places that were given to refused entries
	lines []Line
	ended bool

	windows bool                     // there is one
	last    uint64                   // place
	series  []string                 // that come onto paper
	ahead   func(Tx, []string) error // what the last transaction does for them; nil for nothing
	rules   *Rules                   // to find series out again; nil where they come
}

func (in *restore) line(l Line) error {
	switch {
	case l.Begin != nil:
		return in.begin(*l.Begin)
	case l.End != nil:
		in.ended = true
		return in.flush(in.end)
	case l.Installation != nil:
		in.windows = true
	case l.Event != nil:
		in.last = l.Event.Place
	case l.Series != nil && onPaper(l.Series.Name):
		in.series = append(in.series, l.Series.Name)
	case l.Key != nil:
		kept, err := in.log.IssuingKey(func() ([]byte, error) { return l.Key, nil })
		if err == nil && !bytes.Equal(kept, l.Key) {
			err = fmt.Errorf("%w: it has an issuing key", ErrNotEmpty)
		}
		return err
	case l.File != nil:
		return in.file(*l.File)
	case l.Owed != nil:
		in.owed[*l.Owed] = true
		return nil
	case l.Refused != nil && l.Refused.Place > 0:
		in.later[l.Refused.Place] = true
	}
	if in.lines = append(in.lines, l); len(in.lines) < linesAtOnce {
		return nil
	}
	return in.flush()
}

// end is the last transaction of an import.
func (in *restore) end(tx Tx) error {
	if in.ahead != nil {
		if err := in.ahead(tx, in.series); err != nil {
			return err
		}
	}
	return tx.Keep(recordImport, nil)
}

// file adds a piece of a file, unless an import that broke off has brought it. With
// the last one the file is checked, which that import perhaps came not to.
func (in *restore) file(p FilePiece) error {
	have, whole, err := in.files.Length("", p.Hash)
	length := int64(len(p.Bytes))
	here := min(max(have-p.Offset, 0), length) // of this piece
	if err != nil || whole || here == length && p.Offset+length < p.Size {
		return err
	}
	_, err = in.files.Append("", p.Hash, p.Offset+here, p.Bytes[here:], p.Size)
	return err
}

// flush writes what was gathered, and what else belongs to it.
func (in *restore) flush(more ...func(Tx) error) error {
	var about []Entry
	for _, l := range in.lines {
		if l.Event != nil {
			e, err := entryOf(l.Event.Raw)
			if err != nil {
				return err
			}
			e.Office, e.Numbers = l.Event.Office, announced(casefile.EntryOf(e.Event).Body)
			about = append(about, e)
		}
	}
	err := in.log.Write(func(tx Tx) error {
		for _, l := range in.lines {
			if err := in.put(tx, l); err != nil {
				return err
			}
		}
		for _, do := range more {
			if err := do(tx); err != nil {
				return err
			}
		}
		return nil
	}, about...)
	in.lines = nil
	return err
}

// put writes one line into the log.
func (in *restore) put(tx Tx, l Line) error {
	switch {
	case l.Installation != nil:
		i := l.Installation
		if err := tx.Enrol(i.Installation); err != nil || i.Holds {
			return err
		}
		return tx.Release(i.Office, i.Window)
	case l.Series != nil:
		return tx.Raise(l.Series.Name, l.Series.Last)
	case l.Lease != nil:
		return errors.Join(tx.AddLease(*l.Lease), in.learnLease(tx, *l.Lease))
	case l.Record != nil:
		return tx.Keep(l.Record.Name, l.Record.Bytes)
	case l.Refused != nil:
		e, err := entryOf(l.Refused.Raw)
		if err != nil {
			return err
		}
		tail, err := tx.Tail(e.Event.Installation)
		if err != nil || tail.Seq >= e.Event.Seq {
			return err // an import that broke off has brought it
		}
		return tx.Refuse(e, l.Refused.Reason)
	case l.Event != nil:
		return in.putEvent(tx, *l.Event)
	}
	return nil
}

// putEvent finds out again what the case can be found by since the event.
func (in *restore) putEvent(tx Tx, p PlacedEvent) error {
	e, err := entryOf(p.Raw)
	if err != nil {
		return err
	}
	e.Office = p.Office
	kept, _, err := tx.Kept(e.Event.ID)
	if err != nil || kept.Place == p.Place && kept.Hash == e.Hash {
		return err // an import that broke off has brought it
	}
	if !e.Event.OfLogBook() {
		events, err := tx.Case(e.Event.Case)
		if err != nil {
			return err
		}
		before := casefile.Fold(events)
		after := before.Then(e.Event)
		if len(after.History) > len(before.History) {
			e.Numbers, e.Files = newNumbers(before, after), filesOf(after)
			if err := in.learn(tx, before, after); err != nil {
				return err
			}
		}
	}
	enter := tx.Admit
	if in.later[p.Place] {
		enter = tx.Readmit
	}
	place, err := enter(e)
	if err == nil && place != p.Place {
		err = fmt.Errorf("%w: place %d became %d", ErrNotEmpty, p.Place, place)
	}
	if err != nil {
		return err
	}
	for _, f := range e.Files {
		if !in.owed[OwedFile{e.Office, f.Hash}] {
			if err := tx.Bring(e.Office, f.Hash); err != nil {
				return err
			}
		}
	}
	return nil
}
