package desk_test

import (
	"errors"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
)

// While the line was down window 04 took in what window 03 had taken in too.
func TestDuplicatesWaitForAPerson(t *testing.T) {
	c := desktest.New(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	pairs := func(want int) []desk.Duplicate {
		t.Helper()
		list, err := c.Duplicates()
		must(err)
		if len(list) != want {
			t.Fatalf("%d pairs, want %d", len(list), want)
		}
		return list
	}
	first, err := c.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
	must(err)
	_, err = c.Accepted("南湖区水利局", "平湖塘泵闸") // of the same window: it knew the other
	must(err)
	pairs(0)
	twin, err := c.Twin(first.ID)
	must(err)
	// Both cases of window 03 have the project code of the one of window 04.
	pair := pairs(2)[0]
	if pair.First.ID != first.ID || pair.Second.ID != twin.ID || len(pair.Same) != 2 {
		t.Errorf("%s and %s, the same %v", pair.First.Number, pair.Second.Number, pair.Same)
	}

	_, err = c.NotDuplicate(first.ID, twin.ID, "")
	var m *desk.Message
	if !errors.As(err, &m) || m.Key != "refused-reason-missing" {
		t.Errorf("without a reason: %v", err)
	}
	after, err := c.NotDuplicate(first.ID, twin.ID, "一期、二期两块地，分别申请")
	must(err)
	if len(after.Apart) != 1 || after.Apart[0].Other != twin.ID || after.Apart[0].By.ID != c.User().ID {
		t.Errorf("on record: %+v", after.Apart)
	}
	pairs(1)
	_, err = c.Withdraw(twin.ID, "两个窗口重复收件")
	must(err)
	pairs(0)
	if kept, err := c.Store.Case(first.ID); err != nil || kept.State != casefile.StateReview {
		t.Errorf("the other case is %s, %v", kept.State, err)
	}
}
