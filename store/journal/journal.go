// Package journal is a file of sealed entries, each on the disk before what it
// tells of is acknowledged. It is the second of two independent files that hold
// what nobody else has; the first can be made anew from it.
//
// # Format
//
//	4 bytes  "OWJ2"
//	4 bytes  0
//	then entries:
//	4 bytes  length of the sealed entry, big-endian
//	4 bytes  the same length, every bit turned
//	n bytes  the entry, sealed as a record (see package vault) for "journal|1";
//	         its last byte is not 0
//	zeros up to the next multiple of 8
//	then zeros to the end of the file
//
// An entry begins with its number in 8 bytes, big-endian. The first entry of a
// file is a summary of all that came before it; numbers count on from there
// without a gap.
//
// Entries of "OWJ1" followed each other without zeros between or behind them. Such
// a file can be read, and has to be begun anew before anything is appended.
//
// # An entry that was never finished
//
// The zeros behind the entries are on the disk before an entry is written over
// them, so that its sync has nothing to write but its bytes. When the power goes
// meanwhile, any of its sectors of 512 bytes may still be zeros: one of them all
// is, then, and nothing whole follows. No part of a finished entry in one sector
// is all zeros: its head stands in one sector, and the seal begins and ends with
// bytes that are not 0. An entry that does not open and has no such part was
// changed, and so was one that others follow.
package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"onewindow/store/durable"
	"onewindow/store/vault"
)

// ErrBroken says that an entry is not what was written, or that the file does
// not begin as a journal does.
var ErrBroken = errors.New("journal: broken")

const (
	mark     = "OWJ2\x00\x00\x00\x00"
	oldMark  = "OWJ1"
	context  = "journal|1"
	headSize = 8
	longest  = 1 << 30 // bytes of a sealed entry
	sector   = 512     // bytes that a disk writes whole or not at all
	ahead    = 128 << 10
)

// Journal is a journal open for appending. It is not safe for concurrent use.
type Journal struct {
	path   string
	file   *os.File
	key    *vault.Key
	number uint64 // of the last entry
	end    int64  // behind the last entry
	before int64  // the end before the last Append
	base   int64  // behind the summary
	size   int64  // of the file: zeros from the end on
	old    bool   // it is of the format before
	spoilt bool   // what is behind the last entry is not known, or the file is gone
}

// Create writes a journal that begins with a summary, in place of one that may
// be there: a power cut leaves the old one or the new. number is that of the
// last entry which the summary covers.
func Create(path string, key *vault.Key, number uint64, summary []byte) (*Journal, error) {
	j := &Journal{path: path, key: key}
	if err := j.begin(number, summary); err != nil {
		return nil, fmt.Errorf("journal: create: %w", err)
	}
	return j, nil
}

// Renew begins the journal anew with a summary of all its entries, and of what is
// in its stead where it was Stale. Where that fails it goes on as it was.
func (j *Journal) Renew(summary []byte) error {
	if err := j.begin(j.number, summary); err != nil {
		return fmt.Errorf("journal: renew: %w", err)
	}
	return nil
}

func (j *Journal) begin(number uint64, summary []byte) error {
	part := j.path + ".part"
	first, err := j.writeFirst(part, number, summary)
	if err == nil && j.file != nil {
		err = j.file.Close() // Windows renames onto no file that is open
	}
	if err == nil {
		err = os.Rename(part, j.path)
	}
	if err != nil {
		lost := j.reopen()
		j.spoilt = j.spoilt || lost != nil
		return errors.Join(err, drop(part), lost)
	}
	j.number, j.base, j.before, j.end, j.size = number, first.end, first.end, first.end, first.size
	j.old = false
	// Until the name is on the disk an entry may be in a file that nobody finds.
	j.spoilt = true
	err = errors.Join(j.reopen(), durable.SyncFolder(filepath.Dir(j.path)))
	j.spoilt = err != nil
	return err
}

// writeFirst writes the beginning of a journal.
func (j *Journal) writeFirst(path string, number uint64, summary []byte) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	first := &Journal{file: file}
	raw, err := j.frame(number, summary)
	if err == nil {
		_, err = file.WriteAt(append([]byte(mark), raw...), 0)
	}
	if err == nil {
		first.end = int64(len(mark) + len(raw))
		first.size = first.end
		err = first.reserve(first.end + 1)
	}
	return first, errors.Join(err, file.Close())
}

// reopen opens the file under the journal's name, where there is one.
func (j *Journal) reopen() error {
	if j.file != nil {
		_ = j.file.Close() // it may be closed already
	}
	file, err := os.OpenFile(j.path, os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrNotExist) && j.base == 0 {
		return nil
	}
	j.file = file
	return err
}

