package roster

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Verifier tells a right password from a wrong one and does not hold it: the
// PHC string of Argon2id (RFC 9106), for example
// $argon2id$v=19$m=65536,t=3,p=4$<salt>$<hash>.
type Verifier string

// Cost is what one try of a password costs whoever tries.
type Cost struct {
	Passes uint32
	Memory uint32 // KiB
	Lanes  uint8
}

// StandardCost is the second recommendation of RFC 9106, section 4: a sixth of a
// second on an office PC.
func StandardCost() Cost { return Cost{Passes: 3, Memory: 64 << 10, Lanes: 4} }

// The bounds keep a forged verifier from eating the machine of whoever tries it.
const (
	mostPasses = 10
	mostMemory = 256 << 10 // KiB
	mostLanes  = 16
)

const (
	saltSize = 16
	sumSize  = 32
	maxPart  = 64 // bytes of a salt or a hash
)

// Below says whether a try costs less than another, in any respect but the lanes.
func (c Cost) Below(other Cost) bool { return c.Passes < other.Passes || c.Memory < other.Memory }

func (c Cost) valid() bool {
	return c.Passes >= 1 && c.Passes <= mostPasses && c.Lanes >= 1 && c.Lanes <= mostLanes &&
		c.Memory >= 8*uint32(c.Lanes) && c.Memory <= mostMemory
}

// NewVerifier makes the verifier of a password with a fresh salt. An error says
// that no salt could be drawn, or that the cost is out of bounds.
func NewVerifier(password string, random io.Reader, c Cost) (Verifier, error) {
	if !c.valid() {
		return "", fmt.Errorf("make a verifier: Argon2id with %d passes, %d KiB, %d lanes", c.Passes, c.Memory, c.Lanes)
	}
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("make a verifier: draw a salt: %w", err)
	}
	return parts{c, salt, c.stretch(password, salt, sumSize)}.verifier(), nil
}

func (c Cost) stretch(password string, salt []byte, size int) []byte {
	return argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Lanes, uint32(size))
}

// Matches says whether the password is the right one. It takes as long for a
// wrong one. A malformed verifier, or one whose cost is out of bounds, matches
// nothing and costs nothing.
func (v Verifier) Matches(password string) bool {
	p, ok := v.parts()
	if !ok || len(password) > MaxPassword {
		return false
	}
	return subtle.ConstantTimeCompare(p.cost.stretch(password, p.salt, len(p.sum)), p.sum) == 1
}

// Valid says whether any password can match.
func (v Verifier) Valid() bool {
	_, ok := v.parts()
	return ok
}

// Cost is what one try costs; zero of a verifier that is not valid.
func (v Verifier) Cost() Cost {
	p, _ := v.parts()
	return p.cost
}

// parts are what a verifier consists of.
type parts struct {
	cost Cost
	salt []byte
	sum  []byte
}

func (p parts) verifier() Verifier {
	text := base64.RawStdEncoding
	return Verifier(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.cost.Memory, p.cost.Passes, p.cost.Lanes, text.EncodeToString(p.salt), text.EncodeToString(p.sum)))
}

// parts takes a verifier apart. Only the very text that parts.verifier writes is
// one: each verifier has one form.
func (v Verifier) parts() (parts, bool) {
	field := strings.Split(string(v), "$")
	if len(v) > 512 || len(field) != 6 {
		return parts{}, false
	}
	m, t, l, ok := costs(field[3])
	salt, badSalt := base64.RawStdEncoding.DecodeString(field[4])
	sum, badSum := base64.RawStdEncoding.DecodeString(field[5])
	if !ok || badSalt != nil || badSum != nil {
		return parts{}, false
	}
	p := parts{Cost{Passes: t, Memory: m, Lanes: l}, salt, sum}
	if p.verifier() != v || !p.cost.valid() || len(salt) < 8 || len(salt) > maxPart || len(sum) < 16 || len(sum) > maxPart {
		return parts{}, false
	}
	return p, true
}

// costs reads m=…,t=…,p=….
func costs(text string) (memory, passes uint32, lanes uint8, ok bool) {
	words := strings.Split(text, ",")
	if len(words) != 3 {
		return 0, 0, 0, false
	}
	m, badM := strconv.ParseUint(strings.TrimPrefix(words[0], "m="), 10, 32)
	t, badT := strconv.ParseUint(strings.TrimPrefix(words[1], "t="), 10, 32)
	p, badP := strconv.ParseUint(strings.TrimPrefix(words[2], "p="), 10, 8)
	return uint32(m), uint32(t), uint8(p), badM == nil && badT == nil && badP == nil
}
