package seal_test

import (
	"crypto/rand"
	"encoding/hex"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/seal"
)

// A tag is for one secret, one purpose and one message.
func TestTagsAreForOneMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[ab]{0,3}`)
		draw := func(name string) (seal.Secret, string, string) {
			return seal.Secret{rapid.Byte().Draw(t, name)}, text.Draw(t, name+" purpose"), text.Draw(t, name+" message")
		}
		one, purpose, message := draw("one")
		two, another, words := draw("two")
		same := one == two && purpose == another && message == words
		if two.Tagged(another, []byte(words), one.Tag(purpose, []byte(message))) != same {
			t.Fatalf("same %v", same)
		}
		if (one.Derive(purpose, []byte(message)) == two.Derive(another, []byte(words))) != same {
			t.Fatalf("derived, same %v", same)
		}
	})
}

// The code is HMAC with SM3 of the purpose behind its length and of the message, as
// Python's hmac and OpenSSL's SM3 give it.
func TestTagIsHMACWithSM3(t *testing.T) {
	tag := seal.Secret{0: 1, 31: 2}.Tag("onewindow request", []byte("示例"))
	if got := hex.EncodeToString(tag); got != "3613347c75586c8906b3f289f24620999bfdb4078bfbf1e6244a1839452e80fd" {
		t.Error(got)
	}
}

// A private key always gives the same secret, another key or purpose another.
func TestSecretOfAPrivateKey(t *testing.T) {
	one, two := generated(t), generated(t)
	again, err := one.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := seal.ParsePrivateKey(again)
	if err != nil || parsed.Secret("a") != one.Secret("a") {
		t.Errorf("another secret of the same key, %v", err)
	}
	if one.Secret("a") == two.Secret("a") || one.Secret("a") == one.Secret("b") {
		t.Error("the same secret of another key or purpose")
	}
}

func generated(t *testing.T) *seal.PrivateKey {
	t.Helper()
	key, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
