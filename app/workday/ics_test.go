package workday_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"onewindow/app/workday"

	"pgregory.net/rapid"
)

func read(t testing.TB, name string) *workday.Calendar {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := workday.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBothFormsOfTheSampleSayTheSame(t *testing.T) {
	ics, csv := read(t, "testdata/sample-2027.ics"), read(t, "testdata/sample-2027.csv")
	if !bytes.Equal(ics.CSV(), csv.CSV()) || ics.Version() != csv.Version() {
		t.Errorf("ICS:\n%s\nCSV:\n%s", ics.CSV(), csv.CSV())
	}
	if years := fmt.Sprint(ics.Years()); years != "[2027]" {
		t.Errorf("covers %s", years)
	}
}

// event is an ICS file of one event.
func event(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func TestMarksOfASummary(t *testing.T) {
	for summary, want := range map[string]string{
		"春节（休）":         "2027-02-08,off,春节",
		"春节(休)":         "2027-02-08,off,春节",
		"春节 休":          "2027-02-08,off,春节",
		"春节·休":          "2027-02-08,off,春节",
		"春节【假】":         "2027-02-08,off,春节",
		"春节假期":          "2027-02-08,off,春节",
		"春节 假期 第2天/共8天": "2027-02-08,off,春节",
		"春节放假调休":        "2027-02-08,off,春节",
		"[放假]春节":        "2027-02-08,off,春节",
		`国庆节\, 中秋节（休）`:  "2027-02-08,off,国庆节， 中秋节",
		"（休）":           "2027-02-08,off,节假日",
		"春节（班）":         "2027-02-08,work,春节",
		"春节（补）":         "2027-02-08,work,春节",
		"春节补班":          "2027-02-08,work,春节",
		"春节调休上班":        "2027-02-08,work,春节",
		"春节 补班 第1天/共1天": "2027-02-08,work,春节",
		"[加班]":          "2027-02-08,work,调休",
		"春节":            "",
		"退休":            "",
		"培训班":           "",
		"立春":            "",
	} {
		c, err := workday.ParseICS(strings.NewReader(event("DTSTART;VALUE=DATE:20270208", "SUMMARY:"+summary)))
		if err != nil {
			t.Errorf("%q: %v", summary, err)
			continue
		}
		if got := strings.TrimSpace(string(c.CSV())); got != want {
			t.Errorf("%q is read as %q, want %q", summary, got, want)
		}
	}
}

func TestAMarkOfItsOwnOutweighsTheSummary(t *testing.T) {
	c, err := workday.ParseICS(strings.NewReader(event(
		"DTSTART;VALUE=DATE:20270208", "SUMMARY:春节调休", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY")))
	if err != nil || string(c.CSV()) != "2027-02-08,work,春节调休\n" {
		t.Errorf("%v\n%s", err, c.CSV())
	}
}

func TestErrorsNameTheLineOfAnICSFile(t *testing.T) {
	off := "SUMMARY:春节（休）"
	for text, want := range map[string]struct {
		line int
		code workday.Want
	}{
		"":                               {0, workday.WantCalendar},
		"hello":                          {1, workday.WantProperty},
		"VERSION:2.0":                    {1, workday.WantCalendar},
		"BEGIN:VEVENT":                   {1, workday.WantCalendar},
		"BEGIN:VCALENDAR\nVERSION:2.0":   {2, workday.WantEnd},
		"BEGIN:VCALENDAR\nEND:VEVENT":    {2, workday.WantEnd},
		"BEGIN:VCALENDAR\nX-A:\xff":      {2, workday.WantText},
		event(off):                       {2, workday.WantStart},
		event("DTSTART:2027-02-08", off): {3, workday.WantDay},
		event("DTSTART:20270230", off):   {3, workday.WantDay},
		event(off, "DTSTART:20270208", "DTEND:x"):                                                         {5, workday.WantDay},
		event(off, "DTSTART:20270208", "DTEND:20270201"):                                                  {5, workday.WantLength},
		event(off, "DTSTART:20270208", "DTEND:20280208"):                                                  {5, workday.WantLength},
		event(off, "DTSTART:20270208", "DURATION:PT5H"):                                                   {5, workday.WantLength},
		event(off, "DTSTART:20270208", "RRULE:FREQ=YEARLY"):                                               {5, workday.WantNoRule},
		event(off, "DTSTART:20270208", "DTSTART:20270209"):                                                {2, workday.WantStart},
		event("SUMMARY:春节调休", "DTSTART:20270208"):                                                         {3, workday.WantMark},
		event("SUMMARY:" + strings.Repeat("春", 90) + "（休）"):                                               {3, workday.WantName},
		event(off, "DTSTART:20270208", "END:VEVENT", "BEGIN:VEVENT", "SUMMARY:春节（班）", "DTSTART:20270208"): {8, workday.WantDayOnce},
	} {
		_, err := workday.ParseICS(strings.NewReader(text))
		var line *workday.LineError
		if !errors.As(err, &line) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if line.Line != want.line || line.Want != want.code {
			t.Errorf("%q: %v (%s), want line %d and %s", text, err, line.Want, want.line, want.code)
		}
	}
}

func TestEachWantHasWordsOfItsOwn(t *testing.T) {
	seen := map[string]workday.Want{}
	for _, w := range workday.Wants() {
		words := (&workday.LineError{Line: 1, Want: w}).Error()
		if other, twice := seen[words]; twice || strings.HasSuffix(words, "expected "+string(w)) {
			t.Errorf("%s: %q, as %q", w, words, other)
		}
		seen[words] = w
	}
}

// asICS writes the announced days of a calendar as events of a day each.
func asICS(c *workday.Calendar) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\nX-WR-CALNAME:x\n")
	for line := range strings.Lines(string(c.CSV())) {
		f := strings.Split(strings.TrimSpace(line), ",")
		mark := map[string]string{"off": "WORK-HOLIDAY", "work": "ALTERNATE-WORKDAY"}[f[1]]
		if mark != "" {
			fmt.Fprintf(&b, "BEGIN:VEVENT\nDTSTART;VALUE=DATE:%s\nSUMMARY:%s\nX-APPLE-SPECIAL-DAY:%s\nEND:VEVENT\n",
				strings.ReplaceAll(f[0], "-", ""), f[2], mark)
		}
	}
	return b.String() + "END:VCALENDAR\n"
}

func TestTheEmbeddedCalendarPassesThroughICS(t *testing.T) {
	c := china(t)
	back, err := workday.ParseICS(strings.NewReader(asICS(c)))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(back.Years()) != fmt.Sprint(c.Years()) || back.Notice(2026) != "x" {
		t.Fatalf("covers %v", back.Years())
	}
	for d := date(t, "2025-01-01"); d.Year() < 2027; d = d.Add(1) {
		here, _ := c.IsWorking(d)
		there, known := back.IsWorking(d)
		if here != there || !known {
			t.Errorf("%s: working %t became %t", d, here, there)
		}
	}
}

// anyCalendar has lines of every kind, in and out of covered years.
func anyCalendar(t *rapid.T) *workday.Calendar {
	name := rapid.SampledFrom([]string{"元旦", "春节", "国庆节， 中秋节", "a b"})
	var b strings.Builder
	for _, year := range rapid.SliceOfDistinct(rapid.IntRange(2024, 2028), rapid.ID[int]).Draw(t, "years") {
		fmt.Fprintf(&b, "%d,notice,%s\n", year, name.Draw(t, "notice"))
	}
	for _, day := range rapid.SliceOfNDistinct(rapid.IntRange(0, 2000), 0, 40, rapid.ID[int]).Draw(t, "days") {
		start, _ := workday.NewDate(2024, 1, 1)
		kind := rapid.SampledFrom([]string{"off", "work", "statutory"}).Draw(t, "kind")
		fmt.Fprintf(&b, "%s,%s,%s\n", start.Add(day), kind, name.Draw(t, "name"))
	}
	for _, day := range rapid.SliceOfDistinct(rapid.IntRange(1, 28), rapid.ID[int]).Draw(t, "yearly") {
		fmt.Fprintf(&b, "02-%02d,statutory,%s\n", day, name.Draw(t, "law"))
	}
	c, err := workday.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCSVReadsBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		back, err := workday.Parse(bytes.NewReader(c.CSV()))
		if err != nil || !bytes.Equal(back.CSV(), c.CSV()) || back.Version() != c.Version() {
			t.Fatalf("%v\n%s\n%s", err, c.CSV(), back.CSV())
		}
		for i := range 2000 {
			start, _ := workday.NewDate(2024, 1, 1)
			d := start.Add(i)
			working, known := c.IsWorking(d)
			if w, k := back.IsWorking(d); w != working || k != known {
				t.Fatalf("%s: working %t, known %t became %t, %t", d, working, known, w, k)
			}
		}
	})
}

func TestMergeTakesCoveredYearsAndKeepsTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, fresh := anyCalendar(t), anyCalendar(t)
		before := string(old.CSV()) + string(fresh.CSV())
		merged := old.Merge(fresh)
		if _, err := workday.Parse(bytes.NewReader(merged.CSV())); err != nil {
			t.Fatalf("the merged calendar contradicts itself: %v", err)
		}
		if again := merged.Merge(fresh); !bytes.Equal(again.CSV(), merged.CSV()) {
			t.Fatalf("merged twice:\n%s\n%s", merged.CSV(), again.CSV())
		}
		if string(old.CSV())+string(fresh.CSV()) != before {
			t.Fatal("merging changed what was merged")
		}
		for i := range 2000 {
			start, _ := workday.NewDate(2024, 1, 1)
			d := start.Add(i)
			from := old
			year, month, _ := d.Date()
			if fresh.Covers(year) && (month < 12 || fresh.Covers(year+1)) {
				from = fresh
			}
			working, _ := from.IsWorking(d)
			got, known := merged.IsWorking(d)
			if !known && (old.Covers(year) || fresh.Covers(year)) {
				t.Fatalf("%s is not known any more", d)
			}
			if from == fresh && got != working {
				t.Fatalf("%s: working %t, want %t", d, got, working)
			}
		}
	})
}

