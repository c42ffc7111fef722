package print

import (
	"cmp"

	"onewindow/app/casefile"
	"onewindow/print/page"
)

// landPermit is the certificate 《建设用地规划许可证》, with the fields of the
// ministry's form (自然资规〔2019〕2号, annex). Issued together with a decision of
// allocation, or on the spot after a transfer contract, it names the number of
// that paper as the approval of the land.
func (c composer) landPermit() []page.Page {
	a := c.Case.Application
	return c.twoLeaves(certificate{
		title:  []string{nameOf(casefile.LandPermit)},
		prefix: cmp.Or(c.Item.Prefix, "地字第"),
		basis: cmp.Or(c.Item.Basis, "根据《中华人民共和国土地管理法》《中华人民共和国城乡规划法》和国家有关规定，"+
			"经审核，本建设用地符合国土空间规划和用途管制要求，颁发此证。"),
		issuer: "发证机关",
		fields: []fact{
			{name: "用地单位", value: a.Applicant.Name},
			{name: "项目名称", value: a.Project.Name},
			{name: "批准用地机关", value: c.Office.Organ},
			{name: "批准用地文号", value: c.landApproval()},
			{name: "用地位置", value: a.Land.Location},
			{name: "用地面积", value: area(a.Land)},
			{name: "土地用途", value: c.landUsage()},
			{name: "建设规模", value: a.Project.Scale},
			{name: "土地取得方式", value: c.supply()},
			{name: "附图及附件名称", value: listed(c.Item.Annexes)},
		},
	})
}

// landApproval names the paper by which the land was supplied.
func (c composer) landApproval() string {
	for _, kind := range []casefile.DocumentKind{casefile.Allocation, casefile.Contract} {
		if k, is := c.Case.Certificate(kind); is {
			return "《" + nameOf(kind) + "》\n" + designation(k)
		}
	}
	return ""
}

// supply is how the land is had (土地取得方式), where the catalog does not say it
// as the papers of the case show it.
func (c composer) supply() string {
	_, allocated := c.Case.Certificate(casefile.Allocation)
	_, transferred := c.Case.Certificate(casefile.Contract)
	switch {
	case c.Item.Supply != "":
		return c.Item.Supply
	case allocated:
		return "划拨"
	case transferred:
		return "出让"
	}
	return ""
}

// landUsage is the use of the land as applied for, else as the conditions set it.
func (c composer) landUsage() string {
	use := c.Case.Application.Land.Use
	if use == "" && c.Case.Conditions != nil {
		use = c.Case.Conditions.Use
	}
	return use
}
