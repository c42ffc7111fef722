package workday_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"onewindow/app/workday"

	"pgregory.net/rapid"
)

func china(t testing.TB) *workday.Calendar {
	t.Helper()
	file, err := os.Open("../../assets/calendars/china.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	c, err := workday.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func date(t testing.TB, s string) workday.Date {
	t.Helper()
	d, err := workday.ParseDate(s)
	if err != nil || d.IsZero() {
		t.Fatalf("%q: %v", s, err)
	}
	return d
}

// rows reads a table of testdata, without its comments.
func rows(t *testing.T, name string, fields int) [][]string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var table [][]string
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		if line := lines.Text(); line != "" && line[0] != '#' {
			row := strings.Split(line, ",")
			if len(row) != fields {
				t.Fatalf("%s: %q has %d fields, not %d", name, line, len(row), fields)
			}
			table = append(table, row)
		}
	}
	if len(table) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return table
}

func TestDeadlinesOfTheTable(t *testing.T) {
	c := china(t)
	for _, row := range rows(t, "testdata/deadlines.csv", 6) {
		n, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		got := c.Count(date(t, row[0]), n, spans(t, row[5]))
		found := []string{got.Due.String(), strconv.FormatBool(got.Provisional), strconv.Itoa(got.Left)}
		if !slices.Equal(found, row[2:5]) || got.Open != got.Due.IsZero() {
			t.Errorf("%s + %d standing %q: %v, open %t; want %v", row[0], n, row[5], found, got.Open, row[2:5])
		}
	}
}

// spans reads stretches of the form from..to.
func spans(t *testing.T, text string) []workday.Span {
	t.Helper()
	var list []workday.Span
	for _, one := range strings.Fields(text) {
		from, to, _ := strings.Cut(one, "..")
		span := workday.Span{From: date(t, from)}
		if to != "" {
			span.To = date(t, to)
		}
		list = append(list, span)
	}
	return list
}

func TestEachAnnouncedYearHas248WorkingDays(t *testing.T) {
	c := china(t)
	if years := c.Years(); len(years) != 2 || years[0] != 2025 || years[1] != 2026 {
		t.Fatalf("covered years: %v", years)
	}
	for _, year := range c.Years() {
		working := 0
		for d := date(t, strconv.Itoa(year)+"-01-01"); d.Year() == year; d = d.Add(1) {
			is, known := c.IsWorking(d)
			if !known {
				t.Fatalf("%s is not known", d)
			}
			if is {
				working++
			}
		}
		if working != 248 {
			t.Errorf("%d has %d working days, not 248", year, working)
		}
	}
}

func TestMakeUpDaysAreWeekendDays(t *testing.T) {
	c := china(t)
	for d := date(t, "2025-01-01"); d.Year() < 2027; d = d.Add(1) {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		trail := c.Deadline(d.Add(-1), 1).Days
		if trail[1].Reason == workday.MakeUp && !weekend {
			t.Errorf("%s, a %s, is no day to make up on", d, d.Weekday())
		}
	}
}

func TestTrailTellsWhyEachDayCountsOrNot(t *testing.T) {
	trail := china(t).Deadline(date(t, "2026-09-29"), 4).Days
	want := []struct {
		date   string
		reason workday.Reason
		name   string
		number int
	}{
		{"2026-09-29", workday.Start, "", 0},
		{"2026-09-30", workday.Working, "", 1},
		{"2026-10-01", workday.Holiday, "国庆节", 0},
		{"2026-10-02", workday.Holiday, "国庆节", 0},
		{"2026-10-03", workday.Holiday, "国庆节", 0},
		{"2026-10-04", workday.Holiday, "国庆节", 0},
		{"2026-10-05", workday.Holiday, "国庆节", 0},
		{"2026-10-06", workday.Holiday, "国庆节", 0},
		{"2026-10-07", workday.Holiday, "国庆节", 0},
		{"2026-10-08", workday.Working, "", 2},
		{"2026-10-09", workday.Working, "", 3},
		{"2026-10-10", workday.MakeUp, "国庆节", 4},
	}
	if len(trail) != len(want) {
		t.Fatalf("the trail has %d days, not %d", len(trail), len(want))
	}
	for i, w := range want {
		got := trail[i]
		if got.Date.String() != w.date || got.Reason != w.reason || got.Name != w.name || got.Number != w.number || got.Provisional {
			t.Errorf("day %d: %+v, want %+v", i, got, w)
		}
	}
}

