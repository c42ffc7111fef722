package print

import (
	"onewindow/app/workday"
	"onewindow/print/page"
)

// denial is the decision not to grant (不予行政许可决定书): its reasons and
// what the applicant can do against it (行政许可法 Art. 38, 行政复议法 Art. 20,
// 行政诉讼法 Art. 46).
func (c composer) denial() []page.Page {
	f := c.letter("不予行政许可决定书")
	f.say(c.accepted() + "。经审查，根据" + c.grounds("第三十八条第二款") + "，决定不予行政许可。")
	f.say("理由：" + ended(c.Case.Decision.Reason))
	return c.sign(f, workday.DateOf(c.Case.Decision.At), c.remedies("决定", "决定书"))
}

// remedies says what can be done against a paper, and until when
// (行政复议法 Art. 20, 行政诉讼法 Art. 46).
func (c composer) remedies(act, document string) string {
	return c.words.Remedies.With("行为", act, "文书", document)
}
