package print

import (
	"fmt"
	"strings"

	"onewindow/app/workday"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// acceptance is the notice that the clock runs (受理通知书). It states the
// date by which a decision is due (行政许可文书 under 行政许可法 Art. 32, 42).
func (c composer) acceptance() []page.Page {
	f := c.flow()
	c.redHead(f, c.Case.AcceptanceNumber)
	c.title(f, "受理通知书")
	f.paragraph(c.Case.Application.Applicant.Name+"：", f.body, layout.Left, 0)
	f.paragraph(c.acceptanceText(), f.body, layout.Justified, 2)
	c.due(f)
	f.paragraph(c.acceptanceClose(), f.body, layout.Justified, 2)
	f.skip(1)
	f.heading("附：收取材料清单", strong(cellText()), 24)
	f.table(c.materials(f))
	f.keep(signatureHeight + signedHeight)
	c.signature(f, day(c.Case.AcceptedAt))
	c.acknowledgement(f, c.Case.AcceptedBy.Name)
	return c.finish(f)
}

// redHead sets the organ in red over a red rule and the number of the paper
// below it (红头, after GB/T 9704-2012). A long name takes two lines.
func (c composer) redHead(f *flow, number string) {
	t := layout.Type{Size: 26, Leading: 16, Bold: true, Colour: page.Red, Spacing: 0.8}
	lines := organLines(c.Office.Organ, func(text string) bool {
		return c.set.Fit(text, t, f.width(), 19).Size > 19
	})
	f.y += 10
	for i, line := range lines {
		f.put(c.set.Centre(f.left, f.right, f.y+10*float64(i), line, c.set.Fit(longest(lines), t, f.width(), 9))...)
	}
	f.y += 10*float64(len(lines)-1) + 5.5
	f.put(page.Line{X1: f.left, Y1: f.y, X2: f.right, Y2: f.y, Width: 0.8, Colour: page.Red})
	f.put(page.Line{X1: f.left, Y1: f.y + 1.1, X2: f.right, Y2: f.y + 1.1, Width: 0.2, Colour: page.Red})
	f.put(c.set.Right(f.right, f.y+7.5, number, layout.Type{Size: 12, Leading: 6, Colour: page.Black})...)
	f.y += 10
}

func longest(lines []string) string {
	most := ""
	for _, line := range lines {
		if len(line) > len(most) {
			most = line
		}
	}
	return most
}

// title sets the name of the paper.
func (c composer) title(f *flow, text string) {
	t := layout.Type{Size: 22, Leading: 12, Bold: true, Colour: page.Black, Spacing: 1.2}
	f.put(c.set.Centre(f.left, f.right, f.y+12, text, c.set.Fit(text, t, f.width(), 14))...)
	f.y += 19
}

func (c composer) acceptanceText() string {
	say := c.words.Acceptance
	places := []string{"申请", c.applied(), "依据", c.basis(), "受理日期", c.acceptedOn(), "办件编号", c.Case.Number}
	switch {
	case c.Case.Deemed:
		return say.Deemed.With(append(places, "期限", c.Case.Limit.Due.Chinese())...)
	case len(c.Case.Notices) > 0:
		return say.Supplemented.With(append(places, "告知日期", c.Case.Notices[0].On.Chinese())...)
	}
	return say.Complete.With(places...)
}

// acceptedOn is the day the acceptance counts from: after a notice that of the
// last supplement, and where nobody spoke in time that of receipt.
func (c composer) acceptedOn() string {
	if start := c.Case.Deadline.Start; !start.IsZero() {
		return start.Chinese()
	}
	return day(c.Case.AcceptedAt)
}

// applied says who applied for what, and when.
func (c composer) applied() string {
	a := c.Case.Application
	project := "（项目名称：" + a.Project.Name
	if a.Project.Code != "" {
		project += "；项目代码：" + a.Project.Code
	}
	return fmt.Sprintf("%s于%s提出的“%s”申请%s）", address(a.Applicant), day(c.Case.ReceivedAt), c.Item.Name, project)
}

// basis joins the laws the paper rests on.
func (c composer) basis() string {
	if len(c.Item.LegalBasis) == 0 {
		return "《中华人民共和国行政许可法》第三十二条"
	}
	laws := strings.Join(c.Item.LegalBasis, "、")
	if strings.Contains(laws, "行政许可法") {
		return laws
	}
	return "《中华人民共和国行政许可法》第三十二条及" + laws
}

// due states the limit and, so that nobody overlooks it, the date in a frame.
func (c composer) due(f *flow) {
	deadline := c.deadline()
	how := fmt.Sprintf("自受理次日起 %d 个工作日", deadline.WorkingDays)
	if c.Item.StatutoryDays > 0 && c.Item.StatutoryDays != deadline.WorkingDays {
		how += fmt.Sprintf("（法定 %d 个工作日，本机关承诺 %d 个工作日）", c.Item.StatutoryDays, deadline.WorkingDays)
	}
	c.framed(f, decisionDue(deadline), how)
}

// deadline is the one of the sheet, or where the sheet has none the case's.
func (c composer) deadline() workday.Deadline {
	if c.Deadline.Due.IsZero() {
		return c.Case.Deadline
	}
	return c.Deadline
}

// decisionDue says by which day a decision is due.
func decisionDue(d workday.Deadline) string {
	if !d.Due.IsZero() {
		return "应于 " + d.Due.Chinese() + " 前（含当日）作出决定"
	}
	return "作出决定的期限另行书面告知"
}

// provisional warns where a date may still move.
func provisional(d workday.Deadline) string {
	if d.Provisional {
		return "上述日期跨入节假日安排尚未公布的年度，安排公布后可能调整，以届时通知为准。"
	}
	return ""
}

func (c composer) acceptanceClose() string {
	return string(c.words.Acceptance.Close) + provisional(c.deadline()) + c.ask()
}

// signatureHeight is the room of the signature in mm: the seal's.
const signatureHeight = 2.5 + sealSide - 1

// signature is the end of an official paper: organ, date, the seal over both,
// and the QR code at the left.
func (c composer) signature(f *flow, date string) {
	f.keep(signatureHeight)
	f.skip(2.5)
	rim := c.rim(codeSide)
	f.put(c.qr(f.left-rim, f.y, codeSide)...)
	if len(c.code) > 0 {
		f.put(c.set.Centre(f.left-rim, f.left-rim+codeSide, f.y+codeSide-rim+3.4, "扫码查进度、验真伪", small())...)
	}
	t := c.set.Fit(c.Office.Organ, body(), f.width()-codeSide-4, 8)
	width := max(c.set.Width(c.Office.Organ, t), c.set.Width(date, body()))
	right := f.right - 4
	f.put(c.set.Centre(right-width, right, f.y+17, c.Office.Organ, t)...)
	f.put(c.set.Centre(right-width, right, f.y+25, date, body())...)
	f.put(c.sealPlace(right, f.y+31)...)
	f.put(c.seal(right-width/2, f.y+sealSide/2)...)
	f.y += signatureHeight - 2.5
}

// signedHeight is the room of the acknowledgement in mm.
const signedHeight = 17

// acknowledgement is where the applicant signs for a paper (签收); by is the clerk
// who hands it over.
func (c composer) acknowledgement(f *flow, by string) {
	f.keep(signedHeight)
	f.skip(1.5)
	t, told := note(), string(c.words.Acknowledgement)
	f.put(page.Line{X1: f.left, Y1: f.y, X2: f.right, Y2: f.y, Width: 0.18, Colour: page.Grey, Dash: 1.2})
	f.put(c.set.Line(f.left, f.y+5.5, told, c.set.Fit(told, t, f.width(), 6))...)
	f.put(c.blank(f.left, f.left+58, f.y+13, "签收人（签名）：", t)...)
	f.put(c.set.Line(f.left+64, f.y+13, "签收时间：　　　年　　月　　日　　时　　分", t)...)
	f.put(c.set.Right(f.right, f.y+13, "经办人："+orDash(by), t)...)
	f.y += 15.5
}
