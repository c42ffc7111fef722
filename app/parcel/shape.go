package parcel

import "math"

// Point is a boundary point (界址点).
type Point struct {
	Name string  // J1
	X    float64 // m north
	Y    float64 // m east; whether the number of the zone stands before it says the Grid
}

// Ring is a closed outline. The first point is not repeated at the end.
type Ring []Point

// Polygon is one part of a piece of land: a shell without its holes.
type Polygon struct {
	Shell Ring
	Holes []Ring
}

// Shape is land: its parts do not overlap.
type Shape []Polygon

// Rings are the outlines of all parts, each shell before its holes.
func (s Shape) Rings() []Ring {
	var rings []Ring
	for _, p := range s {
		rings = append(append(rings, p.Shell), p.Holes...)
	}
	return rings
}

// Points counts the boundary points.
func (s Shape) Points() int {
	n := 0
	for _, r := range s.Rings() {
		n += len(r)
	}
	return n
}

// distance is the way between two points on the plane, in metres.
func distance(a, b Point) float64 { return math.Hypot(b.X-a.X, b.Y-a.Y) }

// signedArea is the area inside the ring on the plane, in m², negative where
// the points run anticlockwise on a map whose north is up. It is reckoned from
// the first point: far from the origin large products would lose millimetres.
func (r Ring) signedArea() float64 {
	sum := 0.0
	for i := 1; i+1 < len(r); i++ {
		a, b := r[i], r[i+1]
		sum += (a.Y-r[0].Y)*(b.X-r[0].X) - (a.X-r[0].X)*(b.Y-r[0].Y)
	}
	return -sum / 2
}

// Clockwise tells which way the ring runs on a map whose north is up.
func (r Ring) Clockwise() bool { return r.signedArea() > 0 }

// Area is the area on the plane of projection (平面面积), in m².
func (s Shape) Area() float64 {
	sum := 0.0
	for _, p := range s {
		sum += p.Area()
	}
	return sum
}

// Area is the area of the part on the plane, in m².
func (p Polygon) Area() float64 {
	sum := math.Abs(p.Shell.signedArea())
	for _, hole := range p.Holes {
		sum -= math.Abs(hole.signedArea())
	}
	return sum
}

// Perimeter is the length of all outlines on the plane, in metres.
func (p Polygon) Perimeter() float64 {
	sum := 0.0
	for _, r := range (Shape{p}).Rings() {
		for i := range r {
			sum += distance(r[i], r.next(i))
		}
	}
	return sum
}

// next is the point after the i-th.
func (r Ring) next(i int) Point { return r[(i+1)%len(r)] }

// Box is a rectangle along the axes, in metres.
type Box struct{ South, West, North, East float64 }

// Bounds is the box around the land: the four extremes (四至坐标). A shape
// without points has an empty box.
func (s Shape) Bounds() Box {
	rings := s.Rings()
	if len(rings) == 0 || len(rings[0]) == 0 {
		return Box{}
	}
	first := rings[0][0]
	b := Box{first.X, first.Y, first.X, first.Y}
	for _, r := range rings {
		for _, p := range r {
			b.South, b.North = min(b.South, p.X), max(b.North, p.X)
			b.West, b.East = min(b.West, p.Y), max(b.East, p.Y)
		}
	}
	return b
}

// Union is the box around both boxes.
func (b Box) Union(o Box) Box {
	return Box{min(b.South, o.South), min(b.West, o.West), max(b.North, o.North), max(b.East, o.East)}
}

// Contains tells whether a point lies in the box or on its edge.
func (b Box) Contains(p Point) bool {
	return p.X >= b.South && p.X <= b.North && p.Y >= b.West && p.Y <= b.East
}

// overlaps tells whether two boxes share more than an edge.
func (b Box) overlaps(o Box) bool {
	return b.South < o.North && o.South < b.North && b.West < o.East && o.West < b.East
}

// meets tells whether two boxes have a point in common.
func (b Box) meets(o Box) bool {
	return b.South <= o.North && o.South <= b.North && b.West <= o.East && o.West <= b.East
}
