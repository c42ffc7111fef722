package print

import (
	"fmt"

	"onewindow/app/casefile"
	"onewindow/print/page"
)

// special tells that a procedure was begun whose time is not counted, why, and
// how long it is expected to take (特别程序告知书, 行政许可法 Art. 45).
func (c composer) special() []page.Page {
	stop, _ := c.Case.LastSpecial()
	kind := procedureName(stop.Procedure)
	f := c.letter("特别程序告知书")
	f.say(c.accepted() + "。经审查，作出决定前依法需要进行" + kind + "。根据" + casefile.SpecialBasis + "，现将有关事项告知如下：")
	f.skip(1.8)
	f.table(c.facts(f, []fact{
		{"程序种类", kind, true},
		{"事　　由", stop.Reason, true},
		{"开始日期", stop.From.Chinese(), false},
		{"预计结束", stop.Expected.Chinese(), false},
		{"预计用时", fmt.Sprintf("%d 日（自然日）", stop.Expected.Sub(stop.From)), true},
	}))
	f.skip(2)
	c.framed(f, "上述程序所需时间不计算在办理期限内", c.resumes())
	return c.sign(f, stop.From, "程序提前结束的，办理期限随之提前恢复计算；不能在预计日期前结束的，本机关将另行告知。")
}

// resumes says when the clock runs on, and how much of it is left.
func (c composer) resumes() string {
	text := "办理期限自程序结束的次日起继续计算"
	if d := c.Case.Deadline; d.Open {
		text += fmt.Sprintf("，届时尚余 %d 个工作日", d.Left)
	}
	return text
}

// procedureName is the law's word for a procedure (行政许可法 Art. 45).
func procedureName(p casefile.Procedure) string {
	switch p {
	case casefile.Hearing:
		return "听证"
	case casefile.Tender:
		return "招标"
	case casefile.Auction:
		return "拍卖"
	case casefile.Inspection:
		return "检验"
	case casefile.Testing:
		return "检测"
	case casefile.Quarantine:
		return "检疫"
	case casefile.Appraisal:
		return "鉴定"
	case casefile.ExpertReview:
		return "专家评审"
	}
	return "特别程序"
}
