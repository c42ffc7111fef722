package drawing

import (
	"fmt"
	"math"

	"onewindow/print/page"
)

// nice is the smallest of 1, 2, 5, 10, 20, 50 … that is at least so many.
func nice(least float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(least)))
	for _, step := range []float64{1, 2, 5} {
		if step*unit >= least*(1-1e-9) {
			return step * unit
		}
	}
	return 10 * unit
}

// gridStep is the distance between grid lines in metres: 40 mm or more on the
// paper.
func (m *sketch) gridStep() float64 { return max(1, nice(40*float64(m.scale)/1000)) }

// eachLine calls for every grid line between two coordinates.
func eachLine(from, to, step float64, draw func(coordinate float64)) {
	for i := math.Ceil(from / step); i*step <= to; i++ {
		draw(i * step)
	}
}

// span is the land that the frame shows, in metres.
func (m *sketch) span() (south, west, north, east float64) {
	halfW, halfH := m.frame.w/2*float64(m.scale)/1000, m.frame.h/2*float64(m.scale)/1000
	return m.middle.X - halfH, m.middle.Y - halfW, m.middle.X + halfH, m.middle.Y + halfW
}

// gridLines are faint over the land.
func (m *sketch) gridLines() []page.Item {
	var items []page.Item
	south, west, north, east := m.span()
	f := m.frame
	eachLine(west, east, m.gridStep(), func(y float64) {
		at := f.x + m.mm(y-west)
		items = append(items, page.Line{X1: at, Y1: f.y, X2: at, Y2: f.bottom(), Width: 0.1, Colour: gridInk})
	})
	eachLine(south, north, m.gridStep(), func(x float64) {
		at := f.bottom() - m.mm(x-south)
		items = append(items, page.Line{X1: f.x, Y1: at, X2: f.right(), Y2: at, Width: 0.1, Colour: gridInk})
	})
	return items
}

// neatLine frames the map and writes the coordinates of the grid around it:
// eastings above and below, northings at both sides.
func (m *sketch) neatLine() []page.Item {
	f := m.frame
	items := []page.Item{
		page.Rect{X: f.x, Y: f.y, W: f.w, H: f.h, Width: 0.25, Colour: page.Black},
		page.Rect{X: f.x - rimX, Y: f.y - rimY, W: f.w + 2*rimX, H: f.h + 2*rimY, Width: 0.4, Colour: page.Black},
	}
	tick := func(x1, y1, x2, y2 float64) {
		items = append(items, page.Line{X1: x1, Y1: y1, X2: x2, Y2: y2, Width: 0.2, Colour: page.Black})
	}
	const length = 1.2
	t := plain(6.5)
	south, west, north, east := m.span()
	eachLine(west, east, m.gridStep(), func(y float64) {
		at, text := f.x+m.mm(y-west), fmt.Sprintf("%.0f", y)
		if half := m.set.Width(text, t) / 2; at-half < f.x || at+half > f.right() {
			return
		}
		tick(at, f.y, at, f.y-length)
		tick(at, f.bottom(), at, f.bottom()+length)
		items = append(items, m.set.Centre(at, at, f.y-length-0.9, text, t)...)
		items = append(items, m.set.Centre(at, at, f.bottom()+length+2.5, text, t)...)
	})
	eachLine(south, north, m.gridStep(), func(x float64) {
		at, text := f.bottom()-m.mm(x-south), fmt.Sprintf("%.0f", x)
		if at-1.5 < f.y || at+1.5 > f.bottom() {
			return
		}
		tick(f.x, at, f.x-length, at)
		tick(f.right(), at, f.right()+length, at)
		items = append(items, m.set.Right(f.x-length-0.5, at+0.8, text, t)...)
		items = append(items, m.set.Line(f.right()+length+0.5, at+0.8, text, t)...)
	})
	return items
}
