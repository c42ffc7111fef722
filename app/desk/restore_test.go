package desk_test

import (
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
)

// A restore is put on record once, when and by whom and of when, as soon as the
// centre was heard; nobody needs to have signed in for it.
func TestARestoreIsPutOnRecord(t *testing.T) {
	c := open(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	keep := func() []casefile.Event {
		t.Helper()
		_, err := c.KeepTime()
		must(err)
		list, err := c.Store.Waiting(10)
		must(err)
		return list
	}
	if list := keep(); len(list) != 0 {
		t.Fatalf("on record without a restore: %+v", list)
	}
	must(c.Store.SaveSetting(desk.SettingRestored, desk.Restoration{
		Of: c.Time.Add(-64 * time.Hour), At: c.Time, By: "HALL\\shen|yan" + strings.Repeat("延", 100),
	}))
	must(c.Store.Local().Doubt())
	if list := keep(); len(list) != 0 {
		t.Fatalf("on record before the centre was heard: %+v", list)
	}
	must(c.Store.Local().Apply(replica.Page{Next: "p1", Told: true}))
	keep()
	list := keep()
	if len(list) != 1 || !list[0].OfLogBook() {
		t.Fatalf("on record is %+v", list)
	}
	line, is := casefile.EntryOf(list[0]).Body.(*casefile.Logged)
	if !is || line.What != casefile.Restored || !strings.HasPrefix(line.About, `2026-11-20 17:30|2026-11-23 09:30|HALL\shen yan延`) ||
		len(line.About) > 256 {
		t.Errorf("it says %+v", line)
	}
}
