package print

import (
	"onewindow/app/casefile"
	"onewindow/print/page"
)

// declinationTitle is the name of a refusal at receipt.
func declinationTitle(form casefile.DocumentKind) string {
	switch form {
	case casefile.NotRequired:
		return "无需取得行政许可告知书"
	case casefile.NotOurs:
		return "不属于本机关职权范围告知书"
	}
	return "不予受理决定书"
}

// declination is the refusal at receipt in one of its three forms, each with
// reason, basis and remedies; where another authority is the right one it is
// named (行政许可法 Art. 32(1), (2)).
func (c composer) declination() []page.Page {
	d := c.Case.Declination
	f := c.letter(declinationTitle(d.Form))
	f.say(c.applied() + "收悉。" + c.declinationWords(d))
	f.say("理由：" + ended(d.Reason))
	f.say("依据：" + ended(d.Basis))
	if d.Authority != "" {
		f.say("请向下列机关提出申请：" + ended(d.Authority))
	}
	act, document := "告知", "告知书"
	if d.Form == casefile.NotAccepted {
		act, document = "决定", "决定书"
	}
	f.say(c.words.Declination.Returned.With("文书", document) + c.remedies(act, document))
	f.skip(4)
	c.signature(f, d.On.Chinese())
	c.acknowledgement(f, d.By.Name)
	return c.finish(f)
}

func (c composer) declinationWords(d *casefile.Declination) string {
	switch d.Form {
	case casefile.NotRequired:
		return string(c.words.Declination.NotRequired)
	case casefile.NotOurs:
		return string(c.words.Declination.NotOurs)
	}
	return string(c.words.Declination.NotAccepted)
}
