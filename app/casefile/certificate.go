package casefile

import (
	"slices"
	"time"

	"onewindow/app/workday"
)

// Certificate is a permit, decision or contract as the centre issued it.
type Certificate struct {
	Document   DocumentKind `json:"document"`
	Number     string       `json:"number"` // for example 3304022026XS0000128; "" while the national system has not returned it (待赋号)
	Date       workday.Date `json:"date"`
	ValidUntil workday.Date `json:"validUntil,omitzero"` // zero where it does not expire
	Serial     string       `json:"serial"`              // number of the printed form (证本流水)
	Payload    string       `json:"payload"`             // signed payload of the QR code
	// Edition counts the times it was issued: 1, and one more for each
	// correction or renewal. Only the last is in force.
	Edition int `json:"edition"`
	// Handed says that this edition is in the applicant's hand.
	Handed bool `json:"handed,omitempty"`
}

// Issued gives the certificates of a case their numbers and the centre's
// signature, together (同时核发). Only the central system writes it, and no
// certificate prints without it.
type Issued struct {
	Certificates []Certificate `json:"certificates"`
	// Further is the certificate that is issued on the spot once the contract
	// is signed, "" for none.
	Further DocumentKind `json:"further,omitempty"`
}

// Kind is certificate-issued.
func (*Issued) Kind() Kind { return KindIssued }

func (b *Issued) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != CentreRole:
		return refuseWith("role", "role", CentreRole)
	case c.State != StateGranted:
		return refuseWith("state", "state", c.State)
	case len(b.Certificates) == 0:
		return refuse("incomplete")
	}
	for _, k := range b.Certificates {
		before, _ := c.Certificate(k.Document)
		if k.Payload == "" || k.Date.IsZero() || !slices.Contains(CentreKinds(), k.Document) ||
			k.Handed || k.Edition != before.Edition+1 || c.Reissue != "" && c.Reissue != k.Document {
			return refuse("incomplete")
		}
	}
	return nil
}

func (b *Issued) apply(c *Case, _ Event) {
	c.State, c.Reissue, c.Further = StateIssued, "", b.Further
	for _, k := range b.Certificates {
		c.put(k)
	}
}

// put adds a certificate, or the next edition of one.
func (c *Case) put(k Certificate) {
	i := slices.IndexFunc(c.Certificates, func(o Certificate) bool { return o.Document == k.Document })
	if i < 0 {
		c.Certificates = extend(c.Certificates, k)
		return
	}
	c.Certificates = extend(c.Certificates)
	c.Certificates[i] = k
}

// Certificate is the last edition of a certificate.
func (c Case) Certificate(kind DocumentKind) (Certificate, bool) {
	for _, k := range c.Certificates {
		if k.Document == kind {
			return k, true
		}
	}
	return Certificate{}, false
}

// ToHand lists the certificates that are not in the applicant's hand yet.
func (c Case) ToHand() []Certificate {
	return slices.DeleteFunc(extend(c.Certificates), func(k Certificate) bool { return k.Handed })
}

// NumberReturned is the electronic supervision number (电子监管号) that the
// national land-use supervision system returned, as it was entered here. The
// centre signs the certificate anew with it.
type NumberReturned struct {
	Document DocumentKind `json:"document"`
	Number   string       `json:"number"`
}

// Kind is number-returned.
func (*NumberReturned) Kind() Kind { return KindNumberReturned }

func (b *NumberReturned) permit(c Case, by Actor) *Refusal {
	k, is := c.Certificate(b.Document)
	switch {
	case by.Role != Clerk && by.Role != Approver:
		return refuseWith("role", "role", Clerk)
	case c.State != StateIssued && c.State != StateClosed || !is || k.Number != "" || c.Returned != nil:
		return refuseWith("state", "state", c.State)
	case b.Number == "":
		return refuse("incomplete")
	}
	return nil
}

func (b *NumberReturned) apply(c *Case, _ Event) { c.Returned = b }

// Numbered puts the returned number onto the certificate, with the signature
// that goes with it.
type Numbered struct {
	Document DocumentKind `json:"document"`
	Number   string       `json:"number"`
	Payload  string       `json:"payload"`
}

// Kind is certificate-numbered.
func (*Numbered) Kind() Kind { return KindNumbered }

func (b *Numbered) permit(c Case, by Actor) *Refusal {
	_, is := c.Certificate(b.Document)
	switch {
	case by.Role != CentreRole:
		return refuseWith("role", "role", CentreRole)
	case !is || c.Returned == nil || c.Returned.Document != b.Document || c.Returned.Number != b.Number:
		return refuseWith("state", "state", c.State)
	case b.Payload == "":
		return refuse("incomplete")
	}
	return nil
}

func (b *Numbered) apply(c *Case, _ Event) {
	k, _ := c.Certificate(b.Document)
	k.Number, k.Payload = b.Number, b.Payload
	c.put(k)
	c.Returned = nil
}

// Handover is a certificate in the applicant's hand (领证).
type Handover struct {
	Documents []DocumentKind
	Recipient string
	Code      string // identity number of who took it
	Method    string // window or courier
	By        Actor
	At        time.Time
}

// Handed records that certificates left the window, all that are ready at once
// (行政许可法 Art. 44: within ten days of the decision).
type Handed struct {
	Recipient string `json:"recipient"`
	Code      string `json:"code,omitempty"`
	Method    string `json:"method"`
}

// Kind is certificate-handed.
func (*Handed) Kind() Kind { return KindHanded }

func (b *Handed) permit(c Case, by Actor) *Refusal {
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case c.State != StateIssued:
		return refuseWith("state", "state", c.State)
	case c.unsigned():
		return refuse("contract-unsigned")
	case b.Recipient == "":
		return refuse("recipient-missing")
	}
	for _, k := range c.ToHand() {
		if !c.printed(k) {
			return refuse("not-printed")
		}
	}
	return nil
}

func (b *Handed) apply(c *Case, e Event) {
	h := Handover{Recipient: b.Recipient, Code: b.Code, Method: b.Method, By: e.By, At: e.At}
	c.Certificates = extend(c.Certificates)
	for i := range c.Certificates {
		if k := &c.Certificates[i]; !k.Handed {
			k.Handed = true
			h.Documents = append(h.Documents, k.Document)
		}
	}
	c.State, c.Handover = StateClosed, &h
}

// printed says whether this edition of the certificate was printed on a sheet
// that stands.
func (c Case) printed(k Certificate) bool {
	return slices.ContainsFunc(c.Prints, func(p Print) bool {
		return p.Document == k.Document && p.Edition == k.Edition && p.Void == ""
	})
}
