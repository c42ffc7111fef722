package parcel

import (
	"math"
	"strconv"
)

// Direction is one of the four a parcel is described by (四至).
type Direction int

// The directions in the order a description names them: 东、南、西、北.
const (
	East Direction = iota
	South
	West
	North
)

// Directions lists all four.
func Directions() []Direction { return []Direction{East, South, West, North} }

// Side is a straight boundary between two points (界址线).
type Side struct {
	From, To Point
	Length   float64   // m on the plane
	Azimuth  float64   // degrees from north, clockwise, 0 ≤ Azimuth < 360
	Facing   Direction // where the land beyond it lies
}

// Sides are the boundaries of a ring, in its order. Where hole is true the
// ring bounds a hole and its sides face inward.
func (r Ring) Sides(hole bool) []Side {
	sides := make([]Side, len(r))
	outward := 90.0 // from the way along a side to the way out
	if r.Clockwise() != hole {
		outward = -90
	}
	for i, from := range r {
		to := r.next(i)
		azimuth := math.Mod(math.Atan2(to.Y-from.Y, to.X-from.X)*180/math.Pi+360, 360)
		sides[i] = Side{
			From: from, To: to, Length: distance(from, to), Azimuth: azimuth,
			Facing: facing(azimuth + outward),
		}
	}
	return sides
}

// facing is the direction nearest to an azimuth.
func facing(azimuth float64) Direction {
	switch quarter := math.Mod(azimuth+405, 360); { // north is 0…90
	case quarter < 90:
		return North
	case quarter < 180:
		return East
	case quarter < 270:
		return South
	}
	return West
}

// Front is how far the land faces one direction.
type Front struct {
	Sides  []Side
	Length float64 // m
}

// Fronts are the outer sides of the land by the direction they face (四至), in
// the order of the points.
func (s Shape) Fronts() map[Direction]Front {
	fronts := map[Direction]Front{}
	for _, p := range s {
		for _, side := range p.Shell.Sides(false) {
			f := fronts[side.Facing]
			f.Sides, f.Length = append(f.Sides, side), f.Length+side.Length
			fronts[side.Facing] = f
		}
	}
	return fronts
}

// Neighbour tells in which direction another shape lies: where the middle of
// its bounds lies from the middle of these.
func (s Shape) Neighbour(other Shape) Direction {
	a, b := s.Bounds(), other.Bounds()
	north, east := b.North+b.South-a.North-a.South, b.East+b.West-a.East-a.West
	return facing(math.Atan2(east, north) * 180 / math.Pi)
}

// Tolerance is how far a stated area may be off, in m²: one square metre or
// one part in a thousand, whichever is more.
func Tolerance(area float64) float64 { return max(1, area/1000) }

// hundredths is an area in m² as problems tell it.
func hundredths(area float64) string { return strconv.FormatFloat(area, 'f', 2, 64) }

const (
	perHectare = 10_000 // m²
	muPerHa    = 15     // 亩 in a hectare
)

// checkArea compares what a parcel states with what its points enclose, on the
// plane or on the ellipsoid, whichever is nearer.
func (r *reader) checkArea(p Parcel) {
	if p.Stated == 0 {
		r.warn(NoArea, nil)
		return
	}
	plane := p.Shape.Area()
	ellipsoid := plane
	if r.file.Grid.Zone != 0 {
		ellipsoid = r.file.Grid.Area(p.Shape)
	}
	if code, stated := JudgeArea(p.Stated, plane, ellipsoid); code != "" {
		r.warn(code, map[string]any{"stated": hundredths(stated), "computed": hundredths(plane)})
	}
}

// JudgeArea holds an area that someone stated in hectares against what the
// points enclose on the plane and on the ellipsoid, in m²: it may be off from
// the nearer of the two by the [Tolerance]. The code is "" where it agrees, else
// AreaInM2 or AreaInMu where the number fits in another unit, or AreaOff; meant
// is what was stated, in m², read in the unit that fits.
func JudgeArea(hectares, plane, ellipsoid float64) (code string, meant float64) {
	near := func(stated float64) bool {
		return math.Abs(stated-plane) <= Tolerance(plane) || math.Abs(stated-ellipsoid) <= Tolerance(ellipsoid)
	}
	switch stated := hectares * perHectare; {
	case near(stated):
		return "", stated
	case near(hectares):
		return AreaInM2, hectares
	case near(stated / muPerHa):
		return AreaInMu, stated / muPerHa
	default:
		return AreaOff, stated
	}
}