func TestStatutoryHolidaysHoldOnlyWhereNothingIsAnnounced(t *testing.T) {
	c := china(t)
	for day, want := range map[string]struct{ working, known bool }{
		"2025-10-02": {false, true},
		"2026-01-04": {true, true},   // a Sunday, worked
		"2027-01-01": {false, false}, // 元旦, every year
		"2027-02-05": {false, false}, // 除夕, a Friday
		"2027-10-04": {true, false},  // only the first three days are statutory
		"2031-02-04": {true, false},  // no almanac so far ahead
		"2031-05-01": {false, false},
	} {
		working, known := c.IsWorking(date(t, day))
		if working != want.working || known != want.known {
			t.Errorf("%s: working %t, known %t; want %+v", day, working, known, want)
		}
	}
}

func TestDaysLeft(t *testing.T) {
	c := china(t)
	for _, v := range []struct {
		from, to    string
		days        int
		provisional bool
	}{
		{"2026-11-02", "2026-11-02", 0, false},
		{"2026-09-29", "2026-11-02", 20, false},
		{"2026-11-03", "2026-11-02", -1, false},
		{"2026-10-08", "2026-09-30", -1, false}, // a whole holiday overdue is one working day
		{"2026-12-30", "2027-01-05", 3, true},
	} {
		days, provisional := c.Between(date(t, v.from), date(t, v.to))
		if days != v.days || provisional != v.provisional {
			t.Errorf("%s to %s: %d, %t; want %d, %t", v.from, v.to, days, provisional, v.days, v.provisional)
		}
	}
	if days, _ := c.Between(workday.Date{}, date(t, "2026-11-02")); days != 0 {
		t.Errorf("from no day: %d", days)
	}
}

func TestPublicityCountsEveryDay(t *testing.T) {
	if got := workday.PublicityEnd(date(t, "2026-09-25"), 10).String(); got != "2026-10-05" {
		t.Errorf("ends %s", got)
	}
}

func anyDay(t *rapid.T) workday.Date {
	first, _ := workday.NewDate(2024, time.June, 1)
	return first.Add(rapid.IntRange(0, 1800).Draw(t, "day"))
}

func TestDeadlineProperties(t *testing.T) {
	c := china(t)
	rapid.Check(t, func(t *rapid.T) {
		start, n := anyDay(t), rapid.IntRange(1, 60).Draw(t, "n")
		d := c.Deadline(start, n)
		if working, _ := c.IsWorking(d.Due); !working {
			t.Fatalf("%s + %d falls on %s, a day off", start, n, d.Due)
		}
		if next := c.Deadline(start, n+1); !next.Due.After(d.Due) {
			t.Fatalf("%s + %d = %s, but + %d = %s", start, n, d.Due, n+1, next.Due)
		}
		if later := c.Deadline(start.Add(1), n); later.Due.Before(d.Due) {
			t.Fatalf("a day later is due earlier: %s and %s", d.Due, later.Due)
		}
		if left, provisional := c.Between(start, d.Due); left != n || provisional != d.Provisional {
			t.Fatalf("%s to %s: %d left of %d, provisional %t and %t", start, d.Due, left, n, provisional, d.Provisional)
		}
		if left, _ := c.Between(d.Due, start); left != -n {
			t.Fatalf("backwards: %d", left)
		}
		if len(d.Days) != d.Due.Sub(start)+1 {
			t.Fatalf("%d days in the trail from %s to %s", len(d.Days), start, d.Due)
		}
		counted := 0
		for i, day := range d.Days {
			if day.Date != start.Add(i) {
				t.Fatalf("day %d of the trail is %s", i, day.Date)
			}
			if day.Reason.Counts() {
				counted++
			}
			if day.Reason.Counts() && day.Number != counted || !day.Reason.Counts() && day.Number != 0 {
				t.Fatalf("%s is number %d", day.Date, day.Number)
			}
		}
		if counted != n {
			t.Fatalf("%d days counted, not %d", counted, n)
		}
	})
}

