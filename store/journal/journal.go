// Package journal is an append-only file of sealed entries, each on the disk
// before the append returns. It is the second of two independent files that
// hold what nobody else has; the first can be made anew from it.
//
// # Format
//
//	4 bytes  "OWJ1"
//	then entries:
//	4 bytes  length of the sealed entry, big-endian
//	4 bytes  the same length, every bit turned
//	n bytes  the entry, sealed as a record (see package vault) for "journal|1"
//
// An entry begins with its number in 8 bytes, big-endian. The first entry of a
// file is a summary of all that came before it; numbers count on from there
// without a gap.
package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"onewindow/store/vault"
)

// ErrBroken says that an entry is not what was written, or that the file does
// not begin as a journal does.
var ErrBroken = errors.New("journal: broken")

const (
	mark     = "OWJ1"
	context  = "journal|1"
	headSize = 8
	longest  = 1 << 30 // bytes of a sealed entry
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

// Renew begins the journal anew with a summary of all its entries. Where that
// fails it goes on as it was.
func (j *Journal) Renew(summary []byte) error {
	if err := j.begin(j.number, summary); err != nil {
		return fmt.Errorf("journal: renew: %w", err)
	}
	return nil
}

func (j *Journal) begin(number uint64, summary []byte) error {
	part := j.path + ".part"
	end, err := j.writeFirst(part, number, summary)
	if err == nil && j.file != nil {
		err = j.file.Close() // Windows renames onto no file that is open
	}
	if err == nil {
		err = os.Rename(part, j.path)
	}
	if err != nil {
		return errors.Join(err, drop(part), j.reopen())
	}
	j.number, j.base, j.before, j.end = number, end, end, end
	return errors.Join(j.reopen(), syncFolder(filepath.Dir(j.path)))
}

// writeFirst writes the beginning of a journal and says where it ends.
func (j *Journal) writeFirst(path string, number uint64, summary []byte) (int64, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return 0, err
	}
	first := &Journal{file: file, key: j.key, end: int64(len(mark))}
	_, err = file.WriteAt([]byte(mark), 0)
	if err == nil {
		err = first.write(number, summary)
	}
	return first.end, errors.Join(err, file.Close())
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
// What a power cut left of an entry that was being appended is cut off. It gives
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

// Append adds an entry; when it returns nil the entry is on the disk.
func (j *Journal) Append(entry []byte) error {
	if err := j.write(j.number+1, entry); err != nil {
		return errors.Join(fmt.Errorf("journal: append: %w", err), j.cut())
	}
	return nil
}

// TakeBack removes the last appended entry: what it tells of did not happen.
func (j *Journal) TakeBack() error {
	if j.end == j.before {
		return nil
	}
	j.end = j.before
	j.number--
	return j.cut()
}

// Number is that of the last entry.
func (j *Journal) Number() uint64 { return j.number }

// Grown is the length of all that came after the summary, and Base that of the
// file up to there, in bytes.
func (j *Journal) Grown() int64 { return j.end - j.base }

// Base is the length of the file up to the end of the summary, in bytes.
func (j *Journal) Base() int64 { return j.base }

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }

func (j *Journal) write(number uint64, entry []byte) error {
	plain := append(binary.BigEndian.AppendUint64(nil, number), entry...)
	sealed := j.key.Seal(plain, []byte(context))
	if len(sealed) > longest {
		return fmt.Errorf("an entry of %d bytes", len(sealed))
	}
	raw := binary.BigEndian.AppendUint32(nil, uint32(len(sealed)))
	raw = binary.BigEndian.AppendUint32(raw, ^uint32(len(sealed)))
	if _, err := j.file.WriteAt(append(raw, sealed...), j.end); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.before, j.number = j.end, number
	j.end += int64(headSize + len(sealed))
	return nil
}

// cut leaves nothing behind the last entry. If it fails, the next entry is
// written over what is there.
func (j *Journal) cut() error {
	if err := errors.Join(j.file.Truncate(j.end), j.file.Sync()); err != nil {
		return fmt.Errorf("journal: cut: %w", err)
	}
	return nil
}

func (j *Journal) read(visit func(number uint64, entry []byte) error) error {
	info, err := j.file.Stat()
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	head := make([]byte, len(mark))
	if _, err := j.file.ReadAt(head, 0); err != nil || !bytes.Equal(head, []byte(mark)) {
		return errors.Join(fmt.Errorf("%w: its beginning", ErrBroken), ignoreEnd(err))
	}
	j.end = int64(len(mark))
	for j.end < info.Size() {
		plain, next, err := j.entryAt(j.end, info.Size())
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
	if j.end < info.Size() {
		return j.cut()
	}
	return nil
}

func (j *Journal) take(plain []byte, visit func(number uint64, entry []byte) error) error {
	number := binary.BigEndian.Uint64(plain)
	if j.base > 0 && number != j.number+1 {
		return fmt.Errorf("%w: entry %d behind %d", ErrBroken, number, j.number)
	}
	j.number = number
	return visit(number, plain[8:])
}

// entryAt reads an entry and where the next begins. It gives nil for one that
// was never finished: the file ends within it, or it is the last one and its
// pages were not all written.
func (j *Journal) entryAt(at, size int64) (plain []byte, next int64, err error) {
	next, err = j.nextAt(at, size)
	if err != nil || next == 0 || next > size {
		return nil, 0, err
	}
	sealed := make([]byte, next-at-headSize)
	if _, err := j.file.ReadAt(sealed, at+headSize); err != nil {
		return nil, 0, fmt.Errorf("journal: read: %w", err)
	}
	plain, err = j.key.Open(sealed, []byte(context))
	switch {
	case err == nil && len(plain) >= 8:
		return plain, next, nil
	case next == size && j.base > 0:
		return nil, 0, nil
	}
	return nil, 0, j.broken(at)
}

// nextAt is where the entry behind the one at a place begins, 0 where that one
// was not even begun.
func (j *Journal) nextAt(at, size int64) (int64, error) {
	if at+headSize > size {
		return 0, nil
	}
	head := make([]byte, headSize)
	if _, err := j.file.ReadAt(head, at); err != nil {
		return 0, fmt.Errorf("journal: read: %w", err)
	}
	length := binary.BigEndian.Uint32(head)
	switch {
	case binary.BigEndian.Uint64(head) == 0:
		return 0, nil // the file grew and the power went
	case length != ^binary.BigEndian.Uint32(head[4:]):
		return 0, j.broken(at)
	}
	return at + headSize + int64(length), nil
}

func (j *Journal) broken(at int64) error {
	return fmt.Errorf("%w: the entry behind %d, at byte %d", ErrBroken, j.number, at)
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func drop(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// syncFolder makes a rename durable; Windows journals renames itself.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
