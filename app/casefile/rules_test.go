package casefile_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// The table of all states and all commands is a golden file that a lawyer can
// read: go test ./app/casefile -update writes it anew, and it is then read by eye.
func TestEveryCommandInEveryState(t *testing.T) {
	var table bytes.Buffer
	fmt.Fprintln(&table, "# Every command in every state, by the role that may give it.")
	fmt.Fprintln(&table, "# yes → the state it leads to; otherwise the reason it is refused.")
	for _, stage := range stages(t) {
		fmt.Fprintf(&table, "\n%s\n", stage.name)
		for _, c := range commands(t) {
			fmt.Fprintf(&table, "  %-36s %s\n", c.name, verdict(t, stage.c, c))
		}
	}
	const golden = "testdata/rules.golden"
	if *update {
		if err := os.WriteFile(golden, table.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, table.Bytes()) {
		t.Errorf("the rules changed; read the new table and accept it with -update:\n%s", table.String())
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

type command struct {
	name string
	body casefile.Body
	by   casefile.Actor
	at   time.Time // zero for the day everything else happens on
}

func commands(t *testing.T) []command {
	clerk, spatial, farmland, stranger := actors[0], actors[1], actors[2], actors[3]
	approver, supervisor, centre := actors[4], actors[5], actors[6]
	later := start.AddDate(0, 0, 8)
	deemed := func(on time.Time) *casefile.Deemed {
		return &casefile.Deemed{
			On: workday.DateOf(on), Limit: due(t), Terms: casefile.Terms{Number: "1", Deadline: due(t), Sections: []string{"空间规划科", "耕地保护科"}},
		}
	}
	otherwise := due(t)
	otherwise.Start = otherwise.Start.Add(1)
	nothing := "《中华人民共和国行政许可法》第三十二条"
	decline := func(form casefile.DocumentKind) *casefile.Declined {
		return &casefile.Declined{On: workday.DateOf(start), Form: form, Reason: "不需要", Basis: nothing}
	}
	away := decline(casefile.NotOurs)
	away.Authority = "嘉兴市生态环境局南湖分局"
	return []command{
		{"receive", received(), clerk, start},
		{"receive, by the approver", received(), approver, start},
		{"notify one defect", notified("1"), clerk, start},
		{"notify one defect, by the approver", notified("1"), approver, start},
		{"notify a second time", notified("2"), clerk, start},
		{"notify a third time", notified("3"), clerk, start},
		{"notify without reasons", &casefile.Notified{On: workday.DateOf(start), Defects: []casefile.Defect{{ID: "1", What: "申请报告"}}}, clerk, start},
		{"notify after the limit", &casefile.Notified{On: workday.DateOf(later), Defects: notified("1").Defects}, clerk, later},
		{"allow a second notice", &casefile.SecondNoticeAllowed{Reason: "首次告知遗漏授权委托书"}, supervisor, start},
		{"allow it without a reason", &casefile.SecondNoticeAllowed{}, supervisor, start},
		{"allow it, by the clerk", &casefile.SecondNoticeAllowed{Reason: "遗漏"}, clerk, start},
		{"supply defect 1", supplied("1"), clerk, start},
		{"supply defect 2", supplied("2"), clerk, start},
		{"supply what was never notified", supplied("9"), clerk, start},
		{"deemed accepted, limit passed", deemed(later), clerk, later},
		{"deemed accepted, on the last day", deemed(start.AddDate(0, 0, 7)), clerk, start.AddDate(0, 0, 7)},
		{"decline, not accepted", decline(casefile.NotAccepted), clerk, start},
		{"decline, not required", decline(casefile.NotRequired), clerk, start},
		{"decline, not ours", away, clerk, start},
		{"decline, not ours, whose not said", decline(casefile.NotOurs), clerk, start},
		{"decline, by the reviewer", decline(casefile.NotAccepted), spatial, start},
		{"accept, dated otherwise", &casefile.Accepted{Terms: casefile.Terms{Number: "1", Deadline: otherwise, Sections: []string{"空间规划科"}}}, clerk, start},
		{"attach a file", &casefile.Attached{Material: "boundary"}, clerk, start},
		{"accept", &casefile.Accepted{Terms: casefile.Terms{Number: "1", Deadline: due(t), Sections: []string{"空间规划科", "耕地保护科"}}}, clerk, start},
		{"accept, by the reviewer", &casefile.Accepted{Terms: casefile.Terms{Number: "1", Deadline: due(t), Sections: []string{"空间规划科"}}}, spatial, start},
		{"agree, 空间规划科", &casefile.OpinionGiven{Section: "空间规划科", Agree: true, Text: "符合"}, spatial, start},
		{"agree, 耕地保护科", &casefile.OpinionGiven{Section: "耕地保护科", Agree: true, Text: "符合"}, farmland, start},
		{"disagree, 耕地保护科", disagreed("耕地保护科"), farmland, start},
		{"agree, a section nobody asked", &casefile.OpinionGiven{Section: "信访科", Agree: true, Text: "符合"}, stranger, start},
		{"agree for another section", &casefile.OpinionGiven{Section: "耕地保护科", Agree: true, Text: "符合"}, spatial, start},
		{"grant", &casefile.Decided{On: workday.DateOf(start), Grant: true}, approver, start},
		{"grant, by the clerk", &casefile.Decided{On: workday.DateOf(start), Grant: true}, clerk, start},
		{"deny with reasons", &casefile.Decided{On: workday.DateOf(start), Reason: "不符合规划"}, approver, start},
		{"deny without reasons", &casefile.Decided{On: workday.DateOf(start)}, approver, start},
		{"issue the certificate", &casefile.Issued{Certificates: []casefile.Certificate{permit()}}, centre, start},
		{"issue, by the approver", &casefile.Issued{Certificates: []casefile.Certificate{permit()}}, approver, start},
		{"print the receipt", &casefile.Printed{Document: casefile.Receipt, Copy: 1}, clerk, start},
		{"print the permit", &casefile.Printed{Document: casefile.Permit, Copy: 1}, clerk, start},
		{"hand over", &casefile.Handed{Recipient: "张伟东", Method: "window"}, clerk, start},
		{"withdraw", &casefile.Withdrawn{Reason: "申请人申请撤回"}, clerk, start},
	}
}

type stage struct {
	name string
	c    casefile.Case
}

// stages are cases walked to each state.
func stages(t *testing.T) []stage {
	all := commands(t)
	walk := func(name string, steps ...string) stage {
		var c casefile.Case
		for i, step := range steps {
			at := slices.IndexFunc(all, func(c command) bool { return c.name == step })
			if no := casefile.Decide(c, all[at].body, all[at].by); no != nil {
				t.Fatalf("%s: %s: %v", name, step, no)
			}
			c = c.Then(event(t, i, all[at]))
		}
		return stage{name, c}
	}
	return []stage{
		walk("no case yet"),
		walk("received 收件", "receive"),
		walk("notified 待补正, one defect open", "receive", "notify one defect"),
		walk("notified 待补正, all supplied", "receive", "notify one defect", "supply defect 1"),
		walk("notified 待补正, a second notice allowed", "receive", "notify one defect", "allow a second notice"),
		walk("notified 待补正 twice, the second open", "receive", "notify one defect", "allow a second notice", "notify a second time", "supply defect 1"),
		walk("declined 不予受理", "receive", "decline, not accepted"),
		walk("deemed accepted 视为受理, nobody has spoken", "receive", "deemed accepted, limit passed"),
		walk("in review 审查中, nobody has spoken", "receive", "accept"),
		walk("in review 审查中, one of two has spoken", "receive", "accept", "agree, 空间规划科"),
		walk("reviewed 待决定, both agree", "receive", "accept", "agree, 空间规划科", "agree, 耕地保护科"),
		walk("in review 审查中, one disagrees, coordination open", "receive", "accept", "agree, 空间规划科", "disagree, 耕地保护科"),
		walk("granted 待赋号", "receive", "accept", "agree, 空间规划科", "agree, 耕地保护科", "grant"),
		walk("denied 不予许可", "receive", "accept", "agree, 空间规划科", "agree, 耕地保护科", "deny with reasons"),
		walk("issued 待领证, not printed", "receive", "accept", "agree, 空间规划科", "agree, 耕地保护科", "grant", "issue the certificate"),
		walk("issued 待领证, printed", "receive", "accept", "agree, 空间规划科", "agree, 耕地保护科", "grant", "issue the certificate", "print the permit"),
		walk("closed 办结", "receive", "accept", "agree, 空间规划科", "agree, 耕地保护科", "grant", "issue the certificate", "print the permit", "hand over"),
		walk("withdrawn 撤件", "receive", "withdraw"),
	}
}

func event(t *testing.T, i int, c command) casefile.Event {
	t.Helper()
	e, err := casefile.New(fmt.Sprint(i), "case", i, c.by, c.at, "P", c.body)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func verdict(t *testing.T, c casefile.Case, cmd command) string {
	if no := casefile.Decide(c, cmd.body, cmd.by); no != nil {
		want, listed := casefile.RefusalCodes()[no.Code]
		if got := slices.Sorted(maps.Keys(no.Data)); !listed || !slices.Equal(got, want) {
			t.Errorf("%s carries %v; RefusalCodes promises %v", no.Code, got, want)
		}
		return "no, " + no.Code
	}
	after := c.Then(event(t, c.Version, cmd))
	if len(after.Misfits) > len(c.Misfits) {
		t.Fatalf("%s was agreed to and then refused: %v", cmd.name, after.Misfits)
	}
	return "yes → " + string(after.State)
}

// A required material that is missing keeps a case from being accepted, and
// the refusal names it.
func TestMissingMaterialIsNamed(t *testing.T) {
	body := received()
	body.Materials[0].Present = false
	c := casefile.Case{}.Then(event(t, 0, command{body: body, by: actors[0], at: start}))
	no := casefile.Decide(c, &casefile.Accepted{Terms: casefile.Terms{Number: "1", Deadline: due(t), Sections: []string{"空间规划科"}}}, actors[0])
	if no == nil || no.Code != "materials-missing" {
		t.Fatalf("refusal %v, want materials-missing", no)
	}
	if got := fmt.Sprint(no.Data["materials"]); got != "[申请报告]" {
		t.Errorf("names %s", got)
	}
}

// Nobody dates a notice back: the day it names is the day it was written.
func TestTheDayNamedIsTheDayItWasWritten(t *testing.T) {
	c := casefile.Case{}.Then(event(t, 0, command{body: received(), by: actors[0], at: start}))
	late := event(t, 1, command{body: notified("1"), by: actors[0], at: start.AddDate(0, 0, 9)})
	if no := c.Accepts(late); no == nil || no.Code != "date" {
		t.Fatalf("refusal %v, want date", no)
	}
	if c = c.Then(late); c.State != casefile.StateReceived || len(c.Misfits) != 1 {
		t.Errorf("the case went to %q with %d misfits", c.State, len(c.Misfits))
	}
}

// A supplement mends the statement, and a receipt handed out before still agrees.
func TestASupplementLeavesTheReceiptTrue(t *testing.T) {
	clerk := actors[0]
	before := casefile.Case{}.Then(event(t, 0, command{body: received(), by: clerk, at: start}))
	c := before.Then(event(t, 1, command{body: notified("1"), by: clerk, at: start}))
	notice := c.Digest(casefile.FirstNotice)
	mended := c.Application
	mended.Applicant.Phone = "0573-82830000"
	body := supplied("1")
	body.Application = &mended
	c = c.Then(event(t, 2, command{body: body, by: clerk, at: start}))
	if c.Application.Applicant.Phone != "0573-82830000" || len(c.OpenDefects()) != 0 {
		t.Fatalf("not mended: %+v, open %v", c.Application.Applicant, c.OpenDefects())
	}
	if c.Digest(casefile.Receipt) != before.Digest(casefile.Receipt) {
		t.Error("the receipt no longer agrees")
	}
	if c.Digest(casefile.FirstNotice) != notice {
		t.Error("the notice no longer agrees")
	}
}

// Codes are on paper in people's hands.
func TestDocumentCodesNeverChange(t *testing.T) {
	want := map[casefile.DocumentKind]byte{
		casefile.Receipt: 1, casefile.Acceptance: 2, casefile.Permit: 3, casefile.Denial: 4, casefile.Delivery: 5,
		casefile.FirstNotice: 6, casefile.SecondNotice: 7, casefile.NotRequired: 8, casefile.NotOurs: 9,
		casefile.NotAccepted: 10, casefile.Retraction: 11, casefile.Grant: 12, casefile.ExtensionNotice: 13,
		casefile.SpecialNotice: 14, casefile.HearingRight: 15, casefile.HearingNotice: 16, casefile.CoordinationSet: 17,
		casefile.ConditionSheet: 18, casefile.PublicNotice: 19, casefile.Allocation: 20, casefile.LandPermit: 21,
		casefile.Contract: 22, casefile.CorrectionOrder: 23, casefile.RenewalOrder: 24, casefile.RevocationOrder: 25,
		casefile.ReminderNote: 26, casefile.RatingSheet: 27,
	}
	if len(want) != len(casefile.DocumentKinds()) {
		t.Errorf("%d kinds, %d codes", len(casefile.DocumentKinds()), len(want))
	}
	for kind, code := range want {
		if kind.Code() != code || casefile.DocumentOf(code) != kind {
			t.Errorf("%s has the code %d, and %d is %q", kind, kind.Code(), code, casefile.DocumentOf(code))
		}
	}
}
