package print

import (
	"fmt"

	"github.com/skip2/go-qrcode"

	"onewindow/print/layout"
	"onewindow/print/page"
)

// mostModules is the most modules on a side that a code may have: on [codeSide]
// they are 0.52 mm wide (version 11). Smaller ones a phone reads badly.
const mostModules = 61

// matrix makes the QR code of a text, without border: error correction M, or L
// where M would make the modules too small, since larger modules are worth more
// than more correction. No text gives no code; one too long for either ErrCode.
func matrix(text string) ([][]bool, error) {
	if text == "" {
		return nil, nil
	}
	for _, level := range []qrcode.RecoveryLevel{qrcode.Medium, qrcode.Low} {
		code, err := qrcode.New(text, level)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrCode, err)
		}
		code.DisableBorder = true
		if dark := code.Bitmap(); len(dark) <= mostModules {
			return dark, nil
		}
	}
	return nil, fmt.Errorf("%w: %d characters", ErrCode, len(text))
}

// quiet is the white rim of a QR code, in modules (ISO/IEC 18004).
const quiet = 4

// qr sets the code into a square of side mm. The quiet zone is inside the
// square, so whatever stands outside it does not disturb a scanner.
func (c composer) qr(x, y, side float64) []page.Item {
	if len(c.code) == 0 {
		return nil
	}
	module := side / float64(len(c.code)+2*quiet)
	return []page.Item{page.Modules{
		X: x + quiet*module, Y: y + quiet*module,
		Side: module * float64(len(c.code)), Dark: c.code, Link: c.URL,
	}}
}

// rim is the width of the quiet zone of a code of side mm.
func (c composer) rim(side float64) float64 {
	return quiet * side / float64(len(c.code)+2*quiet)
}

// sealSide is the size of the place of a seal: the round seal of an office is
// 42 mm across.
const sealSide = 42

// seal sets the office's seal with its middle at x, y.
func (c composer) seal(x, y float64) []page.Item {
	if len(c.Seal) == 0 {
		return nil
	}
	return []page.Item{page.Image{X: x - sealSide/2, Y: y - sealSide/2, W: sealSide, H: sealSide, PNG: c.Seal}}
}

// sealPlace is the thin mark, right-aligned at x, where an office without a
// seal image stamps by hand.
func (c composer) sealPlace(x, y float64) []page.Item {
	if len(c.Seal) > 0 {
		return nil
	}
	t := small()
	t.Colour = page.Faint
	return c.set.Right(x, y, "（盖章处）", t)
}

// finish writes the marks and the foot of every page.
func (c composer) finish(f *flow) []page.Page {
	for i := range f.pages {
		p := &f.pages[i]
		p.Put(c.marks(f.left, 9)...)
		p.Put(c.foot(f, i+1)...)
	}
	return f.pages
}

// marks says what is particular about this print: not yet confirmed, a later
// edition, or not the first copy.
func (c composer) marks(x, y float64) []page.Item {
	var items []page.Item
	if c.Awaiting {
		items = append(items, c.stamp(&x, y, "待中心确认", page.Red)...)
	}
	for _, edition := range c.editions() {
		items = append(items, c.stamp(&x, y, edition, page.Red)...)
	}
	if c.Copy > 1 {
		items = append(items, c.stamp(&x, y, fmt.Sprintf("补打 %d", c.Copy), page.Grey)...)
	}
	return items
}

// stamp sets a framed word with its upper left corner at x, y and moves x
// behind it.
func (c composer) stamp(x *float64, y float64, text string, colour page.Colour) []page.Item {
	const height, pad = 5.2, 2.0
	t := layout.Type{Size: 9, Leading: height, Bold: true, Colour: colour}
	width := c.set.Width(text, t) + 2*pad
	items := []page.Item{page.Rect{X: *x, Y: y, W: width, H: height, Width: 0.3, Colour: colour}}
	items = append(items, c.set.Line(*x+pad, y+3.8, text, t)...)
	*x += width + 3
	return items
}

// foot names the office and counts the pages.
func (c composer) foot(f *flow, number int) []page.Item {
	y := f.bottom + 2
	t := small()
	items := []page.Item{page.Line{X1: f.left, Y1: y, X2: f.right, Y2: y, Width: 0.15, Colour: page.Faint}}
	pages := fmt.Sprintf("第 %d 页 共 %d 页", number, len(f.pages))
	items = append(items, c.set.Right(f.right, y+4, pages, t)...)
	room := f.width() - c.set.Width(pages, t) - 6
	for i, line := range c.contact() {
		items = append(items, c.set.Line(f.left, y+4+4*float64(i), line, c.set.Fit(line, t, room, 5))...)
	}
	return items
}

// contact is who we are and where to ask and to complain, in two lines.
func (c composer) contact() []string {
	join := func(parts ...[2]string) string {
		text := ""
		for _, part := range parts {
			if part[1] == "" {
				continue
			}
			if text != "" {
				text += "　"
			}
			text += part[0] + part[1]
		}
		return text
	}
	o := c.Office
	return []string{
		join([2]string{"", o.Organ}, [2]string{"", o.Window}, [2]string{"地址：", o.Address}),
		join([2]string{"办公时间：", o.Hours}, [2]string{"咨询电话：", o.Phone}, [2]string{"监督电话：", o.Complaint}),
	}
}

// blank is a line to write on, from x to the right end, with what goes on it.
func (c composer) blank(x, right, y float64, label string, t layout.Type) []page.Item {
	items := c.set.Line(x, y, label, t)
	from := x + c.set.Width(label, t) + 1
	return append(items, page.Line{X1: from, Y1: y + 1.2, X2: right, Y2: y + 1.2, Width: 0.18, Colour: page.Black})
}
