package print

import (
	"strconv"
	"strings"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// correction is the decision that puts a clerical error in a certificate right
// (更正决定书): what stood there, what stands there now, and that the earlier
// print is void.
func (c composer) correction() []page.Page {
	k := c.Case.Corrections[len(c.Case.Corrections)-1]
	f := c.letter("更正决定书")
	f.say("本机关核发的下列证书记载有误：" + ended(k.Reason))
	f.skip(1.8)
	f.table(c.facts(f, c.certificateFacts(k.Document)))
	f.skip(2)
	f.say("经核实，属于文字性差错，不改变许可的实质内容，现决定更正如下：")
	f.skip(1.8)
	f.table(c.changes(f, k.Changes))
	f.skip(2)
	return c.sign(f, k.On, "更正后的证书沿用原编号重新核发，与本决定一并送达。更正前的证书自本决定作出之日起作废，请在领取更正后的证书时交回。"+
		"证书的其他内容不变。")
}

// certificateFacts is which certificate a later decision is about.
func (c composer) certificateFacts(kind casefile.DocumentKind) []fact {
	k, _ := c.Case.Certificate(kind)
	return []fact{
		{"证书名称", nameOf(kind), true},
		{"证书编号", k.Number, true},
		{"项目名称", c.Case.Application.Project.Name, true},
	}
}

// changes is the list of what was and what is.
func (c composer) changes(f *flow, changes []casefile.Change) layout.Table {
	side := (f.width() - 12.5 - 36) / 2
	t := f.ruled(12.5, 36, side, side)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "序号", "更正事项", "原记载", "更正为"))
	for i, change := range changes {
		t.Rows = append(t.Rows, layout.Row{Least: f.row, Cells: []layout.Cell{
			{Text: strconv.Itoa(i + 1), Type: cellText(), Align: layout.Centred},
			{Text: fieldName(change.Field), Type: cellText(), Align: layout.Centred},
			{Text: orDash(c.shown(change.Field, change.Was)), Type: cellText()},
			{Text: orDash(c.shown(change.Field, change.Is)), Type: strong(cellText())},
		}})
	}
	return t
}

// shown is the value of a form field as paper shows it: persons' numbers are
// masked.
func (c composer) shown(field, value string) string {
	switch {
	case strings.HasSuffix(field, ".phone"), field == "agent.code",
		field == "applicant.code" && !c.Case.Application.Applicant.Unit:
		return masked(value)
	}
	return value
}

// fieldName is how the certificates call a field of the form; a key that they
// do not know stands for itself.
func fieldName(key string) string {
	switch key {
	case "applicant.name":
		return "建设单位名称"
	case "applicant.code":
		return "证件号码"
	case "applicant.phone", "agent.phone":
		return "联系电话"
	case "applicant.address":
		return "地址"
	case "agent.name":
		return "代理人"
	case "agent.code":
		return "代理人证件号码"
	case "project.code":
		return "项目代码"
	case "project.name":
		return "项目名称"
	case "project.basis":
		return "项目建设依据"
	case "project.scale":
		return "建设规模"
	}
	return landFieldName(key)
}

func landFieldName(key string) string {
	switch key {
	case "land.location":
		return "用地位置"
	case "land.area":
		return "用地面积"
	case "land.agricultural":
		return "农用地面积"
	case "land.arable":
		return "耕地面积"
	case "land.construction":
		return "建设用地面积"
	case "land.unused":
		return "未利用地面积"
	case "land.unit":
		return "不动产单元代码"
	case "land.use":
		return "土地用途"
	}
	return key
}
