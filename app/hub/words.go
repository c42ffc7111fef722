package hub

import "onewindow/app/casefile"

// kindName is what the public page calls a document.
func kindName(k casefile.DocumentKind) string {
	if name, known := kindNames()[k]; known {
		return name
	}
	return "文书"
}

func kindNames() map[casefile.DocumentKind]string {
	return map[casefile.DocumentKind]string{
		casefile.Receipt:         "收件凭证",
		casefile.Acceptance:      "受理通知书",
		casefile.Permit:          "建设项目用地预审与选址意见书",
		casefile.Denial:          "不予行政许可决定书",
		casefile.Delivery:        "送达回证",
		casefile.FirstNotice:     "一次性告知书",
		casefile.SecondNotice:    "再次告知书",
		casefile.NotRequired:     "无需取得行政许可告知书",
		casefile.NotOurs:         "不属于本机关职权范围告知书",
		casefile.NotAccepted:     "不予受理决定书",
		casefile.Retraction:      "撤回申请书",
		casefile.Grant:           "准予行政许可决定书",
		casefile.ExtensionNotice: "延期通知书",
		casefile.SpecialNotice:   "特别程序告知书",
		casefile.HearingRight:    "听证告知书",
		casefile.HearingNotice:   "听证通知书",
		casefile.CoordinationSet: "部门协调意见书",
		casefile.ConditionSheet:  "用地建设条件一次性集成公布单",
		casefile.PublicNotice:    "公示",
		casefile.Allocation:      "国有建设用地划拨决定书",
		casefile.LandPermit:      "建设用地规划许可证",
		casefile.Contract:        "国有建设用地使用权出让合同",
		casefile.CorrectionOrder: "更正决定书",
		casefile.RenewalOrder:    "延续决定书",
		casefile.RevocationOrder: "撤销决定书",
		casefile.ReminderNote:    "督办通知单",
		casefile.RatingSheet:     "好差评",
		casefile.Drawing:         "用地红线与宗地合一图",
	}
}

// stateName is what the public page says of how far a case has come.
func stateName(s casefile.State) string {
	if name, known := stateNames()[s]; known {
		return name
	}
	return "办理中"
}

func stateNames() map[casefile.State]string {
	return map[casefile.State]string{
		casefile.StateReceived:  "已收件，待受理",
		casefile.StateDefective: "已告知，待申请人补正",
		casefile.StateDeclined:  "未予受理",
		casefile.StateReview:    "已受理，审查中",
		casefile.StateReviewed:  "审查完毕，待决定",
		casefile.StateGranted:   "已准予，待赋号",
		casefile.StateDenied:    "不予许可",
		casefile.StateIssued:    "已发证，待领取",
		casefile.StateClosed:    "已办结",
		casefile.StateWithdrawn: "申请人已撤回",
		casefile.StateRevoked:   "许可已撤销",
	}
}
