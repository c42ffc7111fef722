package hub

import (
	"cmp"
	"fmt"
	"io"
	"sync"

	"onewindow/app/casefile"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// Days of validity of an installation's certificate. It reaches back because a
// counter may have worked, and handed out receipts, before its first contact.
const (
	daysBefore = 31
	yearsAfter = 10
)

// issuer signs for the centre, with its newest key: another process on the log
// may make one at any time.
type issuer struct {
	random io.Reader

	mu   sync.RWMutex
	key  *seal.PrivateKey
	root seal.Secret // of sessions
}

// recordIssuing names the record of the issuing key that follows the first.
const recordIssuing = "issuing-key"

// newIssuer takes the newest issuing key from the log, or makes the first.
func newIssuer(log Log, random io.Reader) (*issuer, error) {
	s := &issuer{random: random}
	kept, err := log.Record(recordIssuing)
	if err != nil {
		return nil, fmt.Errorf("hub: get the issuing key: %w", err)
	}
	if kept != nil {
		return s, s.reload(log)
	}
	if kept, err = firstKey(log, random); err != nil {
		return nil, fmt.Errorf("hub: get the issuing key: %w", err)
	}
	key, err := seal.ParsePrivateKey(kept)
	if err != nil {
		return nil, fmt.Errorf("hub: the issuing key: %w", err)
	}
	s.take(key)
	return s, nil
}

// reload takes the key that followed the first.
func (s *issuer) reload(from records) error {
	kept, err := from.Record(recordIssuing)
	if err != nil {
		return fmt.Errorf("hub: get the issuing key: %w", err)
	}
	key, err := seal.ParsePrivateKey(kept)
	if err != nil {
		return fmt.Errorf("hub: the issuing key: %w", err)
	}
	s.take(key)
	return nil
}

func (s *issuer) take(key *seal.PrivateKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key, s.root = key, key.Secret(purposeSessions)
}

// newest is the key that signs now.
func (s *issuer) newest() *seal.PrivateKey {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.key
}

func firstKey(log Log, random io.Reader) ([]byte, error) {
	return log.IssuingKey(func() ([]byte, error) {
		key, err := seal.GenerateKey(random)
		if err != nil {
			return nil, err
		}
		return key.Bytes()
	})
}

func (s *issuer) public() seal.PublicKey { return s.newest().Public() }

func (s *issuer) sign(purpose string, message []byte) ([]byte, error) {
	return s.newest().SignBytes(purpose, message, s.random)
}

// certify adds key id and certificate to an installation. The certificate lets
// its key sign every document but the permit, which only the centre signs.
func (s *issuer) certify(i Installation) (Installation, error) {
	key, err := seal.ParsePublicKey(i.PublicKey)
	if err != nil {
		return Installation{}, err
	}
	day := workday.DateOf(i.Enrolled)
	i.Key = key.ID()
	i.Certificate, err = seal.Certify(s.newest(), seal.Certificate{
		Installation: i.ID, Office: i.Office, Window: i.Window, Key: key,
		NotBefore: day.Add(-daysBefore), NotAfter: day.AddYears(yearsAfter),
		Kinds: ownKinds(),
	}, s.random)
	return i, err
}

// payload is what the QR code of a certificate says. While it has no number of
// its own it goes by the number of its case.
func (s *issuer) payload(c casefile.Case, k casefile.Certificate) (string, error) {
	return seal.Sign(s.newest(), seal.Statement{
		Kind: code(k.Document), Number: cmp.Or(k.Number, c.Number), Item: c.Item, Office: c.Office,
		Date: k.Date, Digest: c.Digest(k.Document), Edition: byte(min(k.Edition, 255)), Until: k.ValidUntil,
	}, s.random)
}

// ownKinds are the papers that an installation may sign.
func ownKinds() []seal.DocumentKind {
	var list []seal.DocumentKind
	for _, k := range casefile.OwnKinds() {
		list = append(list, code(k))
	}
	return list
}

func code(k casefile.DocumentKind) seal.DocumentKind { return seal.DocumentKind(k.Code()) }
