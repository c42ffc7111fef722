package print

import (
	"fmt"
	"strings"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/numeral"
	"onewindow/print/page"
)

// contract is the contract by which state-owned construction land is
// transferred for a price (国有建设用地使用权出让合同): a cover, the articles, both
// signatures, and the planning conditions as a schedule without which it would
// be void (城乡规划法 Art. 38, 39). Terms that the case does not hold are blanks
// for both sides to fill in.
func (c composer) contract() []page.Page {
	f := c.flow()
	c.contractCover(f)
	f.turn()
	plain := c.uncoded()
	plain.articles(f)
	plain.signatures(f)
	f.turn()
	plain.contractSchedule(f)
	return c.finish(f)
}

// contractCover is the first page: number, title, parties, land, code.
func (c composer) contractCover(f *flow) {
	f.put(c.set.Right(f.right, f.top+8, "合同编号："+numberOf(c.Issued), cellText())...)
	t := layout.Type{Size: 30, Leading: 20, Bold: true, Colour: page.Black, Spacing: 3}
	f.put(c.set.Centre(f.left, f.right, f.top+58, "国有建设用地使用权", t)...)
	f.put(c.set.Centre(f.left, f.right, f.top+76, "出让合同", t)...)
	f.y = f.top + 106
	a := c.Case.Application
	table := layout.Table{Cols: []float64{nameWidth + 1, f.width() - nameWidth - 1}, Pad: 2.6, PadY: 2.2, Rule: 0.18, Colour: page.Black}
	for _, it := range []fact{
		{name: "出 让 人", value: c.Office.Organ}, {name: "受 让 人", value: a.Applicant.Name},
		{name: c.codeName(), value: holder(a.Applicant)},
		{name: "项目名称", value: a.Project.Name}, {name: "项目代码", value: a.Project.Code},
		{name: "宗地位置", value: a.Land.Location}, {name: "不动产单元代码", value: a.Land.Unit},
		{name: "成交确认书", value: c.dealNumber()},
	} {
		table.Rows = append(table.Rows, factRow(it, 11))
	}
	f.table(table)
	f.keep(codeSide + 6)
	rim := c.rim(codeSide)
	top := max(f.y+3, f.bottom-codeSide-8)
	f.put(c.qr(f.left-rim, top, codeSide)...)
	if len(c.code) > 0 {
		f.put(c.set.Centre(f.left-rim, f.left-rim+codeSide, top+codeSide-rim+3.4, "扫码核验真伪与效力", small())...)
	}
	f.put(c.set.Right(f.right, top+codeSide/2, "出具日期："+c.Issued.Date.Chinese(), cellText())...)
	mark := fmt.Sprintf("合同流水 No. %s　第 %d 次打印", orDash(c.Issued.Serial), max(1, c.Copy))
	f.put(c.set.Right(f.right, top+codeSide/2+6.5, mark, small())...)
}

func (c composer) dealNumber() string {
	if d := c.Case.Application.Deal; d != nil {
		return d.Number
	}
	return ""
}

// articles sets the chapters with articles numbered through.
func (c composer) articles(f *flow) {
	part := c.parts(f)
	n := 0
	for _, chapter := range c.chapters() {
		part(chapter.heading, 16)
		for _, text := range chapter.articles {
			n++
			f.say("第" + numeral.Ordinal(n) + "条　" + text)
		}
	}
	f.last("第"+numeral.Ordinal(n+1)+"条　本合同一式四份，双方各执二份，自双方签字盖章之日起生效。", 6+partiesHeight)
}

// chapter is a group of articles.
type chapter struct {
	heading  string
	articles []string
}

// Room to write in. The lines of one blank never part.
const (
	blankWords = "________"
	blankDate  = blankWords + "年____月____日"
)

