package print

import (
	"strconv"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// conditionTitle is the name of the sheet.
const conditionTitle = "用地建设条件一次性集成公布单"

// conditionSheet publishes once, for planning, supply, contract and
// certificates alike, under what conditions the land may be built on
// (用地建设条件一次性集成公布单), and what a standard land (标准地) has to reach.
func (c composer) conditionSheet() []page.Page {
	k := c.Case.Conditions
	f := c.flow()
	c.redHead(f, "办件编号："+c.Case.Number)
	c.title(f, conditionTitle)
	f.say("根据《中华人民共和国城乡规划法》第三十七条、第三十八条，现将本宗用地的建设条件一次集成公布。" +
		"规划许可、土地供应、合同签订和竣工核实均以此为准；未经依法同意并重新公布，不得变更。")
	f.skip(2)
	c.besideCode(f, c.conditionLand(), []fact{{name: "用地位置", value: c.Case.Application.Land.Location}})
	f.skip(3)
	f.heading("一、规划条件", strong(cellText()), 20)
	f.table(pairs(f, nameWidth, planning(k.Conditions)))
	f.skip(3)
	if len(c.Item.Indicators) > 0 {
		f.whole("二、工业“标准地”控制指标", c.indicators(f), signatureHeight)
	} else {
		f.heading("二、工业“标准地”控制指标", strong(cellText()), 8+signatureHeight)
		f.paragraph("本宗用地不适用工业“标准地”控制指标。", cellText(), layout.Left, 2)
	}
	c.uncoded().signature(f, k.On.Chinese())
	return c.finish(f)
}

// conditionLand says which land the conditions are for.
func (c composer) conditionLand() []fact {
	a := c.Case.Application
	size := area(a.Land)
	if supply := c.supply(); supply != "" {
		size += "，" + supply
	}
	return []fact{
		{name: "项目名称", value: a.Project.Name}, {name: "项目代码", value: a.Project.Code},
		{name: "不动产单元代码", value: a.Land.Unit}, {name: "面积和供地方式", value: size},
	}
}

// planning lists the planning conditions (规划条件). Those that were left open
// are not named.
func planning(k casefile.Conditions) []fact {
	list := []fact{
		{"用地性质", k.Use, true},
		{"容 积 率", k.PlotRatio, false}, {"建筑密度", k.Density, false},
		{"建筑高度", k.Height, false}, {"绿 地 率", k.Green, false},
	}
	for _, more := range []fact{
		{"建筑退让", k.Setbacks, true}, {"出入口方位", k.Entrances, true}, {"停车配建", k.Parking, true},
		{"其他要求", listed(k.Others), true},
	} {
		if more.value != "" {
			list = append(list, more)
		}
	}
	return list
}

// indicators is the table of the standard land: what is asked, what is
// promised, whether that is enough.
func (c composer) indicators(f *flow) layout.Table {
	t := f.ruled(12.5, f.width()-12.5-93, 29, 25, 25, 14)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "序号", "指标", "单位", "控制要求", "承诺值", "符合"))
	for i, it := range c.Item.Indicators {
		met := "否"
		if it.Met {
			met = "是"
		}
		row := layout.Row{Least: f.row}
		for col, text := range []string{strconv.Itoa(i + 1), it.Name, it.Unit, it.Rule, it.Stated, met} {
			cell := layout.Cell{Text: orDash(text), Type: cellText(), Align: layout.Centred}
			if col == 1 {
				cell.Align = layout.Left
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// schedule sets the planning conditions and, where there are any, the
// indicators of a standard land as they belong to another paper.
func (c composer) schedule(f *flow) {
	if k := c.Case.Conditions; k != nil {
		f.table(pairs(f, nameWidth, planning(k.Conditions)))
	} else {
		f.paragraph("规划条件见所附《用地建设条件一次性集成公布单》。", cellText(), layout.Left, 2)
	}
	if len(c.Item.Indicators) > 0 {
		f.skip(2.5)
		f.whole("工业“标准地”控制指标", c.indicators(f), 0)
	}
}
