package print

import (
	"fmt"
	"image"
	"math"
	"strconv"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
	"onewindow/print/paint"
)

// The measures of an 80 mm receipt printer: 576 dots of an eighth of a
// millimetre, in the middle of the paper.
const (
	rollDots   = 576
	dotsPerMM  = 8
	rollMargin = (80 - rollDots/dotsPerMM) / 2.0 // mm on either side that cannot be printed
	rollEnd    = 1e5                             // mm; no list is that long
	moduleDots = 6                               // of the QR code, most dots a module
)

// Burns is the grey, 0 black to 255 white, below which a dot of a strip is to
// be burnt: so light that the thin strokes of a 日 at nine points survive.
const Burns = 200

// Receipt80 draws the receipt (收件凭证) for a strip of 80 mm paper, 576 dots
// wide and as long as it is: one pixel is one dot of the printer. It is black
// on white with smoothed edges; pixels darker than [Burns] are to be printed.
// The QR code has whole dots for modules.
func (p *Painter) Receipt80(sheet casefile.Sheet) (*image.RGBA, error) {
	doc, err := p.roll(sheet)
	if err != nil {
		return nil, err
	}
	strip, err := paint.Raster(doc, 1, dotsPerMM*25.4, p.set.Family)
	if err != nil {
		return nil, err
	}
	const left = rollMargin * dotsPerMM
	inside := image.Rect(left, 0, left+rollDots, strip.Bounds().Dy())
	return strip.SubImage(inside).(*image.RGBA), nil
}

// Receipt80PDF prints the same strip as a page of that size, 80 mm wide.
func (p *Painter) Receipt80PDF(sheet casefile.Sheet) ([]byte, error) {
	doc, err := p.roll(sheet)
	if err != nil {
		return nil, err
	}
	return paint.PDF(doc, p.set.Family)
}

// roll lays the receipt out on a strip.
func (p *Painter) roll(sheet casefile.Sheet) (page.Doc, error) {
	c := composer{Sheet: sheet, set: p.set, words: p.words}
	strip, title := composer.receipt80, "收件凭证"
	switch {
	case sheet.Document == casefile.TestPage:
		strip, title = composer.testStrip, "打印测试页"
	case sheet.Document != casefile.Receipt:
		return page.Doc{}, fmt.Errorf("%w: %q on a strip", ErrUnknown, sheet.Document)
	case !sheet.Case.Has(sheet.Document):
		return page.Doc{}, fmt.Errorf("%w: %s", ErrIncomplete, sheet.Document)
	}
	var err error
	if c.code, err = matrix(sheet.URL); err != nil {
		return page.Doc{}, err
	}
	return page.Doc{Title: title, Created: sheet.PrintedAt, Pages: []page.Page{strip(c)}}, nil
}

// stripText and its fellows are the types of a strip. Thin strokes do not
// burn well, so nothing is smaller than 9 points and everything is black.
func stripText() layout.Type { return layout.Type{Size: 10, Leading: 5.2, Colour: page.Black} }
func stripNote() layout.Type { return layout.Type{Size: 9, Leading: 4.7, Colour: page.Black} }

// receipt80 is the receipt on a strip: what the applicant needs to come back
// with, the list of materials, the code.
func (c composer) receipt80() page.Page {
	f := &flow{set: c.set, size: page.Roll(0), left: rollMargin + 1, right: 80 - rollMargin - 1, top: 4, bottom: rollEnd, row: 6, padY: 0.8}
	f.turn()
	c.stripHead(f)
	for _, it := range c.stripFacts() {
		c.stripFact(f, it)
	}
	f.y += 2
	f.paragraph("材料清单", strong(stripText()), layout.Left, 0)
	f.y++
	f.table(c.stripMaterials(f))
	f.y += 2
	f.list(c.receiptRemarks(), stripNote())
	c.stripCode(f)
	c.stripFoot(f)
	sheet := f.pages[0]
	sheet.Size = page.Roll(math.Ceil(f.y + 3))
	return sheet
}

