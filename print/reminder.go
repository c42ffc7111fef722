package print

import (
	"fmt"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// reminder is supervision's word to a section or a window (督办通知单), with room
// for the answer.
func (c composer) reminder() []page.Page {
	r := c.Case.Reminders[len(c.Case.Reminders)-1]
	f := c.flow()
	c.head(f, "督办通知单")
	f.table(c.facts(f, c.reminderFacts(r)))
	f.skip(4)
	f.heading("督办意见", strong(body()), 20)
	f.say(ended(r.Text))
	f.say("请收到本通知单后立即办理，并填写下列办理情况，连同本单交回督查人员。")
	f.skip(4)
	f.table(c.reminderAnswer(f))
	f.keep(sealSide)
	f.y += sealSide / 2
	t := cellText()
	f.put(c.set.Line(f.left, f.y, "督办人："+orDash(r.By.Name), t)...)
	f.put(c.set.Right(f.right, f.y, "督办日期："+r.On.Chinese(), t)...)
	f.put(c.sealPlace(f.right, f.y+6)...)
	f.put(c.seal(f.right-sealSide/2, f.y)...)
	f.y += sealSide / 2
	return c.finish(f)
}

func (c composer) reminderFacts(r casefile.Reminder) []fact {
	a := c.Case.Application
	due := "—"
	if d := c.Case.Deadline; d.Open {
		due = fmt.Sprintf("计时暂停，尚余 %d 个工作日", d.Left)
	} else if !d.Due.IsZero() {
		due = d.Due.Chinese()
	}
	return []fact{
		{"督办对象", c.reminded(r), false}, {"督办次数", fmt.Sprintf("第 %d 次", len(c.Case.Reminders)), false},
		{"办件编号", c.Case.Number, false}, {"受理日期", c.acceptedOn(), false},
		{"申请事项", c.Item.Name, true},
		{"申 请 人", a.Applicant.Name, true},
		{"项目名称", a.Project.Name, true},
		{"应办结日期", due, true},
	}
}

// reminded is who is reminded: a section, or else a window.
func (c composer) reminded(r casefile.Reminder) string {
	if r.Section != "" {
		return c.section(r.Section)
	}
	return r.Window + " 号窗"
}

// reminderAnswer is where who was reminded writes what was done.
func (c composer) reminderAnswer(f *flow) layout.Table {
	t := f.ruled(27, 52, 27, f.width()-106)
	cell := func(text string) layout.Cell {
		return layout.Cell{Text: text, Type: cellText(), Align: layout.Centred}
	}
	wide := layout.Cell{Type: cellText(), Cols: 3}
	t.Rows = []layout.Row{
		{Least: 26, Cells: []layout.Cell{cell("未按时办理\n的原因"), wide}},
		{Least: 30, Cells: []layout.Cell{cell("办理情况"), wide}},
		{Least: 12, Cells: []layout.Cell{cell("办理人签名"), cell(""), cell("反馈日期"), cell("　　　年　　月　　日")}},
	}
	return t
}
