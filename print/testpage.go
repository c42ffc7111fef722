package print

import (
	"fmt"
	"math"

	"onewindow/print/layout"
	"onewindow/print/page"
)

// testWords are characters that show what a printer makes of fine strokes.
const testWords = "一二三 龘靐齉爨 永字八法 0123456789 ABCabc 〔2026〕第 0001 号"

// testPage shows whether a printer keeps the scale, the margins and the ink
// (打印测试页).
func (c composer) testPage() []page.Page {
	f := newFlow(c.set)
	c.head(f, "打印测试页")
	f.table(c.facts(f, []fact{
		{"打 印 机", c.Printer, true},
		{"窗　　口", c.Office.Window, false}, {"打印时间", minute(c.PrintedAt), false},
	}))
	f.skip(8)
	f.heading("一、比例：下面的标尺应当正好是 100 毫米", strong(cellText()), 20)
	f.y += 4
	c.ruler(f, 100)
	f.heading("二、字迹：笔画应当清楚，不断不糊", strong(cellText()), 30)
	for _, size := range []float64{7.5, 9, 10.5, 12, 16} {
		f.paragraph(testWords, layout.Type{Size: size, Leading: size * 0.62, Colour: page.Black}, layout.Left, 0)
	}
	f.skip(5)
	f.heading("三、墨色：从黑到白应当逐级变浅，红色应当是红色", strong(cellText()), 20)
	c.wedge(f)
	f.heading("四、边线：四边距纸边 5 毫米的框线应当完整", strong(cellText()), 8)
	const edge = 5
	f.put(page.Rect{X: edge, Y: edge, W: f.size.W - 2*edge, H: f.size.H - 2*edge, Width: 0.2, Colour: page.Black})
	return c.finish(f)
}

// ruler draws a scale of so many mm.
func (c composer) ruler(f *flow, length int) {
	line := func(x1, y1, x2, y2 float64) page.Line {
		return page.Line{X1: x1, Y1: y1, X2: x2, Y2: y2, Width: 0.2, Colour: page.Black}
	}
	base := f.y + 5
	f.put(line(f.left, base, f.left+float64(length), base))
	for mm := 0; mm <= length; mm++ {
		high, x := 1.5, f.left+float64(mm)
		switch {
		case mm%10 == 0:
			high = 4
			f.put(c.set.Centre(x-5, x+5, base+4, fmt.Sprint(mm), small())...)
		case mm%5 == 0:
			high = 2.5
		}
		f.put(line(x, base-high, x, base))
	}
	f.y = base + 12
}

// wedge draws steps of grey and two of red.
func (c composer) wedge(f *flow) {
	const side, steps = 14, 9
	for i := range steps {
		grey := uint32(255 * i / (steps - 1))
		f.put(page.Rect{X: f.left + float64(i)*side, Y: f.y, W: side, H: side, Fill: true, Colour: page.Colour(grey<<16 | grey<<8 | grey)})
	}
	f.put(page.Rect{X: f.left, Y: f.y, W: side * steps, H: side, Width: 0.2, Colour: page.Black},
		page.Rect{X: f.left + side*(steps+0.5), Y: f.y, W: side, H: side, Fill: true, Colour: page.Red})
	f.y += side + 8
}

// testStrip is the test page of an 80 mm printer.
func (c composer) testStrip() page.Page {
	f := &flow{set: c.set, size: page.Roll(0), left: rollMargin + 1, right: 80 - rollMargin - 1, top: 4, bottom: rollEnd, row: 6, padY: 0.8}
	f.turn()
	f.paragraph("打印测试页", layout.Type{Size: 18, Leading: 9, Bold: true, Colour: page.Black, Spacing: 1.5}, layout.Centred, 0)
	f.y += 2
	c.stripRule(f)
	for _, it := range []fact{
		{name: "打印机", value: c.Printer}, {name: "窗口", value: c.Office.Window}, {name: "时间", value: minute(c.PrintedAt)},
	} {
		c.stripFact(f, it)
	}
	c.stripRule(f)
	f.paragraph("标尺应当正好是 60 毫米", stripNote(), layout.Left, 0)
	c.ruler(f, 60)
	for _, size := range []float64{9, 10, 12, 16} {
		f.paragraph(testWords, layout.Type{Size: size, Leading: size * 0.55, Colour: page.Black}, layout.Left, 0)
		f.y++
	}
	c.stripCode(f)
	sheet := f.pages[0]
	sheet.Size = page.Roll(math.Ceil(f.y + 3))
	return sheet
}
