package casefile_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))

// actors are one of each role, and a reviewer of a section nobody asked.
var actors = []casefile.Actor{
	{ID: "wf", Name: "王芳", Role: casefile.Clerk},
	{ID: "cl", Name: "陈立", Role: casefile.Reviewer, Section: "空间规划科"},
	{ID: "sj", Name: "沈洁", Role: casefile.Reviewer, Section: "耕地保护科"},
	{ID: "xx", Name: "徐行", Role: casefile.Reviewer, Section: "信访科"},
	{ID: "zm", Name: "周敏", Role: casefile.Approver},
	{ID: "wg", Name: "吴刚", Role: casefile.Supervisor},
	{ID: casefile.Centre, Role: casefile.CentreRole},
}

func due(t interface{ Fatal(...any) }) workday.Deadline {
	date, err := workday.ParseDate("2026-11-30")
	if err != nil {
		t.Fatal(err)
	}
	return workday.Deadline{Start: date.Add(-7), WorkingDays: 5, Due: date}
}

func received() *casefile.Received {
	return &casefile.Received{
		Number: "03-20261123-0001", Office: "330402-nh", Window: "03", Item: "A",
		Application: casefile.Application{Applicant: casefile.Applicant{Unit: true, Name: "嘉兴市南湖区卫生健康局"}},
		Materials: []casefile.Material{
			{ID: "report", Name: "申请报告", Required: true, Present: true},
			{ID: "boundary", Name: "界址点坐标", Required: true, Present: true},
		},
	}
}

// bodies are lawful and unlawful things to say.
func bodies(t interface{ Fatal(...any) }) []casefile.Body {
	return []casefile.Body{
		received(),
		&casefile.Received{},
		&casefile.Attached{Material: "boundary", File: casefile.Attachment{Name: "a.pdf", Hash: "00", Size: 1}},
		&casefile.Attached{Material: "nothing"},
		&casefile.Accepted{Number: "嘉南资规受〔2026〕0001号", Deadline: due(t), Sections: []string{"空间规划科", "耕地保护科"}},
		&casefile.Accepted{},
		&casefile.OpinionGiven{Section: "空间规划科", Agree: true, Text: "符合"},
		&casefile.OpinionGiven{Section: "耕地保护科", Agree: true, Text: "符合"},
		&casefile.OpinionGiven{Section: "耕地保护科", Agree: false, Text: "占用永久基本农田"},
		&casefile.OpinionGiven{Section: "空间规划科"},
		&casefile.Decided{Grant: true},
		&casefile.Decided{Grant: false, Reason: "不符合规划"},
		&casefile.Decided{Grant: false},
		&casefile.Issued{Number: "3304022026XS0000001", Payload: "P"},
		&casefile.Issued{},
		&casefile.Printed{Document: casefile.Permit, Copy: 1},
		&casefile.Printed{Document: casefile.Receipt, Copy: 1},
		&casefile.Printed{Document: casefile.Receipt, Copy: 2, Reason: "卡纸"},
		&casefile.Handed{Recipient: "张伟东", Method: "window"},
		&casefile.Withdrawn{Reason: "申请人申请撤回"},
	}
}

// anyEvents draws a history that may hold anything, in any order.
func anyEvents(t *rapid.T) []casefile.Event {
	all := bodies(t)
	n := rapid.IntRange(0, 40).Draw(t, "events")
	list := make([]casefile.Event, 0, n)
	for i := range n {
		body := rapid.SampledFrom(all).Draw(t, "body")
		by := rapid.SampledFrom(actors).Draw(t, "by")
		e, err := casefile.New(rapid.StringMatching(`[a-z0-9]{8}`).Draw(t, "id"), "case", i, by, start.Add(time.Duration(i)*time.Minute), "P", body)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.IntRange(0, 19).Draw(t, "garble") == 0 {
			e.Body = json.RawMessage(`{"number":7`)
		}
		list = append(list, e)
	}
	return list
}

// Whatever happens, the case stays one that the law knows.
func TestAnyHistoryLeavesALawfulCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyEvents(t)
		c := casefile.Fold(events)
		if c.Version != len(events) || len(c.History)+len(c.Misfits) != len(events) {
			t.Fatalf("%d events became %d entries and %d misfits", len(events), len(c.History), len(c.Misfits))
		}
		if c.State != casefile.StateNone && !slices.Contains(casefile.States(), c.State) {
			t.Fatalf("unknown state %q", c.State)
		}
		checkOrder(t, c)
	})
}

// checkOrder holds what must have come before what.
func checkOrder(t *rapid.T, c casefile.Case) {
	position := map[casefile.Kind]int{}
	for i, h := range c.History {
		if _, seen := position[h.Kind]; !seen {
			position[h.Kind] = i
		}
	}
	before := func(first, then casefile.Kind) {
		p, happened := position[then]
		if q, came := position[first]; happened && (!came || q > p) {
			t.Fatalf("%s without %s before it", then, first)
		}
	}
	before(casefile.KindReceived, casefile.KindAccepted)
	before(casefile.KindAccepted, casefile.KindOpinion)
	before(casefile.KindOpinion, casefile.KindDecided)
	before(casefile.KindDecided, casefile.KindIssued)
	before(casefile.KindIssued, casefile.KindHanded)
	if c.Decision != nil && len(c.Silent()) > 0 {
		t.Fatalf("decided while %v had not spoken", c.Silent())
	}
	if c.Certificate != nil && !c.Decision.Grant {
		t.Fatal("a certificate without a grant")
	}
	if c.Handover != nil && c.Copies(casefile.Permit) == 0 {
		t.Fatal("handed over what was never printed")
	}
}

// Folding is a left fold: any cut gives the same case, and an earlier case is
// never changed by what is added to it.
func TestFoldIsOrderStableAndShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyEvents(t)
		cut := rapid.IntRange(0, len(events)).Draw(t, "cut")
		early := casefile.Fold(events[:cut])
		kept, err := json.Marshal(early)
		if err != nil {
			t.Fatal(err)
		}
		late, other := early, early
		for _, e := range events[cut:] {
			late = late.Then(e)
		}
		for _, e := range slices.Backward(events[cut:]) {
			other = other.Then(e)
		}
		if !reflect.DeepEqual(late, casefile.Fold(events)) {
			t.Fatal("folding in two parts gives another case")
		}
		if again, _ := json.Marshal(early); string(again) != string(kept) {
			t.Fatal("adding events changed the case they were added to")
		}
	})
}

// The canonical form of an event survives reading and writing to the byte.
func TestEventBytesAreStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, e := range anyEvents(t) {
			if !json.Valid(e.Body) {
				continue
			}
			raw, err := e.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			back, err := casefile.Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			if again, _ := back.Bytes(); string(again) != string(raw) {
				t.Fatalf("written again:\n%s\nwas:\n%s", again, raw)
			}
		}
	})
}
