package print

import (
	"cmp"
	"fmt"
	"strings"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/numeral"
	"onewindow/print/page"
	"onewindow/print/wording"
)

// allocation is the decision that gives state-owned construction land without
// a price (国有建设用地划拨决定书, 土地管理法 Art. 54, 城市房地产管理法 Art. 23, 24, 40).
// It is issued together with the 建设用地规划许可证 and names its number.
func (c composer) allocation() []page.Page {
	f := c.flow()
	c.redHead(f, numberOf(c.Issued))
	c.title(f, nameOf(casefile.Allocation))
	f.say(cmp.Or(c.Item.Basis, string(c.words.Allocation.Opening)))
	c.allocated(f)
	part := c.parts(f)
	part("划拨依据", 14)
	f.points(c.allocationGrounds(), cellText(), 0)
	part("使用条件", 14)
	f.points(wording.Texts(c.words.Allocation.Conditions), cellText(), 0)
	part("规划条件", 30)
	c.schedule(f)
	part("双方责任", 14)
	f.points(wording.Texts(c.words.Allocation.Duties), cellText(), 0)
	part("其他事项", 14)
	f.points(c.allocationRemarks(), cellText(), signatureHeight+signedHeight)
	c.uncoded().signature(f, c.Issued.Date.Chinese())
	c.acknowledgement(f, c.Clerk)
	return c.finish(f)
}

// uncoded is the sheet without its code, where it already has it on its first
// page.
func (c composer) uncoded() composer {
	c.code = nil
	return c
}

// parts numbers the headings of a long paper. Each keeps so many mm of what
// follows with it.
func (c composer) parts(f *flow) func(heading string, follows float64) {
	n := 0
	return func(heading string, follows float64) {
		n++
		f.skip(2.5)
		t := strong(body())
		t.Leading = 7
		f.heading(numeral.Ordinal(n)+"、"+heading, t, follows)
	}
}

// allocated says who got which land. The code stands beside the first facts.
func (c composer) allocated(f *flow) {
	a := c.Case.Application
	f.skip(2)
	c.besideCode(f, []fact{
		{name: "划拨土地使用权人", value: a.Applicant.Name}, {name: c.codeName(), value: holder(a.Applicant)},
		{name: "项目名称", value: a.Project.Name}, {name: "项目代码", value: a.Project.Code},
	}, []fact{
		{name: "宗地位置", value: a.Land.Location}, {name: "宗地面积", value: area(a.Land)},
		{name: "土地用途", value: c.landUsage()}, {name: "建设规模", value: a.Project.Scale},
		{name: "不动产单元代码", value: a.Land.Unit}, {name: "土地取得方式", value: c.supply()},
	})
}

// nameWidth is the column of names in papers about land, mm: 统一社会信用代码
// stands in it on one line.
const nameWidth = 34.5

// besideCode sets facts below each other, the upper ones with the code at
// their right.
func (c composer) besideCode(f *flow, upper, lower []fact) {
	width := f.width()
	if len(c.code) > 0 {
		width -= codeSide
	}
	beside := f.ruled(nameWidth, width-nameWidth)
	for _, it := range upper {
		beside.Rows = append(beside.Rows, factRow(it, 10.6))
	}
	items, height, _ := c.set.Table(beside, f.left, f.y, f.room())
	f.put(items...)
	if len(c.code) > 0 {
		left := f.right + c.rim(codeSide) - codeSide
		top := f.y + max(0, (height-codeSide)/2-1.5)
		f.put(c.qr(left, top, codeSide)...)
		f.put(c.set.Centre(left, left+codeSide, top+codeSide-c.rim(codeSide)+3.4, "扫码核验真伪与效力", small())...)
		height = max(height, codeSide+4)
	}
	f.y += height
	whole := f.ruled(nameWidth, f.width()-nameWidth)
	for _, it := range lower {
		whole.Rows = append(whole.Rows, factRow(it, f.fact))
	}
	f.table(whole)
}

// codeName is what the applicant's number is called.
func (c composer) codeName() string {
	if c.Case.Application.Applicant.Unit {
		return "统一社会信用代码"
	}
	return "证件号码"
}

// factRow is a name and a value over the whole width.
func factRow(it fact, least float64) layout.Row {
	return layout.Row{Least: least, Cells: []layout.Cell{
		{Text: it.name, Type: cellText(), Align: layout.Centred},
		{Text: orDash(it.value), Type: cellText()},
	}}
}

// allocationGrounds is what the decision rests on (划拨依据).
func (c composer) allocationGrounds() []string {
	a := c.Case.Application
	laws := cmp.Or(strings.Join(c.Item.LegalBasis, "、"), "《中华人民共和国土地管理法》第五十四条")
	list := []string{"法律依据：" + ended(laws)}
	if a.Project.Basis != "" {
		list = append(list, "项目建设依据："+ended(a.Project.Basis))
	}
	for _, e := range c.Case.Earlier {
		if e.Certificate != "" {
			list = append(list, fmt.Sprintf("本项目在先办理结果：《%s》用字第 %s 号（办件编号 %s）。",
				nameOf(casefile.Permit), e.Certificate, e.Number))
		}
	}
	if p := c.Case.Publicity; p != nil && !p.Ends.IsZero() {
		list = append(list, fmt.Sprintf("公示：自%s起至%s止。", p.Posted.Chinese(), p.Ends.Chinese()))
	}
	return list
}

// allocationRemarks names the certificate issued with the decision, the
// office's own words, the annexes and the remedies.
func (c composer) allocationRemarks() []string {
	var list []string
	if k, is := c.Case.Certificate(casefile.LandPermit); is {
		list = append(list, "本决定书与《"+nameOf(k.Document)+"》（"+designation(k)+"）同时核发，互为依据。")
	}
	for _, text := range c.Item.Notes {
		list = append(list, ended(text))
	}
	if words := c.editionWords(); words != "" {
		list = append(list, words)
	}
	if len(c.Item.Annexes) > 0 {
		list = append(list, "附图及附件："+strings.Join(c.Item.Annexes, "、")+"，与本决定书具有同等效力。")
	}
	return append(list, c.remedies("决定", "决定书"))
}
