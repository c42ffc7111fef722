package desk_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	"onewindow/app/desk"
	"onewindow/app/workday"
)

// What stops the clocks, and for how long.
func TestClocksByTheCalendar(t *testing.T) {
	file, err := os.Open("testdata/clocks.csv")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() }) // only read
	reader := csv.NewReader(file)
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range rows[1:] {
		t.Run(v[0], func(t *testing.T) { clocked(t, v) })
	}
}

// clocked lives one line of the table through.
func clocked(t *testing.T, v []string) {
	k := begin(t)
	for step := range strings.SplitSeq(v[1], "|") {
		if words := strings.SplitN(step, " ", 4); len(words) == 4 {
			k.on(words[0]).do(words[1], desk.Action(words[2]), valuesOf(words[3]))
		}
	}
	k.on(v[2])
	view, err := k.Open(k.id)
	k.must(err)
	for name, pair := range map[string][2]string{
		"promised":  {due(view.Case.Deadline), v[3]},
		"statutory": {due(view.Case.Statutory), v[4]},
		"light":     {lights()[view.Light], v[5]},
		"left":      {strconv.Itoa(view.Days), v[6]},
	} {
		if !strings.HasSuffix(pair[0], pair[1]) {
			t.Errorf("%s %s, want %s", name, pair[0], pair[1])
		}
	}
	if len(view.Case.Misfits) > 0 {
		t.Errorf("the rules refused %v", view.Case.Misfits)
	}
}

func valuesOf(text string) map[string]string {
	values := map[string]string{}
	for pair := range strings.SplitSeq(text, ";") {
		key, value, _ := strings.Cut(pair, "=")
		values[key] = value
	}
	return values
}

func due(d workday.Deadline) string {
	if d.Open {
		return "-"
	}
	return d.Due.String()
}

func lights() map[desk.Light]string {
	return map[desk.Light]string{
		desk.NoLight: "none", desk.InTime: "in-time", desk.Soon: "soon", desk.Overdue: "overdue", desk.Standing: "standing",
	}
}
