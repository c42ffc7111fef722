package drawing

import (
	"math"
	"slices"

	"onewindow/app/parcel"
	"onewindow/print/page"
)

// hatchGap is the distance between hatching lines, in mm.
const hatchGap = 1.6

// hatching fills the differences with slanting lines: inside the red line they
// rise, outside it they fall, so that the kinds differ without colour too.
func (m *sketch) hatching() []page.Item {
	var items []page.Item
	for _, p := range m.drawing.Parts {
		var rings [][]page.Spot
		for _, r := range (parcel.Shape{p.Land}).Rings() {
			rings = append(rings, m.spots(r))
		}
		items = append(items, hatch(rings, p.Outlying, m.frame)...)
	}
	return items
}

func partInk(outlying bool) page.Colour {
	if outlying {
		return beyond
	}
	return redLine
}

// hatch draws lines at 45° wherever they are inside an odd number of rings.
func hatch(rings [][]page.Spot, outlying bool, within box) []page.Item {
	slant := -1.0
	if outlying {
		slant = 1
	}
	// A line at 45° is y = slant·x + c: all that is needed of a corner is its
	// place along x and its c.
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range rings {
		for _, s := range r {
			c := s.Y - slant*s.X
			low, high = min(low, c), max(high, c)
		}
	}
	reach := within.w + within.h
	middle := within.y + within.h/2 - slant*(within.x+within.w/2)
	low, high = max(low, middle-reach), min(high, middle+reach)
	step := hatchGap * math.Sqrt2
	var items []page.Item
	for c := math.Ceil(low/step)*step + step/7; c < high; c += step {
		xs := crossings(rings, slant, c)
		for i := 0; i+1 < len(xs); i += 2 {
			items = append(items, page.Line{
				X1: xs[i], Y1: slant*xs[i] + c, X2: xs[i+1], Y2: slant*xs[i+1] + c,
				Width: 0.14, Colour: partInk(outlying),
			})
		}
	}
	return items
}

// crossings are the places along x where a slanting line meets the rings.
func crossings(rings [][]page.Spot, slant, c float64) []float64 {
	var xs []float64
	for _, r := range rings {
		for i, a := range r {
			b := r[(i+1)%len(r)]
			da, db := a.Y-slant*a.X-c, b.Y-slant*b.X-c
			if (da > 0) != (db > 0) {
				xs = append(xs, a.X+da/(da-db)*(b.X-a.X))
			}
		}
	}
	slices.Sort(xs)
	return xs
}