// chapters are the articles of the contract.
func (c composer) chapters() []chapter {
	return []chapter{
		{"总则", c.generalArticles()},
		{"土地价款与支付", c.priceArticles()},
		{"土地交付与登记", c.deliveryArticles()},
		{"规划条件与开发建设", c.buildingArticles()},
		{"转让、出租与抵押", []string{
			"付清全部土地价款、领取不动产权证书，并按本合同约定完成投资开发的，受让人可以依法转让、出租、抵押本合同项下的" +
				"建设用地使用权；转让的，本合同载明的权利、义务随之转移。",
		}},
		{"违约责任", breachArticles()},
		{"附则", c.finalArticles()},
	}
}

func (c composer) generalArticles() []string {
	a := c.Case.Application
	basis := "根据《中华人民共和国土地管理法》《中华人民共和国城市房地产管理法》《中华人民共和国城乡规划法》和《中华人民共和国民法典》，" +
		"双方本着平等、自愿、有偿、诚实信用的原则订立本合同。"
	if c.Item.Basis != "" {
		basis = ended(c.Item.Basis)
	}
	deal := ""
	if number := c.dealNumber(); number != "" {
		deal = "受让人经公开交易取得本宗地，成交确认书编号为 " + number + "。"
	}
	return []string{
		basis + deal,
		fmt.Sprintf("出让宗地位于%s，面积为 %s，土地用途为%s，用于建设“%s”。四至和界址以所附用地红线与宗地合一图为准。",
			orDash(a.Land.Location), orDash(area(a.Land)), orDash(c.landUsage()), a.Project.Name),
		"建设用地使用权出让年限为" + c.dealYears() + "年，自交付土地之日起算，不超过国家规定的该用途最高年限。" +
			"地下资源、埋藏物不在出让范围内。",
	}
}

// dealYears is the term of the transfer, or room to write it.
func (c composer) dealYears() string {
	if d := c.Case.Application.Deal; d != nil && d.Years > 0 {
		return fmt.Sprintf(" %d ", d.Years)
	}
	return blankWords
}

func (c composer) priceArticles() []string {
	price := "本宗地的土地价款为人民币（大写）" + blankWords + blankWords + "（小写：¥ " + blankWords + "）。"
	if d := c.Case.Application.Deal; d != nil && d.Price > 0 {
		price = fmt.Sprintf("本宗地的土地价款总额为人民币（大写）%s（小写：¥ %s）。", numeral.Amount(d.Price), numeral.Figures(d.Price))
		if land := c.Case.Application.Land; land.Area > 0 {
			each := (d.Price + land.Area/2) / land.Area
			price += fmt.Sprintf("折合每平方米人民币 %s 元。", numeral.Figures(each))
		}
	}
	return []string{
		price,
		"受让人应当自本合同签订之日起六十日内一次付清全部土地价款，存入出让人指定的非税收入账户，已交的竞买保证金抵作价款" +
			"（《中华人民共和国城镇国有土地使用权出让和转让暂行条例》第十四条）。",
	}
}

func (c composer) deliveryArticles() []string {
	return []string{
		"受让人付清全部土地价款后，出让人应当于" + blankDate + "前交付土地。双方到场指认界址，签署交地确认书。",
		"土地价款付清后，出让人将本合同和缴款信息推送不动产登记机构，受让人凭本合同直接办理不动产首次登记，无需重复提交材料。",
	}
}

func (c composer) buildingArticles() []string {
	list := []string{
		"本合同附件一所列规划条件是本合同的组成部分，对双方具有约束力。受让人应当按规划条件建设；确需变更的，应当依法报经批准，" +
			"并签订变更协议或者重新签订合同，调整土地价款。",
	}
	if len(c.Item.Indicators) > 0 {
		list = append(list, "本宗地按工业“标准地”出让，受让人承诺达到附件一所列控制指标，并接受竣工和达产两次核验。")
	}
	list = append(list, "受让人应当于"+blankDate+"前开工，于"+blankDate+"前竣工；"+
		"不能按期开工、竣工的，应当提前三十日提出延期申请。")
	if _, is := c.Case.Certificate(casefile.LandPermit); is || c.Case.Further == casefile.LandPermit {
		list = append(list, "本合同签订后，出让人当场核发《"+nameOf(casefile.LandPermit)+"》，受让人不再另行申请。")
	}
	return list
}

