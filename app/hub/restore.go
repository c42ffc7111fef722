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
	p := &proof{chains: map[string]chain{}, sound: math.MaxUint64}
	sum, err := readLines(r, p.line)
	switch {
	case err != nil:
		return p.tally, err
	case p.end == nil:
		return p.tally, fmt.Errorf("%w: it breaks off", ErrArchive)
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
	sound  uint64 // place up to which no chain has a hole
}

func (p *proof) line(l Line) error {
	switch {
	case p.begun == (l.Begin != nil):
		return fmt.Errorf("%w: it begins in its middle, or twice", ErrArchive)
	case l.Begin != nil && l.Begin.Format != archiveFormat:
		return fmt.Errorf("%w: it has format %d, this program reads %d", ErrArchive, l.Begin.Format, archiveFormat)
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
		e, err := p.follow(l.Event.Raw, p.tally.Events > p.sound)
		if err != nil {
			return err
		}
		if !isCanonical(e) {
			return fmt.Errorf("%w: event %s is not in its canonical form", ErrArchive, e.Event.ID)
		}
	case l.Refused != nil:
		p.tally.Refused++
		if l.Refused.Behind != p.tally.Events {
			return fmt.Errorf("%w: an entry refused behind place %d comes behind %d", ErrArchive, l.Refused.Behind, p.tally.Events)
		}
		_, err := p.follow(l.Refused.Raw, p.tally.Events >= p.sound)
		return err
	}
	return nil
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
// old one do not verify there. Broken off, it leaves a log to be thrown away. It
// gives ErrNotEmpty.
func ImportArchive(log Log, files Files, r io.Reader) error {
	if err := checkEmpty(log); err != nil {
		return err
	}
	in := &restore{log: log, files: files}
	if _, err := readLines(r, in.line); err != nil {
		return err
	}
	return in.flush()
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
	lines []Line
}

func (in *restore) line(l Line) error {
	switch {
	case l.Key != nil:
		kept, err := in.log.IssuingKey(func() ([]byte, error) { return l.Key, nil })
		if err == nil && !bytes.Equal(kept, l.Key) {
			err = fmt.Errorf("%w: it has an issuing key", ErrNotEmpty)
		}
		return err
	case l.File != nil:
		_, err := in.files.Append(l.File.Hash, l.File.Offset, l.File.Bytes, l.File.Size)
		return err
	}
	if in.lines = append(in.lines, l); len(in.lines) < linesAtOnce {
		return nil
	}
	return in.flush()
}

func (in *restore) flush() error {
	var about []Entry
	for _, l := range in.lines {
		if l.Event != nil {
			e, err := entryOf(l.Event.Raw)
			if err != nil {
				return err
			}
			e.Office, e.Numbers = l.Event.Office, announced(e.Event)
			about = append(about, e)
		}
	}
	err := in.log.Write(func(tx Tx) error {
		for _, l := range in.lines {
			if err := put(tx, l); err != nil {
				return err
			}
		}
		return nil
	}, about...)
	in.lines = nil
	return err
}

// put writes one line into the log.
func put(tx Tx, l Line) error {
	switch {
	case l.Installation != nil:
		i := l.Installation
		if err := tx.Enrol(i.Installation); err != nil || i.Holds {
			return err
		}
		return tx.Release(i.Office, i.Window)
	case l.Series != nil:
		_, err := tx.Next(l.Series.Name, l.Series.Last)
		return err
	case l.Lease != nil:
		return tx.AddLease(*l.Lease)
	case l.Record != nil:
		return tx.Keep(l.Record.Name, l.Record.Bytes)
	case l.Refused != nil:
		e, err := entryOf(l.Refused.Raw)
		if err != nil {
			return err
		}
		return tx.Refuse(e, l.Refused.Reason)
	case l.Event != nil:
		return putEvent(tx, *l.Event)
	}
	return nil
}

// putEvent finds out again what the case can be found by since the event.
func putEvent(tx Tx, p PlacedEvent) error {
	e, err := entryOf(p.Raw)
	if err != nil {
		return err
	}
	e.Office = p.Office
	if !e.Event.OfLogBook() {
		events, err := tx.Case(e.Event.Case)
		if err != nil {
			return err
		}
		before := casefile.Fold(events)
		after := before.Then(e.Event)
		if len(after.History) > len(before.History) {
			e.Numbers, e.Files = newNumbers(before, after), filesOf(after)
		}
	}
	place, err := tx.Admit(e)
	if err == nil && place != p.Place {
		err = fmt.Errorf("%w: place %d became %d", ErrNotEmpty, p.Place, place)
	}
	return err
}
