package print

import (
	"onewindow/app/casefile"
	"onewindow/print/page"
)

// form is how a kind of document is laid out.
type form struct {
	title string // of the file; "" for the name of the item
	pages func(composer) []page.Page
}

// forms is every kind of document there is a layout for.
func forms() map[casefile.DocumentKind]form {
	return map[casefile.DocumentKind]form{
		casefile.Receipt:      {"收件凭证", composer.receipt},
		casefile.FirstNotice:  {firstNotice, composer.firstNotice},
		casefile.SecondNotice: {secondNotice, composer.secondNotice},
		casefile.NotRequired:  {declinationTitle(casefile.NotRequired), composer.declination},
		casefile.NotOurs:      {declinationTitle(casefile.NotOurs), composer.declination},
		casefile.NotAccepted:  {declinationTitle(casefile.NotAccepted), composer.declination},
		casefile.Retraction:   {"撤回申请书", composer.retraction},

		casefile.Acceptance:      {"受理通知书", composer.acceptance},
		casefile.PublicNotice:    {"公示", composer.publicity},
		casefile.SpecialNotice:   {"特别程序告知书", composer.special},
		casefile.HearingRight:    {"听证告知书", composer.hearingRight},
		casefile.HearingNotice:   {"听证通知书", composer.hearingNotice},
		casefile.CoordinationSet: {"部门协调意见书", composer.coordination},
		casefile.ConditionSheet:  {conditionTitle, composer.conditionSheet},
		casefile.Drawing:         {"用地红线与宗地合一图", composer.landDrawing},
		casefile.ReminderNote:    {"督办通知单", composer.reminder},
		casefile.ExtensionNotice: {"延期通知书", composer.extension},

		casefile.Grant:           {"准予行政许可决定书", composer.grant},
		casefile.Denial:          {"不予行政许可决定书", composer.denial},
		casefile.Permit:          {"", composer.permit},
		casefile.Allocation:      {nameOf(casefile.Allocation), composer.allocation},
		casefile.LandPermit:      {nameOf(casefile.LandPermit), composer.landPermit},
		casefile.Contract:        {nameOf(casefile.Contract), composer.contract},
		casefile.Delivery:        {"送达回证", composer.delivery},
		casefile.CorrectionOrder: {"更正决定书", composer.correction},
		casefile.RenewalOrder:    {"延续决定书", composer.renewal},
		casefile.RevocationOrder: {"撤销决定书", composer.revocation},
		casefile.RatingSheet:     {"政务服务好差评", composer.rating},

		casefile.DayEndSheet: {"日终清点单", composer.dayEnd},
		casefile.TestPage:    {"打印测试页", composer.testPage},
		casefile.MistakeNote: {"编号更正告知单", composer.mistake},
	}
}
