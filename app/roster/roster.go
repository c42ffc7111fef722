// Package roster is the roster (人员名册): who works at an office, in which role
// and section, and how each proves it. The centre keeps it and signs it with its
// issuing key; a window signs people in by the latest one it has, also without a
// line.
//
// A signed roster is text, so that it goes packed over a slow line in two fifths of
// its size. Its first line is
//
//	onewindow-roster 1 KEY SIGNATURE
//
// with the id of the issuing key in hexadecimal digits and the signature in
// base64; then comes the roster in JSON. What is signed, for a purpose of its own,
// is all of it but the signature and the blank before it.
package roster

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onewindow/app/casefile"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// Limits of a roster.
const (
	MaxSize    = 1 << 20 // bytes, signed
	MaxUsers   = 2000
	maxID      = 64 // bytes of an id
	maxName    = 150
	maxSection = 90
)

const (
	heading = "onewindow-roster 1 "
	purpose = "onewindow roster"
)

// ErrOutdated says that a roster is older than one that was known.
var ErrOutdated = errors.New("roster: it is older than the one known")

// User is one person of an office.
type User struct {
	ID         string        `json:"id"` // 工号
	Name       string        `json:"name"`
	Role       casefile.Role `json:"role"`
	Section    string        `json:"section,omitempty"` // 科室, of a reviewer
	Verifier   Verifier      `json:"verifier,omitempty"`
	MustChange bool          `json:"mustChange,omitempty"` // the password was chosen by somebody else
	Left       *time.Time    `json:"left,omitempty"`       // nil while they work here
}

// Actor is the user as events name them.
func (u User) Actor() casefile.Actor {
	return casefile.Actor{ID: u.ID, Name: u.Name, Role: u.Role, Section: u.Section}
}

// Roster is all who work, or worked, at an office.
type Roster struct {
	Office string    `json:"office"`
	Serial uint64    `json:"serial"` // every later one has a higher one, from 1
	Issued time.Time `json:"issued"`
	Users  []User    `json:"users"` // by id
}

// User finds somebody by their id, whether they left or not.
func (r Roster) User(id string) (User, bool) {
	i, found := slices.BinarySearchFunc(r.Users, id, byID)
	if !found {
		return User{}, false
	}
	return r.Users[i], true
}

// With is the roster with a user added, or put in place of the one of that id.
// The receiver is not changed.
func (r Roster) With(u User) Roster {
	r.Users = slices.Clone(r.Users)
	i, found := slices.BinarySearchFunc(r.Users, u.ID, byID)
	if found {
		r.Users[i] = u
		return r
	}
	r.Users = slices.Insert(r.Users, i, u)
	return r
}

func byID(u User, id string) int { return strings.Compare(u.ID, id) }

// Sign gives the roster with the signature of the issuing key. An error says
// what does not fit.
func (r Roster) Sign(issuing *seal.PrivateKey, random io.Reader) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("sign a roster: %w", err)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("sign a roster: %w", err)
	}
	head := heading + issuing.ID().String()
	signature, err := issuing.SignBytes(purpose, message(head, body), random)
	if err != nil {
		return nil, fmt.Errorf("sign a roster: %w", err)
	}
	signed := message(head+" "+base64.StdEncoding.EncodeToString(signature), body)
	if len(signed) > MaxSize {
		return nil, fmt.Errorf("sign a roster: %d bytes, at most %d fit", len(signed), MaxSize)
	}
	return signed, nil
}

func message(head string, body []byte) []byte { return append([]byte(head+"\n"), body...) }

