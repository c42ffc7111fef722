package print

import (
	"onewindow/app/casefile"
	"onewindow/print/page"
)

// renewal is the answer to the request for renewal (延续决定书, 行政许可法 Art. 50):
// granted, granted by law because nobody answered in time, or refused with
// reasons and remedies.
func (c composer) renewal() []page.Page {
	r := c.Case.Renewal
	if !r.Grant {
		return c.renewalDenied(r)
	}
	f := c.letter("延续决定书")
	c.renewalAsked(f, r)
	f.say(renewalWhy(r))
	c.framed(f, "有效期延续至 "+r.Until.Chinese(), "许可事项、范围和条件不变")
	return c.sign(f, r.Decided, "延续后的证书沿用原编号重新核发，与本决定一并送达；原证书请在领取时交回。需要再次延续的，"+
		"应当在有效期届满三十日前向本机关提出申请。")
}

func (c composer) renewalDenied(r *casefile.Renewal) []page.Page {
	f := c.letter("不予延续决定书")
	c.renewalAsked(f, r)
	f.say("经审查，根据《中华人民共和国行政许可法》第五十条第二款，决定不予延续。")
	f.say("理由：" + ended(r.Why))
	return c.sign(f, r.Decided, "该证书在原有效期届满前继续有效，届满后失效。"+c.remedies("决定", "决定书"))
}

// renewalAsked says what was asked for, when and why.
func (c composer) renewalAsked(f *flow, r *casefile.Renewal) {
	f.say(address(c.Case.Application.Applicant) + "于" + r.Asked.Chinese() + "提出的延续下列证书有效期的申请收悉。")
	f.skip(1.8)
	f.table(c.facts(f, append(c.certificateFacts(r.Document), fact{"申请理由", r.Reason, true})))
	f.skip(2)
}

// renewalWhy says on what the renewal rests.
func renewalWhy(r *casefile.Renewal) string {
	const basis = "《中华人民共和国行政许可法》第五十条第二款"
	if r.Deemed {
		return "本机关未在该证书有效期届满前作出是否准予延续的决定。根据" + basis + "，视为准予延续，现予确认。"
	}
	text := "经审查，符合延续的条件。根据" + basis + "，决定准予延续。"
	if r.Why != "" {
		text += "审批意见：" + ended(r.Why)
	}
	return text
}
