package print

import (
	"cmp"
	"fmt"

	"onewindow/app/casefile"
	"onewindow/app/workday"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// mistake tells an applicant that papers from a window without a line did not go
// on record, and what becomes of the application (编号更正告知单).
func (c composer) mistake() []page.Page {
	f := c.letter("编号更正告知单")
	f.say("本窗口与中心断线期间，为您的" + c.project() + "出具了下列文书。线路恢复后，这些文书未能在中心登记，文书及其编号不再使用，请勿据此办理其他事项：")
	f.skip(2)
	f.table(c.mistakenPapers(f))
	f.skip(3)
	f.say(c.mistakeRemedy())
	return c.sign(f, workday.DateOf(c.PrintedAt), "您已经提交的材料由本窗口保存，无需重复提交。由此给您带来不便，敬请谅解。")
}

// project is what the application is about, as a letter names it.
func (c composer) project() string {
	if name := c.Case.Application.Project.Name; name != "" {
		return "“" + name + "”"
	}
	return "申请"
}

// mistakeRemedy is under which number it goes on.
func (c composer) mistakeRemedy() string {
	if c.Mistake.Instead != "" {
		return fmt.Sprintf("您的申请现以办件编号 %s 继续办理。", c.Mistake.Instead)
	}
	return "本窗口将按您已经提交的材料重新收件，并出具新的凭证。"
}

func (c composer) mistakenPapers(f *flow) layout.Table {
	t := f.ruled(12.5, f.width()-12.5-70-16-34, 70, 16, 34)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "序号", "文书", "编号", "份次", "出具时间"))
	for i, p := range c.Mistake.Papers {
		t.Rows = append(t.Rows, layout.Row{Least: f.row, Cells: []layout.Cell{
			{Text: fmt.Sprint(i + 1), Type: cellText(), Align: layout.Centred},
			{Text: cmp.Or(forms()[p.Document].title, c.Item.Name), Type: cellText(), Align: layout.Centred},
			{Text: p.Number, Type: cellText(), Align: layout.Centred},
			{Text: fmt.Sprint(p.Copy), Type: cellText(), Align: layout.Centred},
			{Text: minute(p.At), Type: cellText(), Align: layout.Centred},
		}})
	}
	if len(c.Mistake.Papers) == 0 {
		t.Rows = append(t.Rows, noneRow(f, t))
	}
	return t
}

// ownPapers lists what belongs to the window and to no case of the record.
func ownPapers() []casefile.DocumentKind {
	return []casefile.DocumentKind{casefile.DayEndSheet, casefile.TestPage, casefile.MistakeNote}
}
