package parcel

import "math"

// Grid is the plane coordinate system of a file: CGCS2000, Gauss-Krüger, in
// zones of 3° or 6°.
type Grid struct {
	Width    int  // of a zone, degrees: 3 or 6
	Zone     int  // 25…45 of 3°, 13…23 of 6°
	Prefixed bool // the number of the zone stands before Y
}

// falseEasting keeps Y positive, in metres.
const falseEasting = 500_000

// prefixUnit is what one zone adds to a prefixed Y, in metres.
const prefixUnit = 1_000_000

// Meridian is the central meridian (中央子午线), degrees east.
func (g Grid) Meridian() int {
	if g.Width == 6 {
		return 6*g.Zone - 3
	}
	return 3 * g.Zone
}

// EPSG is the number of the system in the EPSG registry: 4491 and after for
// 6°, 4513 and after for 3°, where zone numbers are prefixed; 4502 and 4534
// and after where not.
func (g Grid) EPSG() int {
	switch {
	case g.Width == 6 && g.Prefixed:
		return 4491 + g.Zone - 13
	case g.Width == 6:
		return 4502 + g.Zone - 13
	case g.Prefixed:
		return 4513 + g.Zone - 25
	}
	return 4534 + g.Zone - 25
}

// east is how far a Y lies east of the central meridian, in metres.
func (g Grid) east(y float64) float64 {
	if g.Prefixed {
		y -= float64(g.Zone) * prefixUnit
	}
	return y - falseEasting
}

// Position is where a point lies on the ellipsoid, to better than 0.01 mm.
func (g Grid) Position(p Point) Position {
	lat, lon := unproject(p.X, g.east(p.Y))
	return Position{Lat: lat * 180 / math.Pi, Lon: float64(g.Meridian()) + lon*180/math.Pi}
}

// Point is where a position lies on the plane.
func (g Grid) Point(at Position) Point {
	x, y := project(at.Lat*math.Pi/180, (at.Lon-float64(g.Meridian()))*math.Pi/180)
	y += falseEasting
	if g.Prefixed {
		y += float64(g.Zone) * prefixUnit
	}
	return Point{X: x, Y: y}
}

// Area is the area of the land on the ellipsoid (椭球面积), in m². Sides are
// taken as straight on the plane, as a boundary file means them.
func (g Grid) Area(s Shape) float64 {
	sum := 0.0
	for _, p := range s {
		sum += math.Abs(g.ringArea(p.Shell))
		for _, hole := range p.Holes {
			sum -= math.Abs(g.ringArea(hole))
		}
	}
	return sum
}

// Moved is land of one grid in another, by way of the ellipsoid.
func (s Shape) Moved(from, to Grid) Shape {
	if from == to || len(s) == 0 {
		return s
	}
	move := func(r Ring) Ring {
		moved := make(Ring, len(r))
		for i, p := range r {
			moved[i] = to.Point(from.Position(p))
			moved[i].Name = p.Name
		}
		return moved
	}
	land := make(Shape, len(s))
	for i, part := range s {
		land[i].Shell = move(part.Shell)
		for _, hole := range part.Holes {
			land[i].Holes = append(land[i].Holes, move(hole))
		}
	}
	return land
}

// ringArea sums the belts under all sides: those under the far side come out
// positive, those under the near side negative.
func (g Grid) ringArea(r Ring) float64 {
	if len(r) == 0 {
		return 0
	}
	lat, _ := unproject(r[0].X, g.east(r[0].Y))
	base := beltArea(lat) // keeps the sums small and their digits significant
	sum := 0.0
	for i := range r {
		sum += g.sideArea(r[i], r.next(i), base)
	}
	return sum
}

// stride is the length in metres of the pieces a side is cut into. A piece is
// reckoned twice, whole and in halves, which together are exact to the fourth
// power of its length.
const stride = 250

// mostPieces bounds the work for one side: 1 000 km of stride.
const mostPieces = 4000

func (g Grid) sideArea(a, b Point, base float64) float64 {
	pieces := int(min(math.Ceil(distance(a, b)/stride), mostPieces))
	if pieces == 0 {
		return 0
	}
	coarse, fine := g.trapezoids(a, b, base, pieces), g.trapezoids(a, b, base, 2*pieces)
	return (4*fine - coarse) / 3
}

// trapezoids is the belt under a side, cut into so many pieces.
func (g Grid) trapezoids(a, b Point, base float64, pieces int) float64 {
	at := func(i int) (belt, lon float64) {
		t := float64(i) / float64(pieces)
		lat, lon := unproject(a.X+t*(b.X-a.X), g.east(a.Y+t*(b.Y-a.Y)))
		return beltArea(lat) - base, lon
	}
	sum := 0.0
	belt, lon := at(0)
	for i := 1; i <= pieces; i++ {
		nextBelt, nextLon := at(i)
		sum += (belt + nextBelt) / 2 * (nextLon - lon)
		belt, lon = nextBelt, nextLon
	}
	return sum
}
