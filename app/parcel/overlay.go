package parcel

import (
	"errors"
	"fmt"
	"slices"

	"github.com/peterstace/simplefeatures/geom"
)

// ErrShape says that land has no area that could be compared: an outline
// crosses itself, or parts overlap.
var ErrShape = errors.New("parcel: the outline is not valid")

// sliver is the area in m² and thread the mean width in metres below which a
// difference is the rounding of coordinates to millimetres, not land.
const (
	sliver = 0.01
	thread = 0.002
)

// Difference is where the red line of a project (用地红线) and the boundary of
// a parcel (宗地) part. Areas are those of the shapes; parts that only rounding
// makes are left out.
type Difference struct {
	Common     Shape
	RedOnly    Shape // inside the red line, outside the parcel
	ParcelOnly Shape // inside the parcel, outside the red line
}

// Compare lays the boundary of a parcel over a red line of the same grid. The
// error is [ErrShape] where one of them encloses no proper land.
func Compare(red, parcel Shape) (Difference, error) {
	o := originOf(red, parcel)
	a, b := o.geometry(red), o.geometry(parcel)
	for _, g := range []geom.Geometry{a, b} {
		if err := g.Validate(); err != nil {
			return Difference{}, fmt.Errorf("%w: %w", ErrShape, err)
		}
	}
	var d Difference
	for _, part := range []struct {
		to *Shape
		of func(geom.Geometry, geom.Geometry) (geom.Geometry, error)
		a  geom.Geometry
		b  geom.Geometry
	}{{&d.Common, geom.Intersection, a, b}, {&d.RedOnly, geom.Difference, a, b}, {&d.ParcelOnly, geom.Difference, b, a}} {
		g, err := part.of(part.a, part.b)
		if err != nil {
			return Difference{}, fmt.Errorf("compare outlines: %w", err)
		}
		*part.to = o.shape(g)
	}
	return d, nil
}

// commonArea is the area two valid shapes share, in m².
func commonArea(a, b Shape) float64 {
	o := originOf(a, b)
	g, err := geom.Intersection(o.geometry(a), o.geometry(b))
	if err != nil {
		return 0 // only warned of: what cannot be computed is not held against anyone
	}
	return o.shape(g).Area()
}

// simple tells that no sides of the ring cross or touch.
func (r Ring) simple() bool {
	return originOf(Shape{{Shell: r}}, nil).lineString(r).IsSimple()
}

// valid tells whether the shape is land in the sense of OGC Simple Features:
// no outline crosses itself, holes lie inside, parts do not overlap.
func (s Shape) valid() bool {
	return originOf(s, nil).geometry(s).Validate() == nil
}

// origin is near the land: reckoned from there, coordinates keep more digits.
type origin Point

func originOf(a, b Shape) origin {
	for _, s := range []Shape{a, b} {
		for _, r := range s.Rings() {
			if len(r) > 0 {
				return origin(r[0])
			}
		}
	}
	return origin{}
}

// geometry is a shape for the geometry library: east first, rings closed.
func (o origin) geometry(s Shape) geom.Geometry {
	polygons := make([]geom.Polygon, len(s))
	for i, p := range s {
		var rings []geom.LineString
		for _, r := range (Shape{p}).Rings() {
			rings = append(rings, o.lineString(r))
		}
		polygons[i] = geom.NewPolygon(rings)
	}
	return geom.NewMultiPolygon(polygons).AsGeometry()
}

func (o origin) lineString(r Ring) geom.LineString {
	flat := make([]float64, 0, 2*len(r)+2)
	for i := 0; i <= len(r) && len(r) > 0; i++ {
		p := r[i%len(r)]
		flat = append(flat, p.Y-o.Y, p.X-o.X)
	}
	return geom.NewLineString(geom.NewSequence(flat, geom.DimXY))
}

// shape takes the land out of a geometry, the largest part first.
func (o origin) shape(g geom.Geometry) Shape {
	var s Shape
	for _, part := range g.Dump() {
		polygon, is := part.AsPolygon()
		if !is || polygon.IsEmpty() {
			continue // lines and points where outlines only touch
		}
		p := Polygon{Shell: o.ring(polygon.ExteriorRing())}
		for i := range polygon.NumInteriorRings() {
			p.Holes = append(p.Holes, o.ring(polygon.InteriorRingN(i)))
		}
		if p.Area() >= sliver && 2*p.Area() >= thread*p.Perimeter() {
			s = append(s, p)
		}
	}
	slices.SortStableFunc(s, func(a, b Polygon) int {
		switch {
		case a.Area() > b.Area():
			return -1
		case a.Area() < b.Area():
			return 1
		}
		return 0
	})
	return s
}

func (o origin) ring(line geom.LineString) Ring {
	seq := line.Coordinates()
	r := make(Ring, 0, seq.Length())
	for i := range seq.Length() - 1 {
		at := seq.GetXY(i)
		r = append(r, Point{X: at.Y + o.X, Y: at.X + o.Y})
	}
	return r
}
