package drawing

import (
	"fmt"
	"math"

	"onewindow/app/parcel"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// apart is the least distance between two words on a line, in mm.
const apart = 0.5

// place finds the best of some places for the middle of a text and writes it
// there. It writes nothing where every place would cover other words.
func (m *sketch) place(text string, t layout.Type, middles []page.Spot) []page.Item {
	w, h := m.set.Width(text, t), t.Size*page.Point
	best, least := box{}, math.Inf(1)
	for i, at := range middles {
		b := box{at.X - w/2, at.Y - h/2, w, h}
		airy := box{b.x - apart, b.y, w + 2*apart, h}
		if cost := m.taken.cost(airy) + 0.2*float64(i); cost < least && m.taken.free(airy) {
			best, least = b, cost
		}
	}
	if math.IsInf(least, 1) {
		return nil
	}
	m.taken.word(best)
	return m.set.Line(best.x, best.y+0.84*h, text, t)
}

// around lists places for the middle of a text of some size beside a point,
// the one in the preferred direction first.
func around(at page.Spot, w, h, distance, direction float64) []page.Spot {
	var spots []page.Spot
	for _, turn := range []float64{0, 0.4, -0.4, 0.8, -0.8, 1.2, -1.2, 1.8, -1.8, 2.4, -2.4, math.Pi} {
		sin, cos := math.Sincos(direction + turn)
		// Far enough for the rectangle of the text to clear the point.
		reach := distance + math.Abs(cos)*w/2 + math.Abs(sin)*h/2
		spots = append(spots, page.Spot{X: at.X + reach*cos, Y: at.Y + reach*sin})
	}
	return spots
}

// corner is a boundary point on the map.
type corner struct {
	name    string
	at      page.Spot
	outward float64 // the direction away from the land, radians on the paper
	colour  page.Colour
}

// corners lists the points to be marked. Where outlines coincide, the parcel's
// points stand for both.
func (m *sketch) corners() []corner {
	var list []corner
	known := map[[2]int64]bool{}
	for _, outline := range []struct {
		shape  parcel.Shape
		colour page.Colour
	}{{m.drawing.Boundary, boundary}, {m.drawing.RedLine, redLine}} {
		for _, p := range outline.shape {
			for k, r := range (parcel.Shape{p}).Rings() {
				for i, point := range r {
					centimetres := [2]int64{int64(math.Round(point.X * 100)), int64(math.Round(point.Y * 100))}
					if !known[centimetres] {
						known[centimetres] = true
						list = append(list, corner{point.Name, m.spot(point), m.outward(r, i, k > 0), outline.colour})
					}
				}
			}
		}
	}
	return list
}

// points draws the boundary points as small circles.
func (m *sketch) points() []page.Item {
	var items []page.Item
	for _, c := range m.corners() {
		items = append(items, circle(c.at, c.colour)...)
		m.taken.word(box{c.at.X - 0.5, c.at.Y - 0.5, 1, 1})
	}
	return items
}

// circle is the sign of a boundary point.
func circle(at page.Spot, colour page.Colour) []page.Item {
	return []page.Item{
		page.Polygon{Spots: disc(at, 0.62), Colour: colour, Fill: true},
		page.Polygon{Spots: disc(at, 0.4), Colour: page.White, Fill: true},
	}
}

// names writes the names of the points, where there is room for them.
func (m *sketch) names() []page.Item {
	var items []page.Item
	for _, c := range m.corners() {
		t := plain(7)
		t.Colour = c.colour
		w, h := m.set.Width(c.name, t), t.Size*page.Point
		items = append(items, m.place(c.name, t, around(c.at, w, h, 1.4, c.outward))...)
	}
	return items
}

// outward is the direction on the paper that leads away from the land at a
// corner, in radians; hole tells that the ring bounds a hole.
func (m *sketch) outward(r parcel.Ring, i int, hole bool) float64 {
	before, at, next := m.spot(r[(i+len(r)-1)%len(r)]), m.spot(r[i]), m.spot(r[(i+1)%len(r)])
	in := math.Atan2(before.Y-at.Y, before.X-at.X)
	out := math.Atan2(next.Y-at.Y, next.X-at.X)
	// From the way onward clockwise (on paper, where Y grows downward) to the
	// way back lies the inside of a clockwise ring.
	between := math.Mod(in-out+4*math.Pi, 2*math.Pi)
	inside := out + between/2
	if r.Clockwise() == hole {
		return inside
	}
	return inside + math.Pi
}

// lengths writes the length beside every side that is long enough on paper.
func (m *sketch) lengths() []page.Item {
	t := plain(6)
	t.Colour = lengthInk
	var items []page.Item
	for _, p := range m.shown() {
		for k, r := range (parcel.Shape{p}).Rings() {
			for i, side := range r.Sides(k > 0) {
				text := fmt.Sprintf("%.2f", side.Length)
				if m.mm(side.Length) < m.set.Width(text, t)+6 {
					continue
				}
				a, b := m.spot(r[i]), m.spot(r[(i+1)%len(r)])
				items = append(items, m.place(text, t, alongside(a, b, m.set.Width(text, t), t.Size*page.Point))...)
			}
		}
	}
	return items
}

// alongside lists places for a text beside a side: at its middle and a bit off
// it, on both sides.
func alongside(a, b page.Spot, w, h float64) []page.Spot {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	nx, ny := -(b.Y-a.Y)/length, (b.X-a.X)/length
	reach := 1.1 + math.Abs(nx)*w/2 + math.Abs(ny)*h/2
	var spots []page.Spot
	for _, along := range []float64{0.5, 0.42, 0.58, 0.34, 0.66} {
		x, y := a.X+along*(b.X-a.X), a.Y+along*(b.Y-a.Y)
		spots = append(spots, page.Spot{X: x + reach*nx, Y: y + reach*ny}, page.Spot{X: x - reach*nx, Y: y - reach*ny})
	}
	return spots
}

// centre writes number over use and area into the land, as a fraction, the way
// cadastral maps do; beside it where the land is too narrow.
func (m *sketch) centre() []page.Item {
	inside, room, ok := m.shown().Inside()
	if !ok {
		return nil
	}
	d := m.drawing
	upper, lower := d.Number, areaText(d.Areas.Net)
	if d.LandClass != "" {
		upper += " / " + d.LandClass
	}
	tu, tl := bold(9), plain(8)
	w, h := max(m.set.Width(upper, tu), m.set.Width(lower, tl))+3, 9.0
	b, items, _ := m.beside(m.spot(inside), m.mm(room), w, h, page.Black)
	middle := b.y + h/2
	items = append(items, page.Line{X1: b.x, Y1: middle, X2: b.right(), Y2: middle, Width: 0.2, Colour: page.Black})
	items = append(items, m.set.Centre(b.x, b.right(), middle-1.2, upper, tu)...)
	return append(items, m.set.Centre(b.x, b.right(), middle+3.6, lower, tl)...)
}

// mostAreas is up to how many differences state their areas on the map too;
// of more, and where there is no room at all, only the table does.
const mostAreas = 12

// partLabels writes number and area onto every difference, or beside it with
// a leader where it is too small.
func (m *sketch) partLabels() []page.Item {
	var items []page.Item
	for i, p := range m.drawing.Parts {
		inside, room, ok := parcel.Shape{p.Land}.Inside()
		if !ok {
			continue
		}
		t := bold(7)
		t.Colour = partInk(p.Outlying)
		text := circled(i + 1)
		if len(m.drawing.Parts) <= mostAreas {
			text += " " + areaText(p.Area)
		}
		w, h := m.set.Width(text, t)+1.6, t.Size*page.Point+1.2
		b, leader, free := m.beside(m.spot(inside), m.mm(room), w, h, t.Colour)
		if !free {
			continue
		}
		items = append(items, leader...)
		items = append(items,
			page.Rect{X: b.x, Y: b.y, W: w, H: h, Colour: page.White, Fill: true},
			page.Rect{X: b.x, Y: b.y, W: w, H: h, Width: 0.12, Colour: t.Colour})
		items = append(items, m.set.Centre(b.x, b.right(), b.y+h-1.05, text, t)...)
	}
	return items
}

// beside takes the place for a label of a size about the land around a spot:
// upon it where it fits without touching a line, else near it with a leader.
// The spot has room mm to the nearest boundary. It says false, and gives the
// place upon the spot, where every place would cover other words.
func (m *sketch) beside(at page.Spot, room, w, h float64, ink page.Colour) (b box, leader []page.Item, free bool) {
	upon := box{at.X - w/2, at.Y - h/2, w, h}
	if m.taken.cost(upon) == 0 {
		m.taken.word(upon)
		return upon, nil, true
	}
	least := math.Inf(1)
	for _, far := range []float64{room + 3, room + 7, room + 12} {
		for _, middle := range around(at, w, h, far, -math.Pi/4) {
			near := box{middle.X - w/2, middle.Y - h/2, w, h}
			if cost := m.taken.cost(near) + far; cost < least && m.taken.free(near) {
				b, least = near, cost
			}
		}
	}
	if math.IsInf(least, 1) {
		return upon, nil, false
	}
	m.taken.word(b)
	end := page.Spot{X: min(max(at.X, b.x), b.right()), Y: min(max(at.Y, b.y), b.bottom())}
	return b, []page.Item{
		page.Polygon{Spots: disc(at, 0.45), Colour: ink, Fill: true},
		page.Line{X1: at.X, Y1: at.Y, X2: end.X, Y2: end.Y, Width: 0.15, Colour: ink},
	}, true
}

// circled is a number as the tables of a drawing count: ① to ⑳, then (21).
func circled(n int) string {
	if n >= 1 && n <= 20 {
		return string('①' + rune(n-1))
	}
	return fmt.Sprintf("(%d)", n)
}

// areaText is an area in square metres to the hundredth, as surveys state it.
func areaText(m2 float64) string { return fmt.Sprintf("%.2f ㎡", m2) }
