package casefile_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"onewindow/app/casefile"
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
			fmt.Fprintf(&table, "  %-34s %s\n", c.name, verdict(t, stage.c, c))
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
}

func commands(t *testing.T) []command {
	clerk, spatial, farmland, stranger := actors[0], actors[1], actors[2], actors[3]
	approver, centre := actors[4], actors[6]
	return []command{
		{"receive", received(), clerk},
		{"receive, by the approver", received(), approver},
		{"attach a file", &casefile.Attached{Material: "boundary"}, clerk},
		{"accept", &casefile.Accepted{Number: "1", Deadline: due(t), Sections: []string{"空间规划科", "耕地保护科"}}, clerk},
		{"accept, by the reviewer", &casefile.Accepted{Number: "1", Deadline: due(t), Sections: []string{"空间规划科"}}, spatial},
		{"agree, 空间规划科", &casefile.OpinionGiven{Section: "空间规划科", Agree: true, Text: "符合"}, spatial},
		{"agree, 耕地保护科", &casefile.OpinionGiven{Section: "耕地保护科", Agree: true, Text: "符合"}, farmland},
		{"disagree, 耕地保护科", &casefile.OpinionGiven{Section: "耕地保护科", Text: "占用"}, farmland},
		{"agree, a section nobody asked", &casefile.OpinionGiven{Section: "信访科", Agree: true, Text: "符合"}, stranger},
		{"agree for another section", &casefile.OpinionGiven{Section: "耕地保护科", Agree: true, Text: "符合"}, spatial},
		{"grant", &casefile.Decided{Grant: true}, approver},
		{"grant, by the clerk", &casefile.Decided{Grant: true}, clerk},
		{"deny with reasons", &casefile.Decided{Reason: "不符合规划"}, approver},
		{"deny without reasons", &casefile.Decided{}, approver},
		{"issue the certificate", &casefile.Issued{Number: "3304022026XS0000001", Payload: "P"}, centre},
		{"issue, by the approver", &casefile.Issued{Number: "3304022026XS0000001", Payload: "P"}, approver},
		{"print the receipt", &casefile.Printed{Document: casefile.Receipt, Copy: 1}, clerk},
		{"print the permit", &casefile.Printed{Document: casefile.Permit, Copy: 1}, clerk},
		{"hand over", &casefile.Handed{Recipient: "张伟东", Method: "window"}, clerk},
		{"withdraw", &casefile.Withdrawn{Reason: "申请人申请撤回"}, clerk},
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
		walk("in review 审查中, nobody has spoken", "receive", "accept"),
		walk("in review 审查中, one of two has spoken", "receive", "accept", "agree, 空间规划科"),
		walk("reviewed 待决定, both agree", "receive", "accept", "agree, 空间规划科", "agree, 耕地保护科"),
		walk("reviewed 待决定, one disagrees", "receive", "accept", "agree, 空间规划科", "disagree, 耕地保护科"),
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
	e, err := casefile.New(fmt.Sprint(i), "case", i, c.by, start, "P", c.body)
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
	return "yes → " + string(after.State)
}

// A required material that is missing keeps a case from being accepted, and
// the refusal names it.
func TestMissingMaterialIsNamed(t *testing.T) {
	body := received()
	body.Materials[0].Present = false
	c := casefile.Case{}.Then(event(t, 0, command{body: body, by: actors[0]}))
	no := casefile.Decide(c, &casefile.Accepted{Number: "1", Deadline: due(t), Sections: []string{"空间规划科"}}, actors[0])
	if no == nil || no.Code != "materials-missing" {
		t.Fatalf("refusal %v, want materials-missing", no)
	}
	if got := fmt.Sprint(no.Data["materials"]); got != "[申请报告]" {
		t.Errorf("names %s", got)
	}
}
