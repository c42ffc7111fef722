package casefile

import (
	"slices"
	"time"

	"onewindow/app/workday"
)

// Correction is a clerical error in a certificate, put right (更正).
type Correction struct {
	Document DocumentKind
	Changes  []Change
	Reason   string
	On       workday.Date
	By       Actor
	At       time.Time
}

// Change is one fact before and after.
type Change struct {
	Field string `json:"field"` // key of the form field
	Was   string `json:"was"`
	Is    string `json:"is"`
}

// Corrected puts a certificate right; the centre issues it anew under its
// number and the earlier edition is void. Who, where and how large are no
// clerical errors but need a new application.
type Corrected struct {
	On          workday.Date `json:"on"`
	Document    DocumentKind `json:"document"`
	Changes     []Change     `json:"changes"`
	Reason      string       `json:"reason"`
	Application Application  `json:"application"` // as it now reads
}

// Kind is corrected.
func (*Corrected) Kind() Kind { return KindCorrected }

func (b *Corrected) day() workday.Date { return b.On }

func (b *Corrected) permit(c Case, by Actor) *Refusal {
	_, is := c.Certificate(b.Document)
	switch {
	case by.Role != Approver:
		return refuseWith("role", "role", Approver)
	case c.State != StateIssued && c.State != StateClosed || !is:
		return refuseWith("state", "state", c.State)
	case b.Reason == "":
		return refuse("reason-missing")
	case len(b.Changes) == 0 || slices.ContainsFunc(b.Changes, Change.void):
		return refuse("incomplete")
	case b.Application.Applicant.Code != c.Application.Applicant.Code ||
		b.Application.Land.Area != c.Application.Land.Area:
		return refuse("not-clerical")
	}
	return nil
}

func (k Change) void() bool { return k.Field == "" || k.Is == k.Was }

func (b *Corrected) apply(c *Case, e Event) {
	c.Application = b.Application
	c.Corrections = extend(c.Corrections, Correction{b.Document, b.Changes, b.Reason, b.On, e.By, e.At})
	c.State, c.Reissue = StateGranted, b.Document
}
