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
		Limit: limit(),
	}
}

// limit is the five working days after receipt.
func limit() workday.Deadline {
	day := workday.DateOf(start)
	return workday.Deadline{Start: day, WorkingDays: casefile.ReceiptDays, Due: day.Add(7)}
}

// notified and supplied are about one defect each.
func notified(id string) *casefile.Notified {
	return &casefile.Notified{On: workday.DateOf(start), Defects: []casefile.Defect{{
		ID: id, Material: "report", What: "申请报告", Reason: "未加盖公章", Basis: "《中华人民共和国行政许可法》第三十二条第一款第四项",
	}}}
}

func supplied(id string) *casefile.Supplemented {
	return &casefile.Supplemented{On: workday.DateOf(start), Supplies: []casefile.Supply{{
		Defect: id, Files: []casefile.Attachment{{Name: "b.pdf", Hash: "01", Size: 2}},
	}}}
}

// permit is the certificate of the demo case.
func permit() casefile.Certificate {
	return casefile.Certificate{
		Document: casefile.Permit, Number: "3304022026XS0000001", Date: workday.DateOf(start), Payload: "P", Edition: 1,
	}
}

// disagreed is a disagreement that names who settles it.
func disagreed(section string) *casefile.OpinionGiven {
	day := workday.DateOf(start)
	return &casefile.OpinionGiven{
		On: day, Section: section, Text: "占用永久基本农田", Basis: "《中华人民共和国土地管理法》第三十五条",
		Call: &casefile.Call{Settler: casefile.Person{ID: "zm", Name: "周敏"}, Due: day.Add(2)},
	}
}

// later is the day on which the limit after receipt has passed.
var later = start.AddDate(0, 0, 8)

// moment is when a body can have been written: minutes apart, but what names a
// later day on that day.
func moment(body casefile.Body, i int) time.Time {
	if _, ok := body.(*casefile.Deemed); ok {
		return later
	}
	return start.Add(time.Duration(i) * time.Minute)
}

// bodies are lawful and unlawful things to say.
func bodies(t interface{ Fatal(...any) }) []casefile.Body {
	return []casefile.Body{
		received(),
		&casefile.Received{},
		&casefile.Attached{Material: "boundary", File: casefile.Attachment{Name: "a.pdf", Hash: "00", Size: 1}},
		&casefile.Attached{Material: "nothing"},
		&casefile.Accepted{Terms: casefile.Terms{Number: "嘉南资规受〔2026〕0001号", Deadline: due(t), Sections: []string{"空间规划科", "耕地保护科"}}},
		&casefile.Accepted{},
		&casefile.OpinionGiven{Section: "空间规划科", Agree: true, Text: "符合"},
		&casefile.OpinionGiven{Section: "耕地保护科", Agree: true, Text: "符合"},
		disagreed("耕地保护科"),
		&casefile.OpinionGiven{Section: "空间规划科"},
		&casefile.Decided{On: workday.DateOf(start), Grant: true},
		&casefile.Decided{On: workday.DateOf(start), Reason: "不符合规划"},
		&casefile.Decided{On: workday.DateOf(start)},
		&casefile.Issued{Certificates: []casefile.Certificate{permit()}},
		&casefile.Issued{},
		&casefile.Printed{Document: casefile.Permit, Copy: 1},
		&casefile.Printed{Document: casefile.Receipt, Copy: 1},
		&casefile.Printed{Document: casefile.Receipt, Copy: 2, Reason: "卡纸"},
		&casefile.Handed{Recipient: "张伟东", Method: "window"},
		&casefile.Withdrawn{Reason: "申请人申请撤回"},
		notified("1"), notified("2"), &casefile.Notified{},
		&casefile.SecondNoticeAllowed{Reason: "遗漏"}, &casefile.SecondNoticeAllowed{},
		supplied("1"), supplied("2"), &casefile.Supplemented{},
		&casefile.Deemed{On: workday.DateOf(later), Limit: limit(), Terms: casefile.Terms{Number: "1", Deadline: due(t), Sections: []string{"空间规划科"}}},
		&casefile.Deemed{},
		&casefile.Declined{On: workday.DateOf(start), Form: casefile.NotAccepted, Reason: "不符", Basis: "法"},
		&casefile.Declined{On: workday.DateOf(start), Form: casefile.NotOurs, Reason: "不符", Basis: "法"},
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
		e, err := casefile.New(rapid.StringMatching(`[a-z0-9]{8}`).Draw(t, "id"), "case", i, by, moment(body, i), "P", body)
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
	before(casefile.KindReceived, casefile.KindNotified)
	before(casefile.KindNotified, casefile.KindSupplemented)
	before(casefile.KindReceived, casefile.KindDeemed)
	before(casefile.KindReceived, casefile.KindDeclined)
	if !c.Deemed {
		before(casefile.KindAccepted, casefile.KindOpinion)
	}
	before(casefile.KindOpinion, casefile.KindDecided)
	before(casefile.KindDecided, casefile.KindIssued)
	before(casefile.KindIssued, casefile.KindHanded)
	checkReceipt(t, c)
	if c.Decision != nil && len(c.Silent()) > 0 {
		t.Fatalf("decided while %v had not spoken", c.Silent())
	}
	if len(c.Certificates) > 0 && !c.Decision.Grant {
		t.Fatal("a certificate without a grant")
	}
	if c.Handover != nil && c.Copies(casefile.Permit) == 0 {
		t.Fatal("handed over what was never printed")
	}
}

// checkReceipt holds what the law says of the time between receipt and
// acceptance.
func checkReceipt(t *rapid.T, c casefile.Case) {
	accepted := !c.AcceptedAt.IsZero()
	switch {
	case accepted && len(c.OpenDefects()) > 0:
		t.Fatal("accepted while defects were open")
	case accepted && len(c.Notices) > 0 && c.Deadline.Start != c.Complete():
		t.Fatalf("accepted from %s, the last supplement came on %s", c.Deadline.Start, c.Complete())
	case c.Deemed && (c.Deadline.Start != workday.DateOf(c.ReceivedAt) || len(c.Notices) > 0):
		t.Fatal("deemed accepted, but not from the day of receipt")
	case accepted && c.Declination != nil:
		t.Fatal("both accepted and declined")
	case c.State == casefile.StateDefective && len(c.Notices) == 0:
		t.Fatal("supplements are awaited that nobody was told of")
	case len(c.Notices) > 2 || len(c.Notices) == 2 && c.Notices[1].Reason == "":
		t.Fatal("a second notice that no supervisor answers for")
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
