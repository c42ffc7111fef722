package print

import (
	"strconv"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// Titles of the notices.
const (
	firstNotice  = "一次性告知书"
	secondNotice = "再次告知书"
)

func (c composer) firstNotice() []page.Page  { return c.notice(firstNotice, c.Case.Notices[0]) }
func (c composer) secondNotice() []page.Page { return c.notice(secondNotice, c.Case.Notices[1]) }

// notice is the one-time notice of everything missing or wrong (一次性告知书) with
// its list (补正清单), each entry with reason and basis, and what it means for
// the limit (行政许可法 Art. 32(4)).
func (c composer) notice(title string, n casefile.Notice) []page.Page {
	f := c.letter(title)
	f.say(c.noticeText(n))
	f.skip(2)
	f.heading("补正清单", strong(body()), 24)
	f.table(c.defects(f, n))
	f.skip(3)
	f.say(string(c.words.Notice.Close) + c.ask())
	f.keep(signatureHeight + signedHeight)
	c.signature(f, n.On.Chinese())
	c.acknowledgement(f, n.By.Name)
	return c.finish(f)
}

func (c composer) noticeText(n casefile.Notice) string {
	if n.Reason != "" {
		return c.words.Notice.Again.With("申请", c.applied(), "首次告知日期", c.Case.Notices[0].On.Chinese(), "理由", n.Reason)
	}
	return c.words.Notice.First.With("申请", c.applied())
}

// defects is the list of what is to be mended.
func (c composer) defects(f *flow, n casefile.Notice) layout.Table {
	t := f.ruled(12.5, 52, f.width()-12.5-52-50, 50)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "序号", "需要补正的内容", "理由", "依据"))
	for i, d := range n.Defects {
		t.Rows = append(t.Rows, layout.Row{Least: f.row, Cells: []layout.Cell{
			{Text: strconv.Itoa(i + 1), Type: cellText(), Align: layout.Centred},
			{Text: d.What, Type: cellText()},
			{Text: d.Reason, Type: cellText()},
			{Text: d.Basis, Type: cellText()},
		}})
	}
	return t
}

// ask is where questions are answered.
func (c composer) ask() string {
	if c.Office.Phone == "" {
		return ""
	}
	return "咨询电话：" + c.Office.Phone + "。"
}
