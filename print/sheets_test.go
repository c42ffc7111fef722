package print_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/workday"
	"onewindow/print"
)

// payload has the length and the alphabet of a signed base45 payload.
const payload = "6BFOXN%TSMAHN-HWWK2RL99TEZP3ZIT7CAD6G%T8LNEFC4NHS*QPR4PGO3P9AS%RN6QJ8QW0RFUC1ESQ67" +
	"%MBTU8EWKBG$9R5$0Q:TN7GC.1 -R9ZVMK6LBA.UVRCR8UXYNXIF+ER0HQR3WOP3.7WJHMQ9VQ%IJK1LA6YOB*FAY+D3LQS"

var opened = sync.OnceValues(func() (*print.Painter, error) { return open() })

func painter(t testing.TB) *print.Painter {
	t.Helper()
	p, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.FixedZone("CST", 8*3600))
}

func date(t testing.TB, text string) workday.Date {
	t.Helper()
	d, err := workday.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sheet is an ordinary case with every document; all people are invented.
func sheet(t testing.TB, kind casefile.DocumentKind) casefile.Sheet {
	s := accepted(t, kind)
	switch kind {
	case casefile.Delivery:
		s.Case.State = casefile.StateIssued
		return s
	case casefile.Receipt, casefile.Acceptance, casefile.Permit, casefile.Denial:
		return s
	case casefile.Allocation, casefile.LandPermit, casefile.Contract, casefile.ConditionSheet:
		return supplied(t, kind)
	case casefile.Drawing:
		return drawn(t, s)
	}
	if slices.Contains(laterKinds(), kind) {
		s.Case = later(t, kind, s.Case)
		return s
	}
	s.Case = atReceipt(t, kind, s.Case)
	return s
}

// drawn is the sheet of the two maps in one of a case.
func drawn(t testing.TB, s casefile.Sheet) casefile.Sheet {
	s.Case.Materials = outlined()
	s.Land, s.Number = project(t), s.Case.Number+"-图"
	return s
}

// outlined are materials with a boundary-point file.
func outlined() []casefile.Material {
	return []casefile.Material{{ID: "boundary", Files: []casefile.Attachment{
		{Name: "boundary.txt", Hash: "01", Outline: &casefile.Outline{Of: casefile.RedLine, Parcels: 1, Points: 8}},
	}}}
}

// accepted is the sheet of a case that went through.
func accepted(t testing.TB, kind casefile.DocumentKind) casefile.Sheet {
	clerk := casefile.Actor{ID: "u1", Name: "王芳", Role: casefile.Clerk}
	deadline := workday.Deadline{Start: date(t, "2026-11-23"), WorkingDays: 5, Due: date(t, "2026-11-30")}
	return casefile.Sheet{
		Document: kind, Issued: permit(t),
		Case: casefile.Case{
			ID: "c1", Number: "03-20261123-0007", State: casefile.StateClosed,
			Application: casefile.Application{
				Applicant: casefile.Applicant{
					Unit: true, Name: "嘉兴市南湖区卫生健康局", Code: "11330402002523454L", Phone: "13800000001",
				},
				Agent: casefile.Agent{Name: "张伟东", Code: "330402199003070015", Phone: "13800000002"},
				Project: casefile.Project{
					Code: "2601-330402-04-01-000013", Name: "南湖区城南片区公共卫生中心",
					Basis: "南发改〔2026〕88号 项目建议书批复", Scale: "总建筑面积 24 600 平方米",
				},
				Land: casefile.Land{
					Location: "城南街道，东至长水路，南至规划支路，西至市河绿带，北至纺工路",
					Area:     18993, Agricultural: 12140, Arable: 9876, Construction: 6853,
				},
			},
			Materials: []casefile.Material{
				{Name: "建设项目用地预审与选址意见书申请表", Source: "applicant", Original: true, Copies: 1, Required: true, Present: true},
				{Name: "申请报告", Source: "applicant", Original: true, Copies: 1, Required: true, Present: true},
				{Name: "项目建设依据（项目建议书批复、核准或者备案文件）", Source: "shared", Copies: 1, Present: true},
				{Name: "用地红线界址点坐标（TXT，2000国家大地坐标系）", Source: "applicant", Copies: 1, Required: true, Present: true},
				{Name: "授权委托书及代理人身份证明", Source: "applicant", Original: true, Copies: 1, Present: true},
				{Name: "节约集约用地论证分析专章", Source: "applicant", Copies: 1},
			},
			ReceivedAt: at(23, 9, 12), ReceivedBy: clerk,
			AcceptanceNumber: "嘉南资规受〔2026〕0412号", AcceptedAt: at(23, 9, 20), AcceptedBy: clerk,
			Deadline:     deadline,
			Decision:     &casefile.Decision{Grant: kind != casefile.Denial, Reason: "拟用地范围占用生态保护红线 0.0312 公顷，不符合国土空间用途管制要求。", At: at(27, 15, 0)},
			Certificates: []casefile.Certificate{permit(t)},
		},
		Item: casefile.SheetItem{
			Name: "建设项目用地预审与选址意见书", Code: "A", MergedFrom: []string{"选址意见书", "用地预审"},
			LegalBasis:    []string{"《中华人民共和国行政许可法》第三十二条第一款第五项", "《中华人民共和国土地管理法》第五十二条", "《中华人民共和国城乡规划法》第三十六条"},
			StatutoryDays: 20, PromisedDays: 5, ValidYears: 3,
			Notes: []string{
				"本书是自然资源主管部门依法审核建设项目用地预审和规划选址的法定凭据。",
				"未经依法审核同意，本书的各项内容不得随意变更。",
				"附图及附件与本书具有同等法律效力。",
				"本书自核发之日起有效期三年；土地用途、项目选址等有重大调整的，应当重新办理。",
			},
			Annexes: []string{"用地红线与宗地合一图（1∶1000）", "建设用地要求"},
		},
		Office: casefile.SheetOffice{
			Organ: "嘉兴市自然资源和规划局南湖分局", Window: "03 号窗", Address: "嘉兴市南湖区示例路 1 号政务服务中心 2 楼",
			Phone: "0573-00000000", Complaint: "0573-00000001", Hours: "工作日 8:30—11:30，13:30—17:00",
		},
		Deadline: deadline, PrintedAt: at(23, 9, 21), Clerk: "王芳",
		URL:      "HTTPS://ONEWINDOW.EXAMPLE/V/" + payload,
		Copy:     1,
		Sections: map[string]string{"spatial": "空间规划科", "farmland": "耕地保护科"},
	}
}

// documents is every kind the painter lays out.
func documents() []casefile.DocumentKind { return casefile.DocumentKinds() }

// atReceipt is the case of a paper that only exists before acceptance.
func atReceipt(t testing.TB, kind casefile.DocumentKind, c casefile.Case) casefile.Case {
	const basis = "《中华人民共和国行政许可法》第三十二条第一款"
	first := casefile.Notice{On: date(t, "2026-11-24"), At: at(24, 10, 0), By: c.ReceivedBy, Defects: []casefile.Defect{
		{ID: "1", Material: "report", What: "申请报告（原件 1 份）", Reason: "未提交。", Basis: basis + "第四项"},
		{ID: "2", Field: "applicant.code", What: "统一社会信用代码", Reason: "末位校验不符，应为 L，请核对证照。", Basis: basis + "第四项"},
		{ID: "3", Material: "siting", What: "节地评价与选址论证综合报告", Reason: "未附专家评审意见，结论页未加盖编制单位公章。", Basis: "自然资规〔2019〕2号第一条；" + basis + "第四项"},
	}}
	c.Notices = []casefile.Notice{first}
	switch kind {
	case casefile.SecondNotice:
		second := first
		second.Reason, second.Defects = "首次告知时遗漏授权委托书", first.Defects[:1]
		c.Notices = append(c.Notices, second)
	case casefile.NotRequired, casefile.NotOurs, casefile.NotAccepted:
		c.Declination = &casefile.Declination{
			Form: kind, Reason: "该项目使用已经依法批准的建设用地，不涉及新增建设用地，依法不需要办理建设项目用地预审", Basis: basis + "第一项；自然资规〔2019〕2号第一条。",
			On: date(t, "2026-11-24"), At: at(24, 10, 0), By: c.ReceivedBy,
		}
		if kind == casefile.NotOurs {
			c.Declination.Authority = "嘉兴市生态环境局南湖分局（嘉兴市南湖区示例路 2 号）"
		}
	case casefile.Retraction:
		c.Withdrawal = &casefile.Withdrawal{Reason: "项目选址调整，需要重新论证", By: c.ReceivedBy, At: at(24, 10, 0)}
		for _, m := range c.Materials[:2] {
			c.Withdrawal.Returned = append(c.Withdrawal.Returned, m.Name)
		}
	}
	return c
}

// crowded is a sheet with names and lists longer than any form expects.
func crowded(t testing.TB, kind casefile.DocumentKind) casefile.Sheet {
	return crowd(sheet(t, kind))
}

// crowd makes the names and lists of a sheet that long.
func crowd(s casefile.Sheet) casefile.Sheet {
	a := &s.Case.Application
	a.Applicant.Name = "中国电信股份有限公司嘉兴市南湖区长三角一体化示范区数字经济产业发展基础设施建设运营管理分公司"
	a.Project.Name = "长三角生态绿色一体化发展示范区嘉兴南湖片区（含凤桥镇、余新镇、新丰镇）城乡公共卫生、应急医疗与健康养老综合服务中心一期及配套道路、管网、110kV变电站迁建工程"
	a.Project.Basis = "《嘉兴市南湖区发展和改革局关于同意南湖区城南片区公共卫生中心项目建议书的批复》（南发改〔2026〕88号），项目代码 2601-330402-04-01-000013"
	a.Land.Location = strings.Repeat("城南街道，东至长水路，南至规划支路，西至市河绿带，北至纺工路；", 4)
	a.Project.Scale = "总建筑面积 24 600 平方米，其中地上 18 200 平方米（门诊楼、医技楼、公共卫生业务楼），地下 6 400 平方米；设计床位 299 张，机动车停车位 168 个"
	a.Land.Unused = 1200
	for i := range 60 {
		s.Case.Materials = append(s.Case.Materials, casefile.Material{
			Name:   fmt.Sprintf("补充论证材料之%d：%s", i+1, strings.Repeat("建设项目节约集约用地论证分析专章及专家评审意见", i%4+1)),
			Source: "applicant", Copies: i%3 + 1, Original: i%2 == 0, Present: true,
		})
	}
	s.Item.Annexes = append(s.Item.Annexes, "建设项目压覆重要矿产资源情况说明", "地质灾害危险性评估备案登记表", "规划选址综合论证报告专家评审意见", "节约集约用地论证分析专章专家评审意见")
	s.Office.Organ = "长三角生态绿色一体化发展示范区嘉兴市自然资源和规划局南湖经济开发区分局"
	s.Awaiting, s.Copy = true, 3
	return s
}

// permit is the certificate of the sheets.
func permit(t testing.TB) casefile.Certificate {
	return casefile.Certificate{
		Document: casefile.Permit, Number: "3304022026XS0000128", Date: date(t, "2026-11-27"),
		ValidUntil: date(t, "2029-11-26"), Serial: "0000128", Edition: 1,
	}
}
