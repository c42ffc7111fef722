package print

import (
	"fmt"
	"strings"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/numeral"
	"onewindow/print/page"
	"onewindow/print/wording"
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
	f.last("第"+numeral.Ordinal(n+1)+"条　"+string(c.words.Contract.Final.Copies), 6+partiesHeight)
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
	say := c.words.Contract
	return []chapter{
		{string(say.General.Heading), c.generalArticles(say.General)},
		{string(say.Price.Heading), c.priceArticles(say.Price)},
		standing(say.Delivery),
		{string(say.Building.Heading), c.buildingArticles(say.Building)},
		standing(say.Transfer),
		standing(say.Breach),
		{string(say.Final.Heading), c.finalArticles(say.Final)},
	}
}

// standing is a chapter that reads the same in every contract but for blanks.
func standing(say wording.Chapter) chapter {
	k := chapter{heading: string(say.Heading)}
	for _, article := range say.Articles {
		k.articles = append(k.articles, article.With("空白", blankWords, "空白日期", blankDate))
	}
	return k
}

func (c composer) generalArticles(say wording.GeneralChapter) []string {
	a := c.Case.Application
	basis := string(say.Basis)
	if c.Item.Basis != "" {
		basis = ended(c.Item.Basis)
	}
	if number := c.dealNumber(); number != "" {
		basis += say.Deal.With("确认书编号", number)
	}
	return []string{
		basis,
		say.Land.With("位置", orDash(a.Land.Location), "面积", orDash(area(a.Land)), "用途", orDash(c.landUsage()), "项目", a.Project.Name),
		say.Term.With("年限", c.dealYears()),
	}
}

// dealYears is the term of the transfer, or room to write it.
func (c composer) dealYears() string {
	if d := c.Case.Application.Deal; d != nil && d.Years > 0 {
		return fmt.Sprintf(" %d ", d.Years)
	}
	return blankWords
}

func (c composer) priceArticles(say wording.PriceChapter) []string {
	price := say.Open.With("空白", blankWords)
	if d := c.Case.Application.Deal; d != nil && d.Price > 0 {
		price = say.Total.With("大写", numeral.Amount(d.Price), "小写", numeral.Figures(d.Price))
		if land := c.Case.Application.Land; land.Area > 0 {
			each := (d.Price + land.Area/2) / land.Area
			price += say.Each.With("单价", numeral.Figures(each))
		}
	}
	return []string{price, string(say.Payment)}
}

func (c composer) buildingArticles(say wording.BuildingChapter) []string {
	list := []string{string(say.Conditions)}
	if len(c.Item.Indicators) > 0 {
		list = append(list, string(say.Standard))
	}
	list = append(list, say.Dates.With("空白日期", blankDate))
	if _, is := c.Case.Certificate(casefile.LandPermit); is || c.Case.Further == casefile.LandPermit {
		list = append(list, say.Permit.With("证书", nameOf(casefile.LandPermit)))
	}
	return list
}

func (c composer) finalArticles(say wording.FinalChapter) []string {
	list := []string{string(say.Disputes)}
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
	return append(list, say.Annexes.With("附件", annexes))
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
