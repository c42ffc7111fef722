package seal

import (
	"crypto/hmac"

	"github.com/emmansun/gmsm/sm3"
)

// SecretSize is the length of a shared secret, and of what it tags with, in bytes.
const SecretSize = sm3.Size

// Secret is a key that two sides share, for HMAC (GB/T 15852.2) with SM3. What it
// tags proves to either side that the other made it, and to nobody else.
type Secret [SecretSize]byte

// Tag is the code of a message for a purpose, of at most 255 bytes.
func (s Secret) Tag(purpose string, message []byte) []byte {
	code := hmac.New(sm3.New, s[:])
	_, _ = code.Write(framed(purpose, message)) // a hash takes all
	return code.Sum(nil)
}

// Tagged says whether the message was tagged with the secret for that purpose.
func (s Secret) Tagged(purpose string, message, tag []byte) bool {
	return len(purpose) <= 255 && hmac.Equal(s.Tag(purpose, message), tag)
}

// Derive is another secret that whoever has this one can make; it tells nothing of
// this one.
func (s Secret) Derive(purpose string, of []byte) Secret { return Secret(s.Tag(purpose, of)) }

// Secret is one that only who has the private key can make.
func (k *PrivateKey) Secret(purpose string) Secret {
	var own Secret
	k.key.D.FillBytes(own[:])
	return own.Derive(purpose, nil)
}
