package catalog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"onewindow/app/catalog"
	"onewindow/app/workday"
	"onewindow/assets"
)

func load(t *testing.T) *catalog.Catalog {
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

// The reform report's figures come out of the catalog's own lists.
func TestPlanCarriesTheReportsFigures(t *testing.T) {
	c := load(t)
	allocation, err := c.Plan(catalog.Answers{"supply": "allocation", "new_land": catalog.Yes})
	if err != nil {
		t.Fatal(err)
	}
	transfer, err := c.Plan(catalog.Answers{"supply": "transfer"})
	if err != nil {
		t.Fatal(err)
	}
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
	} {
		if v.got != v.want {
			t.Errorf("%s: %d, want %d", v.name, v.got, v.want)
		}
	}
	if allocation.After.Materials >= allocation.Before.Materials {
		t.Errorf("materials %d → %d: not fewer", allocation.Before.Materials, allocation.After.Materials)
	}
}

func TestSituationDecidesMaterialsAndSections(t *testing.T) {
	c := load(t)
	plain, err := c.Step("A", catalog.Answers{})
	if err != nil {
		t.Fatal(err)
	}
	hard, err := c.Step("A", catalog.Answers{"basic_farmland": catalog.Yes, "agent": catalog.Yes})
	if err != nil {
		t.Fatal(err)
	}
	if got := hard.Brought() - plain.Brought(); got != 2 {
		t.Errorf("basic farmland and an agent call for %d more papers, want 2", got)
	}
	if len(plain.Sections) != 1 || len(hard.Sections) != 2 {
		t.Errorf("sections %v and %v, want one and two", plain.Sections, hard.Sections)
	}
}

func TestPolicyFollowsTheDay(t *testing.T) {
	c := load(t)
	for day, want := range map[string]string{
		"2019-02-28": "", "2019-03-01": "NH-201903", "2019-09-16": "NH-201903",
		"2019-09-17": "MNR-2019-2/2024-709", "2026-11-23": "MNR-2019-2/2024-709",
		"2029-10-01": "NH-201903",
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

// A broken catalog is refused, and the message names the file and the fault.
func TestBrokenCatalogsNameTheirPlace(t *testing.T) {
	for _, v := range []struct{ file, old, broken, want string }{
		{"items/A.yaml", "promisedDays: 5", "promisedDays: 50", "items/A.yaml: promisedDays 50"},
		{"items/A.yaml", "when: basic_farmland}", "when: basic_farm}", "basic_farm"},
		{"items/A.yaml", "source: shared", "source: share", "expected applicant, inside, shared or exempt"},
		{"items/A.yaml", "short:", "shot:", "items/A.yaml"},
		{"items/B.yaml", "before-landpermit", "before-landpermits", "not in before/items.yaml"},
		{"routes/transfer.yaml", "[C]", "[X]", `unknown item "X"`},
		{"situations.yaml", "default: allocation", "default: gift", "not one of its options"},
		{"routes/allocation.yaml", "[before-siting, before-preexam,", "[before-preexam, before-siting,", `puts "before-preexam" ahead of "before-siting"`},
		{"routes/allocation.yaml", "before-preexam, before-landpermit", "before-siting, before-landpermit", `before names "before-siting" twice`},
		{"routes/siting.yaml", "share: 20", "share: -1", "share -1, expected 0 or more"},
		{"before/items.yaml", "window: land", "window: lands", `"before-preexam": window "lands"`},
		{"before/items.yaml", "after: [before-siting]", "after: [before-site]", `after names "before-site"`},
		{"before/items.yaml", "fields: [project.code,", "fields: [project.kode,", `fields names "project.kode"`},
		{"before/items.yaml", "fields: [project.code, project.name", "fields: [project.name, project.name", `fields names "project.name"`},
		{"before/items.yaml", "days: 3", "days: 0", `"before-landpermit": days 0`},
		{"before/items.yaml", "publicity: 10", "publicity: -1", `"before-siting": publicity -1`},
		{"before/items.yaml", "materials: [申请表, 地形图, 勘测定界图]", "materials: []", `"before-conditions": expected materials and fields`},
		{"before/situation.yaml", "agent:", "agency:", "before/situation.yaml: unknown question agency"},
		{"before/situation.yaml", `"true"`, `"maybe"`, "agent: unknown answer maybe"},
		{"items/A.yaml", "{id: before-siting}", "{id: before-preexam}", `permits names "before-preexam"`},
		{"items/C.yaml", "under: [MNR-2019-2/2024-709]", "under: [MNR-2019]", `unknown policy "MNR-2019"`},
		{"form.yaml", "width: 8", "width: 13", "expected 1 to 12"},
	} {
		t.Run(v.want, func(t *testing.T) {
			_, err := catalog.Load(broken(t, v.file, v.old, v.broken))
			if err == nil || !strings.Contains(err.Error(), v.want) {
				t.Errorf("error %v, want one that says %q", err, v.want)
			}
		})
	}
}

// broken is the real catalog with one text replaced in one file.
func broken(t *testing.T, file, old, text string) fstest.MapFS {
	t.Helper()
	folder, err := assets.Catalog()
	if err != nil {
		t.Fatal(err)
	}
	copied := fstest.MapFS{}
	if err := copyTree(folder, copied); err != nil {
		t.Fatal(err)
	}
	before := string(copied[file].Data)
	after := strings.Replace(before, old, text, 1)
	if before == after {
		t.Fatalf("%s does not hold %q", file, old)
	}
	copied[file].Data = []byte(after)
	return copied
}
