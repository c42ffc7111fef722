package catalog_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/catalog"
	"onewindow/app/workday"
	"onewindow/assets"
)

const (
	reform   = "NH-201903"
	ministry = "MNR-2019-2/2024-709"
)

// load is the catalog that the programs carry.
func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	folder, err := assets.Catalog()
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// rows reads a table of testdata: cells apart by |, lines with # are remarks.
func rows(t *testing.T, file string, columns int) [][]string {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var list [][]string
	for line := range strings.Lines(string(raw)) {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != columns {
			t.Fatalf("%s: %q has %d cells, want %d", file, line, len(cells), columns)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		list = append(list, cells)
	}
	return list
}

// answers reads "supply=transfer agent".
func answers(text string) catalog.Answers {
	list := catalog.Answers{}
	for _, one := range strings.Fields(text) {
		id, answer, chosen := strings.Cut(one, "=")
		if !chosen {
			answer = catalog.Yes
		}
		list[id] = answer
	}
	return list
}

func policy(short string) string {
	return map[string]string{"NH": reform, "MNR": ministry}[short]
}

func TestSituationAndPolicyDecideTheStep(t *testing.T) {
	c := load(t)
	for _, row := range rows(t, "steps.txt", 10) {
		t.Run(strings.Join(row[:4], " "), func(t *testing.T) {
			policy, given := policy(row[0]), answers(row[1])
			plan, err := c.Plan(given, policy)
			if err != nil {
				t.Fatal(err)
			}
			step, err := c.Step(row[3], given, policy)
			if err != nil {
				t.Fatal(err)
			}
			next, err := c.Next(row[3], given, policy)
			if err != nil {
				t.Fatal(err)
			}
			if next == "" {
				next = "–"
			}
			got := append([]string{plan.Route, row[3]}, describe(step)...)
			want := row[2:]
			for i, cell := range append(got, next) {
				if strings.Join(strings.Fields(want[i]), " ") != cell {
					t.Errorf("%q, want %q", cell, want[i])
				}
			}
		})
	}
}

// describe writes a step as the table of steps does.
func describe(s catalog.Step) []string {
	publicity := fmt.Sprint(s.Publicity.Days)
	if s.Publicity.SharedWith != "" {
		publicity = "shared:" + s.Publicity.SharedWith
	}
	var materials, certificates []string
	for _, m := range s.Materials {
		materials = append(materials, m.ID+map[bool]string{true: "*"}[m.Source == catalog.Applicant])
	}
	for _, c := range s.Certificates {
		certificates = append(certificates, c.Document+":"+string(c.Numbering))
	}
	return []string{
		fmt.Sprintf("%d/%d+%d", s.Promised, s.Statutory, s.Extension), publicity,
		strings.Join(s.Sections, " "), strings.Join(materials, " "), strings.Join(certificates, " "),
	}
}

func TestFieldsAreAskedForWhereTheyBelong(t *testing.T) {
	c := load(t)
	common, err := c.FieldsAsked("A", nil, reform)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows(t, "fields.txt", 4) {
		asked, err := c.FieldsAsked(row[2], answers(row[1]), policy(row[0]))
		if err != nil {
			t.Fatal(err)
		}
		var more []string
		for _, f := range asked {
			if !slices.ContainsFunc(common, func(known catalog.Field) bool { return known.Key == f.Key }) {
				more = append(more, f.Key)
			}
		}
		if got := strings.Join(more, " "); got != row[3] || len(asked) != len(common)+len(more) {
			t.Errorf("%v: asked %q", row, got)
		}
	}
}

func TestStandardLandIsHeldAgainstItsIndicators(t *testing.T) {
	c := load(t)
	for _, row := range rows(t, "standard.txt", 4) {
		given := answers("supply=transfer standard_land " + row[0])
		step, err := c.Step("C", given, ministry)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(step.Indicators, func(i catalog.Indicator) bool { return i.ID == row[1] })
		if i < 0 {
			t.Fatalf("no indicator %q", row[1])
		}
		if got := step.Indicators[i].Check(row[2]); string(got) != row[3] {
			t.Errorf("%v: %s against %v", row, got, step.Indicators[i].Threshold)
		}
	}
	plain, err := c.Step("C", answers("supply=transfer"), ministry)
	if err != nil || len(plain.Indicators) > 0 {
		t.Errorf("land that is no standard land has %d indicators, %v", len(plain.Indicators), err)
	}
}

// The reform report's figures come out of the catalog's own lists.
func TestPlanCarriesTheReportsFigures(t *testing.T) {
	c := load(t)
	plan := func(text string) catalog.Plan {
		p, err := c.Plan(answers(text), reform)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	allocation, transfer := plan("new_land"), plan("supply=transfer")
	for _, v := range []struct {
		name      string
		got, want int
	}{
		{"划拨 items before", allocation.Before.Items, 4},
		{"划拨 days before", allocation.Before.Days, 18},
		{"划拨 publicity before", allocation.Before.Publicity, 20},
		{"划拨 items after", allocation.After.Items, 2},
		{"划拨 days after", allocation.After.Days, 10},
		{"划拨 publicity after", allocation.After.Publicity, 10},
		{"出让 days before", transfer.Before.Days, 10},
		{"出让 days after", transfer.After.Days, 5},
		{"items after, both routes", allocation.After.Items + transfer.After.Items, 3},
		{"days after, both routes", allocation.After.Days + transfer.After.Days, 15},
		{"items before, the whole world", len(c.Before), 6},
		// An agent brought two papers with siting and two with pre-examination, and brings one today.
		{"划拨 materials before, for an agent", plan("agent").Before.Materials - plan("").Before.Materials, 4},
		{"划拨 materials after, for an agent", plan("agent").After.Materials - plan("").After.Materials, 1},
		// On approved land there was no pre-examination.
		{"items before, siting", plan("supply=none").Before.Items, 2},
		{"items before, approved land", plan("supply=none approved_land").Before.Items, 1},
		{"merged, approved land", len(plan("supply=none approved_land").Steps[0].Merged), 1},
	} {
		if v.got != v.want {
			t.Errorf("%s: %d, want %d", v.name, v.got, v.want)
		}
	}
}

// A later item finds inside what an earlier one of its route made.
func TestWhatIsMadeInsideIsMadeBefore(t *testing.T) {
	c := load(t)
	step, err := c.Step("B", nil, ministry)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(step.Materials, func(m catalog.Material) bool { return m.ID == "opinion" })
	if i < 0 || step.Materials[i].MadeBy != (catalog.MadeBy{Item: "A", Document: "permit"}) {
		t.Errorf("materials %+v, want the opinion of item A among them", step.Materials)
	}
}

func TestPolicyFollowsTheDay(t *testing.T) {
	c := load(t)
	for day, want := range map[string]string{
		"2019-02-28": "", "2019-03-01": reform, "2019-09-16": reform,
		"2019-09-17": ministry, "2026-11-23": ministry,
		"2029-10-01": reform,
	} {
		date, err := workday.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := c.PolicyOn(date); got.ID != want {
			t.Errorf("%s: policy %q, want %q", day, got.ID, want)
		}
	}
}

func TestWhatIsUnknownIsAnError(t *testing.T) {
	c := load(t)
	_, noPolicy := c.Plan(nil, "")
	_, noItem := c.Step("X", nil, reform)
	_, otherPolicy := c.Step("A", nil, "NH-2019")
	_, notOnRoute := c.Next("C", nil, reform)
	_, noFields := c.FieldsAsked("A", nil, "NH-2019")
	_, noCondition := c.Holds("farm", nil)
	_, noRoute := c.Plan(answers("supply=gift"), reform)
	for i, err := range []error{noPolicy, noItem, otherPolicy, notOnRoute, noFields, noCondition, noRoute} {
		if err == nil {
			t.Errorf("case %d is taken", i)
		}
	}
}

// situation draws any answers, asked for or not, and often none.
func situation(t *rapid.T, c *catalog.Catalog) catalog.Answers {
	given := catalog.Answers{}
	for _, q := range c.Questions {
		options := append([]string{""}, q.Options...)
		if q.Kind == "flag" {
			options = []string{"", "true", "false"}
		}
		if answer := rapid.SampledFrom(options).Draw(t, q.ID); answer != "" {
			given[q.ID] = answer
		}
	}
	return given
}

// Whatever is answered, under whatever policy: there is a plan, and what it
// says can be kept to.
func TestEverySituationHasAPlan(t *testing.T) {
	c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		given := situation(t, c)
		plan, err := c.Plan(given, rapid.SampledFrom([]string{reform, ministry}).Draw(t, "policy"))
		if err != nil {
			t.Fatal(err)
		}
		made := map[catalog.MadeBy]bool{}
		for i, step := range plan.Steps {
			follows(t, c, plan, i, given)
			if step.Promised < 1 || step.Promised > step.Statutory || step.Coordination.Days < 1 || step.Coordination.Days > step.Statutory {
				t.Fatalf("%s: %d of %d days, coordination %d", step.Item.ID, step.Promised, step.Statutory, step.Coordination.Days)
			}
			if len(step.Sections) == 0 || len(step.Certificates) == 0 || len(step.Merged) == 0 {
				t.Fatalf("%s: sections %v, certificates %v, merged %v", step.Item.ID, step.Sections, step.Certificates, step.Merged)
			}
			for _, m := range step.Materials {
				if m.MadeBy.Item != "" && !made[m.MadeBy] {
					t.Fatalf("%s asks for %s, which nothing before it made", step.Item.ID, m.ID)
				}
			}
			for j, certificate := range step.Certificates {
				made[catalog.MadeBy{Item: step.Item.ID, Document: certificate.Document}] = true
				if first, _ := step.Certificate(certificate.Document); first.Numbering != step.Certificates[j].Numbering {
					t.Fatalf("%s ends in %s twice", step.Item.ID, certificate.Document)
				}
			}
		}
		before, after := plan.Before, plan.After
		if after.Items > before.Items || after.Publicity > before.Publicity || after.Materials > before.Materials {
			t.Fatalf("more than before: %+v → %+v", before, after)
		}
	})
}

