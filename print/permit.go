package print

import (
	"cmp"
	"strings"

	"onewindow/print/page"
)

// permit is the certificate 《建设项目用地预审与选址意见书》, with the fields of
// the ministry's form (自然资规〔2019〕2号, annex).
func (c composer) permit() []page.Page {
	a := c.Case.Application
	return c.twoLeaves(certificate{
		title:  titleLines(c.Item.Name),
		prefix: cmp.Or(c.Item.Prefix, "用字第"),
		basis: cmp.Or(c.Item.Basis, "根据《中华人民共和国土地管理法》《中华人民共和国城乡规划法》和国家有关规定，"+
			"经审核，本建设项目符合国土空间用途管制要求，核发此书。"),
		issuer: "核发机关",
		group:  "基本情况",
		fields: []fact{
			{name: "项目名称", value: a.Project.Name},
			{name: "项目代码", value: a.Project.Code},
			{name: "建设单位名称", value: a.Applicant.Name},
			{name: "项目建设依据", value: a.Project.Basis},
			{name: "项目拟选位置", value: a.Land.Location},
			{name: "拟用地面积\n（含各地类明细）", value: landUse(a.Land)},
			{name: "拟建设规模", value: a.Project.Scale},
			{name: "附图及附件名称", value: listed(c.Item.Annexes)},
		},
	})
}

// titleLines divides a long title as the form does.
func titleLines(title string) []string {
	const head = "建设项目"
	if rest, found := strings.CutPrefix(title, head); found && len([]rune(title)) > 9 {
		return []string{head, rest}
	}
	return []string{title}
}
