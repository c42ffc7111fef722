package hub

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"time"

	"github.com/emmansun/gmsm/sm3"

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

// CheckArchive reads an archive to its end and proves it: every event follows
// its installation's chain, every place the one before, and the sum is right. Of a
// log that was itself put back from a copy, the chains may have holes where events
// came back, and the centre's own may fork there. It gives ErrArchive.
func CheckArchive(r io.Reader) (Tally, error) {
	p := &proof{chains: map[string]chain{}, sound: math.MaxUint64, later: map[uint64]string{}}
	sum, err := readLines(r, p.line)
	switch {
	case err != nil:
		return p.tally, err
	case p.end == nil:
		return p.tally, fmt.Errorf("%w: it breaks off", ErrArchive)
	case len(p.later) > 0:
		return p.tally, fmt.Errorf("%w: %d refused entries have no place that they were given", ErrArchive, len(p.later))
	case p.end.Sum != sum:
		return p.tally, fmt.Errorf("%w: its sum is %s, not %s", ErrArchive, sum, p.end.Sum)
	}
	p.tally.Files = p.end.Files
	if p.tally != p.end.Tally {
		return p.tally, fmt.Errorf("%w: it holds %+v, not %+v", ErrArchive, p.tally, p.end.Tally)
	}
	return p.tally, nil
}

// readLines reads all lines and returns the sum of those before the end.
func readLines(r io.Reader, visit func(Line) error) (sum string, err error) {
	in, all := bufio.NewReaderSize(r, 64<<10), sm3.New()
	for n := 1; ; n++ {
		raw, err := readLine(in)
		if errors.Is(err, io.EOF) {
			return sum, nil
		}
		if err != nil {
			return "", fmt.Errorf("hub: line %d of the archive: %w", n, err)
		}
		l, err := parseLine(raw)
		if err == nil {
			sum = summed(all, raw, l, sum)
			err = visit(l)
		}
		if err != nil {
			return "", fmt.Errorf("hub: line %d of the archive: %w", n, err)
		}
	}
}

// summed is the sum of all lines before the end.
func summed(all hash.Hash, raw []byte, l Line, sum string) string {
	if l.End != nil {
		sum = hex.EncodeToString(all.Sum(nil))
	}
	_, _ = all.Write(raw) // a hash never fails
	return sum
}

func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		long := errors.Is(err, bufio.ErrBufferFull)
		switch {
		case long && len(line) <= maxLine:
		case long, errors.Is(err, io.EOF) && len(line) > 0:
			return nil, fmt.Errorf("%w: a line does not end", ErrArchive)
		default:
			return line, err
		}
	}
}

func parseLine(raw []byte) (Line, error) {
	var l Line
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return l, fmt.Errorf("%w: %w", ErrArchive, err)
	}
	return l, nil
}

// proof is what a check has seen so far.
type proof struct {
	begun bool
	end   *End
	tally Tally

	chains map[string]chain
	sound  uint64            // place up to which no chain has a hole
	later  map[uint64]string // hashes of refused entries, by the places they were given later on
}

func (p *proof) line(l Line) error {
	switch {
	case p.begun == (l.Begin != nil):
		return fmt.Errorf("%w: it begins in its middle, or twice", ErrArchive)
	case l.Begin != nil && (l.Begin.Format < 1 || l.Begin.Format > archiveFormat):
		return fmt.Errorf("%w: it has format %d, this program reads up to %d", ErrArchive, l.Begin.Format, archiveFormat)
	case p.end != nil:
		return fmt.Errorf("%w: it goes on behind its end", ErrArchive)
	}
	p.begun, p.end = true, l.End
	if l.Record != nil && l.Record.Name == recordEpochs {
		all, err := readEpochs(l.Record.Bytes)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrArchive, err)
		}
		p.sound = all.behind(0)
	}
	switch {
	case l.Event != nil:
		p.tally.Events++
		if l.Event.Place != p.tally.Events {
			return fmt.Errorf("%w: place %d comes as number %d", ErrArchive, l.Event.Place, p.tally.Events)
		}
		return p.event(*l.Event)
	case l.Refused != nil:
		p.tally.Refused++
		if l.Refused.Behind != p.tally.Events {
			return fmt.Errorf("%w: an entry refused behind place %d comes behind %d", ErrArchive, l.Refused.Behind, p.tally.Events)
		}
		e, err := p.follow(l.Refused.Raw, p.tally.Events >= p.sound)
		if l.Refused.Place > 0 {
			p.later[l.Refused.Place] = e.Hash
		}
		return err
	}
	return nil
}

// event proves an event: it is the next link of its chain, or was refused when it
// was that.
func (p *proof) event(l PlacedEvent) error {
	prove := func(raw []byte) (Entry, error) { return p.follow(raw, p.tally.Events > p.sound) }
	if hash, refused := p.later[l.Place]; refused {
		delete(p.later, l.Place)
		prove = func(raw []byte) (Entry, error) {
			e, err := entryOf(raw)
			if err == nil && e.Hash != hash {
				err = fmt.Errorf("%w: place %d holds another event than was refused", ErrArchive, l.Place)
			}
			return e, err
		}
	}
	e, err := prove(l.Raw)
	if err == nil && !isCanonical(e) {
		err = fmt.Errorf("%w: event %s is not in its canonical form", ErrArchive, e.Event.ID)
	}
	return err
}

// follow checks that the bytes are the next link of their chain, or, where events
// came back from windows, at least one that belongs into it.
func (p *proof) follow(raw []byte, patched bool) (Entry, error) {
	e, err := entryOf(raw)
	if err != nil {
		return e, err
	}
	of := e.Event.Installation
	c := p.chains[of]
	next := e.Event.Seq == c.tail.Seq+1
	belongs := c.add(e.Event.Seq, e.Event.Prev, e.Hash)
	if !(belongs && (next || patched) || patched && of == casefile.Centre) {
		return e, fmt.Errorf("%w: event %s breaks the chain of installation %s at %d",
			ErrArchive, e.Event.ID, e.Event.Installation, e.Event.Seq)
	}
	p.chains[of] = c
	return e, nil
}

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
	return importArchive(log, files, r, nil)
}

// RestoreArchive is ImportArchive of a copy behind which the centre may have gone
// on: in every series of numbers that come onto paper some are left out.
func RestoreArchive(log Log, files Files, r io.Reader, now time.Time) error {
	return importArchive(log, files, r, func(tx Tx, series []string) error { return goAhead(tx, series, now.Year()) })
}

func importArchive(log Log, files Files, r io.Reader, ahead func(Tx, []string) error) error {
	in := &restore{ahead: ahead, log: log, files: files, owed: map[OwedFile]bool{}, later: map[uint64]bool{}}
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

	series []string                 // that come onto paper
	ahead  func(Tx, []string) error // nil where no number is left out
	rules  *Rules                   // to find series out again; nil where they come
}

func (in *restore) line(l Line) error {
	switch {
	case l.Begin != nil:
		return in.begin(*l.Begin)
	case l.End != nil:
		in.ended = true
		return in.flush(in.end)
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

// file adds a piece of a file, unless an import that broke off has brought it.
func (in *restore) file(p FilePiece) error {
	have, whole, err := in.files.Length("", p.Hash)
	length := int64(len(p.Bytes))
	here := min(max(have-p.Offset, 0), length) // of this piece
	if err != nil || whole || here == length && have < p.Size && length > 0 {
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
