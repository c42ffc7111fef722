package workday_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/workday"
)

// Whatever was counted reads back day by day as it was written.
func TestTrailSurvivesWriting(t *testing.T) {
	c, first := china(t), date(t, "2024-12-20")
	rapid.Check(t, func(t *rapid.T) {
		start := first.Add(rapid.IntRange(0, 1500).Draw(t, "start"))
		var stands []workday.Span
		if rapid.Bool().Draw(t, "stands") {
			from := start.Add(rapid.IntRange(-3, 20).Draw(t, "from"))
			stands = append(stands, workday.Span{
				From: from, To: from.Add(rapid.IntRange(0, 30).Draw(t, "days")), Name: rapid.StringMatching(`[a-z%\]\[听证]{0,6}`).Draw(t, "name"),
			})
		}
		counted := c.Count(start, rapid.IntRange(0, 60).Draw(t, "limit"), stands)
		raw, err := json.Marshal(counted)
		if err != nil {
			t.Fatal(err)
		}
		var back workday.Deadline
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatalf("%v in %s", err, raw)
		}
		if !reflect.DeepEqual(back, counted) {
			t.Fatalf("%s\nread %+v\nwant %+v", raw, back, counted)
		}
	})
}

func FuzzTrail(f *testing.F) {
	f.Add("2026-09-29 SWH[国庆节]HHHHHHWWM[国庆节]")
	f.Add("2026-12-30 Sww[")
	f.Fuzz(func(t *testing.T, text string) {
		var trail workday.Trail
		if trail.UnmarshalText([]byte(text)) != nil {
			return
		}
		raw, err := trail.MarshalText()
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", text, err)
		}
		var again workday.Trail
		if err := again.UnmarshalText(raw); err != nil || !reflect.DeepEqual(again, trail) {
			t.Fatalf("%q: %v", raw, err)
		}
	})
}
