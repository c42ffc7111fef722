package print

import (
	"onewindow/print/layout"
	"onewindow/print/page"
)

// stub is the part of a paper that the office tears off and keeps (存根): enough
// to know the paper by, and the applicant's signature for it.
type stub struct {
	title, number string
	facts         []string
	signer        string // who signs: 交件人
	when          string // and what time is written: 交件时间
	by            string // the clerk
}

// receiptStub is the stub of the receipt.
func (c composer) receiptStub() stub {
	a := c.Case.Application
	return stub{
		title: "收件凭证", number: c.Case.Number,
		facts: []string{
			"申请人：" + orDash(a.Applicant.Name) + "　　收件时间：" + minute(c.Case.ReceivedAt),
			"项　目：" + orDash(a.Project.Name) + "（" + c.Item.Name + "）",
			"材　料：" + c.counted() + "，核对无误。",
		},
		signer: "交件人", when: "交件时间", by: c.Case.ReceivedBy.Name,
	}
}

// stubHeight is the room a stub takes, in mm.
func (c composer) stubHeight(f *flow, s stub) float64 {
	height := 23.0
	for _, text := range s.facts {
		height += c.set.Paragraph(text, f.width(), note(), layout.Left, 0).Height()
	}
	return height
}

// stub sets a stub below the line along which it is torn off.
func (c composer) stub(f *flow, s stub) {
	f.keep(c.stubHeight(f, s))
	f.skip(3)
	f.put(page.Line{X1: f.left, Y1: f.y, X2: f.right, Y2: f.y, Width: 0.18, Colour: page.Grey, Dash: 1.2})
	t := note()
	f.put(c.set.Line(f.left, f.y+6, s.title+"（存根）", strong(cellText()))...)
	f.put(c.set.Right(f.right, f.y+6, s.number, cellText())...)
	f.y += 8
	for _, text := range s.facts {
		f.paragraph(text, t, layout.Left, 0)
	}
	y := f.y + 8
	f.put(c.blank(f.left, f.left+58, y, s.signer+"（签名）：", t)...)
	f.put(c.set.Line(f.left+64, y, s.when+"：　　　年　　月　　日　　时　　分", t)...)
	f.put(c.set.Right(f.right, y, "经办人："+orDash(s.by), t)...)
	f.y = y + 4
}