// breachArticles are what follows from a breach (国办发〔2006〕100号;
// 城市房地产管理法 Art. 26).
func breachArticles() []string {
	return []string{
		"受让人不按期支付土地价款的，自滞纳之日起，每日按迟延支付款项的 1‰ 向出让人缴纳违约金；经催告仍不支付的，出让人有权解除合同，" +
			"并可以请求赔偿损失。",
		"出让人不按期交付土地的，每日按受让人已付价款的 1‰ 向受让人支付违约金；经催告仍不交付的，受让人有权解除合同，" +
			"出让人应当退还已付价款并赔偿损失。",
		"超过约定的开工日期满一年未动工开发的，依法征缴土地闲置费；满二年未动工开发的，可以依法无偿收回建设用地使用权，" +
			"但因不可抗力或者政府行为造成迟延的除外。",
	}
}

func (c composer) finalArticles() []string {
	list := []string{
		"因订立、履行本合同发生争议的，由双方协商解决；协商不成的，依法向有管辖权的人民法院提起诉讼。",
	}
	for _, text := range c.Item.Notes {
		list = append(list, ended(text))
	}
	if words := c.editionWords(); words != "" {
		list = append(list, words)
	}
	annexes := "附件一《规划条件》"
	if len(c.Item.Annexes) > 0 {
		annexes += "及" + strings.Join(c.Item.Annexes, "、")
	}
	return append(list, annexes+"是本合同的组成部分，与本合同具有同等效力。")
}

// partiesHeight is the room of both signatures in mm.
const partiesHeight = 68

// signatures is where both parties sign, side by side on the page of the last
// article.
func (c composer) signatures(f *flow) {
	f.skip(6)
	a := c.Case.Application.Applicant
	middle := f.left + f.width()/2
	signed := "　　　　年　　月　　日"
	if s := c.Case.Signing; s != nil {
		signed = s.On.Chinese()
	}
	f.put(page.Line{X1: middle, Y1: f.y, X2: middle, Y2: f.y + partiesHeight, Width: 0.18, Colour: page.Faint})
	for _, party := range []struct {
		x                          float64
		role, name, address, phone string
	}{
		{f.left, "出让人（盖章）：", c.Office.Organ, c.Office.Address, c.Office.Phone},
		{middle + 5, "受让人（盖章）：", a.Name, a.Address, masked(a.Phone)},
	} {
		y := c.party(f, party.x, party.role, party.name)
		right := party.x + f.width()/2 - 5
		t := cellText()
		for _, line := range []string{"法定代表人\n（委托代理人）签字：", "住所：", "电话：", "签订日期："} {
			label, below, two := strings.Cut(line, "\n")
			if two {
				f.put(c.set.Line(party.x, y, label, t)...)
				y, label = y+5.6, below
			}
			value := map[string]string{"住所：": party.address, "电话：": party.phone, "签订日期：": signed}[label]
			f.put(c.blank(party.x, right, y, label, t)...)
			at := party.x + c.set.Width(label, t) + 2
			f.put(c.set.Line(at, y, value, c.set.Fit(value, t, right-at, 6))...)
			y += 10
		}
	}
	f.put(c.seal(f.left+40, f.y+18)...)
	f.y += partiesHeight
}

// party sets the role and name of a party and returns the next baseline.
func (c composer) party(f *flow, x float64, role, name string) float64 {
	width := f.width()/2 - 5
	f.put(c.set.Line(x, f.y+5, role, strong(cellText()))...)
	block := c.set.Paragraph(name, width, cellText(), layout.Left, 0)
	f.put(c.set.Set(block, x, f.y+8)...)
	return f.y + 30
}

// contractSchedule is annex 1: the planning conditions.
func (c composer) contractSchedule(f *flow) {
	f.paragraph("附件一", strong(body()), layout.Left, 0)
	c.title(f, "规划条件")
	f.paragraph("合同编号："+numberOf(c.Issued), cellText(), layout.Left, 0)
	f.skip(1)
	c.besideCode(f, c.conditionLand(), []fact{{name: "用地位置", value: c.Case.Application.Land.Location}})
	f.skip(3)
	c.schedule(f)
}
