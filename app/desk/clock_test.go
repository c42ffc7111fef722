package desk_test

import (
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk/desktest"
)

// A clock that is set back within a day turns no record around: what happens
// later is never written under an earlier time.
func TestRecordNeverRunsBackwards(t *testing.T) {
	c := desktest.New(t)
	file, err := c.Accepted("示例建设有限公司", "示例项目")
	if err != nil {
		t.Fatal(err)
	}
	before := file.History[len(file.History)-1].At
	for _, set := range []time.Duration{-3 * time.Hour, time.Hour, 3 * time.Hour} {
		c.Time = c.Time.Add(set)
		if _, err := c.Print(file.ID, casefile.Receipt, "顾客遗失"); err != nil {
			t.Fatal(err)
		}
		if file, err = c.Store.Case(file.ID); err != nil {
			t.Fatal(err)
		}
		last := file.History[len(file.History)-1].At
		want := c.Time
		if want.Before(before) {
			want = before
		}
		if !last.Equal(want) {
			t.Errorf("the clock shows %v, the event before was at %v, this one at %v", c.Time, before, last)
		}
		before = last
	}
}
