package print_test

import (
	"fmt"
	"strings"
	"testing"

	"onewindow/app/casefile"
)

// supplied is the sheet of a case in which land was supplied: by decision, or
// where the paper belongs to that, by contract. All people are invented.
func supplied(t testing.TB, kind casefile.DocumentKind) casefile.Sheet {
	s := accepted(t, kind)
	s.Case.Application.Land.Unit = "330402001023GB00123W00000000"
	s.Case.Conditions = &casefile.SetConditions{On: date(t, "2026-11-26"), At: at(26, 9, 0), By: casefile.Actor{Name: "陈静"}, Conditions: casefile.Conditions{
		Use: "医疗卫生用地（0806）", PlotRatio: "≤ 1.6", Density: "≤ 35%", Height: "≤ 36 米", Green: "≥ 30%",
		Setbacks: "西侧退让河道蓝线不少于 15 米，其余各侧退让道路红线不少于 8 米", Entrances: "机动车出入口设于南侧规划支路，距交叉口不少于 50 米",
		Parking: "机动车不少于 168 个，其中 20% 建设充电设施；非机动车不少于 420 个",
		Others:  []string{"海绵城市年径流总量控制率不低于 75%", "按不低于绿色建筑二星级标准建设"},
	}}
	s.Case.Earlier = []casefile.Earlier{{Case: "c0", Number: "03-20261109-0002", Item: "A", Certificate: "3304022026XS0000128"}}
	s.Item.Supply = "划拨"
	s.Item.Notes = nil
	s.Item.Annexes = []string{"用地红线与宗地合一图", "用地建设条件一次性集成公布单"}
	s.Item.LegalBasis = []string{"《中华人民共和国土地管理法》第五十四条", "《中华人民共和国城乡规划法》第三十七条"}
	decision := casefile.Certificate{
		Document: casefile.Allocation, Number: "嘉南土划〔2026〕12号", Date: date(t, "2026-11-27"), Serial: "00000131", Edition: 1,
	}
	licence := casefile.Certificate{
		Document: casefile.LandPermit, Number: "3304022026YG0000087", Date: date(t, "2026-11-27"), Serial: "00000132", Edition: 1,
	}
	s.Case.Certificates = []casefile.Certificate{decision, licence}
	s.Item.Certificates = []string{"国有建设用地划拨决定书", "建设用地规划许可证"}
	s.Issued, _ = s.Case.Certificate(kind)
	switch kind {
	case casefile.Delivery:
		s.Case.State = casefile.StateIssued
	case casefile.LandPermit:
		s.Item.Prefix = "地字第"
		s.Item.Notes = []string{
			"本证是经自然资源主管部门依法审核，建设用地符合国土空间规划和用途管制要求，准予使用土地的法律凭证。",
			"未取得本证而占用土地的，属违法行为。",
			"未经发证机关审核同意，本证的各项规定不得随意变更。",
			"本证所需附图及附件由发证机关依法确定，与本证具有同等法律效力。",
		}
	case casefile.Contract, casefile.ConditionSheet:
		transferred(t, &s)
	}
	return s
}

// transferred makes the case one of a transfer of industrial land.
func transferred(t testing.TB, s *casefile.Sheet) {
	a := &s.Case.Application
	a.Applicant = casefile.Applicant{
		Unit: true, Name: "嘉兴示例精密制造有限公司", Code: "91350100M000100Y43", Phone: "13800000003", Address: "嘉兴市南湖区示例大道 18 号",
	}
	a.Project.Name, a.Project.Scale = "年产 20 万套精密传动部件生产线", "总建筑面积 31 200 平方米"
	a.Deal = &casefile.Deal{Number: "嘉南土告〔2026〕7-3号", Price: 1_823_328_000, Years: 50}
	k := s.Case.Conditions
	k.Use, k.PlotRatio, k.Density, k.Green = "工业用地（1001）", "1.6 ～ 2.5", "40% ～ 60%", "≤ 15%"
	contract := casefile.Certificate{
		Document: casefile.Contract, Number: "嘉南土让〔2026〕7号", Date: date(t, "2026-11-27"), Serial: "00000140", Edition: 1,
	}
	s.Case.Certificates, s.Case.Further, s.Issued = []casefile.Certificate{contract}, casefile.LandPermit, contract
	s.Item.Certificates = []string{"国有建设用地使用权出让合同"}
	s.Item.Supply = "出让"
	s.Item.Indicators = []casefile.SheetIndicator{
		{Name: "固定资产投资强度", Unit: "万元/亩", Rule: "≥ 400", Stated: "455", Met: true},
		{Name: "亩均税收（达产）", Unit: "万元/亩·年", Rule: "≥ 32", Stated: "36.5", Met: true},
		{Name: "容积率", Rule: "≥ 1.6", Stated: "1.64", Met: true},
		{Name: "单位能耗增加值", Unit: "万元/吨标煤", Rule: "≥ 2.1", Stated: "2.4", Met: true},
		{Name: "研发经费支出占比", Unit: "%", Rule: "≥ 2.5", Stated: "2.2"},
		{Name: "行政办公及生活服务设施用地占比", Unit: "%", Rule: "≤ 7", Stated: "5.8", Met: true},
	}
}

