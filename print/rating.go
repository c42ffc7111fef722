package print

import (
	"onewindow/app/workday"
	"onewindow/print/layout"
	"onewindow/print/page"
	"onewindow/print/wording"
)

// rating is the sheet on which the applicant says what the service was like
// (好差评), or the one that says what was answered. Five levels after GB/T
// 39046-2020.
func (c composer) rating() []page.Page {
	f := newFlow(c.set)
	c.head(f, "政务服务好差评")
	f.table(c.facts(f, c.ratingFacts()))
	f.skip(5)
	f.heading("您对本次服务的总体评价（单选，请在方框内打勾）", strong(body()), 30)
	f.table(c.levels(f))
	f.skip(5)
	f.heading("您的意见和建议", strong(body()), 30)
	f.table(c.ratingRemark(f))
	f.skip(4)
	f.list(wording.Texts(c.words.Rating), note())
	c.ratingSignature(f)
	return c.finish(f)
}

func (c composer) ratingFacts() []fact {
	return []fact{
		{"办件编号", c.Case.Number, false}, {"服务窗口", c.Office.Window, false},
		{"办理事项", c.Item.Name, true},
		{"项目名称", c.Case.Application.Project.Name, true},
		{"收件日期", day(c.Case.ReceivedAt), false}, {"收 件 人", c.Case.ReceivedBy.Name, false},
	}
}

// ratingLevels are the names of the levels, from 1 on.
func ratingLevels() []string {
	return []string{"非常满意", "满意", "基本满意", "不满意", "非常不满意"}
}

// levels is a box to tick for each level; the one given is ticked.
func (c composer) levels(f *flow) layout.Table {
	names := ratingLevels()
	width := f.width() / float64(len(names))
	t := f.ruled(width, width, width, width, width)
	box := layout.Type{Size: 22, Leading: 11, Colour: page.Black}
	var boxes, labels []layout.Cell
	for i, name := range names {
		mark := "☐"
		if r := c.Case.Rating; r != nil && r.Level == i+1 {
			mark = "☑"
		}
		boxes = append(boxes, layout.Cell{Text: mark, Type: box, Align: layout.Centred})
		labels = append(labels, layout.Cell{Text: name, Type: cellText(), Align: layout.Centred})
	}
	t.Rows = []layout.Row{{Cells: labels, Least: 10}, {Cells: boxes, Least: 19}}
	return t
}

// ratingRemark is what was remarked, or room for it.
func (c composer) ratingRemark(f *flow) layout.Table {
	t := f.ruled(f.width())
	remark, least := "", 56.0
	if r := c.Case.Rating; r != nil {
		remark, least = orDash(r.Remark), 12
	}
	t.Rows = []layout.Row{{Least: least, Cells: []layout.Cell{{Text: remark, Type: cellText()}}}}
	return t
}

// ratingSignature is where the applicant signs, or when the answer was given.
func (c composer) ratingSignature(f *flow) {
	f.keep(20)
	f.skip(10)
	t := cellText()
	middle := f.left + f.width()/2
	if r := c.Case.Rating; r != nil {
		f.put(c.set.Right(f.right, f.y, "评价日期："+workday.DateOf(r.At).Chinese(), t)...)
	} else {
		f.put(c.blank(f.left, middle-6, f.y, "评价人（签名，可不填）：", t)...)
		f.put(c.set.Line(middle, f.y, "日期：　　　　年　　　月　　　日", t)...)
	}
	f.y += 4
}