// stripHead is marks, organ, title and the case's number.
func (c composer) stripHead(f *flow) {
	if marks := c.marks(f.left, f.y); len(marks) > 0 {
		f.put(marks...)
		f.y += 7.5
	}
	middle := func(text string, t layout.Type, smallest float64) {
		f.paragraph(text, c.set.Fit(text, t, f.width(), smallest), layout.Centred, 0)
	}
	middle(c.Office.Organ, stripText(), 9)
	f.y++
	middle("收件凭证", layout.Type{Size: 18, Leading: 9, Bold: true, Colour: page.Black, Spacing: 1.5}, 18)
	f.y++
	middle(c.Case.Number, layout.Type{Size: 14, Leading: 7, Bold: true, Colour: page.Black}, 9)
	f.y++
	c.stripRule(f)
}

// stripRule is a dashed line over the width.
func (c composer) stripRule(f *flow) {
	f.put(page.Line{X1: f.left, Y1: f.y, X2: f.right, Y2: f.y, Width: 0.25, Colour: page.Black, Dash: 1})
	f.y += 1.5
}

func (c composer) stripFacts() []fact {
	a := c.Case.Application
	list := []fact{
		{name: "事项", value: c.Item.Name}, {name: "申请人", value: a.Applicant.Name},
		{name: "证件号", value: holder(a.Applicant)},
	}
	if a.Agent.Name != "" {
		list = append(list, fact{name: "代理人", value: a.Agent.Name + "　" + masked(a.Agent.Phone)})
	}
	return append(list,
		fact{name: "项目", value: a.Project.Name}, fact{name: "项目代码", value: a.Project.Code},
		fact{name: "收件", value: minute(c.Case.ReceivedAt) + "　" + c.Case.ReceivedBy.Name})
}

// stripFact sets a name and a value that hangs beside it.
func (c composer) stripFact(f *flow, it fact) {
	const name = 17
	f.put(c.set.Set(c.set.Paragraph(it.name, name, strong(stripText()), layout.Left, 0), f.left, f.y)...)
	value := c.set.Paragraph(orDash(it.value), f.width()-name, stripText(), layout.Left, 0)
	f.put(c.set.Set(value, f.left+name, f.y)...)
	f.y += value.Height()
}

func (c composer) stripMaterials(f *flow) layout.Table {
	const number, form = 7, 21
	t := f.ruled(number, f.width()-number-form, form)
	t.Pad, t.Rule = 0.9, 0.25
	for i, m := range c.Case.Materials {
		t.Rows = append(t.Rows, layout.Row{Least: f.row, Cells: []layout.Cell{
			{Text: strconv.Itoa(i + 1), Type: stripNote(), Align: layout.Centred},
			{Text: m.Name, Type: stripNote()},
			{Text: taken(m), Type: stripNote(), Align: layout.Centred},
		}})
	}
	if len(t.Rows) == 0 {
		t.Rows = append(t.Rows, noneRow(f, t))
	}
	return t
}

// stripCode sets the code in the middle, its modules on whole dots.
func (c composer) stripCode(f *flow) {
	n := len(c.code)
	if n == 0 {
		return
	}
	room := (rollDots - 2*dotsPerMM) / (n + 2*quiet)
	module := float64(min(moduleDots, room)) / dotsPerMM
	onDot := func(mm float64) float64 { return math.Round(mm*dotsPerMM) / dotsPerMM }
	side := module * float64(n)
	top := onDot(f.y + quiet*module)
	f.put(page.Modules{X: onDot((f.left + f.right - side) / 2), Y: top, Side: side, Dark: c.code})
	f.y = top + side + quiet*module
	f.paragraph("扫码查进度、验真伪", stripNote(), layout.Centred, 0)
	f.y += 2
}

// stripFoot is where to ask, and when this was printed.
func (c composer) stripFoot(f *flow) {
	c.stripRule(f)
	o := c.Office
	for _, part := range [][2]string{
		{"窗口：", o.Window}, {"地址：", o.Address}, {"时间：", o.Hours}, {"咨询：", o.Phone}, {"监督：", o.Complaint},
		{"打印：", minute(c.PrintedAt)},
	} {
		if part[1] != "" {
			f.paragraph(part[0]+part[1], stripNote(), layout.Left, 0)
		}
	}
}
