package seal_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"onewindow/app/seal"
)

func TestOnlyTheOtherHalfUnwraps(t *testing.T) {
	mine, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	secret := []byte("0123456789abcdef")
	wrapped, err := mine.Public().Wrap(secret, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := mine.Unwrap(wrapped); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := other.Unwrap(wrapped); err == nil {
		t.Errorf("another key reads %q", got)
	}
	for i := range wrapped {
		altered := bytes.Clone(wrapped)
		altered[i] ^= 1
		if got, err := mine.Unwrap(altered); err == nil && bytes.Equal(got, secret) {
			t.Errorf("byte %d may be altered", i)
		}
	}
	if _, err := mine.Unwrap(nil); err == nil {
		t.Error("nothing was unwrapped")
	}
	if _, err := (seal.PublicKey{}).Wrap(secret, rand.Reader); err == nil {
		t.Error("wrapped for nobody")
	}
}
