package print

import (
	"fmt"

	"onewindow/print/layout"
	"onewindow/print/page"
)

// denial is the decision not to grant (不予行政许可决定书): its reasons and
// what the applicant can do against it (行政许可法 Art. 38, 行政复议法 Art. 20,
// 行政诉讼法 Art. 46).
func (c composer) denial() []page.Page {
	f := newFlow(c.set)
	c.redHead(f, "办件编号："+c.Case.Number)
	c.title(f, "不予行政许可决定书")
	a := c.Case.Application
	f.paragraph(a.Applicant.Name+"：", body(), layout.Left, 0)
	f.paragraph(fmt.Sprintf("%s于%s提出的“%s”申请（项目名称：%s），本机关已于%s受理（%s）。经审查，决定不予行政许可。",
		address(a.Applicant), day(c.Case.ReceivedAt), c.Item.Name, a.Project.Name,
		day(c.Case.AcceptedAt), c.Case.AcceptanceNumber), body(), layout.Justified, 2)
	f.paragraph("理由："+c.Case.Decision.Reason, body(), layout.Justified, 2)
	f.paragraph("法律依据："+c.basis()+"。", body(), layout.Justified, 2)
	f.paragraph(remedies("决定", "决定书"), body(), layout.Justified, 2)
	c.signature(f, day(c.Case.Decision.At))
	c.acknowledgement(f, c.Case.AcceptedBy.Name)
	return c.finish(f)
}

// remedies says what can be done against a paper, and until when
// (行政复议法 Art. 20, 行政诉讼法 Art. 46).
func remedies(act, document string) string {
	return "如不服本" + act + "，可以自收到本" + document + "之日起六十日内依法申请行政复议，" +
		"或者自收到本" + document + "之日起六个月内依法向人民法院提起行政诉讼。"
}
