package drawing

import (
	"math"

	"onewindow/app/parcel"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// The inks of the map.
const (
	redLine   page.Colour = 0xD0021B
	boundary  page.Colour = 0x111111
	beyond    page.Colour = 0x1F5FBF // of the parcel outside the red line
	land      page.Colour = 0xFBF6E9
	gridInk   page.Colour = 0xC4CED8
	lengthInk page.Colour = 0x4E5969
)

// Widths of the lines, in mm.
const (
	redWidth      = 1.1
	boundaryWidth = 0.25
)

// Widths of the rim of the map frame that holds the grid's coordinates, and
// of the rim inside it that outlines leave free for names, in mm.
const (
	rimX   = 12.0
	rimY   = 5.0
	innerX = 15.0
	innerY = 11.0
	clear  = 1.5 // no word comes nearer to the neat line
)

// sketch is the map on the sheet.
type sketch struct {
	set     layout.Setter
	drawing parcel.Drawing
	frame   box // the neat line
	scale   int
	middle  parcel.Point // in the middle of the frame
	taken   *occupancy   // what labels keep off
}

func newMap(set layout.Setter, d parcel.Drawing, outer box) *sketch {
	m := &sketch{
		set: set, drawing: d,
		frame: box{outer.x + rimX, outer.y + rimY, outer.w - 2*rimX, outer.h - 2*rimY},
	}
	b := d.Bounds()
	m.middle = parcel.Point{X: (b.South + b.North) / 2, Y: (b.West + b.East) / 2}
	m.scale = d.Scale
	if m.scale <= 0 {
		m.scale = fittingScale(max((b.East-b.West)/(m.frame.w-2*innerX), (b.North-b.South)/(m.frame.h-2*innerY)))
	}
	m.taken = newOccupancy(box{m.frame.x + clear, m.frame.y + clear, m.frame.w - 2*clear, m.frame.h - 2*clear})
	return m
}

// fittingScale is the largest usual scale at which a millimetre shows at least
// so many metres.
func fittingScale(metres float64) int {
	for unit := 100; unit < math.MaxInt32/10; unit *= 10 {
		for _, tenths := range []int{10, 15, 20, 25, 30, 40, 50, 60, 80} {
			if scale := unit * tenths / 10; float64(scale)/1000 >= metres {
				return scale
			}
		}
	}
	return math.MaxInt32
}

// mm is a length of land on the paper.
func (m *sketch) mm(metres float64) float64 { return metres * 1000 / float64(m.scale) }

// spot is where a point lies on the paper.
func (m *sketch) spot(p parcel.Point) page.Spot {
	return page.Spot{
		X: m.frame.x + m.frame.w/2 + m.mm(p.Y-m.middle.Y),
		Y: m.frame.y + m.frame.h/2 - m.mm(p.X-m.middle.X),
	}
}

func (m *sketch) spots(r parcel.Ring) []page.Spot {
	spots := make([]page.Spot, len(r))
	for i, p := range r {
		spots[i] = m.spot(p)
	}
	return spots
}

// items draws the map from the ground up: land, grid, differences, lines,
// points, words.
func (m *sketch) items() []page.Item {
	items := m.ground()
	items = append(items, m.gridLines()...)
	hatching := m.hatching()
	items = append(items, hatching...)
	items = append(items, m.outlines()...)
	items = append(items, m.northArrow()...)
	items = append(items, m.neighbours()...)
	items = append(items, m.points()...)
	// What is said of the land comes first to a place; its points and sides
	// then keep off that, and off the hatching.
	items = append(items, m.centre()...)
	items = append(items, m.partLabels()...)
	m.taken.lines(hatching)
	items = append(items, m.names()...)
	items = append(items, m.lengths()...)
	return append(items, m.neatLine()...)
}

// shown is the land to be tinted: of the parcel, else inside the red line.
func (m *sketch) shown() parcel.Shape {
	if len(m.drawing.Boundary) > 0 {
		return m.drawing.Boundary
	}
	return m.drawing.RedLine
}

func (m *sketch) ground() []page.Item {
	var items []page.Item
	for _, p := range m.shown() {
		items = append(items, page.Polygon{Spots: m.spots(p.Shell), Colour: land, Fill: true})
		for _, hole := range p.Holes {
			items = append(items, page.Polygon{Spots: m.spots(hole), Colour: page.White, Fill: true})
		}
	}
	return items
}

// outlines draws the red line broad and the boundary narrow upon it, so that
// both are seen where they coincide.
func (m *sketch) outlines() []page.Item {
	var items []page.Item
	for _, r := range m.drawing.RedLine.Rings() {
		items = append(items, m.outline(r, redWidth, redLine)...)
	}
	for _, r := range m.drawing.Boundary.Rings() {
		items = append(items, m.outline(r, boundaryWidth, boundary)...)
	}
	return items
}

// outline is a closed line; discs at its corners fill what broad strokes leave
// open there.
func (m *sketch) outline(r parcel.Ring, width float64, colour page.Colour) []page.Item {
	spots := m.spots(r)
	items := []page.Item{page.Polygon{Spots: spots, Width: width, Colour: colour}}
	for i, s := range spots {
		next := spots[(i+1)%len(spots)]
		m.taken.line(s, next)
		if width > 0.5 {
			items = append(items, page.Polygon{Spots: disc(s, width/2), Colour: colour, Fill: true})
		}
	}
	return items
}

// disc is a circle as a polygon of so many corners that none is seen.
func disc(at page.Spot, radius float64) []page.Spot {
	const corners = 20
	spots := make([]page.Spot, corners)
	for i := range spots {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		spots[i] = page.Spot{X: at.X + radius*cos, Y: at.Y + radius*sin}
	}
	return spots
}
