package desk_test

import (
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/workday"
)

// What the register says was given, the events say too.
func TestEventsTellWhatNumbersTheyGave(t *testing.T) {
	c := desktest.New(t)
	for _, project := range []string{"公共卫生中心", "社区医院"} {
		if _, err := c.Issued("嘉兴市南湖区卫生健康局", project); err != nil {
			t.Fatal(err)
		}
	}
	registered, err := c.Store.Taken(workday.DateOf(c.Time))
	if err != nil {
		t.Fatal(err)
	}
	written, err := c.Store.Written(c.Time.AddDate(0, 0, -1), c.Time.AddDate(0, 0, 1))
	if err != nil {
		t.Fatal(err)
	}
	var told []desk.Taken
	for _, w := range written {
		if given, ok := desk.Given(w.Event); ok {
			told = append(told, given)
		}
	}
	if len(told) != 4 || len(registered) != len(told) {
		t.Fatalf("told of %+v, registered %+v", told, registered)
	}
	for _, r := range registered {
		if !slices.Contains(told, r) {
			t.Errorf("no event tells of %+v", r)
		}
	}
	if given, ok := desk.Given(casefile.Event{Body: []byte(`{"number":"嘉南资规受〔2026〕0412号"}`)}); ok {
		t.Errorf("a leased number counts as %+v", given)
	}
}
