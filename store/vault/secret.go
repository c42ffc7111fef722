package vault

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/emmansun/gmsm/sm4"
	"golang.org/x/crypto/argon2"
)

// Argon2id as new locks use it, after the second recommendation of RFC 9106,
// section 4. The bounds keep a forged key file from eating the machine.
const (
	passes     = 3
	memory     = 64 << 10 // KiB
	lanes      = 4
	mostPasses = 16
	mostMemory = 256 << 10 // KiB
)

// Secret opens locks of one kind: Passphrase, Keyring or Open.
type Secret interface {
	kind() Kind
	// wrap makes a lock for the root.
	wrap(root []byte, folder string, random io.Reader) (lock, error)
	// unwrap gives the root, or ErrWrongSecret, ErrKeyFile, or why not.
	unwrap(l lock, folder string) ([]byte, error)
}

// Passphrase is what a person types.
func Passphrase(words string) Secret { return passphrase(words) }

type passphrase string

func (passphrase) kind() Kind { return ByPassphrase }

func (p passphrase) wrap(root []byte, folder string, random io.Reader) (lock, error) {
	l := lock{Kind: ByPassphrase, Salt: make([]byte, saltSize), Passes: passes, Memory: memory, Lanes: lanes}
	if _, err := io.ReadFull(random, l.Salt); err != nil {
		return lock{}, fmt.Errorf("vault: draw a salt: %w", err)
	}
	wrapper, err := wrapperOf(p.stretch(l))
	if err != nil {
		return lock{}, err
	}
	l.Root = wrapper.Seal(root, context(ByPassphrase, folder))
	return l, nil
}

func (p passphrase) unwrap(l lock, folder string) ([]byte, error) {
	if l.Passes < 1 || l.Passes > mostPasses || l.Memory > mostMemory || l.Lanes < 1 {
		return nil, fmt.Errorf("%w: Argon2id with %d passes, %d KiB, %d lanes", ErrKeyFile, l.Passes, l.Memory, l.Lanes)
	}
	return unwrapWith(p.stretch(l), l, folder)
}

func (p passphrase) stretch(l lock) []byte {
	return argon2.IDKey([]byte(p), l.Salt, l.Passes, l.Memory, l.Lanes, sm4.BlockSize)
}

// Ring is a keyring: it keeps short secrets by name. Get gives an error where
// it has none or cannot be asked.
type Ring interface {
	Get(name string) (string, error)
	Set(name, secret string) error
}

// Keyring is a secret that a keyring keeps under the name of the folder.
func Keyring(r Ring) Secret { return ringed{r} }

type ringed struct{ ring Ring }

func (ringed) kind() Kind { return ByKeyring }

// wrap leaves a fresh secret in the keyring, and reads it back: some keyrings
// take what they do not keep.
func (r ringed) wrap(root []byte, folder string, random io.Reader) (lock, error) {
	secret := make([]byte, sm4.BlockSize)
	if _, err := io.ReadFull(random, secret); err != nil {
		return lock{}, fmt.Errorf("vault: draw a secret: %w", err)
	}
	if err := r.ring.Set(folder, base64.StdEncoding.EncodeToString(secret)); err != nil {
		return lock{}, fmt.Errorf("vault: ask the keyring: %w", err)
	}
	kept, err := r.secret(folder)
	if err != nil {
		return lock{}, err
	}
	if subtle.ConstantTimeCompare(kept, secret) != 1 {
		return lock{}, fmt.Errorf("%w: the keyring gives back another", ErrWrongSecret)
	}
	wrapper, err := wrapperOf(secret)
	if err != nil {
		return lock{}, err
	}
	return lock{Kind: ByKeyring, Root: wrapper.Seal(root, context(ByKeyring, folder))}, nil
}

func (r ringed) unwrap(l lock, folder string) ([]byte, error) {
	secret, err := r.secret(folder)
	if err != nil {
		return nil, err
	}
	return unwrapWith(secret, l, folder)
}

func (r ringed) secret(folder string) ([]byte, error) {
	kept, err := r.ring.Get(folder)
	if err != nil {
		return nil, fmt.Errorf("vault: ask the keyring: %w", err)
	}
	secret, err := base64.StdEncoding.DecodeString(kept)
	if err != nil || len(secret) != sm4.BlockSize {
		return nil, fmt.Errorf("%w: what the keyring keeps is none of ours", ErrWrongSecret)
	}
	return secret, nil
}

// Open is no secret: the key lies beside the data, for a demo office and for
// tests. It keeps nobody out and is written into the key file as such.
func Open() Secret { return open{} }

type open struct{}

func (open) kind() Kind { return InTheOpen }

func (open) wrap(root []byte, _ string, _ io.Reader) (lock, error) {
	return lock{Kind: InTheOpen, Root: root}, nil
}

func (open) unwrap(l lock, _ string) ([]byte, error) { return l.Root, nil }

// wrapperOf is a key that only wraps roots.
func wrapperOf(secret []byte) (*Key, error) {
	records, err := newAEAD(secret)
	return &Key{records: records}, err
}

func unwrapWith(secret []byte, l lock, folder string) ([]byte, error) {
	wrapper, err := wrapperOf(secret)
	if err != nil {
		return nil, err
	}
	root, err := wrapper.Open(l.Root, context(l.Kind, folder))
	if errors.Is(err, ErrForged) {
		return nil, ErrWrongSecret
	}
	return root, err
}

// context ties a wrapped root to its folder and its kind of lock.
func context(kind Kind, folder string) []byte {
	return []byte("onewindow lock|" + folder + "|" + string(kind))
}
