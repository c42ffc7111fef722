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
	switch {
	case l.Record != nil && l.Record.Name == recordEpochs:
		all, err := readEpochs(l.Record.Bytes)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrArchive, err)
		}
		p.sound = all.behind(0)
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
	belongs := c.add(e.Event.Seq, e.Event.Prev, e.Hash) && (next || patched)
	if forked := patched && of == casefile.Centre; !belongs && !forked {
		return e, fmt.Errorf("%w: event %s breaks the chain of installation %s at %d",
			ErrArchive, e.Event.ID, e.Event.Installation, e.Event.Seq)
	}
	p.chains[of] = c
	return e, nil
}
