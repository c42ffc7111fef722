package print

import (
	"fmt"

	"onewindow/app/casefile"
	"onewindow/print/page"
)

// publicity is the notice to the public (公示): what is intended, from when to
// when it is public, and where to object. It names no person's number and no
// telephone of the applicant: everybody reads it.
func (c composer) publicity() []page.Page {
	p := *c.Case.Publicity
	f := c.flow()
	c.redHead(f, c.ownNumber())
	c.title(f, c.Item.Name+"公示")
	f.say("本机关已受理下列建设项目的“" + c.Item.Name + "”申请，正在审查。为保障公众的知情权、参与权和监督权，现将有关内容予以公示：")
	f.skip(1.8)
	f.table(c.facts(f, c.publicFacts(p)))
	f.skip(2)
	c.framed(f, "公示期 "+p.Posted.Chinese()+"至"+p.Ends.Chinese(), publicDays(p))
	f.last("公示期间，对上述内容有异议的单位和个人，可以书面向本机关提出，说明事实和理由，并留下真实姓名（单位名称）和联系方式，"+
		"以便核实和答复；对个人信息本机关依法予以保密。"+c.whereTo(), signatureHeight)
	c.signature(f, p.Posted.Chinese())
	return c.finish(f)
}

func (c composer) publicFacts(p casefile.Publicity) []fact {
	a := c.Case.Application
	list := []fact{
		{"建设单位\n（申请人）", a.Applicant.Name, true},
		{"项目名称", a.Project.Name, true},
		{"项目代码", a.Project.Code, true},
		{"项目依据", a.Project.Basis, true},
		{"拟选位置", a.Land.Location, true},
		{"用地面积", landUse(a.Land), true},
		{"建设规模", a.Project.Scale, true},
	}
	list = append(list, c.supplyFacts()...)
	return append(list, fact{"公示地点", p.Where, true})
}

// publicDays says how long a publicity lasts.
func publicDays(p casefile.Publicity) string {
	return fmt.Sprintf("共 %d 日（自然日），公示当日不计入", max(0, p.Ends.Sub(p.Posted)))
}

// whereTo is where something is handed in.
func (c composer) whereTo() string {
	o := c.Office
	text := "提出地点：" + o.Organ + o.Window
	if o.Address != "" {
		text += "（" + o.Address + "）"
	}
	text += "。"
	if o.Phone != "" {
		text += "联系电话：" + o.Phone + "。"
	}
	return text
}
