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

	Grant           DocumentKind = "grant"         // 准予行政许可决定书
	ExtensionNotice DocumentKind = "extension"     // 延期通知书
	SpecialNotice   DocumentKind = "special"       // 特别程序告知书
	HearingRight    DocumentKind = "hearing-right" // 听证告知书
	HearingNotice   DocumentKind = "hearing"       // 听证通知书
	CoordinationSet DocumentKind = "coordination"  // 部门协调意见书
	ConditionSheet  DocumentKind = "conditions"    // 用地建设条件一次性集成公布单
	PublicNotice    DocumentKind = "publicity"     // 公示
	Allocation      DocumentKind = "allocation"    // 国有建设用地划拨决定书
	LandPermit      DocumentKind = "land-permit"   // 建设用地规划许可证
	Contract        DocumentKind = "contract"      // 国有建设用地使用权出让合同
	CorrectionOrder DocumentKind = "correction"    // 更正决定书
	RenewalOrder    DocumentKind = "renewal"       // 延续决定书
	RevocationOrder DocumentKind = "revocation"    // 撤销决定书
	ReminderNote    DocumentKind = "reminder"      // 督办通知单
	RatingSheet     DocumentKind = "rating"        // 好差评
	Drawing         DocumentKind = "drawing"       // 用地红线与宗地合一图 (两图合一)
)

// Papers of the window itself, which belong to no case.
const (
	DayEndSheet DocumentKind = "day-end"   // 日终清点单
	TestPage    DocumentKind = "test-page" // 打印机测试页
	MistakeNote DocumentKind = "mistake"   // 编号更正告知单
)

// Code is the byte that stands for the kind in a QR code's payload. Codes are
// on paper in people's hands: they never change.
func (k DocumentKind) Code() byte { return byte(slices.Index(coded(), k) + 1) }

// coded lists the kinds in the order of their codes. It only ever grows at its
// end.
func coded() []DocumentKind {
	return []DocumentKind{
		Receipt, Acceptance, Permit, Denial, Delivery, FirstNotice, SecondNotice, NotRequired, NotOurs, NotAccepted, Retraction,
		Grant, ExtensionNotice, SpecialNotice, HearingRight, HearingNotice, CoordinationSet, ConditionSheet, PublicNotice,
		Allocation, LandPermit, Contract, CorrectionOrder, RenewalOrder, RevocationOrder, ReminderNote, RatingSheet,
		Drawing,
	}
}

// DocumentKinds lists every paper in the order of a case's life.
func DocumentKinds() []DocumentKind {
	return []DocumentKind{
		Receipt, FirstNotice, SecondNotice, NotRequired, NotOurs, NotAccepted,
		Acceptance, PublicNotice, SpecialNotice, HearingRight, HearingNotice, CoordinationSet, ConditionSheet, Drawing, ReminderNote,
		ExtensionNotice, Grant, Denial, Permit, Allocation, LandPermit, Contract, CorrectionOrder, Delivery,
		RenewalOrder, RevocationOrder, RatingSheet, Retraction,
	}
}

// CentreKinds lists the papers that only the centre signs: certificates, and
// what is issued with them.
func CentreKinds() []DocumentKind { return []DocumentKind{Permit, Allocation, LandPermit, Contract} }

// OwnKinds lists the papers that a counter signs by itself: all but those of
// the centre.
func OwnKinds() []DocumentKind {
	return slices.DeleteFunc(DocumentKinds(), func(k DocumentKind) bool { return slices.Contains(CentreKinds(), k) })
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
	Edition  int // of a certificate; 0 of any other document
	Reason   string
	By       Actor
	At       time.Time
	Void     string // why the sheet was made void (作废), "" for one that stands
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
	case b.Copy > 1 && b.Reason == "" && !c.fresh(b.Document):
		return refuse("reason-missing")
	}
	return nil
}

func (b *Printed) apply(c *Case, e Event) {
	k, _ := c.Certificate(b.Document)
	c.Prints = extend(c.Prints, Print{Document: b.Document, Copy: b.Copy, Edition: k.Edition, Reason: b.Reason, By: e.By, At: e.At})
}

// PrintVoided makes a spoilt or unprinted sheet void (作废): it counts no longer
// as printed, and its copy number is never used again.
type PrintVoided struct {
	Document DocumentKind `json:"document"`
	Copy     int          `json:"copy"`
	Reason   string       `json:"reason"`
}

// Kind is print-voided.
func (*PrintVoided) Kind() Kind { return KindVoided }

