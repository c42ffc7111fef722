package print

import (
	"fmt"

	"onewindow/print/page"
)

// extension tells that the limit was extended, by whom, by how much and why
// (延期通知书, 行政许可法 Art. 42).
func (c composer) extension() []page.Page {
	e := c.Case.Extension
	f := c.letter("延期通知书")
	limit := "原定期限"
	if !e.Was.IsZero() {
		limit += "（" + e.Was.Chinese() + "）"
	}
	f.say(c.accepted() + "。因" + unended(e.Reason) + "，不能在" + limit + "内作出决定。")
	f.say(fmt.Sprintf("根据《中华人民共和国行政许可法》第四十二条第一款，经本机关负责人%s于%s批准，将办理期限延长 %d 个工作日。",
		e.By.Name, e.On.Chinese(), e.Days))
	c.framed(f, decisionDue(c.Case.Deadline), c.extended())
	return c.sign(f, e.On, "依照上述规定，办理期限只能延长一次。已经提交的材料无需重复提交。"+provisional(c.Case.Deadline))
}

// extended says how the new limit is made up.
func (c composer) extended() string {
	days := c.Case.Extension.Days
	how := fmt.Sprintf("自受理次日起原 %d 个工作日，延长 %d 个工作日", c.Case.Deadline.WorkingDays-days, days)
	if due := c.Case.Statutory.Due; !due.IsZero() {
		how += "；法定期限相应延至" + due.Chinese()
	}
	return how
}
