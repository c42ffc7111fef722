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
	a.Deal = &casefile.Deal{Number: "嘉南土告〔2026〕7-3号", Price: 1_823_328_000}
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
