package work

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
)

// lacking receives an application without its report.
func lacking(c *desktest.Counter) (casefile.Case, error) {
	d, err := c.Draft("南湖区卫生健康局", "城南片区公共卫生中心")
	if err != nil {
		return casefile.Case{}, err
	}
	delete(d.Materials, "report")
	return c.Receive(d)
}

func (b *bench) says(tab int, want ...string) {
	b.t.Helper()
	said := b.words(tab)
	for _, words := range want {
		if !strings.Contains(said, words) {
			b.t.Errorf("%q is not said:\n%s", words, said)
		}
	}
}

// more picks a line of the menu of further actions.
func (b *bench) more(line string) {
	b.t.Helper()
	for i, item := range b.view.panel.others() {
		if item.Text == line {
			b.frame.Press(fyne.KeyF10)
			for range i {
				b.frame.Press(fyne.KeyDown)
			}
			b.frame.Press(fyne.KeyReturn)
			return
		}
	}
	b.t.Fatalf("one cannot %s: %v", line, b.view.panel.others())
}

func TestNoticeSupplementAndAcceptanceByKeyboard(t *testing.T) {
	var file casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		file, err = lacking(c)
		return err
	})
	b.at("wangfang", Cases)
	b.says(tabTimeline, "今日收件", "11 月 30 日前告知或受理")

	b.frame.Press("F8") // the paper that is missing stands there already
	if b.frame.Dialog() == nil {
		t.Fatal("F8 asks for no defects")
	}
	b.frame.Router().Press("Ctrl+N")
	b.frame.Type("授权委托书")
	b.frame.Router().Press("Ctrl+Enter") // without a reason it stays open
	if b.frame.Dialog() == nil {
		t.Fatal("a defect without a reason was notified")
	}
	b.frame.Router().Press("Ctrl+D")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已打印一次性告知书 " + file.Number)
	b.says(tabTimeline, "待补正", "等待申请人补正 1 项", "一次性告知 1 项", "申请报告（原件 1 份）")

	b.counter.Time = b.counter.Time.AddDate(0, 0, 2)
	b.view.Stale()
	b.frame.Press("F8")
	b.frame.Router().Press("Ctrl+Enter") // nothing is ticked
	if b.frame.Dialog() == nil {
		t.Fatal("nothing was taken in as a supplement")
	}
	b.frame.Press(fyne.KeySpace)
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已收补正 " + file.Number)
	b.says(tabTimeline, "已补齐", "收补正 1 项")

	b.counter.Time = b.counter.Time.AddDate(0, 0, 1)
	b.frame.Press("F8")
	b.frame.Router().Press("Enter")
	b.title("已受理 " + file.Number)
	view, err := b.counter.Open(file.ID)
	b.must(err)
	if got := view.Case.Deadline.Start.String(); got != "2026-11-25" {
		t.Errorf("accepted from %s, the report came on 2026-11-25", got)
	}
}

func TestASupervisorAllowsASecondNotice(t *testing.T) {
	var file casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		if file, err = lacking(c); err != nil {
			return err
		}
		_, err = c.NotifyReceived(file.ID, []casefile.Defect{{Material: "report", What: "申请报告", Reason: "未提交", Basis: "法"}})
		return err
	})
	b.at("wugang", Cases)
	b.frame.Press("F8")
	b.frame.Type("首次告知遗漏授权委托书")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已批准再次告知 " + file.Number)

	b.at("wangfang", Cases)
	b.more("一次性告知")
	b.frame.Type("授权委托书")
	b.frame.Window().Canvas().FocusNext()
	b.frame.Type("未提交")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已打印再次告知书 " + file.Number)
	b.says(tabTimeline, "等待申请人补正 2 项", "批准再次告知：首次告知遗漏授权委托书")
}

func TestRefusalAtReceiptByKeyboard(t *testing.T) {
	for form, steps := range map[string]int{"不予受理": 0, "不属本机关": 1, "无需许可": 2} {
		t.Run(form, func(t *testing.T) {
			var file casefile.Case
			b := newBench(t, func(c *desktest.Counter) (err error) {
				file, err = lacking(c)
				return err
			})
			b.at("wangfang", Cases)
			b.more("不予受理")
			for range steps {
				b.frame.Press(fyne.KeyRight)
			}
			b.frame.Window().Canvas().FocusNext()
			b.frame.Type("使用已经批准的建设用地")
			b.frame.Router().Press("Ctrl+Enter")
			if form == "不属本机关" { // the right authority must be named
				if b.frame.Dialog() == nil {
					t.Fatal("refused without naming the right authority")
				}
				b.frame.Type("嘉兴市生态环境局南湖分局")
				b.frame.Router().Press("Ctrl+Enter")
			}
			b.told()
			b.says(tabTimeline, form, "使用已经批准的建设用地")
			view, err := b.counter.Open(file.ID)
			b.must(err)
			if view.Case.State != casefile.StateDeclined || len(view.Case.Prints) != 1 {
				t.Errorf("%q with %d prints", view.Case.State, len(view.Case.Prints))
			}
		})
	}
}

func TestWithdrawalByKeyboard(t *testing.T) {
	var file casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		file, err = c.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
		return err
	})
	b.at("wangfang", Cases)
	b.more("撤件")
	b.frame.Window().Canvas().FocusNext() // not by Enter alone: to the buttons
	b.frame.Window().Canvas().FocusNext()
	b.frame.Press(fyne.KeyReturn)
	b.title("已打印撤回申请书 " + file.Number)
	b.says(tabTimeline, "已撤件", "申请人撤件")
}

// What nobody notified in five working days is accepted when the window looks.
func TestDeemedAcceptanceIsRecordedWhenTheWindowLooks(t *testing.T) {
	var file casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		file, err = lacking(c)
		c.Time = c.Time.Add(8 * 24 * time.Hour)
		return err
	})
	b.at("wangfang", Cases)
	b.says(tabTimeline, "逾期未告知，自 11 月 23 日起即为受理", "超期 1 个工作日")
	view, err := b.counter.Open(file.ID)
	b.must(err)
	if !view.Case.Deemed || view.Light != desk.Overdue {
		t.Errorf("deemed %v, light %d", view.Case.Deemed, view.Light)
	}
}