func TestALimitWithoutEndStopsWithTheCalendar(t *testing.T) {
	c := new(workday.Calendar)
	start, _ := workday.NewDate(9999, time.December, 1)
	d := c.Deadline(start, 1_000_000)
	if d.Due.String() != "9999-12-31" || !d.Provisional {
		t.Errorf("due %s, provisional %t", d.Due, d.Provisional)
	}
	if none := c.Deadline(workday.Date{}, 5); !none.Due.IsZero() || len(none.Days) != 0 {
		t.Errorf("from no day: %+v", none)
	}
	if back := c.Deadline(start, -5); back.Due != start {
		t.Errorf("a negative limit ends %s", back.Due)
	}
}

func TestDeadlineSurvivesJSON(t *testing.T) {
	want := china(t).Deadline(date(t, "2026-12-04"), 20)
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(`"due":"2027-01-04","provisional":true`)) {
		t.Errorf("unexpected form: %s", data)
	}
	var got workday.Deadline
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(got)
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("%v\n%s\n%s", err, data, again)
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"2026-10-01,off":                             "three fields",
		"2026-10-01,off,国庆节,x":                       "three fields",
		"2026-10-01,off, ":                           "a name",
		"2026-10-01,free,国庆节":                        "notice, off, work or statutory",
		"2026-10-32,off,国庆节":                         "a date",
		",off,国庆节":                                   "a date",
		"02-30,statutory,x":                          "a day of the year",
		"26,notice,x":                                "a year",
		"2026,notice,x\n2026,notice,y":               "one notice",
		"2026-10-01,off,x\n2026-10-01,work,x":        "each day once",
		"05-01,statutory,x\n05-01,statutory,x":       "each day once",
		"2026-10-01,off,x\n2026-10-01,statutory,国庆节": "each day once",
		"2026-10-01,off,\xff":                        "three fields",
		"2026-10-01;off;国庆节":                         "three fields",
		"date,kind,name":                             "notice, off, work or statutory",
		"2026-1-1,off,元旦":                            "a date",
		"\n\n2026-10-01,statutory,":                  "a name",
	} {
		_, err := workday.Parse(strings.NewReader("# head\n" + text + "\n"))
		var line *workday.LineError
		if !errors.As(err, &line) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if line.Line != 2+strings.Count(text, "\n") || !strings.Contains(line.Error(), want) {
			t.Errorf("%q: %v, want line %d and %q", text, err, 2+strings.Count(text, "\n"), want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("2026,notice,x\r\n2026-10-01,off,国庆节\n05-01,statutory,劳动节"))
	f.Add([]byte("\xef\xbb\xbf# c\n2026-02-29,off,x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := workday.Parse(bytes.NewReader(data))
		if (err == nil) == (c == nil) {
			t.Fatalf("calendar %v and error %v", c, err)
		}
		if c != nil {
			if back, err := workday.Parse(bytes.NewReader(c.CSV())); err != nil || !bytes.Equal(back.CSV(), c.CSV()) {
				t.Fatalf("%v\n%s", err, c.CSV())
			}
			start, _ := workday.NewDate(2026, time.September, 29)
			if d := c.Deadline(start, 20); d.Due.Before(start.Add(1)) {
				t.Fatalf("due %s", d.Due)
			}
		}
	})
}

func BenchmarkDeadline(b *testing.B) {
	c, start := china(b), date(b, "2026-09-29")
	for b.Loop() {
		c.Deadline(start, 20)
	}
}
