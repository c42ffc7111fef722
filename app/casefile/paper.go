package casefile

import (
	"slices"
	"time"
)

// DocumentKind names a paper that the counter hands out.
type DocumentKind string

// The documents of a case.
const (
	Receipt    DocumentKind = "receipt"    // 收件凭证
	Acceptance DocumentKind = "acceptance" // 受理通知书
	Permit     DocumentKind = "permit"     // 建设项目用地预审与选址意见书
	Denial     DocumentKind = "denial"     // 不予行政许可决定书
	Delivery   DocumentKind = "delivery"   // 送达回证

	FirstNotice  DocumentKind = "notice"        // 一次性告知书 with its list (补正清单)
	SecondNotice DocumentKind = "second-notice" // 再次告知书, for what the first overlooked
	NotRequired  DocumentKind = "not-required"  // 无需许可告知书
	NotOurs      DocumentKind = "not-ours"      // 不属本机关告知书
	NotAccepted  DocumentKind = "not-accepted"  // 不予受理决定书
	Retraction   DocumentKind = "withdrawal"    // 撤回申请
)

// Code is the byte that stands for the kind in a QR code's payload. Codes are
// on paper in people's hands: they never change.
func (k DocumentKind) Code() byte {
	switch k {
	case Receipt:
		return 1
	case Acceptance:
		return 2
	case Permit:
		return 3
	case Denial:
		return 4
	case Delivery:
		return 5
	case FirstNotice:
		return 6
	case SecondNotice:
		return 7
	case NotRequired:
		return 8
	case NotOurs:
		return 9
	case NotAccepted:
		return 10
	case Retraction:
		return 11
	}
	return 0
}

// DocumentKinds lists every paper in the order of a case's life.
func DocumentKinds() []DocumentKind {
	return []DocumentKind{
		Receipt, FirstNotice, SecondNotice, NotRequired, NotOurs, NotAccepted,
		Acceptance, Denial, Permit, Delivery, Retraction,
	}
}

// OwnKinds lists the papers that a counter signs by itself: all but the permit,
// which only the centre signs.
func OwnKinds() []DocumentKind {
	return slices.DeleteFunc(DocumentKinds(), func(k DocumentKind) bool { return k == Permit })
}

// DocumentOf is the kind that a payload's byte stands for, or "".
func DocumentOf(code byte) DocumentKind {
	for _, k := range DocumentKinds() {
		if k.Code() == code {
			return k
		}
	}
	return ""
}

// Print is one sheet that left the printer.
type Print struct {
	Document DocumentKind
	Copy     int // 1 is the first print, more are reprints (补打)
	Reason   string
	By       Actor
	At       time.Time
}

// Printed records a print: who, when, which copy, and why a reprint.
type Printed struct {
	Document DocumentKind `json:"document"`
	Copy     int          `json:"copy"`
	Reason   string       `json:"reason,omitempty"`
}

// Kind is document-printed.
func (*Printed) Kind() Kind { return KindPrinted }

func (b *Printed) permit(c Case, _ Actor) *Refusal {
	switch {
	case !c.Has(b.Document):
		return refuseWith("no-document", "document", b.Document)
	case b.Copy != c.Copies(b.Document)+1:
		return refuseWith("copy", "copy", c.Copies(b.Document)+1)
	case b.Copy > 1 && b.Reason == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *Printed) apply(c *Case, e Event) {
	c.Prints = extend(c.Prints, Print{b.Document, b.Copy, b.Reason, e.By, e.At})
}

// Copies counts the prints of a document.
func (c Case) Copies(k DocumentKind) int {
	n := 0
	for _, p := range c.Prints {
		if p.Document == k {
			n++
		}
	}
	return n
}

// Has says whether the case has come far enough for the document to exist.
func (c Case) Has(k DocumentKind) bool {
	switch k {
	case Receipt:
		return c.Number != ""
	case Acceptance:
		return c.AcceptanceNumber != ""
	case Permit, Delivery:
		return c.Certificate != nil
	case Denial:
		return c.Decision != nil && !c.Decision.Grant
	case FirstNotice:
		return len(c.Notices) > 0
	case SecondNotice:
		return len(c.Notices) > 1
	case NotRequired, NotOurs, NotAccepted:
		return c.Declination != nil && c.Declination.Form == k
	case Retraction:
		return c.Withdrawal != nil
	}
	return false
}

// Documents lists the papers that exist for the case, in the order of its life.
func (c Case) Documents() []DocumentKind {
	var list []DocumentKind
	for _, k := range DocumentKinds() {
		if c.Has(k) {
			list = append(list, k)
		}
	}
	return list
}

// Handover is the certificate in the applicant's hand (领证).
type Handover struct {
	Recipient string
	Code      string // identity number of who took it
	Method    string // window or courier
	By        Actor
	At        time.Time
}

// Handed records that the certificate left the window
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
	case c.Copies(Permit) == 0:
		return refuse("not-printed")
	case b.Recipient == "":
		return refuse("recipient-missing")
	}
	return nil
}

func (b *Handed) apply(c *Case, e Event) {
	c.State = StateClosed
	c.Handover = &Handover{b.Recipient, b.Code, b.Method, e.By, e.At}
}
