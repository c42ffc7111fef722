package casefile_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// The table of all states and all commands is a golden file that a lawyer can
// read: go test ./app/casefile -update writes it anew, and it is then read by eye.
func TestEveryCommandInEveryState(t *testing.T) {
	var table bytes.Buffer
	fmt.Fprintln(&table, "# Every command in every state, by the role that may give it.")
	fmt.Fprintln(&table, "# may → the state it leads to; after that what is refused, by reason.")
	for _, stage := range stages(t) {
		fmt.Fprintf(&table, "\n== %s\n", stage.name)
		refused := map[string][]string{}
		for _, cmd := range commands() {
			state, code := verdict(t, stage, cmd)
			if code != "" {
				refused[code] = append(refused[code], cmd.name)
				continue
			}
			fmt.Fprintf(&table, "  may  %s → %s\n", cmd.name, state)
		}
		for _, code := range slices.Sorted(maps.Keys(refused)) {
			fmt.Fprintf(&table, "  %s: %s\n", code, strings.Join(refused[code], "; "))
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

type stage struct {
	name string
	c    casefile.Case
	on   workday.Date // the day it was reached on
}

// paths lead to each stage by the names of commands; "+ 11" lets days pass.
func paths() [][]string {
	accepted := []string{"receive", "accept"}
	reviewed := slices.Concat(accepted, []string{"agree, 空间规划科", "agree, 耕地保护科"})
	needy := []string{"receive", "accept, publicity and conditions needed"}
	spoken := slices.Concat(needy, []string{"agree, 空间规划科", "agree, 耕地保护科"})
	granted := slices.Concat(reviewed, []string{"grant"})
	issued := slices.Concat(granted, []string{"issue the permit"})
	closed := slices.Concat(issued, []string{"print the permit", "hand over"})
	pair := slices.Concat(granted, []string{"issue decision and land permit together"})
	contract := slices.Concat(granted, []string{"issue the contract"})
	told := slices.Concat(reviewed, []string{"tell of the right to a hearing"})
	then := func(base []string, name string, more ...string) []string {
		return slices.Concat([]string{name}, base, more)
	}
	return [][]string{
		{"no case yet"},
		{"received 收件", "receive"},
		{"notified 待补正, one defect open", "receive", "notify one defect"},
		{"notified 待补正, all supplied", "receive", "notify one defect", "supply defect 1"},
		{"notified 待补正, a second notice allowed", "receive", "notify one defect", "allow a second notice"},
		{"notified 待补正 twice, the second open", "receive", "notify one defect", "allow a second notice", "notify a second time", "supply defect 1"},
		{"declined 不予受理", "receive", "decline, not accepted"},
		{"deemed accepted 视为受理, nobody has spoken", "receive", "deemed accepted, limit passed"},
		then(accepted, "in review 审查中, nobody has spoken"),
		then(accepted, "in review 审查中, one of two has spoken", "agree, 空间规划科"),
		then(accepted, "in review 审查中, one disagrees, coordination open", "agree, 空间规划科", "disagree, 耕地保护科"),
		then(accepted, "reviewed 待决定, the disagreement settled", "agree, 空间规划科", "disagree, 耕地保护科", "settle the coordination, go on"),
		then(accepted, "reviewed 待决定, coordinated in vain", "agree, 空间规划科", "disagree, 耕地保护科", "settle the coordination, do not"),
		then(reviewed, "reviewed 待决定, both agree"),
		then(reviewed, "reviewed 待决定, an expert review runs", "start an expert review"),
		then(reviewed, "reviewed 待决定, the expert review is over", "start an expert review", "end the expert review"),
		then(reviewed, "reviewed 待决定, extended once", "extend by 10 days"),
		then(told, "reviewed 待决定, told of the right to a hearing"),
		then(told, "reviewed 待决定, hearing waived", "waive the hearing"),
		then(told, "reviewed 待决定, hearing asked for", "ask for the hearing"),
		then(told, "reviewed 待决定, hearing set", "ask for the hearing", "set the hearing"),
		then(told, "reviewed 待决定, hearing held", "ask for the hearing", "set the hearing", "hold the hearing"),
		then(needy, "in review 审查中, publicity and conditions needed"),
		then(spoken, "reviewed 待决定, publicity and conditions needed"),
		then(spoken, "reviewed 待决定, public", "post a publicity"),
		then(spoken, "reviewed 待决定, publicity over, conditions needed", "post a publicity", "close the publicity"),
		then(spoken, "reviewed 待决定, publicity of the earlier item, conditions set", "reuse the publicity of the earlier item", "set the conditions"),
		then(granted, "granted 待赋号"),
		then(reviewed, "denied 不予许可", "deny with reasons"),
		then(issued, "issued 待领证, not printed"),
		then(issued, "issued 待领证, printed", "print the permit"),
		then(closed, "closed 办结"),
		then(closed, "granted 待赋号 anew, corrected", "correct a slip of the pen"),
		then(closed, "issued 待领证, corrected", "correct a slip of the pen", "issue the permit"),
		then(closed, "closed 办结, renewal asked for", "ask for renewal"),
		then(closed, "granted 待赋号 anew, renewed", "ask for renewal", "grant the renewal"),
		then(closed, "closed 办结, renewal denied", "ask for renewal", "deny the renewal"),
		then(pair, "issued 待领证, two certificates, none printed"),
		then(pair, "issued 待领证, two certificates, one printed", "print the allocation decision"),
		then(pair, "issued 待领证, two certificates, both printed", "print the allocation decision", "print the land permit"),
		then(pair, "issued 待领证, number returned", "enter the returned number"),
		then(contract, "issued 待领证, contract to be signed", "print the contract"),
		then(contract, "granted 待赋号, contract signed", "print the contract", "sign the contract"),
		then(contract, "issued 待领证, permit after the contract, paid", "print the contract", "sign the contract",
			"issue the land permit", "print the land permit", "confirm the payment"),
		then(closed, "closed 办结, rated", "rate"),
		then(closed, "revoked 撤销", "revoke"),
		{"withdrawn 撤件", "receive", "withdraw"},
	}
}

// stages are cases walked to each state.
func stages(t testing.TB) []stage {
	all := commands()
	var list []stage
	for _, path := range paths() {
		s := stage{name: path[0], on: first}
		for _, step := range path[1:] {
			i := slices.IndexFunc(all, func(c command) bool { return c.name == step })
			if i < 0 {
				t.Fatalf("%s: no command is called %q", s.name, step)
			}
			on := first.Add(all[i].late)
			if on.Before(s.on) {
				on = s.on
			}
			body := all[i].body(s.c, on)
			if no := casefile.Decide(s.c, body, all[i].by); no != nil {
				t.Fatalf("%s: %s: %v", s.name, step, no)
			}
			s.c, s.on = s.c.Then(event(t, s.c.Version, body, all[i].by, on)), on
			if len(s.c.Misfits) > 0 {
				t.Fatalf("%s: %s: %v", s.name, step, s.c.Misfits)
			}
		}
		list = append(list, s)
	}
	return list
}

func event(t interface{ Fatal(...any) }, i int, body casefile.Body, by casefile.Actor, on workday.Date) casefile.Event {
	e, err := casefile.New(fmt.Sprint(i), "case", i, by, moment(on), "P", body)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// verdict is the state that a command leads to, or why it is refused.
func verdict(t *testing.T, s stage, cmd command) (casefile.State, string) {
	on := first.Add(cmd.late)
	if on.Before(s.on) {
		on = s.on
	}
	body := cmd.body(s.c, on)
	if no := casefile.Decide(s.c, body, cmd.by); no != nil {
		want, listed := casefile.RefusalCodes()[no.Code]
		if got := slices.Sorted(maps.Keys(no.Data)); !listed || !slices.Equal(got, want) {
			t.Errorf("%s carries %v; RefusalCodes promises %v", no.Code, got, want)
		}
		return "", no.Code
	}
	after := s.c.Then(event(t, s.c.Version, body, cmd.by, on))
	if len(after.Misfits) > len(s.c.Misfits) {
		t.Fatalf("%s, %s was agreed to and then refused: %v", s.name, cmd.name, after.Misfits)
	}
	return after.State, ""
}

// A required material that is missing keeps a case from being accepted, and
// the refusal names it.
func TestMissingMaterialIsNamed(t *testing.T) {
	body := received()
	body.Materials[0].Present = false
	c := casefile.Case{}.Then(event(t, 0, body, clerk, first))
	no := casefile.Decide(c, &casefile.Accepted{On: first, Terms: terms(first)}, clerk)
	if no == nil || no.Code != "materials-missing" {
		t.Fatalf("refusal %v, want materials-missing", no)
	}
	if got := fmt.Sprint(no.Data["materials"]); got != "[申请报告]" {
		t.Errorf("names %s", got)
	}
}

// Nobody dates a notice back: the day it names is the day it was written.
func TestTheDayNamedIsTheDayItWasWritten(t *testing.T) {
	c := casefile.Case{}.Then(event(t, 0, received(), clerk, first))
	late := event(t, 1, notified("1", first), clerk, first.Add(9))
	if no := c.Accepts(late); no == nil || no.Code != "date" {
		t.Fatalf("refusal %v, want date", no)
	}
	if c = c.Then(late); c.State != casefile.StateReceived || len(c.Misfits) != 1 {
		t.Errorf("the case went to %q with %d misfits", c.State, len(c.Misfits))
	}
}

// A supplement mends the statement, and a receipt handed out before still agrees.
func TestASupplementLeavesTheReceiptTrue(t *testing.T) {
	before := casefile.Case{}.Then(event(t, 0, received(), clerk, first))
	c := before.Then(event(t, 1, notified("1", first), clerk, first))
	notice := c.Digest(casefile.FirstNotice)
	mended := c.Application
	mended.Applicant.Phone = "0573-82830000"
	body := supplied("1", first)
	body.Application = &mended
	c = c.Then(event(t, 2, body, clerk, first))
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
		casefile.ReminderNote: 26, casefile.RatingSheet: 27, casefile.Drawing: 28,
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
