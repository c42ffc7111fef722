package print

import (
	"cmp"
	"strconv"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/workday"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// grant is the decision to grant (准予行政许可决定书): facts, basis, result and
// the certificates that come with it (行政许可法 Art. 38, 39, 44).
func (c composer) grant() []page.Page {
	f := c.letter("准予行政许可决定书")
	f.say(c.accepted() + "。经审查，查明下列事实：")
	f.skip(1.8)
	f.table(c.facts(f, c.grantFacts()))
	f.skip(2)
	f.say("上列申请符合法定条件、标准。根据" + c.grounds("第三十八条第一款") + "，决定准予行政许可。" + c.grantWhy() +
		"随本决定核发下列证书，自本决定作出之日起十日内颁发、送达：")
	f.skip(1.8)
	f.table(c.granted(f))
	f.skip(2)
	return c.sign(f, workday.DateOf(c.Case.Decision.At), "请按照许可的内容进行建设；需要变更的，应当事先向本机关提出申请。")
}

// grantWhy is what the approver added.
func (c composer) grantWhy() string {
	if strings.TrimSpace(c.Case.Decision.Reason) == "" {
		return ""
	}
	return "审批意见：" + ended(c.Case.Decision.Reason)
}

// grantFacts is what the decision rests on.
func (c composer) grantFacts() []fact {
	a := c.Case.Application
	list := []fact{
		{"项目位置", a.Land.Location, true},
		{"用地面积", landUse(a.Land), true},
		{"建设规模", a.Project.Scale, true},
		{"项目依据", a.Project.Basis, true},
	}
	list = append(list, c.supplyFacts()...)
	return append(list, fact{"审查情况", c.reviewed(), true})
}

// supplyFacts is what the land is for and how it is supplied, where either is
// known.
func (c composer) supplyFacts() []fact {
	use, supply := c.Case.Application.Land.Use, c.Item.Supply
	if use == "" && supply == "" {
		return nil
	}
	return []fact{{"土地用途", use, false}, {"供地方式", supply, false}}
}

// reviewed tells how the case was looked into: by whom, in public, and heard.
func (c composer) reviewed() string {
	var parts []string
	if len(c.Case.Opinions) > 0 {
		var names []string
		for _, o := range c.Case.Opinions {
			names = append(names, c.section(o.Section))
		}
		parts = append(parts, strings.Join(names, "、")+"审查通过")
	}
	if p := c.Case.Publicity; p != nil {
		parts = append(parts, published(*p))
	}
	if h := c.Case.Hearing; h != nil && !h.Held.IsZero() {
		parts = append(parts, "已于"+h.Held.Chinese()+"举行听证，听证笔录附卷")
	}
	if c.Case.Conditions != nil {
		parts = append(parts, "用地建设条件见《用地建设条件一次性集成公布单》")
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "；") + "。"
}

// published tells of a publicity and what came of it.
func published(p casefile.Publicity) string {
	text := "已于" + p.Posted.Chinese() + "至" + p.Ends.Chinese() + "公示"
	if p.Earlier != "" {
		text += "（与办件 " + p.Earlier + " 共用）"
	}
	if p.Objections != "" {
		return text + "，对公示意见的处理：" + strings.TrimRight(p.Objections, "。. ")
	}
	return text + "，公示期间未收到异议"
}

// granted is the list of the certificates of the decision; those that the
// centre has not issued yet stand in it without number.
func (c composer) granted(f *flow) layout.Table {
	t := f.ruled(12.5, f.width()-12.5-45.5-34, 45.5, 34)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "序号", "证书名称", "编号", "有效期至"))
	for i := range max(len(c.Case.Certificates), len(c.Item.Certificates)) {
		name, number, until := "", "待核发", "—"
		if i < len(c.Item.Certificates) {
			name = c.Item.Certificates[i]
		}
		if i < len(c.Case.Certificates) {
			k := c.Case.Certificates[i]
			name = nameOf(k.Document)
			number = cmp.Or(k.Number, "待赋号")
			if !k.ValidUntil.IsZero() {
				until = k.ValidUntil.Chinese()
			}
		}
		t.Rows = append(t.Rows, layout.Row{Least: f.row, Cells: []layout.Cell{
			{Text: strconv.Itoa(i + 1), Type: cellText(), Align: layout.Centred},
			{Text: name, Type: cellText()},
			{Text: number, Type: cellText(), Align: layout.Centred},
			{Text: until, Type: cellText(), Align: layout.Centred},
		}})
	}
	return t
}
