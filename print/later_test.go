package print_test

import (
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// laterKinds are the papers of what may come up after acceptance.
func laterKinds() []casefile.DocumentKind {
	return []casefile.DocumentKind{
		casefile.Grant, casefile.ExtensionNotice, casefile.SpecialNotice, casefile.HearingRight, casefile.HearingNotice,
		casefile.CoordinationSet, casefile.PublicNotice, casefile.CorrectionOrder, casefile.RenewalOrder,
		casefile.RevocationOrder, casefile.ReminderNote, casefile.RatingSheet,
	}
}

func approver() casefile.Actor {
	return casefile.Actor{ID: "u3", Name: "陈建国", Role: casefile.Approver}
}

// later is the case in which the paper came up.
func later(t testing.TB, kind casefile.DocumentKind, c casefile.Case) casefile.Case {
	c.Window, c.Sections = "03", []string{"spatial", "farmland"}
	c.Opinions = opinions()
	switch kind {
	case casefile.Grant:
		c.Publicity = &casefile.Publicity{Posted: date(t, "2026-11-16"), Ends: date(t, "2026-11-26"), Closed: date(t, "2026-11-27")}
		c.Decision = &casefile.Decision{Grant: true, By: approver(), At: at(27, 15, 0)}
	case casefile.PublicNotice:
		c.Publicity = &casefile.Publicity{
			Posted: date(t, "2026-11-24"), Ends: date(t, "2026-12-04"), Where: "嘉兴市南湖区政务服务中心公告栏、本机关门户网站、项目所在地村（社区）公告栏",
		}
	case casefile.ExtensionNotice:
		c.Extension = &casefile.Extension{Days: 10, Was: date(t, "2026-11-30"), Reason: "该项目涉及永久基本农田补划方案的实地核查", On: date(t, "2026-11-27"), By: approver(), At: at(27, 9, 0)}
		c.Deadline.WorkingDays, c.Deadline.Due = 15, date(t, "2026-12-14")
		c.Statutory = workday.Deadline{Start: date(t, "2026-11-23"), WorkingDays: 30, Due: date(t, "2027-01-05")}
	case casefile.SpecialNotice:
		c.Stops = []casefile.Stop{{
			Procedure: casefile.ExpertReview, Reason: "项目占用永久基本农田，节地评价与选址论证综合报告需要组织专家评审。",
			Basis: casefile.SpecialBasis, From: date(t, "2026-11-25"), Expected: date(t, "2026-12-15"),
		}}
		c.Deadline = workday.Deadline{Start: date(t, "2026-11-23"), WorkingDays: 5, Open: true, Left: 3}
	case casefile.HearingRight, casefile.HearingNotice:
		c.Hearing = hearing(t, kind)
	case casefile.CoordinationSet:
		c.Coordinations = []casefile.Coordination{coordination(t)}
	default:
		return afterwards(t, kind, c)
	}
	return c
}

// afterwards is the case of a paper that comes up after the decision, or
// beside the procedure.
func afterwards(t testing.TB, kind casefile.DocumentKind, c casefile.Case) casefile.Case {
	switch kind {
	case casefile.CorrectionOrder:
		c.Corrections = []casefile.Correction{{
			Document: casefile.Permit, On: date(t, "2026-12-01"), By: approver(), Reason: "项目名称和建设规模与批复文件不一致",
			Changes: []casefile.Change{
				{Field: "project.name", Was: "南湖区城南片区公共卫中心", Is: "南湖区城南片区公共卫生中心"},
				{Field: "project.scale", Was: "总建筑面积 26 400 平方米", Is: "总建筑面积 24 600 平方米"},
				{Field: "agent.phone", Was: "13800000003", Is: "13800000002"},
			},
		}}
	case casefile.RenewalOrder:
		c.Renewal = &casefile.Renewal{
			Document: casefile.Permit, Asked: date(t, "2029-10-08"), Decided: date(t, "2029-10-18"), Grant: true,
			Reason: "因征地拆迁进度影响，项目尚未办理供地手续", Until: date(t, "2030-11-26"),
		}
	case casefile.RevocationOrder:
		c.Revocation = &casefile.Revocation{
			Reason: "申请人提交的项目建议书批复系伪造，以欺骗手段取得行政许可", Basis: "《中华人民共和国行政许可法》第六十九条第二款",
			On: date(t, "2026-12-10"), By: approver(),
		}
	case casefile.ReminderNote:
		c.Reminders = []casefile.Reminder{{
			Section: "farmland", Text: "本件距承诺时限仅余 2 个工作日，你科室尚未出具审查意见，请于 11 月 27 日下班前办结", On: date(t, "2026-11-26"),
			By: casefile.Actor{ID: "u5", Name: "沈明", Role: casefile.Supervisor},
		}}
	}
	return c
}

func opinions() []casefile.Opinion {
	return []casefile.Opinion{
		{
			Section: "spatial", Agree: true, Text: "符合国土空间规划和城镇开发边界管控要求。", Basis: "《中华人民共和国城乡规划法》第三十六条",
			By: casefile.Actor{ID: "u6", Name: "周敏", Role: casefile.Reviewer, Section: "spatial"}, At: at(24, 14, 30),
		},
		{
			Section: "farmland", Settled: true, Text: "拟用地范围涉及一般耕地 0.9876 公顷，占补平衡方案未落实，建议暂不同意。",
			Basis: "《中华人民共和国土地管理法》第三十条", By: casefile.Actor{ID: "u7", Name: "徐晓峰", Role: casefile.Reviewer, Section: "farmland"}, At: at(24, 16, 5),
		},
	}
}

func hearing(t testing.TB, kind casefile.DocumentKind) *casefile.HearingCourse {
	h := &casefile.HearingCourse{
		Told: date(t, "2026-11-24"), Reason: "项目用地北侧紧邻纺工新村住宅小区，涉及相邻居民的日照、通风和出入通行",
		Until: workday.Deadline{Start: date(t, "2026-11-24"), WorkingDays: 5, Due: date(t, "2026-12-01")},
	}
	if kind == casefile.HearingNotice {
		h.Asked, h.By = date(t, "2026-11-27"), "沈阿林"
		h.Set, h.Date, h.Place = date(t, "2026-12-01"), date(t, "2026-12-15"), "嘉兴市南湖区示例路 1 号政务服务中心 4 楼听证室"
	}
	return h
}

func coordination(t testing.TB) casefile.Coordination {
	return casefile.Coordination{
		Section: "farmland", Settler: casefile.Person{ID: "u3", Name: "陈建国"}, Due: date(t, "2026-11-27"),
		OpenedOn: date(t, "2026-11-24"), Settled: date(t, "2026-11-26"), Proceed: true,
		Record:  "经核对，占补平衡指标已由区政府统筹落实（南湖区 2026 年度储备库），耕地保护科撤回异议，各科室同意继续办理。",
		Present: []string{"空间规划科 周敏", "耕地保护科 徐晓峰", "用途管制科 钱芳"},
		By:      approver(), At: at(26, 11, 0),
	}
}
