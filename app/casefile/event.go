package casefile

import (
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
	KindHanded    Kind = "certificate-handed"    // 领证
	KindWithdrawn Kind = "application-withdrawn" // 撤件

	KindNotified      Kind = "defects-notified"      // 一次性告知
	KindSecondAllowed Kind = "second-notice-allowed" // 批准再次告知
	KindSupplemented  Kind = "defects-supplied"      // 补正
	KindDeemed        Kind = "deemed-accepted"       // 视为受理
	KindDeclined      Kind = "receipt-declined"      // 不予受理, 不属本机关, 无需许可
)

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

// Parse reads an event in its canonical form.
func Parse(raw []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(raw, &e); err != nil {
		return Event{}, fmt.Errorf("casefile: read event: %w", err)
	}
	return e, nil
}