// Open reads a journal from its summary on and goes on behind its last entry.
// What a power cut left of an entry that was being appended is wiped out. It gives
// ErrBroken, with the number of the last whole entry before the break, and
// fs.ErrNotExist.
func Open(path string, key *vault.Key, visit func(number uint64, entry []byte) error) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{path: path, file: file, key: key}
	if err := j.read(visit); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return j, nil
}

// Append adds an entry, which is on the disk when settle returns nil; what it
// tells of can be written elsewhere meanwhile. Nothing else may be asked of the
// journal until settle has returned, once.
func (j *Journal) Append(entry []byte) (settle func() error, err error) {
	if j.Stale() {
		return nil, errors.New("journal: append: it has to be begun anew first")
	}
	if err := j.write(entry); err != nil {
		return nil, errors.Join(fmt.Errorf("journal: append: %w", err), j.wipe())
	}
	synced := make(chan error, 1)
	file := j.file
	go func() { synced <- syncData(file) }()
	return func() error {
		if err := <-synced; err != nil {
			// What a system could not write it may forget: a second sync proves nothing.
			j.spoilt = true
			return fmt.Errorf("journal: append: %w", err)
		}
		return nil
	}, nil
}

// TakeBack removes the last appended entry: what it tells of did not happen.
func (j *Journal) TakeBack() error {
	if j.end == j.before {
		return nil
	}
	j.end = j.before
	j.number--
	return j.wipe()
}

// Stale says whether the journal has to be begun anew before anything is appended:
// it is of the format before, or the disk failed and what is on it is not known.
func (j *Journal) Stale() bool { return j.old || j.spoilt }

// Number is that of the last entry.
func (j *Journal) Number() uint64 { return j.number }

// Grown is the length of all that came after the summary, and Base that of the
// file up to there, in bytes.
func (j *Journal) Grown() int64 { return j.end - j.base }

// Base is the length of the file up to the end of the summary, in bytes.
func (j *Journal) Base() int64 { return j.base }

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }

func (j *Journal) write(entry []byte) error {
	raw, err := j.frame(j.number+1, entry)
	if err != nil {
		return err
	}
	next := j.end + int64(len(raw))
	if err := j.reserve(next); err != nil {
		return err
	}
	if _, err := j.file.WriteAt(raw, j.end); err != nil {
		return err
	}
	j.before, j.end, j.number = j.end, next, j.number+1
	return nil
}

// frame is an entry as it stands in the file, with the zeros behind it.
func (j *Journal) frame(number uint64, entry []byte) ([]byte, error) {
	sealed := j.seal(append(binary.BigEndian.AppendUint64(nil, number), entry...))
	if len(sealed) > longest {
		return nil, fmt.Errorf("an entry of %d bytes", len(sealed))
	}
	raw := make([]byte, 0, aligned(int64(headSize+len(sealed))))
	raw = binary.BigEndian.AppendUint32(raw, uint32(len(sealed)))
	raw = binary.BigEndian.AppendUint32(raw, ^uint32(len(sealed)))
	raw = append(raw, sealed...)
	return raw[:cap(raw)], nil
}

// seal seals an entry so that its last byte is not 0.
func (j *Journal) seal(plain []byte) []byte {
	for {
		sealed := j.key.Seal(plain, []byte(context))
		if sealed[len(sealed)-1] != 0 {
			return sealed
		}
	}
}

// aligned is the next place at which an entry may begin: there its head stands in
// one sector.
func aligned(at int64) int64 { return (at + headSize - 1) / headSize * headSize }

// reserve makes room for what ends at a place, and for more behind it: zeros on the
// disk, and a length that no longer changes.
func (j *Journal) reserve(end int64) error {
	if end <= j.size {
		return nil
	}
	size := (end/ahead + 1) * ahead
	_, err := j.file.WriteAt(make([]byte, size-j.size), j.size)
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		return errors.Join(err, j.file.Truncate(j.size))
	}
	j.size = size
	return nil
}

// wipe leaves only zeros behind the last entry.
func (j *Journal) wipe() error {
	_, err := j.file.WriteAt(make([]byte, j.size-j.end), j.end)
	if err == nil {
		err = syncData(j.file)
	}
	if err != nil {
		j.spoilt = true
		return fmt.Errorf("journal: wipe: %w", err)
	}
	return nil
}

func (j *Journal) read(visit func(number uint64, entry []byte) error) error {
	info, err := j.file.Stat()
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	j.size = info.Size()
	if err := j.readMark(); err != nil {
		return err
	}
	for {
		plain, next, err := j.entryAt(j.end)
		if err != nil {
			return err
		}
		if plain == nil {
			break
		}
		if err := j.take(plain, visit); err != nil {
			return err
		}
		if j.base == 0 {
			j.base = next
		}
		j.end = next
	}
	if j.base == 0 {
		return fmt.Errorf("%w: no summary", ErrBroken)
	}
	j.before = j.end
	return j.tidy()
}

