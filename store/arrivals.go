package store

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"onewindow/app/desk"
	"onewindow/app/replica"
)

// Files of other windows are kept apart from this window's own: the centre has
// them, so that they may be thrown away. Neither backups nor checks know them.
const (
	arrivedDir  = "fetched"
	arrivingDir = "arriving" // within it: a folder a file, a sealed file a piece
)

// mostFetched is how many bytes of other windows' files are kept, sealed; the
// ones that were not read for longest go first.
const mostFetched = 512 << 20

// arriving is the folder of the pieces of a file.
func (s *Store) arriving(sum string) string {
	return filepath.Join(s.dir, arrivedDir, arrivingDir, filepath.Base(s.filePath(sum)))
}

// arrived is where a file of another window lies.
func (s *Store) arrived(sum string) string {
	return filepath.Join(s.dir, arrivedDir, filepath.Base(s.filePath(sum)))
}

// ArrivedSoFar is how many bytes of a file of another window are here.
func (s *Store) ArrivedSoFar(sum string) (int64, error) {
	pieces, err := s.pieces(sum)
	if err != nil || len(pieces) == 0 {
		return 0, err
	}
	last := pieces[len(pieces)-1]
	plain, err := s.piece(sum, last)
	if err != nil {
		return 0, errors.Join(err, os.RemoveAll(s.arriving(sum)))
	}
	return last + int64(len(plain)), nil
}

// pieces are where the pieces of a file begin.
func (s *Store) pieces(sum string) ([]int64, error) {
	if !isHash(sum) {
		return nil, fmt.Errorf("store: file %q: %w", sum, fs.ErrNotExist)
	}
	entries, err := os.ReadDir(s.arriving(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store: a file on its way: %w", err)
	}
	var list []int64
	for _, entry := range entries {
		if offset, err := strconv.ParseInt(entry.Name(), 10, 64); err == nil {
			list = append(list, offset)
		}
	}
	slices.Sort(list)
	return list, nil
}

// piece opens a piece. It is bound to its file and its place.
func (s *Store) piece(sum string, offset int64) ([]byte, error) {
	sealed, err := os.ReadFile(s.pieceFile(sum, offset))
	if err != nil {
		return nil, fmt.Errorf("store: a file on its way: %w", err)
	}
	plain, err := s.key.Open(sealed, pieceContext(sum, offset))
	if err != nil {
		return nil, fmt.Errorf("%w: a piece of file %s: %w", ErrDamaged, sum, err)
	}
	return plain, nil
}

func (s *Store) pieceFile(sum string, offset int64) string {
	return filepath.Join(s.arriving(sum), fmt.Sprintf("%020d", offset))
}

func pieceContext(sum string, offset int64) []byte {
	return fmt.Appendf(nil, "piece|%s|%d", sum, offset)
}

// AddPiece keeps the next bytes of a file of another window.
func (s *Store) AddPiece(sum string, offset int64, plain []byte) error {
	so, err := s.ArrivedSoFar(sum)
	if err != nil {
		return err
	}
	if offset != so || len(plain) == 0 {
		return fmt.Errorf("%w: %d bytes at %d of file %s, of which %d are here", ErrMalformed, len(plain), offset, sum, so)
	}
	if err := s.writePiece(sum, offset, plain); err != nil {
		return fmt.Errorf("store: keep a piece: %w", namedFull(err))
	}
	return nil
}

// writePiece makes the piece there under its name only when it is whole. It waits
// for no disk: what a power cut takes of a piece shows, and is fetched again.
func (s *Store) writePiece(sum string, offset int64, plain []byte) error {
	if err := os.MkdirAll(s.arriving(sum), 0o700); err != nil {
		return err
	}
	part, err := os.CreateTemp(s.arriving(sum), "*.part")
	if err != nil {
		return err
	}
	_, err = part.Write(s.key.Seal(plain, pieceContext(sum, offset)))
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), s.pieceFile(sum, offset))
	}
	if err != nil {
		return errors.Join(err, dropFile(part.Name()))
	}
	return nil
}

// Arrived makes a file of its pieces. It gives replica.ErrSpoilt where they are
// not what the hash says, or a power cut spoilt one; the pieces are gone either way.
func (s *Store) Arrived(sum string, size int64) error {
	offsets, err := s.pieces(sum)
	if err != nil {
		return err
	}
	joined, write := io.Pipe()
	go func() { write.CloseWithError(s.join(write, sum, offsets)) }()
	part, got, n, err := s.sealPart(joined, size+1)
	err = errors.Join(err, joined.Close())
	switch {
	case err != nil && !errors.Is(err, desk.ErrTooLarge) && !errors.Is(err, ErrDamaged):
		return errors.Join(fmt.Errorf("store: keep a file of another window: %w", namedFull(err)), dropFile(part))
	case err != nil || got != sum || n != size:
		return errors.Join(fmt.Errorf("%w: %s", replica.ErrSpoilt, sum), dropFile(part), os.RemoveAll(s.arriving(sum)))
	}
	if err := s.evict(); err != nil {
		return errors.Join(err, dropFile(part))
	}
	if err := moveOnce(part, s.arrived(sum)); err != nil {
		return fmt.Errorf("store: keep a file of another window: %w", err)
	}
	return os.RemoveAll(s.arriving(sum))
}

func (s *Store) join(to io.Writer, sum string, offsets []int64) error {
	for _, offset := range offsets {
		plain, err := s.piece(sum, offset)
		if err != nil {
			return err
		}
		if _, err := to.Write(plain); err != nil {
			return err
		}
	}
	return nil
}

// openArrived opens a file of another window and notes that it was read. One that
// is spoilt is dropped: it can be fetched again.
func (s *Store) openArrived(sum string) (io.ReadCloser, error) {
	f, err := os.Open(s.arrived(sum))
	if err != nil {
		return nil, fmt.Errorf("store: open file: %w", err)
	}
	now := s.now()
	if err := os.Chtimes(f.Name(), now, now); err != nil {
		return nil, errors.Join(fmt.Errorf("store: open file: %w", err), f.Close())
	}
	o := s.reader(sum, f)
	_, err = io.Copy(io.Discard, o)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: file %s: %w", sum, fs.ErrNotExist), f.Close(), dropFile(f.Name()))
	}
	return s.reader(sum, f), nil
}

// evict makes room: what was not read for longest goes.
func (s *Store) evict() error {
	entries, err := os.ReadDir(filepath.Join(s.dir, arrivedDir))
	if err != nil {
		return fmt.Errorf("store: make room for files of others: %w", err)
	}
	type kept struct {
		path string
		size int64
		read time.Time
	}
	var list []kept
	total := int64(0)
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		list = append(list, kept{filepath.Join(s.dir, arrivedDir, entry.Name()), info.Size(), info.ModTime()})
		total += info.Size()
	}
	slices.SortFunc(list, func(a, b kept) int { return cmp.Or(a.read.Compare(b.read), cmp.Compare(a.path, b.path)) })
	for _, k := range list {
		if total <= s.mostFetched {
			return nil
		}
		if err := dropFile(k.path); err != nil {
			return err
		}
		total -= k.size
	}
	return nil
}
