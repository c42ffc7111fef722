package store

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/store/durable"
	"onewindow/store/vault"
)

// AddFile keeps the bytes by their content. It reads at most limit bytes and
// gives desk.ErrTooLarge beyond them, keeping nothing.
func (s *Store) AddFile(name string, r io.Reader, limit int64) (casefile.Attachment, error) {
	part, sum, size, err := s.sealPart(r, limit)
	if err == nil {
		err = s.keep(part, sum)
	}
	if err != nil {
		return casefile.Attachment{}, errors.Join(fmt.Errorf("store: keep %s: %w", name, namedFull(err)), dropFile(part))
	}
	return casefile.Attachment{Name: name, Hash: sum, Size: size}, nil
}

// sealPart encrypts what r gives into a file that has no name of its own yet.
func (s *Store) sealPart(r io.Reader, limit int64) (path, sum string, size int64, err error) {
	folder := filepath.Join(s.dir, filesDir)
	// A migration comes here before there is the folder.
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", "", 0, err
	}
	part, err := os.CreateTemp(folder, "*.part")
	if err != nil {
		return "", "", 0, err
	}
	sealed, err := s.key.NewWriter(part)
	if err == nil {
		sum, size, err = copyAtMost(sealed, r, limit)
	}
	if err == nil {
		err = sealed.Close()
	}
	if err == nil {
		err = part.Sync()
	}
	return part.Name(), sum, size, errors.Join(err, part.Close())
}

// File opens kept bytes; fs.ErrNotExist where this counter does not hold them.
// Reading gives ErrDamaged where they are not what was kept.
func (s *Store) File(sum string) (io.ReadCloser, error) {
	if !isHash(sum) {
		return nil, fmt.Errorf("store: file %q: %w", sum, fs.ErrNotExist)
	}
	f, err := os.Open(s.filePath(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return s.openArrived(sum)
	}
	if err != nil {
		return nil, fmt.Errorf("store: open file: %w", err)
	}
	return s.reader(sum, f), nil
}

func (s *Store) reader(sum string, f *os.File) *opened {
	return &opened{plain: s.key.NewReader(f), name: sum, sum: sm3.New(), file: f}
}

// opened reads a kept file and holds it to the hash that it is kept by.
type opened struct {
	plain io.Reader
	name  string // the hash it is kept by
	sum   digest
	file  *os.File
}

// digest is a hash in the making.
type digest interface {
	io.Writer
	Sum([]byte) []byte
}

// Read gives plain bytes.
func (o *opened) Read(p []byte) (int, error) {
	n, err := o.plain.Read(p)
	_, _ = o.sum.Write(p[:n]) // a hash never fails
	switch {
	case errors.Is(err, vault.ErrForged):
		return n, fmt.Errorf("%w: file %s", ErrDamaged, o.name)
	case errors.Is(err, io.EOF) && hex.EncodeToString(o.sum.Sum(nil)) != o.name:
		return n, fmt.Errorf("%w: file %s holds something else", ErrDamaged, o.name)
	}
	return n, err
}

// Close closes the file.
func (o *opened) Close() error { return o.file.Close() }

// UnsentFiles lists attachments of this counter's confirmed events of which it
// is not known that the centre has the bytes. Those whose bytes are not here come
// last: a folder that was restored knows of files that only the centre can have.
func (l Local) UnsentFiles(limit int) ([]casefile.Attachment, error) {
	var owed []casefile.Attachment
	err := l.s.view(func(t *tx) (err error) {
		owed, err = all[casefile.Attachment](t, bucketUnsent)
		return err
	})
	var here, gone []casefile.Attachment
	for _, a := range owed {
		if len(here) == limit {
			break
		}
		if _, missing := os.Stat(l.s.filePath(a.Hash)); missing == nil {
			here = append(here, a)
		} else {
			gone = append(gone, a)
		}
	}
	list := append(here, gone...)
	return list[:min(limit, len(list))], err
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
	if e.Installation != t.installation || !mayNameFiles(e) {
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

// mayNameFiles says whether an event may name a file: its body has a hash in it,
// or letters that hide one. Reading the body of every event would take longer than
// all else that is done when it is confirmed.
func mayNameFiles(e casefile.Event) bool {
	if bytes.IndexByte(e.Body, '\\') >= 0 {
		return true
	}
	const length = 2 * sm3.Size
	for at := length - 1; at < len(e.Body); at += length { // no hash lies between two of them
		from, to := at, at
		for from > 0 && isHex(e.Body[from-1]) {
			from--
		}
		for to < len(e.Body) && isHex(e.Body[to]) {
			to++
		}
		if to-from >= length {
			return true
		}
	}
	return false
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
	if err := durable.SyncFolder(folder); err != nil {
		return err
	}
	return durable.SyncFolder(filepath.Dir(folder))
}

// moveOnce moves a file unless its content is there already. A file under its
// final name is whole, and Windows lets nobody replace it while it is read.
func moveOnce(part, path string) error {
	if _, err := os.Stat(path); err == nil {
		return dropFile(part)
	}
	return os.Rename(part, path)
}

// filePath is where a file lies. The hash itself would tell who has the same.
func (s *Store) filePath(sum string) string {
	name := hex.EncodeToString(s.key.Name([]byte("file|" + sum)))
	return filepath.Join(s.dir, filesDir, name[:2], name)
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

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' }

// sweep makes the folder of attachments and removes what a kill left
// half-written.
func (s *Store) sweep() error {
	if err := os.MkdirAll(filepath.Join(s.dir, filesDir), 0o700); err != nil {
		return fmt.Errorf("store: make the folder: %w", err)
	}
	parts, err := filepath.Glob(filepath.Join(s.dir, filesDir, "*.part"))
	if err != nil {
		return fmt.Errorf("store: sweep: %w", err)
	}
	for _, name := range []string{dbName, journalName} {
		parts = append(parts, filepath.Join(s.dir, name+".part"))
	}
	for _, part := range parts {
		if err := dropFile(part); err != nil {
			return err
		}
	}
	return s.dropPlain()
}

// layAside gives a file a name under which nothing looks for it, for a person
// to look at.
func (s *Store) layAside(name string) error {
	path := filepath.Join(s.dir, name)
	aside := path + ".damaged-" + s.now().UTC().Format(asideStamp)
	if err := os.Rename(path, aside); err != nil {
		return fmt.Errorf("store: lay %s aside: %w", name, err)
	}
	return durable.SyncFolder(filepath.Dir(path))
}

const asideStamp = "20060102-150405.000"

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

// syncFolders syncs a folder and all in it.
func syncFolders(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		return durable.SyncFolder(path)
	})
}
