package drawing

import (
	"fmt"
	"slices"

	"onewindow/app/parcel"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// northArrow stands in the upper right corner of the map.
func (m *sketch) northArrow() []page.Item {
	x, y := m.frame.right()-9, m.frame.y+4
	t := bold(9)
	tip, foot, notch := page.Spot{X: x, Y: y + 4}, y+17.0, page.Spot{X: x, Y: y + 13.6}
	m.taken.word(box{x - 4, y, 8, 18})
	items := m.set.Centre(x, x, y+3, "北", t)
	return append(items,
		page.Polygon{Spots: []page.Spot{tip, {X: x - 2.7, Y: foot}, notch}, Colour: page.Black, Fill: true},
		page.Polygon{Spots: []page.Spot{tip, {X: x + 2.7, Y: foot}, notch}, Colour: page.White, Fill: true},
		page.Polygon{Spots: []page.Spot{tip, {X: x + 2.7, Y: foot}, notch}, Width: 0.2, Colour: page.Black},
		page.Polygon{Spots: []page.Spot{tip, {X: x - 2.7, Y: foot}, notch}, Width: 0.2, Colour: page.Black},
	)
}

// neighbours writes what lies around the land along the four sides of the
// frame, upright at the left and right.
func (m *sketch) neighbours() []page.Item {
	f := m.frame
	t := plain(9)
	t.Colour = page.Grey
	t.Spacing = 1
	var items []page.Item
	for _, direction := range parcel.Directions() {
		text := m.drawing.Neighbours[direction]
		if text == "" {
			continue
		}
		switch direction {
		case parcel.North, parcel.South:
			y := f.y + 6.5
			if direction == parcel.South {
				y = f.bottom() - 4
			}
			t := m.set.Fit(text, t, f.w-50, 5)
			w := m.set.Width(text, t)
			m.taken.word(box{f.x + f.w/2 - w/2, y - 3.4, w, 4.4})
			items = append(items, m.set.Centre(f.x, f.right(), y, text, t)...)
		case parcel.West:
			items = append(items, m.upright(f.x+5, text, t)...)
		case parcel.East:
			items = append(items, m.upright(f.right()-5, text, t)...)
		}
	}
	return items
}

// upright writes a text downwards around the middle of the frame.
func (m *sketch) upright(x float64, text string, t layout.Type) []page.Item {
	runes := []rune(text)
	t.Spacing = 0
	step := t.Size*page.Point + 1
	if room := m.frame.h - 50; step*float64(len(runes)) > room {
		step = room / float64(len(runes))
		t.Size = min(t.Size, step/page.Point)
	}
	top := m.frame.y + m.frame.h/2 - step*float64(len(runes))/2
	m.taken.word(box{x - 2, top, 4, step * float64(len(runes))})
	var items []page.Item
	for i, r := range runes {
		items = append(items, m.set.Centre(x, x, top+step*float64(i)+0.88*t.Size*page.Point, string(r), t)...)
	}
	return items
}

// foot is the strip below the map: legend, scale and system.
func (s *sheets) foot(m *sketch) []page.Item {
	f := s.plan.foot
	items := s.legend(f.x+rimX, f.y+6.5)
	items = append(items, s.scaleBar(m, f.right()-rimX, f.y+6.5)...)
	g := s.drawing.Grid
	zone := fmt.Sprintf("%d° 带第 %d 带", g.Width, g.Zone)
	system := fmt.Sprintf("2000国家大地坐标系　高斯—克吕格投影　%s　中央子午线 %d°　单位：米　X 为北、Y 为东", zone, g.Meridian())
	if !g.Prefixed {
		system += "（Y 不含带号）"
	}
	t := s.set.Fit(system, plain(7), f.w-2*rimX, 4.5)
	return append(items, s.set.Line(f.x+rimX, f.y+17.5, system, t)...)
}

// legend explains the lines of this map.
func (s *sheets) legend(x, y float64) []page.Item {
	t := plain(7.5)
	items := s.set.Line(x, y, "图例", bold(7.5))
	x += 10
	line := func(width float64, colour page.Colour, text string) {
		items = append(items, page.Line{X1: x, Y1: y - 0.9, X2: x + 9, Y2: y - 0.9, Width: width, Colour: colour})
		if colour == boundary {
			for _, end := range []float64{x, x + 9} {
				items = append(items, circle(page.Spot{X: end, Y: y - 0.9}, colour)...)
			}
		}
		items = append(items, s.set.Line(x+10.5, y, text, t)...)
		x += 13.5 + s.set.Width(text, t)
	}
	if len(s.drawing.RedLine) > 0 {
		line(redWidth, redLine, "用地红线")
	}
	if len(s.drawing.Boundary) > 0 {
		line(boundaryWidth, boundary, "宗地界线、界址点")
	}
	x, y = s.plan.foot.x+rimX+10, y+5.5
	for _, outlying := range []bool{false, true} {
		if text := partKind(outlying); s.has(outlying) {
			b := box{x, y - 2.9, 9, 3.8}
			corners := []page.Spot{{X: b.x, Y: b.y}, {X: b.right(), Y: b.y}, {X: b.right(), Y: b.bottom()}, {X: b.x, Y: b.bottom()}}
			items = append(items, hatch([][]page.Spot{corners}, outlying, b)...)
			items = append(items, page.Rect{X: b.x, Y: b.y, W: b.w, H: b.h, Width: 0.14, Colour: partInk(outlying)})
			items = append(items, s.set.Line(x+10.5, y, text, t)...)
			x += 13.5 + s.set.Width(text, t)
		}
	}
	return items
}

// has tells whether the outlines differ in one of the two ways.
func (s *sheets) has(outlying bool) bool {
	return slices.ContainsFunc(s.drawing.Parts, func(p parcel.Part) bool { return p.Outlying == outlying })
}

// partKind names a difference.
func partKind(outlying bool) string {
	if outlying {
		return "宗地内、红线外"
	}
	return "红线内、宗地外"
}

// scaleBar ends at the right: fields of a round length, and the scale as a
// number.
func (s *sheets) scaleBar(m *sketch, right, y float64) []page.Item {
	step := nice(10 * float64(m.scale) / 1000)
	width, fields := m.mm(step), 4
	if 4*width > s.plan.foot.w*0.28 {
		fields = 2
	}
	x := right - float64(fields)*width - 6
	t := plain(6.5)
	items := s.set.Right(x-5, y+0.6, fmt.Sprintf("1∶%d", m.scale), bold(10))
	for i := range fields {
		left := x + float64(i)*width
		items = append(items, page.Rect{X: left, Y: y - 1, W: width, H: 1.6, Fill: i%2 == 0, Width: 0.2, Colour: page.Black})
	}
	for i := range fields + 1 {
		at, text := x+float64(i)*width, fmt.Sprintf("%g", float64(i)*step)
		items = append(items, s.set.Centre(at, at, y-2, text, t)...)
	}
	return append(items, s.set.Line(x+float64(fields)*width+2, y+0.6, "m", t)...)
}
