// Package folder keeps attachments as files under the hash of their content.
// Any number of processes may work on one folder, if the file system that they
// share knows locks.
package folder

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/gofrs/flock"

	"onewindow/app/hub"
	"onewindow/store/durable"
)

// Folder keeps complete files in folders named by the first two digits of their
// hash, growing ones under "growing", one for each office that brings it. Safe for
// concurrent use.
type Folder struct{ dir string }

// Open opens the folder, making it where there is none. It belongs to its owner
// alone.
func Open(dir string) (*Folder, error) {
	f := &Folder{dir}
	// Older programs let a file grow here without saying whose it was.
	err := os.RemoveAll(filepath.Join(dir, "partial"))
	if err = errors.Join(err, durable.MakeFolder(filepath.Join(dir, "growing"))); err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	return f, nil
}

// Length says how many bytes of a growing file the office has brought, and whether
// the whole file is here.
func (f *Folder) Length(office, hash string) (int64, bool, error) {
	if err := checkName(hash); err != nil {
		return 0, false, err
	}
	_, whole, err := sizeOf(f.complete(hash))
	if err != nil {
		return 0, false, err
	}
	n, _, err := sizeOf(f.growing(office, hash))
	return n, whole, err
}

// sizeOf is the size of a file, if it is there.
func sizeOf(path string) (size int64, there bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	return info.Size(), true, nil
}

// Append adds a piece of a file. One piece comes at a time: it is in memory
// before it comes here.
func (f *Folder) Append(office, hash string, offset int64, piece []byte, size int64) (n int64, err error) {
	if err := checkName(hash); err != nil {
		return 0, err
	}
	turn, err := f.turn()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, turn.Unlock()) }()
	return f.append(office, hash, offset, piece, size)
}

// Forget throws away what grew last before a moment.
func (f *Folder) Forget(before time.Time) (gone []hub.Unfinished, err error) {
	turn, err := f.turn()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, turn.Unlock()) }()
	entries, err := os.ReadDir(filepath.Join(f.dir, "growing"))
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return gone, fmt.Errorf("folder: %w", err)
		}
		hash, _, _ := strings.Cut(e.Name(), "-")
		if checkName(hash) != nil || !info.ModTime().Before(before) {
			continue
		}
		if err := os.Remove(filepath.Join(f.dir, "growing", e.Name())); err != nil {
			return gone, fmt.Errorf("folder: %w", err)
		}
		gone = append(gone, hub.Unfinished{Hash: hash, Bytes: info.Size()})
	}
	return gone, nil
}

// turn waits until nobody else changes what grows.
func (f *Folder) turn() (*flock.Flock, error) {
	turn := flock.New(filepath.Join(f.dir, "lock"), flock.SetPermissions(0o600))
	if err := turn.Lock(); err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	return turn, nil
}

// Open reads a complete file.
func (f *Folder) Open(hash string) (io.ReadSeekCloser, error) {
	if err := checkName(hash); err != nil {
		return nil, err
	}
	return os.Open(f.complete(hash))
}

// growing is where a file grows for an office, whose name may be anything.
func (f *Folder) growing(office, hash string) string {
	whose := sm3.Sum([]byte(office))
	return filepath.Join(f.dir, "growing", hash+"-"+hex.EncodeToString(whose[:8]))
}

func (f *Folder) complete(hash string) string { return filepath.Join(f.dir, hash[:2], hash) }

func (f *Folder) append(office, hash string, offset int64, piece []byte, size int64) (int64, error) {
	if office == "" {
		if n, whole, err := sizeOf(f.complete(hash)); err != nil || whole {
			return n, err
		}
	}
	path := f.growing(office, hash)
	have, _, err := sizeOf(path)
	switch {
	case err != nil:
		return 0, err
	case offset != have:
		return have, hub.ErrOffset
	case have+int64(len(piece)) > size:
		return have, fmt.Errorf("%w: more bytes than announced", hub.ErrHash)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
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
	return have, f.finish(path, hash)
}

// finish checks a file that has all its bytes and moves it to where it is found,
// unless another office brought it there before.
func (f *Folder) finish(path, hash string) error {
	right, err := hasHash(path, hash)
	if err != nil {
		return err
	}
	if !right {
		return errors.Join(hub.ErrHash, os.Remove(path))
	}
	home := f.complete(hash)
	if _, whole, err := sizeOf(home); err != nil || whole {
		return errors.Join(err, os.Remove(path))
	}
	if err := durable.MakeFolder(filepath.Dir(home)); err != nil {
		return err
	}
	if err := os.Rename(path, home); err != nil {
		return err
	}
	if err := os.Remove(f.growing("", hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // the centre itself had begun it, and is overtaken
	}
	return errors.Join(durable.SyncFolder(filepath.Dir(home)), durable.SyncFolder(f.dir))
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
		return fmt.Errorf("folder: %w: %q is no SM3 hash", fs.ErrInvalid, hash)
	}
	return nil
}