// Open reads a roster that an issuing key of the ring signed while it was good
// for it. Its error is seal.Malformed, seal.UnknownKey, seal.Altered,
// seal.Revoked, or ErrOutdated for a serial below the one known, 0 for none. The
// same roster again is none.
func Open(signed []byte, keys *seal.Ring, known uint64) (Roster, error) {
	p, err := read(signed)
	if err != nil {
		return Roster{}, err
	}
	key, signer, verdict := keys.Trusted(p.key, workday.DateOf(p.roster.Issued))
	switch {
	case verdict == seal.Genuine && !signer.Issuing:
		return Roster{}, seal.UnknownKey // a window names nobody
	case verdict != seal.Genuine:
		return Roster{}, verdict
	case !key.VerifyBytes(purpose, p.message, p.signature):
		return Roster{}, seal.Altered
	case p.roster.Serial < known:
		return Roster{}, ErrOutdated
	}
	return p.roster, nil
}

// parted is a signed roster in its parts.
type parted struct {
	roster    Roster
	key       seal.KeyID
	message   []byte // that was signed
	signature []byte
}

// read takes a signed roster apart without checking who signed it.
func read(signed []byte) (parted, error) {
	if len(signed) > MaxSize {
		return parted{}, malformed(fmt.Errorf("%d bytes", len(signed)))
	}
	head, body, _ := bytes.Cut(signed, []byte("\n"))
	rest, is := strings.CutPrefix(string(head), heading)
	id, sum, _ := strings.Cut(rest, " ")
	if !is {
		return parted{}, malformed(errors.New("another heading"))
	}
	p := parted{message: message(heading+id, body)}
	signature, err := base64.StdEncoding.DecodeString(sum)
	if err = errors.Join(err, p.key.UnmarshalText([]byte(id))); err != nil {
		return parted{}, malformed(err)
	}
	p.signature = signature
	if err := json.Unmarshal(body, &p.roster); err != nil {
		return parted{}, malformed(err)
	}
	if err := p.roster.check(); err != nil {
		return parted{}, malformed(err)
	}
	return p, nil
}

func malformed(cause error) error { return fmt.Errorf("%w: a roster: %w", seal.Malformed, cause) }

// check says what of the roster does not fit.
func (r Roster) check() error {
	switch {
	case !isWord(r.Office, maxID):
		return fmt.Errorf("the office %q", r.Office)
	case r.Serial == 0 || r.Issued.IsZero() || r.Issued.Year() < 2000 || r.Issued.Year() > 2179:
		return errors.New("the serial or the day is missing")
	case len(r.Users) > MaxUsers:
		return fmt.Errorf("%d users, at most %d fit", len(r.Users), MaxUsers)
	}
	for i, u := range r.Users {
		if err := u.Check(); err != nil {
			return err
		}
		if i > 0 && r.Users[i-1].ID >= u.ID {
			return fmt.Errorf("user %s stands out of order or twice", u.ID)
		}
	}
	return nil
}

// Check says what of a user does not fit. A user without a verifier cannot sign
// in, and is a user.
func (u User) Check() error {
	switch {
	case !isWord(u.ID, maxID):
		return fmt.Errorf("the id %q", u.ID)
	case !isWord(u.Name, maxName):
		return fmt.Errorf("user %s has the name %q", u.ID, u.Name)
	case !slices.Contains(Roles(), u.Role):
		return fmt.Errorf("user %s has the unknown role %q", u.ID, u.Role)
	case u.Section != "" && !isWord(u.Section, maxSection):
		return fmt.Errorf("user %s has the section %q", u.ID, u.Section)
	case u.Role == casefile.Reviewer && u.Section == "":
		return fmt.Errorf("reviewer %s needs a section", u.ID)
	case u.Verifier != "" && !u.Verifier.Valid():
		return fmt.Errorf("the verifier of user %s", u.ID)
	}
	return nil
}

// Roles lists what a person of a roster may be.
func Roles() []casefile.Role {
	return []casefile.Role{casefile.Clerk, casefile.Reviewer, casefile.Approver, casefile.Supervisor, casefile.Administrator}
}

// isWord says whether a text names something: not empty, not too long, and every
// character is seen.
func isWord(s string, limit int) bool {
	if s == "" || len(s) > limit || !utf8.ValidString(s) || s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
