package print

import (
	"strconv"

	"onewindow/print/layout"
	"onewindow/print/page"
)

// codeSide is the size of a QR code with its quiet zone on A4, mm: with the
// signed payload its modules are then over half a millimetre wide.
const codeSide = 36

// receipt is the receipt for papers handed in (收件凭证).
func (c composer) receipt() []page.Page {
	f := c.flow()
	c.head(f, "收件凭证")
	f.table(c.facts(f, c.receiptFacts()))
	f.skip(4)
	f.heading("材料清单", strong(body()), 30)
	f.table(c.materials(f))
	f.skip(4)
	f.list(c.receiptRemarks(), note())
	kept := c.receiptStub()
	f.keep(9 + c.stubHeight(f, kept))
	c.receiptSignature(f)
	c.stub(f, kept)
	return c.finish(f)
}

// head sets the organ, the title and the code of a paper without red head.
// The code stands a little outside the type area: its white rim does, so that
// its black edge keeps the margin.
func (c composer) head(f *flow, title string) {
	organ := layout.Type{Size: 12, Leading: 7, Colour: page.Black}
	heading := layout.Type{Size: 24, Leading: 14, Bold: true, Colour: page.Black, Spacing: 2.5}
	rim := c.rim(codeSide)
	left := f.right + rim - codeSide
	f.put(c.qr(left, f.top-4, codeSide)...)
	if len(c.code) > 0 {
		f.put(c.set.Centre(left, left+codeSide, f.top-4+codeSide-rim+3.4, "扫码查进度、验真伪", small())...)
	}
	f.put(c.set.Line(f.left, f.top+10, c.Office.Organ, c.set.Fit(c.Office.Organ, organ, left-f.left, 8))...)
	f.put(c.set.Line(f.left, f.top+23, title, heading)...)
	f.y = f.top + codeSide
}

// facts is a table of names and values, two pairs to a row; a fact marked
// wide has a row for itself.
func (c composer) facts(f *flow, list []fact) layout.Table { return pairs(f, 27, list) }

// pairs is such a table with names so many mm wide.
func pairs(f *flow, name float64, list []fact) layout.Table {
	value := f.width()/2 - name
	t := f.ruled(name, value, name, value)
	var row []layout.Cell
	for i, it := range list {
		value := layout.Cell{Text: orDash(it.value), Type: cellText()}
		last := len(row) == 0 && (i+1 == len(list) || list[i+1].wide)
		if it.wide || last {
			value.Cols = 3
		}
		row = append(row, layout.Cell{Text: it.name, Type: cellText(), Align: layout.Centred}, value)
		if len(row) == 4 || value.Cols == 3 {
			t.Rows = append(t.Rows, layout.Row{Cells: row, Least: f.fact})
			row = nil
		}
	}
	return t
}

// fact is one name and value of a table.
type fact struct {
	name, value string
	wide        bool
}

func (c composer) receiptFacts() []fact {
	a := c.Case.Application
	number := "证件号码"
	if a.Applicant.Unit {
		number = "统一社会\n信用代码"
	}
	list := []fact{
		{"办件编号", c.Case.Number, false}, {"收件时间", minute(c.Case.ReceivedAt), false},
		{"申请事项", merged(c.Item), true},
		{"申 请 人", a.Applicant.Name, true},
		{number, holder(a.Applicant), false}, {"联系电话", masked(a.Applicant.Phone), false},
	}
	if a.Agent.Name != "" {
		list = append(list, fact{"代 理 人", a.Agent.Name, true},
			fact{"证件号码", masked(a.Agent.Code), false}, fact{"联系电话", masked(a.Agent.Phone), false})
	}
	return append(list,
		fact{"项目名称", a.Project.Name, true}, fact{"项目代码", a.Project.Code, true})
}

// materials is the list of papers with form and number of copies.
func (c composer) materials(f *flow) layout.Table {
	t := f.ruled(12.5, f.width()-62.5, 25, 25)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "序号", "材料名称", "提供方式", "收取情况"))
	for i, m := range c.Case.Materials {
		t.Rows = append(t.Rows, layout.Row{Least: f.row, Cells: []layout.Cell{
			{Text: strconv.Itoa(i + 1), Type: cellText(), Align: layout.Centred},
			{Text: m.Name, Type: cellText()},
			{Text: supplier(m.Source), Type: cellText(), Align: layout.Centred},
			{Text: taken(m), Type: cellText(), Align: layout.Centred},
		}})
	}
	if len(c.Case.Materials) == 0 {
		t.Rows = append(t.Rows, noneRow(f, t))
	}
	return t
}

// receiptRemarks says what the receipt is not, and when the clock starts
// (行政许可法 Art. 32).
func (c composer) receiptRemarks() []string {
	say := c.words.Receipt
	status := say.Pending.With("期限", c.noticeUntil(), "收件日期", day(c.Case.ReceivedAt))
	switch {
	case c.Case.AcceptanceNumber != "":
		status = say.Accepted.With("受理日期", c.acceptedOn(), "文号", c.Case.AcceptanceNumber)
	case len(c.Case.Notices) > 0:
		status = say.Noticed.With("告知日期", c.Case.Notices[0].On.Chinese())
	}
	return []string{string(say.NotAcceptance), status, string(say.Enquiry)}
}

// noticeUntil is the day until which a notice may be given, in brackets; nothing
// where it is not known.
func (c composer) noticeUntil() string {
	if c.Case.Limit.Due.IsZero() {
		return ""
	}
	return "（" + c.Case.Limit.Due.Chinese() + "前）"
}

// receiptSignature is who took the papers, and when this was printed. The
// applicant signs the stub.
func (c composer) receiptSignature(f *flow) {
	f.skip(7)
	t := cellText()
	f.put(c.set.Line(f.left, f.y, "收件人："+orDash(c.Case.ReceivedBy.Name), t)...)
	f.put(c.set.Right(f.right, f.y, "打印时间："+minute(c.PrintedAt), t)...)
	f.y += 2
}