// crowdedSupply is supplied with names and lists longer than any form expects.
func crowdedSupply(t testing.TB, kind casefile.DocumentKind) casefile.Sheet {
	s := crowd(supplied(t, kind))
	k := s.Case.Conditions
	k.Setbacks = strings.Repeat("西侧退让河道蓝线不少于 15 米，其余各侧退让道路红线不少于 8 米；", 8)
	for i := range 40 {
		k.Others = append(k.Others, fmt.Sprintf("其他要求之%d：%s", i+1, strings.Repeat("地下空间按规定配建人防工程并预留连通口；", i%3+1)))
	}
	return s
}

// The papers of a supply of land say what the forms and the law want in them.
func TestPapersOfSupply(t *testing.T) {
	for kind, phrases := range map[casefile.DocumentKind][]string{
		casefile.Allocation: {
			"国有建设用地划拨决定书", "嘉南土划〔2026〕12号", "嘉兴市自然资源和规划局南湖分局", "划拨土地使用权人", "嘉兴市南湖区卫生健康局", "11330402002523454L",
			"2601-330402-04-01-000013", "18993 平方米（1.8993 公顷）", "医疗卫生用地（0806）", "330402001023GB00123W00000000",
			"一、划拨依据", "《中华人民共和国土地管理法》第五十四条", "南发改〔2026〕88号 项目建议书批复", "用字第 3304022026XS0000128 号（办件编号 03-20261109-0002）",
			"二、使用条件", "三、规划条件", "≤ 1.6", "四、双方责任", "五、其他事项", "（地字第 3304022026YG0000087 号）同时核发", "六十日内", "2026年11月27日", "盖章处", "签收人（签名）",
		},
		casefile.LandPermit: {
			"中华人民共和国", "建设用地规划许可证", "地字第 3304022026YG0000087 号", "颁发此证", "发证机关", "用地单位", "批准用地机关",
			"批准用地文号", "《国有建设用地划拨决定书》", "嘉南土划〔2026〕12号", "用地位置", "北至纺工路", "土地用途", "医疗卫生用地（0806）", "建设规模",
			"总建筑面积 24 600 平方米", "土地取得方式", "划拨", "1. 用地红线与宗地合一图", "2. 用地建设条件一次性集成公布单", "遵守事项", "未取得本证而占用土地的，属违法行为", "证本流水 No. 00000132",
		},
		casefile.Contract: {
			"国有建设用地使用权", "出让合同", "合同编号：嘉南土让〔2026〕7号", "嘉兴示例精密制造有限公司", "嘉南土告〔2026〕7-3号",
			"人民币（大写）壹仟捌佰贰拾叁万叁仟贰佰捌拾元整（小写：¥ 18,233,280.00）", "每平方米人民币 960.00 元", "出让年限为 50 年", "六十日内一次付清",
			"附件一所列规划条件是本合同的组成部分", "当场核发《建设用地规划许可证》", "第十八条", "出让人（盖章）", "受让人（盖章）", "签订日期", "附件一", "1.6 ～ 2.5", "固定资产投资强度",
		},
		casefile.ConditionSheet: {
			"用地建设条件一次性集成公布单", "年产 20 万套精密传动部件生产线", "1.6 ～ 2.5", "40% ～ 60%", "西侧退让河道蓝线不少于 15 米", "机动车出入口设于南侧规划支路",
			"2. 按不低于绿色建筑二星级标准建设", "工业“标准地”控制指标", "万元/亩", "≥ 400", "455", "2026年11月26日",
		},
	} {
		s := supplied(t, kind)
		said := words(t, pdf(t, s))
		wants(t, said, phrases...)
		crowded := crowdedSupply(t, kind)
		said = words(t, pdf(t, crowded))
		a := crowded.Case.Application
		wants(t, said, a.Project.Name, a.Land.Location, crowded.Office.Organ)
		if kind != casefile.ConditionSheet {
			wants(t, said, a.Applicant.Name)
		}
		if n := strings.Count(said, "预留连通口；"); kind != casefile.LandPermit && n != 79 {
			t.Errorf("the %s has %d of 79 parts of the other conditions", kind, n)
		}
	}
}

// Every certificate of a case is on the one slip that its holder signs.
func TestDeliveryListsEveryCertificate(t *testing.T) {
	s := supplied(t, casefile.Delivery)
	s.Case.Certificates[1].Number, s.Case.Certificates[1].Edition = "", 2
	wants(t, words(t, pdf(t, s)), "《国有建设用地划拨决定书》嘉南土划〔2026〕12号 正本 1 份",
		"《建设用地规划许可证》地字第 （待赋号） 号（第 2 版） 正本 1 份")
	transferred(t, &s)
	wants(t, words(t, pdf(t, s)), "《国有建设用地使用权出让合同》嘉南土让〔2026〕7号 正本 2 份")
}

