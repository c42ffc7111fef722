package print

import (
	"strconv"
	"strings"

	"onewindow/print/layout"
	"onewindow/print/page"
)

// retraction is the applicant's statement that the application is taken back,
// and the receipt for the materials given back with it (撤回申请书).
func (c composer) retraction() []page.Page {
	f := newFlow(c.set)
	c.head(f, "撤回申请书")
	f.table(c.facts(f, c.receiptFacts()))
	f.skip(4)
	f.heading("申请人声明", strong(body()), 24)
	f.paragraph("本申请人自愿撤回上列申请，理由："+ended(c.Case.Withdrawal.Reason)+
		"撤回后本机关终止办理；需要时可以重新提出申请。", body(), layout.Justified, 2)
	f.skip(4)
	f.heading("退还材料清单", strong(body()), 24)
	f.table(c.returned(f))
	f.skip(3)
	f.list([]string{"上列材料已由申请人核对无误后领回，本窗口不再留存原件。"}, note())
	c.retractionSignatures(f)
	return c.finish(f)
}

// returned is the list of materials given back.
func (c composer) returned(f *flow) layout.Table {
	t := f.ruled(12.5, f.width()-12.5-50, 50)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "序号", "材料名称", "退还情况"))
	for i, name := range c.Case.Withdrawal.Returned {
		t.Rows = append(t.Rows, layout.Row{Least: f.row, Cells: []layout.Cell{
			{Text: strconv.Itoa(i + 1), Type: cellText(), Align: layout.Centred},
			{Text: name, Type: cellText()},
			{Text: c.givenBack(name), Type: cellText(), Align: layout.Centred},
		}})
	}
	if len(c.Case.Withdrawal.Returned) == 0 {
		t.Rows = append(t.Rows, noneRow(f, t))
	}
	return t
}

// givenBack is the form in which a material goes back.
func (c composer) givenBack(name string) string {
	for _, m := range c.Case.Materials {
		if m.Name == name {
			return strings.TrimSpace("退还 " + taken(m))
		}
	}
	return "退还"
}

// retractionSignatures is where both sides sign.
func (c composer) retractionSignatures(f *flow) {
	f.keep(24)
	f.skip(10)
	t := cellText()
	middle := f.left + f.width()/2
	f.put(c.set.Line(f.left, f.y, "经办人："+orDash(c.Case.Withdrawal.By.Name), t)...)
	f.put(c.blank(middle, f.right, f.y, "申请人或者代理人（签名）：", t)...)
	f.put(c.set.Line(f.left, f.y+9, "办理时间："+minute(c.Case.Withdrawal.At), t)...)
	f.put(c.set.Line(middle, f.y+9, "日期：　　　　年　　　月　　　日", t)...)
	f.y += 12
}
