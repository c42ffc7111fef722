package workday_test

import (
	"encoding/json"
	"testing"
	"time"

	"onewindow/app/workday"

	"pgregory.net/rapid"
)

func TestDateAgreesWithTheClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Any second of the years 1 to 9998, with room for the zone.
		at := time.Unix(rapid.Int64Range(-62135596800+1, 253370764800).Draw(t, "second"), 0).UTC()
		d, inBeijing := workday.DateOf(at), at.Add(8*time.Hour)
		if d.String() != inBeijing.Format("2006-01-02") || d.Weekday() != inBeijing.Weekday() {
			t.Fatalf("%s is %s, a %s", at, d, d.Weekday())
		}
		back, err := workday.ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("%s read back as %s, %v", d, back, err)
		}
		n := rapid.IntRange(-400, 400).Draw(t, "n")
		if e := d.Add(n); e.Sub(d) == n && e.String() != inBeijing.AddDate(0, 0, n).Format("2006-01-02") {
			t.Fatalf("%s + %d is %s", d, n, e)
		}
	})
}

func TestTheDayTurnsAtMidnightInBeijing(t *testing.T) {
	for at, want := range map[string]string{
		"2026-12-20T15:59:59Z":      "2026-12-20",
		"2026-12-20T16:00:00Z":      "2026-12-21",
		"2026-12-20T23:00:00-05:00": "2026-12-21",
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := workday.DateOf(moment).String(); got != want {
			t.Errorf("%s is %s, want %s", at, got, want)
		}
	}
}

func TestTextForms(t *testing.T) {
	d := date(t, "2026-12-21")
	if d.Chinese() != "2026年12月21日" || date(t, "2026-01-02").Chinese() != "2026年1月2日" {
		t.Errorf("%s, %s", d.Chinese(), date(t, "2026-01-02").Chinese())
	}
	var read struct {
		On   workday.Date `json:"on"`
		None workday.Date `json:"none"`
		Omit workday.Date `json:"omit,omitzero"`
	}
	text := `{"on":"2026-12-21","none":""}`
	if err := json.Unmarshal([]byte(text), &read); err != nil || read.On != d || !read.None.IsZero() {
		t.Errorf("%+v, %v", read, err)
	}
	if again, err := json.Marshal(read); err != nil || string(again) != text {
		t.Errorf("%s, %v", again, err)
	}
	for _, bad := range []string{"2026-2-1", "2026-02-30", "0000-01-01", "20261221", "2026-12-21T00:00:00Z", "２０２６-12-21"} {
		if got, err := workday.ParseDate(bad); err == nil {
			t.Errorf("%q is read as %s", bad, got)
		}
	}
}

func TestNoDayIsNoDay(t *testing.T) {
	var none workday.Date
	year, month, day := none.Date()
	if !none.IsZero() || !workday.DateOf(time.Time{}).IsZero() || none.String() != "" || none.Chinese() != "" ||
		!none.Add(5).IsZero() || none.Year() != 0 || year != 0 || month != 0 || day != 0 {
		t.Errorf("%v", none)
	}
	if first, ok := workday.NewDate(1, time.January, 1); !ok || !none.Before(first) || first.IsZero() || first.Weekday() != time.Monday {
		t.Errorf("%v", first)
	}
	for _, bad := range [][3]int{{0, 1, 1}, {10000, 1, 1}, {2026, 13, 1}, {2026, 4, 31}, {2025, 2, 29}, {2026, 1, 0}} {
		if d, ok := workday.NewDate(bad[0], time.Month(bad[1]), bad[2]); ok || !d.IsZero() {
			t.Errorf("%v is a day: %s", bad, d)
		}
	}
	if last := date(t, "9999-12-31"); last.Add(1) != last || last.Add(-1<<30).String() != "0001-01-01" {
		t.Errorf("%s", last.Add(1))
	}
}

func TestYearsLater(t *testing.T) {
	for _, v := range []struct {
		from  string
		years int
		want  string
	}{
		{"2026-12-21", 3, "2029-12-21"},
		{"2024-02-29", 3, "2027-02-28"},
		{"2024-02-29", 4, "2028-02-29"},
		{"2026-12-21", -1, "2025-12-21"},
		{"2026-12-21", 1 << 30, "9999-12-21"},
	} {
		if got := date(t, v.from).AddYears(v.years).String(); got != v.want {
			t.Errorf("%s and %d years: %s, want %s", v.from, v.years, got, v.want)
		}
	}
	if none := (workday.Date{}).AddYears(3); !none.IsZero() {
		t.Errorf("%s", none)
	}
}
