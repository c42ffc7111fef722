package seal

import (
	"fmt"
	"io"

	"github.com/emmansun/gmsm/sm2"
)

// Wrap encrypts a short secret, such as the key of a file, so that only the
// private half of the key reads it (SM2 public-key encryption, GB/T 32918.4,
// C1‖C3‖C2). It proves nothing of who wrapped it: what carries it is signed.
func (k PublicKey) Wrap(secret []byte, random io.Reader) ([]byte, error) {
	if k.IsZero() {
		return nil, fmt.Errorf("wrap a secret: there is no key")
	}
	wrapped, err := sm2.Encrypt(random, k.key, secret, nil)
	if err != nil {
		return nil, fmt.Errorf("wrap a secret: %w", err)
	}
	return wrapped, nil
}

// Unwrap gives the secret back. An error means that it was wrapped for another
// key, or altered.
func (k *PrivateKey) Unwrap(wrapped []byte) ([]byte, error) {
	secret, err := sm2.Decrypt(k.key, wrapped)
	if err != nil {
		return nil, fmt.Errorf("unwrap a secret: %w", err)
	}
	return secret, nil
}
