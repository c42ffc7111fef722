package print

import (
	"cmp"
	"fmt"
	"strconv"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// dayEnd is the count of a window's day (日终清点单): every number that was taken
// is on a sheet or void, and the centre knows of each, or the sheet says which
// does not.
func (c composer) dayEnd() []page.Page {
	f := newFlow(c.set)
	f.row = 7.1
	heading := layout.Type{Size: 22, Leading: 13, Bold: true, Colour: page.Black, Spacing: 2}
	f.paragraph(c.Office.Organ, cellText(), layout.Centred, 0)
	f.paragraph("日终清点单", heading, layout.Centred, 0)
	f.skip(2)
	f.table(c.facts(f, []fact{
		{"窗　　口", c.Office.Window, false}, {"日　　期", c.Day.On.Chinese(), false},
		{"清 点 人", c.Clerk, false}, {"清点时间", minute(c.PrintedAt), false},
	}))
	f.skip(5)
	f.heading("一、清点结果", strong(cellText()), 24)
	f.table(c.dayBalance(f))
	f.skip(2)
	f.paragraph(c.dayVerdict(), cellText(), layout.Left, 0)
	f.skip(4)
	f.heading("二、当日取号", strong(cellText()), 24)
	f.table(c.dayNumbers(f))
	f.skip(5)
	f.heading("三、当日作废的纸张", strong(cellText()), 24)
	f.table(c.dayVoid(f))
	f.keep(26)
	f.skip(12)
	middle := f.left + f.width()/2
	f.put(c.blank(f.left, middle-8, f.y, "清点人（签名）：", cellText())...)
	f.put(c.blank(middle, f.right, f.y, "复核人（签名）：", cellText())...)
	f.y += 6
	return c.finish(f)
}

// dayBalance is the account: taken = printed + void, and the centre's count.
func (c composer) dayBalance(f *flow) layout.Table {
	each := f.width() / 6
	t := f.ruled(each, each, each, each, each, each)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "取号", "已打印", "作废", "未打印", "中心已确认", "打印张数"))
	row := layout.Row{Least: f.row}
	for _, n := range []int{
		len(c.Day.Numbers), c.Day.Count(casefile.FatePrinted), c.Day.Count(casefile.FateVoid), c.Day.Count(casefile.FateUnprinted),
		c.Day.Confirmed(), c.Day.Sheets,
	} {
		row.Cells = append(row.Cells, layout.Cell{Text: strconv.Itoa(n), Type: cellText(), Align: layout.Centred})
	}
	t.Rows = append(t.Rows, row)
	return t
}

// dayVerdict says whether the day is even, or what it lacks.
func (c composer) dayVerdict() string {
	if c.Day.Balanced() {
		return "结论：账实相符。取号数等于已打印数与作废数之和，且全部经中心确认。"
	}
	text := "结论：账实不符，"
	if n := c.Day.Count(casefile.FateUnprinted); n > 0 {
		text += fmt.Sprintf("%d 个号尚未打印；", n)
	}
	if n := len(c.Day.Numbers) - c.Day.Confirmed(); n > 0 {
		text += fmt.Sprintf("%d 个号尚待中心确认；", n)
	}
	return text + "处理后请重新清点。"
}

func (c composer) dayNumbers(f *flow) layout.Table {
	t := f.ruled(12.5, f.width()-102.5, 32, 20, 19, 19)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "序号", "号码", "文书", "份数", "结果", "中心"))
	for i, n := range c.Day.Numbers {
		t.Rows = append(t.Rows, centred(f, strconv.Itoa(i+1), n.Number, formName(n.Document), sheets(n), fate(n), heard(n)))
	}
	if len(c.Day.Numbers) == 0 {
		t.Rows = append(t.Rows, noneRow(f, t))
	}
	return t
}

// centred is a row of short words.
func centred(f *flow, words ...string) layout.Row {
	row := layout.Row{Least: f.row}
	for _, w := range words {
		row.Cells = append(row.Cells, layout.Cell{Text: w, Type: note(), Align: layout.Centred})
	}
	return row
}

// formName is the title of a kind of document.
func formName(kind casefile.DocumentKind) string { return cmp.Or(forms()[kind].title, nameOf(kind)) }

// sheets is how many sheets bear a number, and how many of them are void.
func sheets(n casefile.DayNumber) string {
	if n.Void > 0 {
		return fmt.Sprintf("%d（废 %d）", n.Copies, n.Void)
	}
	return strconv.Itoa(n.Copies)
}

func fate(n casefile.DayNumber) string {
	return map[casefile.Fate]string{
		casefile.FatePrinted: "已打印", casefile.FateVoid: "作废", casefile.FateUnprinted: "未打印",
	}[n.Fate()]
}

func heard(n casefile.DayNumber) string {
	switch {
	case n.Unused:
		return "—"
	case n.Confirmed:
		return "已确认"
	}
	return "待确认"
}

// dayVoid lists the sheets that were made void.
func (c composer) dayVoid(f *flow) layout.Table {
	t := f.ruled(12.5, 46, 46, 16, f.width()-120.5)
	t.Head = 1
	t.Rows = append(t.Rows, headRow(f, "序号", "办件编号", "文书", "第几份", "作废原因"))
	for i, v := range c.Day.Void {
		t.Rows = append(t.Rows, centred(f, strconv.Itoa(i+1), v.Number, formName(v.Document), strconv.Itoa(v.Copy), v.Reason))
	}
	if len(c.Day.Void) == 0 {
		t.Rows = append(t.Rows, noneRow(f, t))
	}
	return t
}
