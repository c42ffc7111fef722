package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// sample is a calendar for 2027. It is invented: the notice is not known.
const sample = "../workday/testdata/sample-2027.ics"

// late is a counter with an accepted case whose limit lies past the
// announced years.
func late(t *testing.T) (*desktest.Counter, casefile.Case) {
	t.Helper()
	c := desktest.New(t)
	c.Time = c.Time.AddDate(0, 0, 51) // 2027-01-13
	file, err := c.Accepted("示例单位", "示例项目")
	if err != nil {
		t.Fatal(err)
	}
	if !file.Statutory.Provisional || file.Statutory.Start.String() != "2027-01-13" {
		t.Fatalf("%+v", file.Statutory)
	}
	return c, file
}

func TestAdministratorImportsACalendarAndDeadlinesMove(t *testing.T) {
	c, before := late(t)
	var done desk.CalendarImport
	if err := c.As("admin", func() (err error) {
		done, err = c.ImportCalendar(sample)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(done.Years) != 1 || done.Years[0].Year != 2027 || len(done.Moved) != 1 {
		t.Fatalf("%+v", done)
	}
	after, err := c.Store.Case(before.ID)
	if err != nil {
		t.Fatal(err)
	}
	moved := done.Moved[0]
	if moved.Number != before.Number || moved.Before != before.Deadline.Due || moved.After != after.Deadline.Due || moved.Provisional {
		t.Errorf("%+v", moved)
	}
	if after.Statutory.Provisional || after.Statutory.Due == before.Statutory.Due {
		t.Errorf("%s is still provisional or where it was, %s", after.Statutory.Due, before.Statutory.Due)
	}
	holdsBoth(t, after, before)
	err = c.As("admin", func() (err error) {
		done, err = c.ImportCalendar(sample)
		return err
	})
	if err != nil || len(done.Moved) != 0 {
		t.Errorf("imported again: %+v, %v", done, err)
	}
	info := c.Calendar()
	if info.Source != desk.CalendarImported || len(info.Years) != 3 || !strings.HasPrefix(info.Years[2].Notice, "示例日历") {
		t.Errorf("%+v", info)
	}
}

// holdsBoth looks for the old and the new limit in the history.
func holdsBoth(t *testing.T, after, before casefile.Case) {
	t.Helper()
	var old, fresh workday.Date
	for _, entry := range after.History {
		switch body := entry.Body.(type) {
		case *casefile.Accepted:
			old = body.Statutory.Due
		case *casefile.Recounted:
			fresh = body.Statutory.Due
		}
	}
	if old != before.Statutory.Due || fresh != after.Statutory.Due {
		t.Errorf("the history holds %s and %s", old, fresh)
	}
}

func TestCalendarStaysAfterARestart(t *testing.T) {
	folder := t.TempDir()
	c, err := desktest.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	err = c.As("admin", func() error {
		_, err := c.ImportCalendar(sample)
		return err
	})
	if err := errors.Join(err, c.Store.Close()); err != nil {
		t.Fatal(err)
	}
	again, err := desktest.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Calendar(); got.Version != c.Calendar().Version || got.Source != desk.CalendarImported {
		t.Errorf("%+v, want %+v", got, c.Calendar())
	}
	if err := again.Store.Close(); err != nil {
		t.Error(err)
	}
}

func TestCalendarOfTheCentreTakesOver(t *testing.T) {
	c, before := late(t)
	raw, err := os.ReadFile("../workday/testdata/sample-2027.csv")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.TakeCalendar(replica.Calendar{Version: "v1", CSV: string(raw)}); err != nil {
		t.Fatal(err)
	}
	if info := c.Calendar(); info.Source != desk.CalendarCentre || len(info.Years) != 3 || c.CalendarVersion() != "v1" {
		t.Errorf("%+v, %q", info, c.CalendarVersion())
	}
	if after, err := c.Store.Case(before.ID); err != nil || after.Version != before.Version {
		t.Errorf("the counter itself recounted: %v", err)
	}
	var line *workday.LineError
	if err := c.TakeCalendar(replica.Calendar{Version: "v2", CSV: "x"}); !errors.As(err, &line) || c.CalendarVersion() != "v1" {
		t.Errorf("%v, version %q", err, c.CalendarVersion())
	}
}

func TestCalendarsThatAreNotImported(t *testing.T) {
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, v := range map[string]struct {
		user, path, key string
		joined          bool
	}{
		"by a clerk":      {"wangfang", sample, "refused-role", false},
		"beside a centre": {"admin", sample, "calendar-of-centre", true},
		"no file":         {"admin", "none.ics", "file-unreadable", false},
		"a bad line":      {"admin", write("a.csv", "2027,notice,x\n2027-13-01,off,x\n"), "calendar-line", false},
		"no year":         {"admin", write("b.csv", "2027-01-01,off,x\n"), "calendar-empty", false},
		"no year in ICS":  {"admin", write("c.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"), "calendar-empty", false},
		"too large":       {"admin", write("d.csv", strings.Repeat("#\n", 1<<20)), "file-too-large", false},
		"a folder":        {"admin", t.TempDir(), "file-unreadable", false},
		"a line too long": {"admin", write("e.csv", strings.Repeat("x", 1<<17)), "file-unreadable", false},
	} {
		c := desktest.New(t)
		c.Line.Configured = v.joined
		before := c.Calendar()
		err := c.As(v.user, func() error {
			_, err := c.ImportCalendar(v.path)
			return err
		})
		var m *desk.Message
		if !errors.As(err, &m) || m.Key != v.key {
			t.Errorf("%s: %v", name, err)
		}
		if after := c.Calendar(); after.Version != before.Version || after.Source != desk.CalendarEmbedded {
			t.Errorf("%s: %+v is in force", name, after)
		}
	}
}
