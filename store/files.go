package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/desk"
)

// AddFile keeps the bytes by their content. It reads at most limit bytes and
// gives desk.ErrTooLarge beyond them, keeping nothing.
func (s *Store) AddFile(name string, r io.Reader, limit int64) (casefile.Attachment, error) {
	part, err := os.CreateTemp(filepath.Join(s.dir, filesDir), "*.part")
	if err != nil {
		return casefile.Attachment{}, fmt.Errorf("store: keep %s: %w", name, namedFull(err))
	}
	sum, size, err := copyAtMost(part, r, limit)
	if err == nil {
		err = part.Sync()
	}
	err = errors.Join(err, part.Close())
	if err == nil {
		err = s.keep(part.Name(), sum)
	}
	if err != nil {
		return casefile.Attachment{}, errors.Join(fmt.Errorf("store: keep %s: %w", name, namedFull(err)), dropFile(part.Name()))
	}
	return casefile.Attachment{Name: name, Hash: sum, Size: size}, nil
}

// File opens kept bytes; fs.ErrNotExist where this counter does not hold them.
func (s *Store) File(hash string) (io.ReadCloser, error) {
	if !isHash(hash) {
		return nil, fmt.Errorf("store: file %q: %w", hash, fs.ErrNotExist)
	}
	f, err := os.Open(s.filePath(hash))
	if err != nil {
		return nil, fmt.Errorf("store: open file: %w", err)
	}
	return f, nil
}

// UnsentFiles lists attachments of this counter's confirmed events whose bytes
// are here and not yet at the centre.
func (l Local) UnsentFiles(limit int) ([]casefile.Attachment, error) {
	var owed []casefile.Attachment
	err := l.s.view(func(t *tx) (err error) {
		owed, err = all[casefile.Attachment](t, bucketUnsent)
		return err
	})
	var list []casefile.Attachment
	for _, a := range owed {
		if len(list) == limit {
			break
		}
		// A file that is gone must not stand in the way of the others.
		if _, gone := os.Stat(l.s.filePath(a.Hash)); gone == nil {
			list = append(list, a)
		}
	}
	return list, err
}

// FileSent notes that the centre holds the bytes.
func (l Local) FileSent(hash string) error {
	return l.s.update(func(t *tx) error {
		if err := t.drop(bucketUnsent, hash); err != nil {
			return err
		}
		return t.bucket(bucketSent).Put([]byte(hash), []byte{1})
	})
}

// oweFiles notes the attachments of a confirmed own event: the centre knows
// their names now and waits for the bytes.
func (t *tx) oweFiles(e casefile.Event) error {
	if e.Installation != t.installation {
		return nil
	}
	for _, a := range e.Files() {
		if !isHash(a.Hash) || t.bucket(bucketSent).Get([]byte(a.Hash)) != nil {
			continue
		}
		if err := t.write(bucketUnsent, a.Hash, a); err != nil {
			return err
		}
	}
	return nil
}

// keep moves a finished file to the place its content names.
func (s *Store) keep(part, sum string) error {
	path := s.filePath(sum)
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := moveOnce(part, path); err != nil {
		return err
	}
	if err := syncFolder(folder); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(folder))
}

// moveOnce moves a file unless its content is there already. A file under its
// final name is whole, and Windows lets nobody replace it while it is read.
func moveOnce(part, path string) error {
	if _, err := os.Stat(path); err == nil {
		return dropFile(part)
	}
	return os.Rename(part, path)
}

func (s *Store) filePath(sum string) string {
	return filepath.Join(s.dir, filesDir, sum[:2], sum)
}

// copyAtMost copies up to limit bytes and hashes them.
func copyAtMost(w io.Writer, r io.Reader, limit int64) (sum string, size int64, err error) {
	h := sm3.New()
	size, err = io.Copy(io.MultiWriter(w, h), io.LimitReader(r, limit))
	if err != nil {
		return "", 0, err
	}
	if size == limit {
		if err := atEnd(r); err != nil {
			return "", 0, err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// atEnd gives desk.ErrTooLarge where r has more to give.
func atEnd(r io.Reader) error {
	switch _, err := io.ReadFull(r, make([]byte, 1)); {
	case err == nil:
		return desk.ErrTooLarge
	case errors.Is(err, io.EOF):
		return nil
	default:
		return err
	}
}

// isHash says whether text is a hex SM3 as this package writes it. Hashes come
// from events and become file names.
func isHash(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sm3.Size && hex.EncodeToString(raw) == text
}

// sweepParts removes what a kill left half-written.
func sweepParts(dir string) error {
	parts, err := filepath.Glob(filepath.Join(dir, filesDir, "*.part"))
	if err != nil {
		return fmt.Errorf("store: sweep: %w", err)
	}
	for _, part := range parts {
		if err := dropFile(part); err != nil {
			return err
		}
	}
	return nil
}

func dropFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("store: remove: %w", err)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncFolder makes a rename in the folder durable. Windows has no such call and
// journals renames itself.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
