package central

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/hub"
)

// folder keeps files under their hash: complete ones in a folder named by the
// first two digits, growing ones under "partial".
type folder struct {
	dir  string
	lock *sync.Mutex // one piece at a time; a piece is in memory before it comes here
}

// Length says how many bytes of a file are here and whether they are all.
func (s *Store) Length(hash string) (int64, bool, error) { return s.files.length(hash) }

// Append adds a piece of a file.
func (s *Store) Append(hash string, offset int64, piece []byte, size int64) (int64, error) {
	s.files.lock.Lock()
	defer s.files.lock.Unlock()
	return s.files.append(hash, offset, piece, size)
}

// Open reads a complete file.
func (s *Store) Open(hash string) (io.ReadSeekCloser, error) {
	if err := checkName(hash); err != nil {
		return nil, err
	}
	return os.Open(s.files.complete(hash))
}

func (f *folder) make() error {
	f.lock = &sync.Mutex{}
	return os.MkdirAll(filepath.Join(f.dir, "partial"), 0o700)
}

func (f folder) partial(hash string) string  { return filepath.Join(f.dir, "partial", hash) }
func (f folder) complete(hash string) string { return filepath.Join(f.dir, hash[:2], hash) }

func (f folder) length(hash string) (int64, bool, error) {
	if err := checkName(hash); err != nil {
		return 0, false, err
	}
	if info, err := os.Stat(f.complete(hash)); err == nil {
		return info.Size(), true, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return 0, false, err
	}
	info, err := os.Stat(f.partial(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	return info.Size(), false, nil
}

func (f folder) append(hash string, offset int64, piece []byte, size int64) (int64, error) {
	have, whole, err := f.length(hash)
	switch {
	case err != nil:
		return 0, err
	case whole:
		return have, nil // another counter was faster
	case offset != have:
		return have, hub.ErrOffset
	case have+int64(len(piece)) > size:
		return have, fmt.Errorf("%w: more bytes than announced", hub.ErrHash)
	}
	file, err := os.OpenFile(f.partial(hash), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return have, err
	}
	n, err := file.Write(piece)
	have += int64(n)
	if err == nil && have == size {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil || have < size {
		return have, err
	}
	return have, f.finish(hash)
}

// finish checks a file that has all its bytes and moves it to where it is found.
func (f folder) finish(hash string) error {
	right, err := hasHash(f.partial(hash), hash)
	if err != nil {
		return err
	}
	if !right {
		return errors.Join(hub.ErrHash, os.Remove(f.partial(hash)))
	}
	home := f.complete(hash)
	if err := os.MkdirAll(filepath.Dir(home), 0o700); err != nil {
		return err
	}
	if err := os.Rename(f.partial(hash), home); err != nil {
		return err
	}
	return errors.Join(syncFolder(filepath.Dir(home)), syncFolder(f.dir))
}

func hasHash(path, hash string) (right bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sum := sm3.New()
	if _, err := io.Copy(sum, file); err != nil {
		return false, err
	}
	return hex.EncodeToString(sum.Sum(nil)) == hash, nil
}

// checkName keeps anything but a hash from becoming a path.
func checkName(hash string) error {
	raw, err := hex.DecodeString(hash)
	if err != nil || len(raw) != sm3.Size || hex.EncodeToString(raw) != hash {
		return fmt.Errorf("central: %w: %q is no SM3 hash", fs.ErrInvalid, hash)
	}
	return nil
}
