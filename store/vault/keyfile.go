package vault

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"onewindow/store/durable"
)

// Format is the version of the key file that this package reads and writes.
const Format = 1

// KeyFileName is the name of the key file in its folder.
const KeyFileName = "onewindow.key"

// Errors of a key file.
var (
	// ErrNewerFormat says that a later version of the program wrote the file.
	ErrNewerFormat = errors.New("vault: the key file is from a newer version")
	// ErrKeyFile says that the key file cannot be read as one.
	ErrKeyFile = errors.New("vault: the key file is damaged")
	// ErrNoLock says that the folder has no lock of the kind asked for.
	ErrNoLock = errors.New("vault: no such lock")
	// ErrWrongSecret says that the lock does not open with this secret.
	ErrWrongSecret = errors.New("vault: wrong secret")
)

// KeyFile is the key file of a folder.
type KeyFile struct {
	path string
	body body
}

// body is the JSON of a key file.
type body struct {
	Format int    `json:"format"`
	Folder string `json:"folder"` // random hex; names the folder in keyrings and in every lock
	Locks  []lock `json:"locks"`
}

// lock is one way to the root.
type lock struct {
	Kind Kind   `json:"kind"`
	Root []byte `json:"root"` // sealed as a record; plain in a lock of the kind Open

	// Of a passphrase: the parameters of Argon2id.
	Salt   []byte `json:"salt,omitempty"`
	Passes uint32 `json:"passes,omitempty"`
	Memory uint32 `json:"memory,omitempty"` // KiB
	Lanes  uint8  `json:"lanes,omitempty"`
}

// Kind is a kind of lock.
type Kind string

// The kinds of locks.
const (
	ByPassphrase Kind = "passphrase" // a person types it
	ByKeyring    Kind = "keyring"    // the operating system keeps it
	InTheOpen    Kind = "open"       // no lock at all: the key lies beside the data
)

// Read reads the key file of a folder. It gives fs.ErrNotExist, ErrNewerFormat
// or ErrKeyFile.
func Read(dir string) (*KeyFile, error) {
	f := &KeyFile{path: filepath.Join(dir, KeyFileName)}
	raw, err := readMost(f.path, longestFile)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	if err := f.parse(raw); err != nil {
		return nil, err
	}
	return f, nil
}

// Bounds of a key file, so that a forged one takes neither memory nor hours: each
// lock of a passphrase is tried in turn.
const (
	longestFile = 64 << 10 // bytes
	mostLocks   = 16
)

// readMost reads a file of at most so many bytes, ErrKeyFile where it has more.
func readMost(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(raw)) > most {
		err = fmt.Errorf("%w: it is longer than %d bytes", ErrKeyFile, most)
	}
	return raw, errors.Join(err, file.Close())
}

func (f *KeyFile) parse(raw []byte) error {
	var version struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(raw, &version); err != nil {
		return fmt.Errorf("%w: %w", ErrKeyFile, err)
	}
	if version.Format > Format {
		return fmt.Errorf("%w: format %d, this version knows %d", ErrNewerFormat, version.Format, Format)
	}
	if err := json.Unmarshal(raw, &f.body); err != nil {
		return fmt.Errorf("%w: %w", ErrKeyFile, err)
	}
	if f.body.Format < 1 || f.body.Folder == "" || len(f.body.Locks) == 0 {
		return fmt.Errorf("%w: something is missing in it", ErrKeyFile)
	}
	if n := len(f.body.Locks); n > mostLocks {
		return fmt.Errorf("%w: it has %d locks", ErrKeyFile, n)
	}
	return nil
}

// Create makes the key file of a folder that has none, with one lock, and its
// key. It gives fs.ErrExist where there is one: to replace it would lose what it
// opens.
func Create(dir string, random io.Reader, first Secret) (*KeyFile, *Key, error) {
	f := &KeyFile{path: filepath.Join(dir, KeyFileName)}
	if _, err := os.Lstat(f.path); !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, errors.Join(fmt.Errorf("vault: create a key file: %w", fs.ErrExist), err)
	}
	key, err := NewKey(random)
	if err != nil {
		return nil, nil, err
	}
	folder := make([]byte, 16)
	if _, err := io.ReadFull(random, folder); err != nil {
		return nil, nil, fmt.Errorf("vault: name the folder: %w", err)
	}
	f.body = body{Format: Format, Folder: hex.EncodeToString(folder)}
	return f, key, f.Add(key, random, first)
}

// Has says whether the folder has a lock of a kind.
func (f *KeyFile) Has(kind Kind) bool {
	for _, l := range f.body.Locks {
		if l.Kind == kind {
			return true
		}
	}
	return false
}

// Open tries a secret on every lock of its kind. It gives ErrNoLock where there
// is none, ErrWrongSecret where none opens, or why the secret cannot be had.
func (f *KeyFile) Open(s Secret) (*Key, error) {
	failure := fmt.Errorf("%w: %s", ErrNoLock, s.kind())
	for _, l := range f.body.Locks {
		if l.Kind != s.kind() {
			continue
		}
		root, err := s.unwrap(l, f.body.Folder)
		if err == nil {
			return keyOf(root)
		}
		failure = err
	}
	return nil, failure
}

// Add puts a lock on the folder whose key this is, durably.
func (f *KeyFile) Add(key *Key, random io.Reader, s Secret) error {
	l, err := s.wrap(key.root, f.body.Folder, random)
	if err != nil {
		return err
	}
	return f.write(append(slices.Clone(f.body.Locks), l))
}

// Replace puts a lock on and takes the locks of some kinds off, durably and at
// once: a power cut leaves the old locks or the new.
func (f *KeyFile) Replace(key *Key, random io.Reader, s Secret, off ...Kind) error {
	fresh, err := s.wrap(key.root, f.body.Folder, random)
	if err != nil {
		return err
	}
	locks := slices.DeleteFunc(slices.Clone(f.body.Locks), func(l lock) bool { return slices.Contains(off, l.Kind) })
	return f.write(append(locks, fresh))
}

// Remove takes the locks of a kind off, durably. It gives ErrNoLock where no
// other would be left.
func (f *KeyFile) Remove(kind Kind) error {
	var left []lock
	for _, l := range f.body.Locks {
		if l.Kind != kind {
			left = append(left, l)
		}
	}
	if len(left) == 0 {
		return fmt.Errorf("%w: the last one cannot go", ErrNoLock)
	}
	return f.write(left)
}

// write replaces the file, so that a power cut leaves the old one or the new.
func (f *KeyFile) write(locks []lock) error {
	next := f.body
	next.Locks = locks
	raw, err := json.MarshalIndent(next, "", "  ")
	if err != nil {
		return fmt.Errorf("vault: write the key file: %w", err)
	}
	part := f.path + ".part"
	if err := writeDurably(part, bytes.NewReader(append(raw, '\n'))); err != nil {
		return errors.Join(fmt.Errorf("vault: write the key file: %w", err), os.Remove(part))
	}
	if err := os.Rename(part, f.path); err != nil {
		return fmt.Errorf("vault: write the key file: %w", err)
	}
	f.body = next
	if err := durable.SyncFolder(filepath.Dir(f.path)); err != nil {
		return fmt.Errorf("vault: write the key file: %w", err)
	}
	return nil
}

func writeDurably(path string, content io.Reader) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
