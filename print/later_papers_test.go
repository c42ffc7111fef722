package print_test

import (
	"slices"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// The papers of review, decision and after say what the law wants in them.
func TestPapersAfterAcceptance(t *testing.T) {
	for kind, phrases := range map[casefile.DocumentKind][]string{
		casefile.Grant: {
			"准予行政许可决定书", "本机关已于2026年11月23日受理（嘉南资规受〔2026〕0412号）", "1.8993 公顷", "南发改〔2026〕88号",
			"空间规划科、耕地保护科审查通过", "2026年11月16日至2026年11月26日公示，公示期间未收到异议",
			"《中华人民共和国行政许可法》第三十八条第一款、《中华人民共和国土地管理法》第五十二条", "决定准予行政许可",
			"建设项目用地预审与选址意见书", "3304022026XS0000128", "2029年11月26日", "十日内颁发、送达", "2026年11月27日", "签收人（签名）",
		},
		casefile.ExtensionNotice: {
			"延期通知书", "第四十二条第一款", "本机关负责人陈建国于2026年11月27日批准", "延长 10 个工作日", "永久基本农田补划方案的实地核查",
			"应于 2026年12月14日 前（含当日）作出决定", "原 5 个工作日，延长 10 个工作日", "法定期限相应延至2027年1月5日",
		},
		casefile.SpecialNotice: {
			"特别程序告知书", "依法需要进行专家评审", "第四十五条", "节地评价与选址论证综合报告需要组织专家评审", "2026年11月25日", "2026年12月15日",
			"20 日（自然日）", "所需时间不计算在办理期限内", "尚余 3 个工作日",
		},
		casefile.HearingRight: {
			"听证告知书", "及利害关系人：", "第四十七条", "日照、通风", "自被告知之日起五日内", "请于 2026年12月1日 前（含当日）提出",
			"不承担组织听证的费用", "二十日内", "听证意见回执", "要求举行听证", "不要求举行听证", "嘉兴市南湖区示例路 1 号",
		},
		casefile.HearingNotice: {
			"听证通知书", "嘉兴市南湖区卫生健康局、沈阿林：", "第四十八条第一款第一项", "七日前", "2026年12月15日", "4 楼听证室", "公开举行",
			"有权申请回避", "申辩和质证", "根据听证笔录", "本机关已于2026年11月27日收到听证申请", "2026年12月1日",
		},
		casefile.CoordinationSet: {
			"部门协调意见书", "耕地保护科", "徐晓峰", "占补平衡方案未落实", "《中华人民共和国土地管理法》第三十条", "陈建国", "2026年11月27日",
			"2026年11月26日", "空间规划科 周敏、耕地保护科 徐晓峰、用途管制科 钱芳", "撤回异议", "意见一致，继续办理", "符合国土空间规划",
			"协调人（签名）",
		},
		casefile.PublicNotice: {
			"建设项目用地预审与选址意见书公示", "嘉兴市南湖区卫生健康局", "2601-330402-04-01-000013", "城南街道，东至长水路", "1.8993 公顷",
			"公示期 2026年11月24日至2026年12月4日", "共 10 日（自然日）", "公告栏", "书面向本机关提出", "0573-00000000",
		},
		casefile.CorrectionOrder: {
			"更正决定书", "3304022026XS0000128", "与批复文件不一致", "南湖区城南片区公共卫中心", "总建筑面积 26 400 平方米", "总建筑面积 24 600 平方米",
			"138****0002", "138****0003", "作废", "沿用原编号",
		},
		casefile.RenewalOrder: {
			"延续决定书", "2029年10月8日", "征地拆迁进度", "第五十条第二款", "决定准予延续", "有效期延续至 2030年11月26日", "三十日前",
		},
		casefile.RevocationOrder: {
			"撤销决定书", "系伪造", "第六十九条第二款", "决定撤销上述行政许可", "3304022026XS0000128", "送达之日起失效", "六十日内依法申请行政复议", "六个月内",
		},
		casefile.ReminderNote: {
			"督办通知单", "耕地保护科", "第 1 次", "03-20261123-0007", "2026年11月30日", "尚未出具审查意见", "督办人：沈明", "督办日期：2026年11月26日",
			"办理情况", "盖章处",
		},
		casefile.RatingSheet: {
			"政务服务好差评", "非常满意", "满意", "基本满意", "不满意", "非常不满意", "您的意见和建议", "03 号窗", "收件人王芳", "评价人（签名，可不填）",
		},
	} {
		wants(t, words(t, pdf(t, sheet(t, kind))), phrases...)
	}
}

// TestNoBoxes holds that the fonts draw everything the documents say.
func TestNoBoxes(t *testing.T) {
	for _, kind := range documents() {
		absent, err := painter(t).Absent(crowded(t, kind))
		if err != nil || len(absent) > 0 {
			t.Errorf("%s: no font draws %q (%v)", kind, absent, err)
		}
	}
}

// A co-issued pair stands in one decision, with and without numbers.
func TestGrantListsEveryCertificate(t *testing.T) {
	s := sheet(t, casefile.Grant)
	s.Item.Name, s.Item.Supply = "划拨决定书 + 建设用地规划许可证", "划拨"
	s.Item.Certificates = []string{"国有建设用地划拨决定书", "建设用地规划许可证"}
	s.Case.Certificates = nil
	s.Case.Publicity.Earlier = "03-20261012-0002"
	s.Case.Decision.Reason = "同意供地"
	wants(t, words(t, pdf(t, s)), "国有建设用地划拨决定书 待核发", "建设用地规划许可证 待核发", "与办件 03-20261012-0002 共用",
		"供地方式 划拨", "审批意见：同意供地。")
	s.Case.Certificates = []casefile.Certificate{
		{Document: casefile.Allocation, Number: "3304022026HB0000009"}, {Document: casefile.LandPermit},
	}
	wants(t, words(t, pdf(t, s)), "国有建设用地划拨决定书 3304022026HB0000009", "建设用地规划许可证 待赋号")
}

func TestRenewalIsRefusedOrDeemed(t *testing.T) {
	s := sheet(t, casefile.RenewalOrder)
	s.Case.Renewal.Deemed, s.Case.Renewal.Reason = true, "项目延期"
	wants(t, words(t, pdf(t, s)), "未在该证书有效期届满前作出是否准予延续的决定", "视为准予延续")

	s.Case.Renewal = &casefile.Renewal{
		Document: casefile.Permit, Asked: date(t, "2029-10-08"), Decided: date(t, "2029-10-18"),
		Reason: "项目延期", Why: "项目选址已不符合现行国土空间规划",
	}
	said := words(t, pdf(t, s))
	wants(t, said, "不予延续决定书", "决定不予延续", "理由：项目选址已不符合现行国土空间规划。", "六十日内", "六个月内")
	if strings.Contains(said, "有效期延续至") {
		t.Error("a refused renewal states a new last day")
	}
}

// A section may speak again; the objection that called the coordination stays.
func TestCoordinationKeepsTheObjection(t *testing.T) {
	s := sheet(t, casefile.CoordinationSet)
	no := s.Case.Opinions[1]
	s.Case.Opinions[1] = casefile.Opinion{Section: "farmland", Agree: true, Text: "指标已落实，同意。", By: no.By, At: at(26, 15, 0)}
	s.Case.History = []casefile.Entry{{By: no.By, At: no.At, Body: &casefile.OpinionGiven{Section: "farmland", Text: no.Text, Basis: no.Basis}}}
	wants(t, words(t, pdf(t, s)), no.Text, no.Basis, "指标已落实，同意。")

	s.Case.Coordinations = append(s.Case.Coordinations, casefile.Coordination{Section: "spatial", Due: date(t, "2026-12-02")})
	wants(t, words(t, pdf(t, s)), "第 2 次", "协调中", "2026年12月2日")
}

func TestReminderOfAWindowWhileTheClockStands(t *testing.T) {
	s := sheet(t, casefile.ReminderNote)
	s.Case.Reminders = slices.Repeat([]casefile.Reminder{{Window: "03", Text: "请尽快通知申请人补正"}}, 2)
	s.Case.Deadline = workday.Deadline{Open: true, Left: 4}
	wants(t, words(t, pdf(t, s)), "03 号窗", "第 2 次", "计时暂停，尚余 4 个工作日", "请尽快通知申请人补正。")
}

// TestRatingTicksOneLevel compares the boxes of an empty sheet and one filled in.
func TestRatingTicksOneLevel(t *testing.T) {
	s := sheet(t, casefile.RatingSheet)
	if said := words(t, pdf(t, s)); strings.Contains(said, "✓") {
		t.Errorf("an empty sheet is ticked: %s", said)
	}
	s.Case.Rating = &casefile.Rating{Level: 2, Remark: "办理很快，指引清楚。", At: at(28, 10, 0)}
	said := words(t, pdf(t, s))
	wants(t, said, "办理很快，指引清楚。", "评价日期：2026年11月28日")
	if n := strings.Count(said, "✓"); n != 1 {
		t.Errorf("%d levels are ticked, want 1", n)
	}
}

// TestNoSealWithoutText holds that the page of a seal has text of the letter
// above it.
func TestNoSealWithoutText(t *testing.T) {
	for kind, last := range map[casefile.DocumentKind]string{
		casefile.Grant: "应当事先向本机关提出申请", casefile.HearingRight: "二十日内", casefile.HearingNotice: "不收取费用",
		casefile.PublicNotice: "书面向本机关提出",
	} {
		s := crowded(t, kind)
		pages, err := painter(t).Pages(s)
		if err != nil || pages < 2 {
			t.Fatalf("%s: %d pages, %v", kind, pages, err)
		}
		text := run(t, "poppler-utils", pdf(t, s), "pdftotext", "-raw", "-", "-")
		end := strings.Split(strings.TrimRight(text, "\f"), "\f")
		wants(t, strings.Join(strings.Fields(end[len(end)-1]), ""), last, "盖章处")
	}
}
