package casefile

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/emmansun/gmsm/sm3"
)

// Schema is the version of the event bodies this package writes.
const Schema = 1

// Centre is the installation id under which the central system writes events.
const Centre = "centre"

// Kind names what happened to a case.
type Kind string

// What can happen to a case.
const (
	KindReceived  Kind = "received"              // 收件
	KindAttached  Kind = "material-attached"     // 材料收取
	KindAccepted  Kind = "accepted"              // 受理
	KindOpinion   Kind = "opinion-given"         // 科室意见
	KindDecided   Kind = "decided"               // 审批决定
	KindIssued    Kind = "certificate-issued"    // 赋号发证, written by the centre only
	KindPrinted   Kind = "document-printed"      // 文书打印
	KindVoided    Kind = "print-voided"          // 作废
	KindHanded    Kind = "certificate-handed"    // 领证
	KindWithdrawn Kind = "application-withdrawn" // 撤件

	KindNotified      Kind = "defects-notified"      // 一次性告知
	KindSecondAllowed Kind = "second-notice-allowed" // 批准再次告知
	KindSupplemented  Kind = "defects-supplied"      // 补正
	KindDeemed        Kind = "deemed-accepted"       // 视为受理
	KindDeclined      Kind = "receipt-declined"      // 不予受理, 不属本机关, 无需许可

	KindSpecialStarted  Kind = "special-started"      // 特别程序开始
	KindSpecialEnded    Kind = "special-ended"        // 特别程序结束
	KindPublicityPosted Kind = "publicity-posted"     // 公示
	KindPublicityClosed Kind = "publicity-closed"     // 公示期满
	KindPublicityReused Kind = "publicity-reused"     // 公示共用
	KindExtended        Kind = "extended"             // 延期
	KindRecounted       Kind = "deadline-recounted"   // 时限重新计算
	KindCoordinated     Kind = "coordination-settled" // 协调结果
	KindHearingTold     Kind = "hearing-told"         // 听证告知
	KindHearingAsked    Kind = "hearing-asked"        // 听证申请 or its waiver
	KindHearingSet      Kind = "hearing-set"          // 听证通知
	KindHearingHeld     Kind = "hearing-held"         // 听证
	KindConditions      Kind = "conditions-set"       // 用地建设条件

	KindNumberReturned Kind = "number-returned"      // 电子监管号回传
	KindNumbered       Kind = "certificate-numbered" // 赋号, written by the centre only
	KindSigned         Kind = "contract-signed"      // 合同签订
	KindPaid           Kind = "price-paid"           // 价款缴清
	KindRegistration   Kind = "registration-told"    // 推送登记, written by the centre only
	KindCorrected      Kind = "corrected"            // 更正
	KindRenewalAsked   Kind = "renewal-asked"        // 延续申请
	KindRenewed        Kind = "renewal-decided"      // 延续决定
	KindRevoked        Kind = "revoked"              // 撤销
	KindReminded       Kind = "reminded"             // 督办
	KindNotDuplicate   Kind = "not-duplicate"        // 非重复件
	KindRated          Kind = "rated"                // 好差评
	KindStraySettled   Kind = "stray-settled"        // 待处理办结
)

// Kinds lists all that can happen to a case. [KindLogged] happens to none.
func Kinds() []Kind {
	return []Kind{
		KindReceived, KindAttached, KindAccepted, KindOpinion, KindDecided, KindIssued, KindPrinted, KindHanded, KindWithdrawn, KindVoided,
		KindNotified, KindSecondAllowed, KindSupplemented, KindDeemed, KindDeclined,
		KindSpecialStarted, KindSpecialEnded, KindPublicityPosted, KindPublicityClosed, KindPublicityReused,
		KindExtended, KindRecounted, KindCoordinated, KindHearingTold, KindHearingAsked, KindHearingSet, KindHearingHeld,
		KindConditions, KindNumberReturned, KindNumbered, KindSigned, KindPaid, KindRegistration,
		KindCorrected, KindRenewalAsked, KindRenewed, KindRevoked, KindReminded, KindNotDuplicate, KindRated,
		KindStraySettled,
	}
}