func (j *Journal) readMark() error {
	head := make([]byte, len(mark))
	n, err := j.file.ReadAt(head, 0)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("journal: read: %w", err)
	case bytes.Equal(head[:n], []byte(mark)):
		j.end = int64(len(mark))
	case bytes.HasPrefix(head[:n], []byte(oldMark)):
		j.old, j.end = true, int64(len(oldMark))
	default:
		return fmt.Errorf("%w: its beginning", ErrBroken)
	}
	return nil
}

// tidy wipes out what a power cut left of an entry.
func (j *Journal) tidy() error {
	if j.old || j.end >= j.size {
		return nil
	}
	rest, err := j.bytes(j.end, j.size)
	if err != nil || allZero(rest) {
		return err
	}
	return j.wipe()
}

func (j *Journal) take(plain []byte, visit func(number uint64, entry []byte) error) error {
	number := binary.BigEndian.Uint64(plain)
	if j.base > 0 && number != j.number+1 {
		return fmt.Errorf("%w: entry %d behind %d", ErrBroken, number, j.number)
	}
	j.number = number
	return visit(number, plain[8:])
}

// entryAt reads an entry and where the next begins. It gives nil where there is
// none, or one that was never finished.
func (j *Journal) entryAt(at int64) (plain []byte, next int64, err error) {
	plain, next, err = j.open(at)
	if plain != nil || err != nil {
		return plain, next, err
	}
	torn, err := j.unfinished(at, next)
	if err == nil && !torn {
		err = fmt.Errorf("%w: the entry behind %d, at byte %d", ErrBroken, j.number, at)
	}
	return nil, 0, err
}

// open reads what stands at a place: nil where it is no entry. next is where the
// next one would begin, as far as its head tells: 0 where it has none.
func (j *Journal) open(at int64) (plain []byte, next int64, err error) {
	if at+headSize > j.size {
		return nil, 0, nil
	}
	head, err := j.bytes(at, at+headSize)
	if err != nil {
		return nil, 0, err
	}
	length := binary.BigEndian.Uint32(head)
	if length != ^binary.BigEndian.Uint32(head[4:]) {
		return nil, 0, nil
	}
	if next = at + headSize + int64(length); !j.old {
		next = aligned(next)
	}
	if next > j.size {
		return nil, next, nil
	}
	raw, err := j.bytes(at+headSize, next)
	if err != nil {
		return nil, 0, err
	}
	// Whether it opens is all that is asked: why it does not is for unfinished to say.
	plain, broken := j.key.Open(raw[:length], []byte(context))
	if broken == nil && len(plain) >= 8 && allZero(raw[length:]) {
		return plain, next, nil
	}
	return nil, next, nil
}

// unfinished says whether what stands at a place and is no entry is where one
// would begin, or what a power cut left of one: something of it is missing and
// nothing follows it.
func (j *Journal) unfinished(at, next int64) (bool, error) {
	switch {
	case j.base == 0:
		return false, nil // a summary is whole before its file has a name
	case j.old && next == 0:
		return j.headMissing(at)
	case j.old:
		return next >= j.size, nil
	case next > j.size:
		return false, nil // there was room for it when it was written
	}
	missing, err := j.headMissing(at)
	if next > 0 {
		missing, err = j.partMissing(at+headSize, next)
	}
	if !missing || err != nil {
		return false, err
	}
	return j.lastAt(max(next, at+headSize))
}

// headMissing says whether there is no head of an entry at a place.
func (j *Journal) headMissing(at int64) (bool, error) {
	head, err := j.bytes(at, min(at+headSize, j.size))
	if j.old && len(head) < headSize {
		return true, err // it grew and the power went
	}
	return allZero(head), err
}

// partMissing says whether what one sector has of a sealed entry is all zeros.
func (j *Journal) partMissing(at, end int64) (bool, error) {
	sealed, err := j.bytes(at, end)
	for len(sealed) > 0 && err == nil {
		part := min(sector-at%sector, int64(len(sealed)))
		if allZero(sealed[:part]) {
			return true, nil
		}
		sealed, at = sealed[part:], at+part
	}
	return false, err
}

// lastAt says whether no entry begins at a place or behind it.
func (j *Journal) lastAt(at int64) (bool, error) {
	rest, err := j.bytes(min(at, j.size), j.size)
	for end := at + int64(len(bytes.TrimRight(rest, "\x00"))); at < end && err == nil; at += headSize {
		var plain []byte
		if plain, _, err = j.open(at); plain != nil {
			return false, nil
		}
	}
	return true, err
}

// bytes reads a part of the file.
func (j *Journal) bytes(from, to int64) ([]byte, error) {
	raw := make([]byte, to-from)
	if _, err := j.file.ReadAt(raw, from); err != nil {
		return nil, fmt.Errorf("journal: read: %w", err)
	}
	return raw, nil
}

func allZero(raw []byte) bool { return len(bytes.Trim(raw, "\x00")) == 0 }

func drop(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
