package desk

import (
	"fmt"
	"io"
	"sync"

	"onewindow/app/casefile"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// Seals is the Sealer of an installation: its own key, the keys of the centre
// it trusts, and the address that scanned codes lead to.
type Seals struct {
	key    *seal.PrivateKey
	random io.Reader
	own    seal.Certificate // what this installation may sign, in its own eyes

	mu   sync.RWMutex
	ring *seal.Ring
	base string
}

// unsetBase stands in a QR code's address until the centre has named its own.
const unsetBase = "HTTP://ONEWINDOW.INVALID"

// selfYears is how long an installation vouches for itself before a centre
// does.
const selfYears = 10

// NewSeals makes the seals of an installation that no centre knows yet. It
// can check its own paper and nobody else's.
func NewSeals(key *seal.PrivateKey, installation, office, window string, today workday.Date, random io.Reader) (*Seals, error) {
	s := &Seals{key: key, random: random, base: unsetBase, own: seal.Certificate{
		Installation: installation, Office: office, Window: window, Key: key.Public(),
		NotBefore: today.Add(-366), NotAfter: today.Add(366 * selfYears), Kinds: OwnKinds(),
	}}
	return s, s.Join(nil, "")
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

// Join puts the centre's issuing key on the ring, and the certificates it gave
// to installations, and takes over its public address.
func (s *Seals) Join(issuing []byte, base string, certificates ...[]byte) error {
	self, err := seal.GenerateKey(s.random) // vouches for this installation only, and only in memory
	if err != nil {
		return fmt.Errorf("desk: seals: %w", err)
	}
	own, err := seal.Certify(self, s.own, s.random)
	if err != nil {
		return fmt.Errorf("desk: seals: %w", err)
	}
	keys := []seal.PublicKey{self.Public()}
	if len(issuing) > 0 {
		centre, err := seal.ParsePublicKey(issuing)
		if err != nil {
			return fmt.Errorf("desk: the centre's key: %w", err)
		}
		keys = append(keys, centre)
	}
	ring := seal.NewRing(keys...)
	for _, c := range append(certificates, own) {
		if _, err := ring.Add(c); err != nil {
			return fmt.Errorf("desk: certificate: %w", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ring = ring
	if base != "" {
		s.base = base
	}
	return nil
}

// Sign makes the payload of a QR code with this installation's key.
func (s *Seals) Sign(st seal.Statement) (string, error) { return seal.Sign(s.key, st, s.random) }

// URL is the public address of a payload.
func (s *Seals) URL(payload string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return seal.URL(s.base, payload)
}

// Check judges a payload, or an address that ends in one, without network.
func (s *Seals) Check(text string) seal.Result {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.ring.Check(text)
}