func TestANoticeReplacesTheGuessesOfItsYear(t *testing.T) {
	c := china(t).Merge(read(t, "testdata/sample-2027.ics"))
	if fmt.Sprint(c.Years()) != "[2025 2026 2027]" || !strings.HasPrefix(c.Notice(2027), "示例日历") {
		t.Fatalf("%v, %q", c.Years(), c.Notice(2027))
	}
	if bytes.Contains(c.CSV(), []byte("2027-02-06,statutory")) {
		t.Error("a guess of 2027 is left")
	}
	before := china(t).Deadline(date(t, "2026-12-14"), 30)
	after, changed := c.Recount(kept(t, before))
	if !changed || !before.Provisional || after.Provisional || before.Due.String() != "2027-01-26" || after.Due.String() != "2027-01-26" {
		t.Errorf("%s, provisional %t became %s, provisional %t", before.Due, before.Provisional, after.Due, after.Provisional)
	}
	before = china(t).Deadline(date(t, "2026-12-30"), 30)
	if after, _ = c.Recount(before); before.Due.String() != "2027-02-15" || after.Due.String() != "2027-02-17" {
		t.Errorf("%s became %s", before.Due, after.Due)
	}
}

func FuzzParseICS(f *testing.F) {
	sample, err := os.ReadFile("testdata/sample-2027.ics")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add([]byte(event("DTSTART:00010101", "SUMMARY:x（休）")))
	f.Add([]byte(event("DTSTART:99991231", "DURATION:P9W", "SUMMARY;X=\":\":x（班）")))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := workday.ParseICS(bytes.NewReader(data))
		if (err == nil) == (c == nil) {
			t.Fatalf("calendar %v and error %v", c, err)
		}
		if c == nil {
			return
		}
		back, err := workday.Parse(bytes.NewReader(c.CSV()))
		if err != nil || !bytes.Equal(back.CSV(), c.CSV()) {
			t.Fatalf("%v\n%s", err, c.CSV())
		}
	})
}