func (b *PrintVoided) permit(c Case, by Actor) *Refusal {
	at := c.print(b.Document, b.Copy)
	switch {
	case by.Role != Clerk:
		return refuseWith("role", "role", Clerk)
	case at < 0:
		return refuseWith("no-print", "copy", b.Copy)
	case c.Prints[at].Void != "":
		return refuseWith("voided", "copy", b.Copy)
	case b.Reason == "":
		return refuse("reason-missing")
	}
	return nil
}

func (b *PrintVoided) apply(c *Case, _ Event) {
	c.Prints = extend(c.Prints)
	c.Prints[c.print(b.Document, b.Copy)].Void = b.Reason
}

// print is the index of a copy of a document, −1 where it was never printed.
func (c Case) print(kind DocumentKind, copy int) int {
	return slices.IndexFunc(c.Prints, func(p Print) bool { return p.Document == kind && p.Copy == copy })
}

// fresh says whether the document as it now reads was never printed: its first
// print needs no reason, however often an earlier one of its kind was.
func (c Case) fresh(kind DocumentKind) bool { return c.Current(kind) == 0 }

// Current counts the prints of a document as it now reads: of a certificate
// since it was issued or numbered last, of a notice that there may be several of
// since the latest was made.
func (c Case) Current(kind DocumentKind) int {
	n := 0
	for _, entry := range slices.Backward(c.History) {
		if p, is := entry.Body.(*Printed); is && p.Document == kind {
			n++
		}
		if remakes(entry.Body, kind) {
			break
		}
	}
	return n
}

// remakes says whether the document is another one after what happened.
func remakes(body Body, kind DocumentKind) bool {
	switch b := body.(type) {
	case *Issued:
		return slices.ContainsFunc(b.Certificates, func(k Certificate) bool { return k.Document == kind })
	case *Numbered:
		return b.Document == kind
	case *SpecialStarted:
		return kind == SpecialNotice
	case *CoordinationSettled:
		return kind == CoordinationSet
	case *HearingSet:
		return kind == HearingNotice
	case *Attached:
		return kind == Drawing && b.File.readable()
	case *Supplemented:
		return kind == Drawing && slices.ContainsFunc(FilesOf(b), Attachment.readable)
	case *ConditionsSet:
		return kind == ConditionSheet || kind == Drawing
	case *Corrected:
		return kind == CorrectionOrder
	case *RenewalDecided:
		return kind == RenewalOrder
	case *Reminded:
		return kind == ReminderNote
	}
	return false
}

// Copies counts the prints of a document, void ones too.
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
	case Permit, Allocation, LandPermit, Contract:
		_, is := c.Certificate(k)
		return is && c.Reissue != k && c.State != StateRevoked
	case Delivery:
		return c.Handover != nil || c.State == StateIssued
	case Denial:
		return c.Decision != nil && !c.Decision.Grant
	case Grant:
		return c.Decision != nil && c.Decision.Grant
	case FirstNotice:
		return len(c.Notices) > 0
	case SecondNotice:
		return len(c.Notices) > 1
	case NotRequired, NotOurs, NotAccepted:
		return c.Declination != nil && c.Declination.Form == k
	case Retraction:
		return c.Withdrawal != nil
	}
	return c.hasOfReview(k)
}

// hasOfReview is Has for what may come up between acceptance and the end.
func (c Case) hasOfReview(k DocumentKind) bool {
	switch k {
	case ExtensionNotice:
		return c.Extension != nil
	case SpecialNotice:
		_, is := c.LastSpecial()
		return is
	case HearingRight:
		return c.Hearing != nil
	case HearingNotice:
		return c.Hearing != nil && !c.Hearing.Set.IsZero()
	case CoordinationSet:
		return len(c.Coordinations) > 0
	case ConditionSheet:
		return c.Conditions != nil
	case PublicNotice:
		return c.Publicity != nil && c.Publicity.Earlier == ""
	case CorrectionOrder:
		return len(c.Corrections) > 0
	case RenewalOrder:
		return c.Renewal != nil && !c.Renewal.Decided.IsZero()
	case RevocationOrder:
		return c.Revocation != nil
	case ReminderNote:
		return len(c.Reminders) > 0
	case Drawing:
		return len(c.outlines()) > 0
	case RatingSheet:
		return c.State != StateNone && !c.Open()
	}
	return false
}

// LastSpecial is the latest special procedure of Art. 45.
func (c Case) LastSpecial() (Stop, bool) {
	for _, s := range slices.Backward(c.Stops) {
		if !s.Promised {
			return s, true
		}
	}
	return Stop{}, false
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
