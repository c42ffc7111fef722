package work

import (
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

// newTwins is a bench where window 04 took in what window 03 had taken in.
func newTwins(t *testing.T) (b *bench, first, twin casefile.Case) {
	t.Helper()
	b = newBench(t, func(c *desktest.Counter) (err error) {
		if first, err = c.Accepted("南湖区卫生健康局", "城南片区公共卫生中心"); err != nil {
			return err
		}
		twin, err = c.Twin(first.ID)
		return err
	})
	return b, first, twin
}

func TestTwinsAreShownSideBySideAndOneIsWithdrawn(t *testing.T) {
	b, first, twin := newTwins(t)
	b.at("wangfang", Cases)
	if words := frametest.Words(b.view.left); !strings.Contains(words, "疑似重复 1 组") {
		t.Fatalf("the list says nothing:\n%s", words)
	}
	b.frame.Router().Press("F9")
	words := frametest.Words(b.frame.Dialog())
	for _, want := range []string{first.Number, twin.Number, "03 号窗", "04 号窗", "项目代码相同", "申请人和用地位置相同"} {
		if !strings.Contains(words, want) {
			t.Errorf("no %q in\n%s", want, words)
		}
	}
	b.frame.Router().Press("F9") // the second one
	b.frame.Router().Press("Esc")
	b.view.compareDuplicates()
	b.frame.Router().Press("F9")
	b.frame.Dialog().Confirm()
	b.told()
	if file, err := b.counter.Store.Case(twin.ID); err != nil || file.State != casefile.StateWithdrawn {
		t.Errorf("the second is %s, %v", file.State, err)
	}
	if file, err := b.counter.Store.Case(first.ID); err != nil || file.State != casefile.StateReview {
		t.Errorf("the first is %s, %v", file.State, err)
	}
	if b.view.duplicates.strip.Visible() {
		t.Error("the line still stands above the list")
	}
}

func TestTwinsThatAreTwoNeedAReason(t *testing.T) {
	b, first, twin := newTwins(t)
	b.at("wugang", Supervision)
	b.frame.Router().Press("F9")
	b.frame.Router().Press("Ctrl+Enter")
	if b.frame.Dialog() == nil {
		t.Fatal("no reason was asked for")
	}
	b.frame.Type("一期、二期两块地")
	b.frame.Router().Press("Ctrl+Enter")
	b.told()
	file, err := b.counter.Store.Case(first.ID)
	if err != nil || len(file.Apart) != 1 || file.Apart[0].Other != twin.ID {
		t.Errorf("on record %+v, %v", file.Apart, err)
	}
	if b.view.duplicates.strip.Visible() || b.frame.Dialog() != nil {
		t.Error("they are still put before a person")
	}
	b.view.Open(first.ID)
	if words := b.words(1) + b.words(2); !strings.Contains(words, "与 "+twin.Number+" 不是同一申请") {
		t.Errorf("the timeline does not tell:\n%s", words)
	}
}
