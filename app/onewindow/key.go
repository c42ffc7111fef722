package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"onewindow/store"
	"onewindow/store/durable"
	"onewindow/store/vault"
)

// errAsk says that only a person can open the folder, or say how it is to be
// locked.
var errAsk = errors.New("the passphrase is needed")

// keys are the ways to a folder's key that need no person.
type keys struct {
	File string `name:"passphrase-file" placeholder:"FILE" env:"ONEWINDOW_PASSPHRASE_FILE" help:"File whose first line is the passphrase of the data, or becomes it where there are none yet."`
	Demo bool   `help:"Demo office: new data is kept under a key that lies open beside it, and nobody is asked for a passphrase."`
}

// key gives the folder's key without asking anybody; a folder that has none gets
// one. It gives errAsk where somebody must be asked.
func (k keys) key(dir string, ring vault.Ring) (*vault.Key, error) {
	file, err := store.Keys(dir)
	if err != nil {
		return nil, err
	}
	words, err := k.passphrase()
	if err != nil {
		return nil, err
	}
	if file == nil {
		return k.first(dir, words, ring)
	}
	return known(file, words, ring)
}

// first locks a new folder.
func (k keys) first(dir, words string, ring vault.Ring) (*vault.Key, error) {
	switch {
	case k.Demo:
		return lockWith(dir, vault.Open())
	case words != "":
		return lockWith(dir, vault.Passphrase(words))
	}
	key, err := lockWith(dir, vault.Keyring(ring))
	if err != nil {
		// No keyring answers, or it does not keep what it is given.
		return nil, errors.Join(errAsk, err)
	}
	return key, nil
}

// lockWith makes a folder and its key file.
func lockWith(dir string, secret vault.Secret) (*vault.Key, error) {
	if err := durable.MakeFolder(dir); err != nil {
		return nil, err
	}
	_, key, err := vault.Create(dir, rand.Reader, secret)
	return key, err
}

// known opens a folder that has a key file.
func known(file *vault.KeyFile, words string, ring vault.Ring) (*vault.Key, error) {
	var failures []error
	for _, secret := range []vault.Secret{vault.Open(), vault.Keyring(ring), vault.Passphrase(words)} {
		key, err := file.Open(secret)
		if err == nil {
			return key, nil
		}
		failures = append(failures, err)
	}
	failure := store.ErrLocked
	if file.Has(vault.ByPassphrase) {
		failure = errAsk
	}
	return nil, errors.Join(append(failures, failure)...)
}

// passphrase is the first line of the passphrase file, "" where none is named.
func (k keys) passphrase() (string, error) {
	if k.File == "" {
		return "", nil
	}
	raw, err := os.ReadFile(k.File)
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	words, _, _ := strings.Cut(string(raw), "\n")
	if words = strings.TrimRight(words, "\r"); words == "" {
		return "", fmt.Errorf("read the passphrase: the first line of %s is empty", k.File)
	}
	return words, nil
}

// systemRing is the keyring of the operating system: the Credential Manager,
// the Keychain, or what answers as Secret Service on the session's bus.
type systemRing struct{}

// service is what the secrets of this program stand under.
const service = "onewindow"

// patience is how long a keyring may take: one that is locked asks its owner.
const patience = 60 * time.Second

// Get reads a secret.
func (systemRing) Get(name string) (string, error) {
	return patiently(func() (string, error) { return keyring.Get(service, name) })
}

// Set keeps a secret.
func (systemRing) Set(name, secret string) error {
	_, err := patiently(func() (string, error) { return "", keyring.Set(service, name, secret) })
	return err
}

func patiently(ask func() (string, error)) (string, error) {
	if !answers() {
		return "", errors.New("no keyring: there is no session bus")
	}
	type answer struct {
		secret string
		err    error
	}
	said := make(chan answer, 1)
	go func() {
		secret, err := ask()
		said <- answer{secret, err}
	}()
	select {
	case a := <-said:
		return a.secret, a.err
	case <-time.After(patience):
		return "", errors.New("the keyring does not answer")
	}
}

// answers says whether a keyring can be there at all. Without a bus the library
// would start one of its own, on which nothing ever answers.
func answers() bool {
	if runtime.GOOS != "linux" {
		return true
	}
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus"))
	return err == nil
}