// A certificate that is issued anew after the handover has a slip of its own.
func TestDeliveryOfALaterEdition(t *testing.T) {
	s := supplied(t, casefile.Delivery)
	s.Case.Certificates[0].Handed = true
	s.Case.Handover = &casefile.Handover{Recipient: "张伟东", Documents: []casefile.DocumentKind{casefile.Allocation}}
	said := words(t, pdf(t, s))
	wants(t, said, "《建设用地规划许可证》")
	if strings.Contains(said, "划拨决定书") || strings.Contains(said, "张伟东") {
		t.Errorf("the slip for the permit shows the earlier handover:\n%s", said)
	}
	s.Case.State = casefile.StateClosed
	said = words(t, pdf(t, s))
	wants(t, said, "《国有建设用地划拨决定书》", "张伟东")
	if strings.Contains(said, "建设用地规划许可证") {
		t.Error("the slip names a certificate that was not handed over")
	}
}

// A certificate whose number the national system has not returned says so, on
// itself and where it is named.
func TestNumberPending(t *testing.T) {
	s := supplied(t, casefile.LandPermit)
	s.Issued.Number, s.Case.Certificates[1].Number = "", ""
	wants(t, words(t, pdf(t, s)), "地字第 （待赋号） 号")
	s.Document, s.Issued = casefile.Allocation, s.Case.Certificates[0]
	wants(t, words(t, pdf(t, s)), "《建设用地规划许可证》（地字第 （待赋号） 号）同时核发")
}

// A later edition says what it is, why, and that the earlier ones are void.
func TestEditions(t *testing.T) {
	for _, kind := range casefile.CentreKinds() {
		s := supplied(t, kind)
		if kind == casefile.Permit {
			s = accepted(t, kind)
		}
		s.Issued.Edition = 2
		wants(t, words(t, pdf(t, s)), "第 2 版", "以前各版自本版发出之日起作废")
		s.Case.Corrections = []casefile.Correction{{Document: kind}}
		wants(t, words(t, pdf(t, s)), "更正后第 2 版")
		s.Issued.Edition, s.Issued.ValidUntil = 3, date(t, "2032-11-26")
		s.Case.Renewal = &casefile.Renewal{Document: kind, Grant: true}
		wants(t, words(t, pdf(t, s)), "更正后第 3 版", "延续", "经准予延续，有效期至 2032年11月26日")
		s.Case.Corrections = nil
		if said := words(t, pdf(t, s)); strings.Contains(said, "更正后") {
			t.Errorf("a %s that was only renewed says it was put right", kind)
		}
	}
	s := supplied(t, casefile.Delivery)
	s.Issued = casefile.Certificate{Document: casefile.Permit, Edition: 2}
	if said := words(t, pdf(t, s)); strings.Contains(said, "第 2 版") {
		t.Error("a slip calls itself a later edition")
	}
}

// Under a policy that cancelled the permit the contract does not promise one,
// and it says the same before and after that permit is issued.
func TestContractNamesThePermitThatFollows(t *testing.T) {
	const promise = "当场核发《建设用地规划许可证》"
	s := supplied(t, casefile.Contract)
	s.Case.Further = ""
	if strings.Contains(words(t, pdf(t, s)), promise) {
		t.Error("a contract alone promises a permit")
	}
	s.Case.Certificates = append(s.Case.Certificates, casefile.Certificate{Document: casefile.LandPermit})
	wants(t, words(t, pdf(t, s)), promise)
}

// The permit that follows a contract names it.
func TestLandPermitAfterContract(t *testing.T) {
	s := supplied(t, casefile.LandPermit)
	issued := s.Issued
	transferred(t, &s)
	s.Issued, s.Case.Certificates = issued, append(s.Case.Certificates, issued)
	wants(t, words(t, pdf(t, s)), "《国有建设用地使用权出让合同》嘉南土让〔2026〕7号", "嘉兴示例精密制造有限公司", "出让")
}

// TestBareSupply prints what is left when every optional field is empty.
func TestBareSupply(t *testing.T) {
	for _, kind := range append(casefile.CentreKinds(), casefile.ConditionSheet, casefile.Delivery) {
		s := casefile.Sheet{Document: kind, Case: casefile.Case{
			State: casefile.StateIssued, Conditions: &casefile.SetConditions{}, Certificates: []casefile.Certificate{{Document: kind}},
		}}
		said := words(t, pdf(t, s))
		if kind != casefile.ConditionSheet && kind != casefile.Delivery {
			wants(t, said, "（待赋号）")
		}
		if pages, err := painter(t).Pages(s); err != nil || pages > 4 {
			t.Errorf("an empty %s has %d pages, %v", kind, pages, err)
		}
	}
}
