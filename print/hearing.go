package print

import (
	"onewindow/print/page"
	"onewindow/print/wording"
)

// hearingRight tells of the right to a hearing and until when it can be asked
// for (听证告知书, 行政许可法 Art. 47); its lower end is the answer.
func (c composer) hearingRight() []page.Page {
	h := c.Case.Hearing
	f := c.letterTo("听证告知书", c.Case.Application.Applicant.Name+"及利害关系人")
	f.say(c.accepted() + "。经审查，该行政许可直接涉及申请人与他人之间的重大利益关系：" + ended(h.Reason))
	f.say("根据《中华人民共和国行政许可法》第四十七条，在作出行政许可决定前，申请人、利害关系人享有要求听证的权利。" +
		"要求听证的，应当自被告知之日起五日内（以工作日计算）向本机关提出。")
	when := "要求听证的期限自被告知之日起五日"
	if due := h.Until.Due; !due.IsZero() {
		when = "请于 " + due.Chinese() + " 前（含当日）提出"
	}
	c.framed(f, when, "逾期不提出的，视为放弃听证的权利")
	f.last("听证将在收到听证申请之日起二十日内（以工作日计算）组织，申请人、利害关系人不承担组织听证的费用，"+
		"所需时间不计算在办理期限内。"+c.whereTo(), signatureHeight+signedHeight+slipHeight)
	c.signature(f, h.Told.Chinese())
	c.acknowledgement(f, c.Clerk)
	c.hearingSlip(f)
	return c.finish(f)
}

// slipHeight is the room of the answer in mm.
const slipHeight = 36

// hearingSlip is the answer to tick, sign and hand in.
func (c composer) hearingSlip(f *flow) {
	f.skip(4)
	f.put(page.Line{X1: f.left, Y1: f.y, X2: f.right, Y2: f.y, Width: 0.18, Colour: page.Grey, Dash: 1.2})
	t := cellText()
	f.put(c.set.Centre(f.left, f.right, f.y+7, "听 证 意 见 回 执", strong(t))...)
	f.put(c.set.Line(f.left, f.y+15, "☐ 要求举行听证　　☐ 不要求举行听证", t)...)
	f.put(c.set.Right(f.right, f.y+15, c.ownNumber(), note())...)
	f.put(c.blank(f.left, f.left+90, f.y+25, "申请人或者利害关系人（签名）：", t)...)
	f.put(c.set.Right(f.right, f.y+25, "日期：　　　　年　　　月　　　日", t)...)
	f.y += slipHeight - 8
}

// hearingNotice tells time and place of the hearing, seven days ahead (听证通知书,
// 行政许可法 Art. 48(1)).
func (c composer) hearingNotice() []page.Page {
	h := c.Case.Hearing
	f := c.letterTo("听证通知书", c.heard())
	f.say(c.accepted() + "。" + c.hearingAsked() + "根据《中华人民共和国行政许可法》第四十八条第一款第一项，" +
		"现于举行听证的七日前将听证的时间、地点通知如下：")
	f.skip(1.8)
	f.table(c.facts(f, []fact{
		{"听证事项", c.Item.Name + "（" + c.Case.Application.Project.Name + "）", true},
		{"听证时间", h.Date.Chinese() + "　　　　时　　　　分", true},
		{"听证地点", h.Place, true},
		{"听证方式", "公开举行", true},
	}))
	f.skip(3)
	f.heading("参加听证的权利和义务", strong(cellText()), 24)
	f.list(wording.Texts(c.words.Hearing), cellText())
	f.skip(1)
	return c.sign(f, h.Set, "听证所需时间不计算在办理期限内，参加听证不收取费用。")
}

// heard is who is called to the hearing: the applicant, and who asked for it
// where that is somebody else.
func (c composer) heard() string {
	applicant, asker := c.Case.Application.Applicant.Name, c.Case.Hearing.By
	if asker == "" || asker == applicant {
		return applicant
	}
	return applicant + "、" + asker
}

// hearingAsked says that a hearing was asked for, and when.
func (c composer) hearingAsked() string {
	if asked := c.Case.Hearing.Asked; !asked.IsZero() {
		return "本机关已于" + asked.Chinese() + "收到听证申请，决定举行听证。"
	}
	return "本机关决定举行听证。"
}
