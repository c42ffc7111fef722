package roster

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Lengths of a password. There is no rule of composition: a longer password is
// worth more than a stranger one.
const (
	MinPassword = 8   // characters
	MaxPassword = 256 // bytes
)

// Unfit is a password that cannot be taken. Code is stable and names the sentence
// that the window shows; Data fills it in.
type Unfit struct {
	Code string
	Data map[string]any
}

// Error lets it travel as an error; it is not what the user reads.
func (u *Unfit) Error() string { return fmt.Sprintf("roster: %s %v", u.Code, u.Data) }

// UnfitCodes lists every code, each with the keys of its Data, so that a test can
// hold the translations to it.
func UnfitCodes() map[string][]string {
	return map[string][]string{
		"password-short":     {"least"},
		"password-long":      {"most"},
		"password-id":        {},
		"password-unchanged": {},
	}
}

// CheckPassword says why a user cannot take a password, as an *Unfit; nil where
// they can. The password that they have is none to change to.
func CheckPassword(u User, password string) error {
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		return &Unfit{"password-short", map[string]any{"least": MinPassword}}
	case len(password) > MaxPassword:
		return &Unfit{"password-long", map[string]any{"most": MaxPassword}}
	case strings.EqualFold(strings.TrimSpace(password), u.ID):
		return &Unfit{Code: "password-id"}
	case u.Verifier.Matches(password):
		return &Unfit{Code: "password-unchanged"}
	}
	return nil
}

// onceAlphabet has no letters that are taken for one another.
const onceAlphabet = "abcdefghjkmnpqrstuvwxyz23456789"

// onceLength gives 79 bits.
const onceLength = 16

// OncePassword draws a password that somebody else hands to its user (初始密码),
// in groups of four for a person to type.
func OncePassword(random io.Reader) (string, error) {
	var b strings.Builder
	one := make([]byte, 1)
	for n := 0; n < onceLength; {
		if _, err := io.ReadFull(random, one); err != nil {
			return "", fmt.Errorf("draw a password: %w", err)
		}
		if int(one[0]) >= 256/len(onceAlphabet)*len(onceAlphabet) {
			continue // or the first letters would be drawn more often
		}
		if n > 0 && n%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(onceAlphabet[int(one[0])%len(onceAlphabet)])
		n++
	}
	return b.String(), nil
}
