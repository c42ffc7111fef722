package catalog_test

import (
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/assets"
)

func TestOfficeOverridesTheCatalog(t *testing.T) {
	folder := small(t)
	ours, err := catalog.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := loadFor(folder)
	if err != nil {
		t.Fatal(err)
	}
	give, special := answers("farmland"), answers("supply=sell special")
	for _, v := range []struct {
		name        string
		of          func(c *catalog.Catalog) any
		ours, after any
	}{
		{"promised", func(c *catalog.Catalog) any { return step(t, c, "A", nil).Promised }, 5, 4},
		{"extension", func(c *catalog.Catalog) any { return step(t, c, "A", nil).Extension }, 10, 5},
		{"limit", func(c *catalog.Catalog) any { return step(t, c, "A", give).Promised }, 10, 8},
		{"publicity", func(c *catalog.Catalog) any { return step(t, c, "A", nil).Publicity.Days }, 10, 7},
		{"publicity basis", func(c *catalog.Catalog) any { return step(t, c, "A", nil).Publicity.Basis }, "", "本局公告"},
		{"untouched publicity", func(c *catalog.Catalog) any { return step(t, c, "B", nil).Publicity.Days }, 10, 10},
		{"required", func(c *catalog.Catalog) any { return step(t, c, "A", nil).Materials[1].Required }, true, false},
		{"mark", func(c *catalog.Catalog) any { return step(t, c, "B", nil).Certificates[0].Mark }, "甲土划", "乙土划"},
		{"threshold", func(c *catalog.Catalog) any { return step(t, c, "B", special).Indicators[0].Threshold }, 28.0, 30.0},
		{"coordination by another role", func(c *catalog.Catalog) any { return step(t, c, "B", nil).Coordination },
			catalog.Coordination{Days: 3, Role: casefile.Supervisor}, catalog.Coordination{Days: 5, Role: casefile.Supervisor}},
		{"coordination", func(c *catalog.Catalog) any { return c.Coordination },
			catalog.Coordination{Days: 3, Role: casefile.Approver},
			catalog.Coordination{Days: 5, Role: casefile.Approver, Coordinator: "zhou"}},
		{"coordination of an item", func(c *catalog.Catalog) any { return step(t, c, "A", nil).Coordination.Days }, 3, 2},
	} {
		if got := v.of(theirs); got != v.after {
			t.Errorf("%s: %v, want %v", v.name, got, v.after)
		}
		if got := v.of(ours); got != v.ours {
			t.Errorf("%s of the catalog itself: %v, want %v still", v.name, got, v.ours)
		}
	}
}

func step(t *testing.T, c *catalog.Catalog, id string, given catalog.Answers) catalog.Step {
	t.Helper()
	s, err := c.Step(id, given, "new")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The demo office says on what its clock stands still during publicity, and who
// settles a disagreement; everything else is the catalog's.
func TestDemoOffice(t *testing.T) {
	raw, err := assets.DemoOffice()
	if err != nil {
		t.Fatal(err)
	}
	office, err := catalog.LoadOffice("office/nanhu.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	ours := load(t)
	c, err := ours.For(office)
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.Step("A", nil, ministry)
	if err != nil {
		t.Fatal(err)
	}
	if a.Publicity.Basis == "" || a.Coordination.Coordinator != "zhoumin" || a.Promised != 5 {
		t.Errorf("publicity %+v, coordination %+v, %d days", a.Publicity, a.Coordination, a.Promised)
	}
	if plain, _ := ours.Item("A"); plain.Publicity.Basis != "" {
		t.Errorf("the catalog itself lets the clock stand still: %q", plain.Publicity.Basis)
	}
}

// The law's list is closed: publicity stops no clock.
func TestOnlyTheLawStopsTheClock(t *testing.T) {
	var ids []string
	for _, p := range load(t).Procedures {
		ids = append(ids, p.ID)
	}
	want := []string{"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert-review"}
	if !slices.Equal(ids, want) {
		t.Errorf("procedures %v, want %v", ids, want)
	}
}

// Whatever an office writes, reading it ends in an office or in an error that
// names the file.
func FuzzLoadOffice(f *testing.F) {
	raw, err := assets.DemoOffice()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	f.Add(string(small(f)["office.yaml"].Data))
	f.Add("users: [{id: &a [*a]}]")
	f.Add("? {a: b}\n: c\n")
	c := load(f)
	f.Fuzz(func(t *testing.T, text string) {
		office, err := catalog.LoadOffice("office.yaml", []byte(text))
		if err != nil {
			return
		}
		if own, err := c.For(office); err == nil {
			if _, err := own.Plan(nil, ministry); err != nil {
				t.Fatal(err)
			}
		}
	})
}
