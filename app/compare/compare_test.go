package compare_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/catalog"
	"onewindow/app/compare"
	"onewindow/app/workday"
	"onewindow/assets"
	"onewindow/ui/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	reform   = "NH-201903"
	ministry = "MNR-2019-2/2024-709"
)

type data struct {
	items    *catalog.Catalog
	calendar *workday.Calendar
}

func load(t testing.TB) data {
	t.Helper()
	folder, err := assets.Catalog()
	if err != nil {
		t.Fatal(err)
	}
	items, err := catalog.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	days, err := assets.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := workday.Parse(bytes.NewReader(days))
	if err != nil {
		t.Fatal(err)
	}
	return data{items, calendar}
}

func (d data) run(t testing.TB, o compare.Options) compare.Report {
	t.Helper()
	if o.Year == 0 {
		o.Year = 2026
	}
	r, err := compare.Run(d.items, d.calendar, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func routeOf(t *testing.T, r compare.Report, id string) compare.Route {
	t.Helper()
	for _, route := range r.Routes {
		if route.ID == id {
			return route
		}
	}
	t.Fatalf("no route %q", id)
	return compare.Route{}
}

// The reform report's figures come out of the catalog and the clock.
func TestReportsFigures(t *testing.T) {
	r := load(t).run(t, compare.Options{Policy: reform})
	allocation, transfer := routeOf(t, r, "allocation"), routeOf(t, r, "transfer")
	for _, v := range []struct {
		name    string
		got     compare.Change
		want    compare.Change
		percent int
	}{
		{"items", r.All.Items, compare.Change{Before: 6, After: 3}, -50},
		{"permits", r.All.Permits, compare.Change{Before: 2, After: 1}, -50},
		{"working days", r.All.Days, compare.Change{Before: 25, After: 15}, -40},
		{"publicity", r.All.Publicity, compare.Change{Before: 20, After: 10}, -50},
		{"划拨 working days", allocation.Days, compare.Change{Before: 18, After: 10}, -44},
		{"划拨 publicity", allocation.Publicity, compare.Change{Before: 20, After: 10}, -50},
		{"划拨 permits", allocation.Permits, compare.Change{Before: 2, After: 2}, 0},
		{"划拨 visits", allocation.Visits, compare.Change{Before: 8, After: 3}, -63},
		{"出让 working days", transfer.Days, compare.Change{Before: 10, After: 5}, -50},
		{"出让 permits", transfer.Permits, compare.Change{Before: 1, After: 0}, -100},
		{"出让 visits", transfer.Visits, compare.Change{Before: 6, After: 2}, -67},
	} {
		if v.got != v.want || v.got.Percent() != v.percent {
			t.Errorf("%s: %v %d %%, want %v %d %%", v.name, v.got, v.got.Percent(), v.want, v.percent)
		}
	}
	want := []compare.Permit{{ID: "before-landpermit", Name: "建设用地规划许可证", Route: "transfer"}}
	if !reflect.DeepEqual(r.Cancelled, want) {
		t.Errorf("cancelled %v, want %v", r.Cancelled, want)
	}
}

// The ministry's notice keeps the permit that the reform of 2019-03 cancelled.
func TestPolicyShowsInTheResult(t *testing.T) {
	d := load(t)
	r := d.run(t, compare.Options{Policy: ministry})
	if len(r.Cancelled) > 0 || r.All.Permits != (compare.Change{Before: 2, After: 2}) {
		t.Errorf("permits %v, cancelled %v: want none cancelled", r.All.Permits, r.Cancelled)
	}
	if got := routeOf(t, r, "transfer").Permits; got.After != 1 {
		t.Errorf("出让 ends in %d permits, want 1", got.After)
	}
	if own := d.run(t, compare.Options{}); own.Policy != reform {
		t.Errorf("without a policy the comparison is of %q, want the reform's own", own.Policy)
	}
}

// Holidays stretch a way: the same project waits longer across the Spring
// Festival. The dates were counted by hand from the State Council's notice.
func TestWayThroughTheCalendar(t *testing.T) {
	r := load(t).run(t, compare.Options{Policy: reform})
	if got := r.Start.String(); got != "2026-01-04" {
		t.Fatalf("the first working day of 2026 is %s, want the make-up Sunday 2026-01-04", got)
	}
	var ends []string
	for _, leg := range routeOf(t, r, "allocation").After {
		ends = append(ends, leg.Start.String()+" "+leg.Due.String()+" "+leg.Published.String()+" "+leg.End.String())
	}
	want := []string{"2026-01-04 2026-01-09 2026-01-19 2026-01-19", "2026-01-19 2026-01-26  2026-01-26"}
	if !reflect.DeepEqual(ends, want) {
		t.Errorf("划拨 after %q, want %q", ends, want)
	}
}

func TestSameSeedSameReport(t *testing.T) {
	d := load(t)
	one, again := d.run(t, compare.Options{Seed: 7}), d.run(t, compare.Options{Seed: 7})
	if !reflect.DeepEqual(one, again) {
		t.Error("the same seed gives another report")
	}
	if other := d.run(t, compare.Options{Seed: 8}); reflect.DeepEqual(one.Simulation, other.Simulation) {
		t.Error("another seed gives the same simulation")
	}
}

func TestMixDecidesTheRoutes(t *testing.T) {
	s := load(t).run(t, compare.Options{Projects: 40, Mix: map[string]int{"transfer": 1}}).Simulation
	for _, route := range s.Routes {
		if want := map[bool]int{true: 40}[route.ID == "transfer"]; route.Projects != want {
			t.Errorf("%s: %d projects, want %d", route.ID, route.Projects, want)
		}
	}
	if s.Totals.Items != (compare.Change{Before: 120, After: 40}) {
		t.Errorf("items %v, want 120 → 40", s.Totals.Items)
	}
}

func TestOptionsThatCannotBeUsed(t *testing.T) {
	d := load(t)
	for option, o := range map[string]compare.Options{
		"policy":   {Year: 2026, Policy: "NH-2019"},
		"year":     {Year: 26},
		"projects": {Year: 2026, Projects: -1},
		"mix":      {Year: 2026, Mix: map[string]int{"lease": 1}},
	} {
		var wrong *compare.OptionError
		if _, err := compare.Run(d.items, d.calendar, o); !errors.As(err, &wrong) || wrong.Option != option {
			t.Errorf("%+v: error %v, want one of %s", o, err, option)
		}
	}
	for _, mix := range []map[string]int{{}, {"siting": 0}, {"siting": -1}} {
		if _, err := compare.Run(d.items, d.calendar, compare.Options{Year: 2026, Mix: mix}); err == nil {
			t.Errorf("the mix %v is taken", mix)
		}
	}
}

// Whatever the policy, the year and the projects: no measure is worse than
// before, nothing ends on a day off, and the ranks are in order.
func TestNothingIsWorseAndNothingEndsOnADayOff(t *testing.T) {
	d := load(t)
	rapid.Check(t, func(t *rapid.T) {
		r, err := compare.Run(d.items, d.calendar, compare.Options{
			Policy: rapid.SampledFrom([]string{reform, ministry}).Draw(t, "policy"),
			Year:   rapid.IntRange(2024, 2029).Draw(t, "year"), Projects: rapid.IntRange(1, 60).Draw(t, "projects"),
			Seed: rapid.Uint64().Draw(t, "seed"),
		})
		if err != nil {
			t.Fatal(err)
		}
		figures := []compare.Figures{r.All, r.Simulation.Totals}
		for _, route := range r.Routes {
			figures = append(figures, route.Figures)
			if route.Calendar.After > route.Calendar.Before {
				t.Fatalf("%s: %v calendar days", route.ID, route.Calendar)
			}
			for _, leg := range append(route.Before, route.After...) {
				if working, _ := d.calendar.IsWorking(leg.End); !working || leg.End.Before(leg.Due) {
					t.Fatalf("%s ends on %s", leg.Item, leg.End)
				}
			}
		}
		for _, f := range figures {
			for _, m := range f.Measures() {
				if m.After > m.Before {
					t.Fatalf("%s: %v", m.Name, m.Change)
				}
			}
		}
		ranks := r.Simulation.All.Ranks()
		for i, rank := range ranks {
			if rank.After > rank.Before || i > 0 && (rank.Before < ranks[i-1].Before || rank.After < ranks[i-1].After) {
				t.Fatalf("ranks %v", ranks)
			}
		}
	})
}

// watched remembers what was drawn, so that each project's start is known.
type watched struct {
	*rand.Rand
	drawn int
}

func (w *watched) IntN(n int) int { w.drawn++; return w.Rand.IntN(n) }

func TestEachProjectDrawsItsRouteAndItsDay(t *testing.T) {
	d := load(t)
	w, err := compare.New(d.items, d.calendar, reform)
	if err != nil {
		t.Fatal(err)
	}
	random := &watched{Rand: rand.New(rand.NewPCG(1, 0))}
	s, err := w.Simulate(2026, 300, nil, random)
	if err != nil {
		t.Fatal(err)
	}
	sum, provisional := 0, 0
	for _, route := range s.Routes {
		sum += route.Projects
		provisional += route.Provisional
		if route.Projects == 0 {
			t.Errorf("no project of 300 took the route %s", route.ID)
		}
	}
	if sum != 300 || random.drawn != 600 {
		t.Errorf("%d projects on routes, %d draws; want 300 and 600", sum, random.drawn)
	}
	if provisional != s.All.Provisional || provisional == 0 || s.All.Provisional > 100 {
		t.Errorf("%d of 300 projects leave the announced calendar, want some of the last weeks", s.All.Provisional)
	}
}

// TestTable holds the command's table, in both languages, against testdata.
func TestTable(t *testing.T) {
	r := load(t).run(t, compare.Options{Seed: 1})
	for _, language := range text.Languages() {
		if err := text.Use(assets.Translations, language); err != nil {
			t.Fatal(err)
		}
		table := r.Table(func(key string, data map[string]any) string { return text.T(key, text.Data(data)) })
		if strings.Contains(table, "compare.") {
			t.Errorf("%s: a key has no words:\n%s", language, table)
		}
		golden(t, "table."+language+".golden", []byte(table))
	}
}

// TestJSON holds the keys that other programs read.
func TestJSON(t *testing.T) {
	raw, err := json.MarshalIndent(load(t).run(t, compare.Options{Policy: ministry, Seed: 1}), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report.golden.json", append(raw, '\n'))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed:\n%s", file, got)
	}
}

func BenchmarkSimulate(b *testing.B) {
	d := load(b)
	for b.Loop() {
		d.run(b, compare.Options{Seed: 1})
	}
}
