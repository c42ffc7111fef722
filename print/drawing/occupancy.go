package drawing

import (
	"math"

	"onewindow/print/page"
)

// occupancy notes in cells of half a millimetre what is drawn on the map, so
// that words find a free place.
type occupancy struct {
	area          box
	columns, rows int
	weight        []uint8
}

const cell = 0.5 // mm

// What it costs to write over a line, and over other words.
const (
	overLine uint8 = 1
	overWord uint8 = 40
)

func newOccupancy(area box) *occupancy {
	o := &occupancy{area: area, columns: int(area.w/cell) + 1, rows: int(area.h/cell) + 1}
	o.weight = make([]uint8, o.columns*o.rows)
	return o
}

// at is the cell of a place; off the map there is none.
func (o *occupancy) at(x, y float64) (int, bool) {
	column, row := int(math.Floor((x-o.area.x)/cell)), int(math.Floor((y-o.area.y)/cell))
	if column < 0 || row < 0 || column >= o.columns || row >= o.rows {
		return 0, false
	}
	return row*o.columns + column, true
}

// line notes a stroke.
func (o *occupancy) line(a, b page.Spot) {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	if length > 10*(o.area.w+o.area.h) {
		return // a drawing at a scale far too large: nothing of use would be noted
	}
	steps := int(length/cell*1.5) + 1
	for i := range steps + 1 {
		t := float64(i) / float64(steps)
		if at, on := o.at(a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y)); on {
			o.weight[at] = max(o.weight[at], overLine)
		}
	}
}

// lines notes all strokes among some items.
func (o *occupancy) lines(items []page.Item) {
	for _, item := range items {
		if l, is := item.(page.Line); is {
			o.line(page.Spot{X: l.X1, Y: l.Y1}, page.Spot{X: l.X2, Y: l.Y2})
		}
	}
}

// word notes a rectangle of words.
func (o *occupancy) word(b box) {
	o.each(b, func(at int, on bool) {
		if on {
			o.weight[at] = overWord
		}
	})
}

// cost is what it would cost to write into a rectangle. Off the map is as bad
// as over other words.
func (o *occupancy) cost(b box) float64 {
	sum := 0.0
	o.each(b, func(at int, on bool) {
		if !on {
			sum += float64(overWord)
			return
		}
		sum += float64(o.weight[at])
	})
	return sum
}

func (o *occupancy) each(b box, do func(at int, on bool)) {
	for y := b.y + cell/2; y < b.bottom()+cell/2; y += cell {
		for x := b.x + cell/2; x < b.right()+cell/2; x += cell {
			do(o.at(x, y))
		}
	}
}

// free tells whether nothing but lines would be written over.
func (o *occupancy) free(b box) bool {
	free := true
	o.each(b, func(at int, on bool) {
		if !on || o.weight[at] >= overWord {
			free = false
		}
	})
	return free
}