// Role is what a person may do in the program.
type Role string

// The roles of a service hall.
const (
	Clerk         Role = "clerk"         // 窗口
	Reviewer      Role = "reviewer"      // 科室审查
	Approver      Role = "approver"      // 负责人
	Supervisor    Role = "supervisor"    // 督查
	Administrator Role = "administrator" // 管理员
	CentreRole    Role = "centre"        // the central system itself
)

// Actor is who acts: a person in a role, or the central system.
type Actor struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Role    Role   `json:"role"`
	Section string `json:"section,omitempty"` // the reviewing section (科室) a reviewer speaks for
}

func (a *Actor) read(r *reader) {
	a.ID, a.Name = r.text("id"), r.text("name")
	a.Role, a.Section = Role(r.text("role")), r.text("section")
}

// Event is one immutable fact in the life of a case.
//
// Within one installation events form a chain: Seq counts 1, 2, 3 … and Prev
// is the SM3 hash (GB/T 32905) of the event before, so that nothing can be
// taken out or slipped in unseen.
type Event struct {
	ID           string          `json:"id"`             // UUIDv7
	Case         string          `json:"case"`           // UUIDv7 of the case
	Installation string          `json:"installation"`   // who wrote it
	Seq          uint64          `json:"seq"`            // place in that installation's chain, from 1
	Prev         string          `json:"prev,omitempty"` // hex SM3 of that installation's previous event
	On           int             `json:"on"`             // events of the case its author had before their eyes
	By           Actor           `json:"by"`
	At           time.Time       `json:"at"`             // wall clock of the installation, to the millisecond
	Skew         time.Duration   `json:"skew,omitempty"` // last known offset of that clock to the centre's
	Policy       string          `json:"policy"`         // policy version, for example MNR-2019-2/2024-709
	Schema       int             `json:"schema"`
	Kind         Kind            `json:"kind"`
	Body         json.RawMessage `json:"body"`
}

// New makes an event of a body. The store that keeps it gives it its place in
// the installation's chain (Installation, Seq, Prev).
func New(id, caseID string, on int, by Actor, at time.Time, policy string, b Body) (Event, error) {
	raw, err := json.Marshal(b)
	if err != nil {
		return Event{}, fmt.Errorf("casefile: write %s body: %w", b.Kind(), err)
	}
	return Event{
		ID: id, Case: caseID, On: on, By: by, At: at.Truncate(time.Millisecond),
		Policy: policy, Schema: Schema, Kind: b.Kind(), Body: raw,
	}, nil
}

// Bytes is the canonical form of the event: what is stored, sent and hashed.
func (e Event) Bytes() ([]byte, error) {
	if raw, ok := e.written(); ok {
		return raw, nil
	}
	raw, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("casefile: write event %s: %w", e.ID, err)
	}
	return raw, nil
}

// Hash is the hex SM3 of the canonical form.
func (e Event) Hash() (string, error) {
	raw, err := e.Bytes()
	if err != nil {
		return "", err
	}
	sum := sm3.Sum(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Parse reads an event in its canonical form. One that was indented or whose
// fields were moved on the way is read as well.
func Parse(raw []byte) (Event, error) {
	if e, ok := parseCanonical(raw); ok {
		e.Body = bytes.Clone(e.Body)
		return e, nil
	}
	return parseAny(raw)
}

// ParseCompact reads an event, and gives its bytes without the white space that
// may have come between them on the way. The event's body is a part of them, and
// they may be those of raw: nobody may write on any of them.
func ParseCompact(raw []byte) (Event, []byte, error) {
	if e, ok := parseCanonical(raw); ok {
		return e, raw, nil
	}
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		return Event{}, nil, fmt.Errorf("casefile: read event: %w", err)
	}
	e, err := parseAny(b.Bytes())
	return e, b.Bytes(), err
}

func parseAny(raw []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(raw, &e); err != nil {
		return Event{}, fmt.Errorf("casefile: read event: %w", err)
	}
	return e, nil
}