// follows sees to it that Step and Next tell the same as the plan.
func follows(t *rapid.T, c *catalog.Catalog, plan catalog.Plan, i int, given catalog.Answers) {
	step := plan.Steps[i]
	alone, err := c.Step(step.Item.ID, given, plan.Policy)
	if err != nil || !slices.Equal(describe(alone), describe(step)) {
		t.Fatalf("alone %v, in the plan %v, %v", describe(alone), describe(step), err)
	}
	want := ""
	if i+1 < len(plan.Steps) {
		want = plan.Steps[i+1].Item.ID
	}
	if next, err := c.Next(step.Item.ID, given, plan.Policy); err != nil || next != want {
		t.Fatalf("after %s comes %q, want %q, %v", step.Item.ID, next, want, err)
	}
}

// A question that is not asked decides nothing: without its answer the plan is
// the same.
func TestOnlyWhatIsAskedDecides(t *testing.T) {
	c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		given := situation(t, c)
		asked, err := c.Asked(given)
		if err != nil {
			t.Fatal(err)
		}
		heard := catalog.Answers{}
		for _, q := range asked {
			if answer, ok := given[q.ID]; ok {
				heard[q.ID] = answer
			}
		}
		all, err := c.Plan(given, ministry)
		if err != nil {
			t.Fatal(err)
		}
		some, err := c.Plan(heard, ministry)
		if err != nil || fmt.Sprint(all) != fmt.Sprint(some) {
			t.Fatalf("%v and %v lead to different plans, %v", given, heard, err)
		}
	})
}

func BenchmarkPlan(b *testing.B) {
	c, given := load(b), answers("new_land basic_farmland agent")
	for b.Loop() {
		if _, err := c.Plan(given, ministry); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}
