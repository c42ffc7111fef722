package seal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/smx509"
)

// SignatureSize is the length of a signature in bytes: r and s, 32 each.
const SignatureSize = 64

// PublicKeySize is the length of a compressed public key in bytes.
const PublicKeySize = 33

// KeyID names a public key: the first bytes of the SM3 of its compressed form.
// It finds a key and proves nothing.
type KeyID [6]byte

// String is the id in hexadecimal digits.
func (id KeyID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText gives the hexadecimal digits.
func (id KeyID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText gives.
func (id *KeyID) UnmarshalText(text []byte) error {
	data, err := hex.DecodeString(string(text))
	if err != nil || len(data) != len(id) {
		return fmt.Errorf("%q is not a key id of %d hexadecimal digits", text, 2*len(id))
	}
	copy(id[:], data)
	return nil
}

// PrivateKey signs.
type PrivateKey struct {
	key    *sm2.PrivateKey
	public PublicKey
}

// GenerateKey makes a key from the randomness of random, crypto/rand.Reader but
// in tests.
func GenerateKey(random io.Reader) (*PrivateKey, error) {
	key, err := sm2.GenerateKey(random)
	if err != nil {
		return nil, fmt.Errorf("generate an SM2 key: %w", err)
	}
	return newPrivateKey(key)
}

// ParsePrivateKey reads the PKCS #8 form that Bytes gives.
func ParsePrivateKey(pkcs8 []byte) (*PrivateKey, error) {
	parsed, err := smx509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return nil, fmt.Errorf("read a private key: %w", err)
	}
	key, ok := parsed.(*sm2.PrivateKey)
	if !ok {
		return nil, errors.New("read a private key: it is not an SM2 key")
	}
	return newPrivateKey(key)
}

func newPrivateKey(key *sm2.PrivateKey) (*PrivateKey, error) {
	public, err := newPublicKey(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	return &PrivateKey{key: key, public: public}, nil
}

// Bytes is the key in PKCS #8 form (DER), unencrypted: whoever keeps it wraps it.
func (k *PrivateKey) Bytes() ([]byte, error) {
	der, err := smx509.MarshalPKCS8PrivateKey(k.key)
	if err != nil {
		return nil, fmt.Errorf("write a private key: %w", err)
	}
	return der, nil
}

// Public is the key's other half.
func (k *PrivateKey) Public() PublicKey { return k.public }

// ID is the id of the public half.
func (k *PrivateKey) ID() KeyID { return k.public.ID() }

// PublicKey verifies. Its zero value is no key and verifies nothing.
type PublicKey struct {
	key   *ecdsa.PublicKey
	point [PublicKeySize]byte // compressed
}

// ParsePublicKey reads the 33 bytes of a compressed point of the SM2 curve
// (GB/T 32918.1, 4.2.8).
func ParsePublicKey(compressed []byte) (PublicKey, error) {
	x, y := elliptic.UnmarshalCompressed(sm2.P256(), compressed)
	if x == nil {
		return PublicKey{}, fmt.Errorf("%d bytes are no compressed point of the SM2 curve", len(compressed))
	}
	uncompressed := make([]byte, 65)
	uncompressed[0] = 4
	x.FillBytes(uncompressed[1:33])
	y.FillBytes(uncompressed[33:])
	key, err := sm2.NewPublicKey(uncompressed)
	if err != nil {
		return PublicKey{}, fmt.Errorf("read a public key: %w", err)
	}
	return newPublicKey(key)
}

func newPublicKey(key *ecdsa.PublicKey) (PublicKey, error) {
	point, err := sm2.PublicKeyToECDH(key)
	if err != nil {
		return PublicKey{}, fmt.Errorf("write a public key: %w", err)
	}
	k := PublicKey{key: key}
	uncompressed := point.Bytes() // 4, x, y
	k.point[0] = 2 + uncompressed[64]&1
	copy(k.point[1:], uncompressed[1:33])
	return k, nil
}

// IsZero says whether k is no key.
func (k PublicKey) IsZero() bool { return k.key == nil }

// Bytes is the compressed point, 33 bytes.
func (k PublicKey) Bytes() []byte { return append([]byte(nil), k.point[:]...) }

// MarshalText gives the compressed point in hexadecimal digits, nothing of no key.
func (k PublicKey) MarshalText() ([]byte, error) {
	if k.IsZero() {
		return nil, nil
	}
	return []byte(hex.EncodeToString(k.point[:])), nil
}

// UnmarshalText reads what MarshalText gives.
func (k *PublicKey) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*k = PublicKey{}
		return nil
	}
	point, err := hex.DecodeString(string(text))
	if err != nil {
		return fmt.Errorf("read a public key: %w", err)
	}
	*k, err = ParsePublicKey(point)
	return err
}

// Equal says whether both are the same key.
func (k PublicKey) Equal(other PublicKey) bool { return k.point == other.point }

// ID names the key.
func (k PublicKey) ID() KeyID {
	sum := sm3.Sum(k.point[:])
	return KeyID(sum[:len(KeyID{})])
}

// SignBytes signs a message for a purpose, and gives r and s in 64 bytes. A
// signature for one purpose never verifies for another, so that no answer can
// be replayed as a request. With a nil random the signature depends on key and
// message alone (RFC 6979 with SM3). A purpose has at most 255 bytes.
func (k *PrivateKey) SignBytes(purpose string, message []byte, random io.Reader) ([]byte, error) {
	if len(purpose) > 255 {
		return nil, fmt.Errorf("a purpose of %d bytes, at most 255 fit", len(purpose))
	}
	return k.sign(forBytes, framed(purpose, message), random)
}

// VerifyBytes says whether the key signed the message for that purpose.
func (k PublicKey) VerifyBytes(purpose string, message, signature []byte) bool {
	return len(purpose) <= 255 && k.verify(forBytes, framed(purpose, message), signature)
}

func framed(purpose string, message []byte) []byte {
	return append(append([]byte{byte(len(purpose))}, purpose...), message...)
}

// use stands before everything that is signed, so that what was signed as one
// thing cannot be presented as another.
type use byte

const (
	forStatement   use = 'S'
	forCertificate use = 'C'
	forBytes       use = 'B'
	forSuccession  use = 'N'
	forList        use = 'L'
)

// numbers is the ASN.1 form of a signature, which the SM2 library speaks.
type numbers struct{ R, S *big.Int }

func (k *PrivateKey) sign(u use, message []byte, random io.Reader) ([]byte, error) {
	der, err := k.key.Sign(random, append([]byte{byte(u)}, message...), sm2.NewSM2SignerOption(true, nil))
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	var n numbers
	if _, err := asn1.Unmarshal(der, &n); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	raw := make([]byte, SignatureSize)
	n.R.FillBytes(raw[:SignatureSize/2])
	n.S.FillBytes(raw[SignatureSize/2:])
	return raw, nil
}

func (k PublicKey) verify(u use, message, signature []byte) bool {
	if k.IsZero() || len(signature) != SignatureSize {
		return false
	}
	der, err := asn1.Marshal(numbers{
		R: new(big.Int).SetBytes(signature[:SignatureSize/2]),
		S: new(big.Int).SetBytes(signature[SignatureSize/2:]),
	})
	return err == nil && sm2.VerifyASN1WithSM2(k.key, nil, append([]byte{byte(u)}, message...), der)
}
