package casefile

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Apart is a person's word that two cases, alike as they look, are not one
// application taken in twice.
type Apart struct {
	Other  string // id of the other case
	Reason string
	By     Actor
	At     time.Time
}

// NotDuplicate records that a person compared the case with another one and
// found two applications (非重复件). Cases are never merged: of two that are one
// application a person withdraws one.
type NotDuplicate struct {
	Other       string `json:"other"`                 // id of the other case
	OtherNumber string `json:"otherNumber,omitempty"` // its number, for people
	Reason      string `json:"reason"`
}

// Kind is not-duplicate.
func (*NotDuplicate) Kind() Kind { return KindNotDuplicate }

func (b *NotDuplicate) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Clerk && by.Role != Supervisor:
		return refuseWith("role", "role", Clerk)
	case !c.Open():
		return refuseWith("state", "state", c.State)
	case b.Other == "" || b.Other == c.ID:
		return refuse("incomplete")
	case b.Reason == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *NotDuplicate) apply(c *Case, e Event) {
	c.Apart = extend(c.Apart, Apart{b.Other, b.Reason, e.By, e.At})
}

// Sameness is what two cases of one item have in common.
type Sameness string

// What makes two cases look like one application.
const (
	SameProject Sameness = "project" // the project code
	SameSite    Sameness = "site"    // applicant and site
)

// Resembles says what makes two cases look like one application that two windows
// took in while they did not know of each other, nothing where they do not: both
// of one item and open, at least one not decided yet, of the same project or of
// the same applicant on the same site. What a person found to be two stays two.
//
// Only cases of one item are compared: on its route a project comes with the
// same applicant and site once for every item.
func (c Case) Resembles(other Case) []Sameness {
	if c.ID == other.ID || c.Item != other.Item || c.Window == other.Window ||
		!c.Open() || !other.Open() || !c.undecided() && !other.undecided() || c.apartFrom(other) || other.apartFrom(c) {
		return nil
	}
	mine, theirs := c.Application, other.Application
	var same []Sameness
	if mine.Project.Code != "" && mine.Project.Code == theirs.Project.Code {
		same = append(same, SameProject)
	}
	if mine.Applicant.Code != "" && mine.Applicant.Code == theirs.Applicant.Code && mine.Land.on(theirs.Land) {
		same = append(same, SameSite)
	}
	return same
}

func (c Case) apartFrom(other Case) bool {
	return slices.ContainsFunc(c.Apart, func(a Apart) bool { return a.Other == other.ID })
}

// on says whether both are the same site: by the real-estate unit where both
// name one, else by the words of the location but for blanks and punctuation.
func (l Land) on(other Land) bool {
	if l.Unit != "" && other.Unit != "" {
		return l.Unit == other.Unit
	}
	here := bareWords(l.Location)
	return here != "" && here == bareWords(other.Location)
}

// bareWords is a text without blanks and punctuation, in lower case.
func bareWords(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
