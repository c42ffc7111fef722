package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"onewindow/store/vault"
)

// Keys reads the key file of a folder; nil where the folder is new or of format
// 1, which knew none. It gives ErrNewerFormat, or ErrDamaged where the file
// cannot be read or is gone from among the data that it opens.
func Keys(dir string) (*vault.KeyFile, error) {
	f, err := vault.Read(dir)
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, vault.ErrNewerFormat):
		return nil, fmt.Errorf("%w: %w", ErrNewerFormat, err)
	case errors.Is(err, vault.ErrKeyFile):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	// The journal is made after the key file and never removed.
	if _, err := os.Lstat(filepath.Join(dir, journalName)); !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(fmt.Errorf("%w: %s is gone", ErrDamaged, vault.KeyFileName), err)
	}
	return nil, nil
}

// secret is the key of the store's folder, as the store was given it or as it
// lies open beside the data.
func secret(o Options) (*vault.Key, error) {
	if o.Key != nil {
		return o.Key, nil
	}
	return openKey(o.Dir)
}

// openKey is the key that lies open beside the data. A folder that has no key
// file gets one.
func openKey(dir string) (*vault.Key, error) {
	f, err := Keys(dir)
	if err != nil {
		return nil, err
	}
	if f == nil {
		_, key, err := vault.Create(dir, rand.Reader, vault.Open())
		if err != nil {
			return nil, fmt.Errorf("store: %w", namedFull(err))
		}
		return key, nil
	}
	key, err := f.Open(vault.Open())
	if errors.Is(err, vault.ErrNoLock) {
		return nil, ErrLocked
	}
	return key, err
}
