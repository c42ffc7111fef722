package comparison

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

type bench struct {
	frame *frametest.Frame
	view  *View
}

// newBench shows the page of a real desk as large as a window of 1366×768
// leaves it.
func newBench(t *testing.T, width, height float32) *bench {
	t.Helper()
	b := &bench{frame: frametest.New(t, width, height)}
	b.view = New(Params{Desk: desktest.New(t).Desk, Frame: b.frame})
	b.frame.Show(b.view)
	return b
}

// words is what stands on the page, a widget's words side by side.
func (b *bench) words() string {
	return strings.ReplaceAll(frametest.Words(b.view.page), "\n", " ")
}

func (b *bench) expect(t *testing.T, when string, wants ...string) {
	t.Helper()
	words := b.words()
	for _, want := range wants {
		if !strings.Contains(words, want) {
			t.Errorf("%s the page lacks %q:\n%s", when, want, words)
		}
	}
}

func TestHeadlineFigures(t *testing.T) {
	b := newBench(t, 1186, 660)
	if len(b.frame.Errors) > 0 {
		t.Fatal(b.frame.Errors)
	}
	b.expect(t, "At first",
		"事项 6 → 3 项 -50%", "行政许可 2 → 1 项 -50%", "工作日（承诺） 25 → 15 天 -40%", "公示（自然日） 20 → 10 天 -50%",
		"出让路线不再办理《建设用地规划许可证》。", "模拟 2026 年 500 个项目")
	if title := b.frame.LastTitle(); title != "对比" {
		t.Errorf("title %q", title)
	}
}

// The keyboard stands on the routes; Tab leads to the policies.
func TestRouteAndPolicyByKeyboard(t *testing.T) {
	b := newBench(t, 1186, 660)
	b.frame.Press(fyne.KeyRight)
	b.expect(t, "On 划拨", "事项 4 → 2 项 -50%", "工作日（承诺） 18 → 10 天 -44%", "行政许可 2 → 2 项 不变", "原有的行政许可都保留。")
	b.frame.Press(fyne.KeyRight)
	b.expect(t, "On 出让", "工作日（承诺） 10 → 5 天 -50%", "行政许可 1 → 0 项 -100%")
	b.frame.Window().Canvas().FocusNext()
	b.frame.Press(fyne.KeyRight)
	b.expect(t, "Under the ministry's notice", "行政许可 1 → 1 项 不变", "原有的行政许可都保留。")
}

// No page of any route and policy shows a key instead of its words.
func TestEveryPageHasItsWords(t *testing.T) {
	b := newBench(t, 1186, 660)
	for _, policy := range b.view.reports {
		for _, route := range []string{everything, "allocation", "transfer", "siting"} {
			b.view.policy, b.view.route = policy.Policy, route
			b.view.show()
			if words := b.words(); strings.Contains(words, "compare.") || !strings.Contains(words, "→") {
				t.Errorf("%s, %s:\n%s", policy.Policy, route, words)
			}
		}
	}
}

// What was chosen stays when one comes back.
func TestChoiceStays(t *testing.T) {
	b := newBench(t, 1186, 660)
	b.frame.Press(fyne.KeyRight)
	b.frame.Show(b.view)
	b.expect(t, "Back", "工作日（承诺） 18 → 10 天 -44%")
}

// At 150 % on a small screen nothing is lost: the page scrolls.
func TestSmallScreenScrolls(t *testing.T) {
	b := newBench(t, 730, 400)
	if least := b.view.root.MinSize(); least.Width > 730 || least.Height > 400 {
		t.Errorf("the page asks for %v", least)
	}
	if wide := b.view.page.MinSize().Width; wide > 718 {
		t.Errorf("the figures ask for %v of 718", wide)
	}
	b.frame.Press(fyne.KeyPageDown)
	if b.view.scroll.Offset() == 0 {
		t.Error("Page Down does not scroll")
	}
}
