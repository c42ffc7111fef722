package desk

import (
	"fmt"
	"io"
	"sync"

	"onewindow/app/casefile"
	"onewindow/app/roster"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// Seals is the Sealer of an installation: its own key, the keys it checks paper
// by, and the address that scanned codes lead to.
type Seals struct {
	key    *seal.PrivateKey
	random io.Reader

	mu   sync.RWMutex
	book Keyring
	ring *seal.Ring
}

// unsetBase stands in a QR code's address until the centre has named its own.
const unsetBase = "HTTP://ONEWINDOW.INVALID"

// selfYears is how long an installation vouches for itself before a centre
// does.
const selfYears = 10

// NewSeals makes the seals of an installation that no centre knows yet. It
// can check its own paper and nobody else's.
func NewSeals(key *seal.PrivateKey, installation, office, window string, today workday.Date, random io.Reader) (*Seals, error) {
	s := &Seals{key: key, random: random, book: Keyring{Own: seal.Certificate{
		Installation: installation, Office: office, Window: window, Key: key.Public(),
		NotBefore: today.Add(-366), NotAfter: today.Add(366 * selfYears), Kinds: OwnKinds(),
	}, Base: unsetBase}}
	return s, s.Join(Keyring{})
}

// OwnKinds are the documents an installation may sign by itself. The permit is
// not among them: only the centre signs it.
func OwnKinds() []seal.DocumentKind {
	var list []seal.DocumentKind
	for _, k := range casefile.OwnKinds() {
		list = append(list, seal.DocumentKind(k.Code()))
	}
	return list
}

// Join takes over what the centre gave: its keys, the certificates of
// installations, its list, its public address. Own of k is left aside.
func (s *Seals) Join(k Keyring) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	k.Own = s.book.Own
	if k.Base == "" {
		k.Base = s.book.Base
	}
	ring, err := k.Ring()
	if err != nil {
		return err
	}
	s.book, s.ring = k, ring
	return nil
}

// Keyring is what the installation checks paper by.
func (s *Seals) Keyring() Keyring {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.book
}

// Sign makes the payload of a QR code with this installation's key.
func (s *Seals) Sign(st seal.Statement) (string, error) { return seal.Sign(s.key, st, s.random) }

// URL is the public address of a payload.
func (s *Seals) URL(payload string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return seal.URL(s.book.Base, payload)
}

// Check judges a payload, or an address that ends in one, without network.
func (s *Seals) Check(text string) seal.Result {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.ring.Check(text)
}

// Certificates lists those of the installations whose keys are known.
func (s *Seals) Certificates() []seal.Certificate {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.ring.Certificates()
}

// OpenRoster checks that the centre signed a roster for this office, and reads
// it; known is the serial of the one in force, 0 for none. Its errors are those
// of roster.Open.
func (s *Seals) OpenRoster(signed []byte, known uint64) (roster.Roster, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, err := roster.Open(signed, s.ring, known)
	if err == nil && r.Office != s.book.Own.Office {
		err = fmt.Errorf("%w: a roster of %s", seal.Outside, r.Office)
	}
	return r, err
}
