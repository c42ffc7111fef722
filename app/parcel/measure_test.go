package parcel_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"onewindow/app/parcel"

	"pgregory.net/rapid"
)

var grid = parcel.Grid{Width: 3, Zone: 40, Prefixed: true}

// The plane area is exact in the decimals of the file, 18 992.911 325 m²; that
// on the ellipsoid and the position were computed with another program.
func TestExampleIsMeasured(t *testing.T) {
	f := read(t, "plain")
	s := f.Parcels[0].Shape
	if f.Grid != grid || f.Grid.Meridian() != 120 || f.Grid.EPSG() != 4528 {
		t.Errorf("grid %+v, EPSG %d", f.Grid, f.Grid.EPSG())
	}
	for what, pair := range map[string][2]float64{
		"plane area":     {s.Area(), 18992.911325},
		"ellipsoid area": {f.Grid.Area(s), 18990.292},
	} {
		if math.Abs(pair[0]-pair[1]) > 0.0005 {
			t.Errorf("%s %.6f, want %.6f", what, pair[0], pair[1])
		}
	}
	at := f.Grid.Position(s[0].Shell[0])
	if got := fmt.Sprintf("%.6f %.6f", at.Lat, at.Lon); got != "30.756155 120.780174" {
		t.Errorf("J1 at %s", got)
	}
}

func TestGridsHaveTheirNumbers(t *testing.T) {
	for want, g := range map[int]parcel.Grid{
		4549: {Width: 3, Zone: 40}, 4491: {Width: 6, Zone: 13, Prefixed: true}, 4502: {Width: 6, Zone: 13},
		4513: {Width: 3, Zone: 25, Prefixed: true}, 4533: {Width: 3, Zone: 45, Prefixed: true},
	} {
		if g.EPSG() != want {
			t.Errorf("%+v is EPSG %d, want %d", g, g.EPSG(), want)
		}
	}
}

// Positions that PROJ computes for the ends of zone 40 and for the example.
func TestPositionsAgreeWithAnotherProgram(t *testing.T) {
	for p, want := range map[parcel.Point]string{
		{X: 3_404_200, Y: 40_574_700}: "30.75615536328 120.78017427053",
		{X: 5_900_000, Y: 40_330_000}: "53.20088813992 117.45581361882",
		{X: 400_000, Y: 40_700_000}:   "3.61563769114 121.79989409968",
	} {
		at := grid.Position(p)
		if got := fmt.Sprintf("%.11f %.11f", at.Lat, at.Lon); got != want {
			t.Errorf("%v lies at %s, want %s", p, got, want)
		}
	}
}

// The length of the meridian by quadrature of its radius of curvature.
func TestMeridianHasItsLength(t *testing.T) {
	const a, e2 = 6378137.0, 0.00669438002290
	for _, degrees := range []float64{5, 18, 30.75, 45, 53.5} {
		const steps = 2000
		h, sum := degrees*math.Pi/180/steps, 0.0
		for i := range steps + 1 {
			weight := float64(2 + 2*(i%2))
			if i == 0 || i == steps {
				weight = 1
			}
			sin := math.Sin(float64(i) * h)
			sum += weight * a * (1 - e2) / math.Pow(1-e2*sin*sin, 1.5)
		}
		want := sum * h / 3
		got := grid.Point(parcel.Position{Lat: degrees, Lon: 120})
		if math.Abs(got.X-want) > 1e-4 || math.Abs(got.Y-40500000) > 1e-6 {
			t.Errorf("%g° is %.5f m north, want %.5f", degrees, got.X, want)
		}
	}
}

func TestPositionsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := parcel.Point{
			X: rapid.Float64Range(300_000, 6_000_000).Draw(t, "x"),
			Y: 40_500_000 + rapid.Float64Range(-330_000, 330_000).Draw(t, "y"),
		}
		back := grid.Point(grid.Position(p))
		if math.Hypot(back.X-p.X, back.Y-p.Y) > 1e-5 {
			t.Fatalf("%v comes back as %v", p, back)
		}
	})
}

// star draws a polygon without crossings: points around a middle, each farther
// round than the one before.
func star(t *rapid.T, most int) parcel.Ring {
	n := rapid.IntRange(3, most).Draw(t, "points")
	middle := parcel.Point{X: 3_400_000, Y: 40_574_000 + rapid.Float64Range(-60_000, 60_000).Draw(t, "east")}
	ring := make(parcel.Ring, n)
	for i := range ring {
		angle := (float64(i) + rapid.Float64Range(0, 0.8).Draw(t, "turn")) * 2 * math.Pi / float64(n)
		radius := rapid.Float64Range(20, 800).Draw(t, "radius")
		ring[i] = parcel.Point{X: middle.X + radius*math.Cos(angle), Y: middle.Y + radius*math.Sin(angle)}
	}
	if rapid.Bool().Draw(t, "anticlockwise") {
		slices.Reverse(ring)
	}
	return ring
}

// fan sums a function over the triangles between the middle of a ring and its
// sides: another way to an area than along the outline.
func fan(r parcel.Ring, of func(a, b, c parcel.Point) float64) float64 {
	var middle parcel.Point
	for _, p := range r {
		middle.X, middle.Y = middle.X+p.X/float64(len(r)), middle.Y+p.Y/float64(len(r))
	}
	sum := 0.0
	for i := range r {
		sum += of(middle, r[i], r[(i+1)%len(r)])
	}
	return math.Abs(sum)
}

func triangle(a, b, c parcel.Point) float64 {
	return ((b.Y-a.Y)*(c.X-a.X) - (b.X-a.X)*(c.Y-a.Y)) / 2
}

// squeezed is the area of a small piece of the ellipsoid for one of the plane:
// the Jacobian of the positions, by differences, times the radii of curvature.
func squeezed(p parcel.Point) float64 {
	const a, e2, h, degree = 6378137.0, 0.00669438002290, 500.0, math.Pi / 180
	at := func(dx, dy float64) parcel.Position { return grid.Position(parcel.Point{X: p.X + dx, Y: p.Y + dy}) }
	n, s, e, w := at(h, 0), at(-h, 0), at(0, h), at(0, -h)
	jacobian := ((n.Lat-s.Lat)*(e.Lon-w.Lon) - (n.Lon-s.Lon)*(e.Lat-w.Lat)) * degree * degree / (4 * h * h)
	sin := math.Sin(at(0, 0).Lat * degree)
	w2 := 1 - e2*sin*sin
	return jacobian * a * a * (1 - e2) / (w2 * w2) * math.Sqrt(1-sin*sin)
}

func TestAreasAgreeWithASecondMethod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := star(t, 12)
		s := parcel.Shape{{Shell: r}}
		if want := fan(r, triangle); math.Abs(s.Area()-want) > 1e-6*want+1e-4 {
			t.Fatalf("plane area %.6f, want %.6f", s.Area(), want)
		}
		want := fan(r, func(a, b, c parcel.Point) float64 {
			middle := func(p, q parcel.Point) parcel.Point { return parcel.Point{X: (p.X + q.X) / 2, Y: (p.Y + q.Y) / 2} }
			mean := (squeezed(middle(a, b)) + squeezed(middle(b, c)) + squeezed(middle(c, a))) / 3
			return triangle(a, b, c) * mean
		})
		if math.Abs(grid.Area(s)-want) > 2e-8*want+1e-3 {
			t.Fatalf("area on the ellipsoid %.6f, want %.6f", grid.Area(s), want)
		}
	})
}

func TestSidesFaceOutward(t *testing.T) {
	s := read(t, "plain").Parcels[0].Shape
	want := map[parcel.Direction]string{parcel.North: "J1", parcel.East: "J2", parcel.South: "J3", parcel.West: "J4"}
	for _, ring := range []parcel.Ring{s[0].Shell, reversed(s[0].Shell)} {
		fronts := parcel.Shape{{Shell: ring}}.Fronts()
		total := 0.0
		for direction, name := range want {
			sides := fronts[direction].Sides
			if len(sides) != 1 || sides[0].From.Name != name && sides[0].To.Name != name {
				t.Errorf("direction %d faces %v, want the side at %s", direction, sides, name)
			}
			total += fronts[direction].Length
		}
		if outline := (parcel.Polygon{Shell: ring}).Perimeter(); math.Abs(total-outline) > 1e-9 {
			t.Errorf("the fronts are %f m long, the outline %f", total, outline)
		}
	}
	if side := s[0].Shell.Sides(false)[0]; fmt.Sprintf("%.3f %.4f", side.Length, side.Azimuth) != "151.923 85.3372" {
		t.Errorf("J1—J2 is %.3f m at %.4f°", side.Length, side.Azimuth)
	}
	if hole := s[0].Holes[0].Sides(true); hole[1].Facing != parcel.North {
		t.Errorf("the south side of the hole, %v, faces %d", hole[1], hole[1].Facing)
	}
}

func reversed(r parcel.Ring) parcel.Ring {
	r = slices.Clone(r)
	slices.Reverse(r)
	return r
}

func TestNeighboursLieWhereTheyLie(t *testing.T) {
	square := func(x, y float64) parcel.Shape {
		return parcel.Shape{{Shell: parcel.Ring{{X: x, Y: y}, {X: x + 10, Y: y}, {X: x + 10, Y: y + 10}, {X: x, Y: y + 10}}}}
	}
	for want, other := range map[parcel.Direction]parcel.Shape{
		parcel.North: square(20, 5), parcel.South: square(-20, 5), parcel.East: square(3, 20), parcel.West: square(-3, -20),
	} {
		if got := square(0, 0).Neighbour(other); got != want {
			t.Errorf("%v lies in direction %d, want %d", other.Bounds(), got, want)
		}
	}
}

func TestDifferencesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := parcel.Shape{{Shell: star(t, 9)}}, parcel.Shape{{Shell: star(t, 9)}}
		d, err := parcel.Compare(a, b)
		if err != nil {
			t.Fatal(err)
		}
		if red := d.Common.Area() + d.RedOnly.Area(); math.Abs(red-a.Area()) > 0.05 {
			t.Fatalf("the red line encloses %.3f, its parts %.3f", a.Area(), red)
		}
		if whole := d.Common.Area() + d.ParcelOnly.Area(); math.Abs(whole-b.Area()) > 0.05 {
			t.Fatalf("the parcel has %.3f, its parts %.3f", b.Area(), whole)
		}
	})
}

func TestRoundingIsNoDifference(t *testing.T) {
	red := read(t, "plain").Parcels[0].Shape
	moved := read(t, "plain").Parcels[0].Shape
	moved[0].Shell[1].X += 0.001
	d, err := parcel.Compare(red, moved)
	if err != nil || len(d.RedOnly)+len(d.ParcelOnly) > 0 {
		t.Errorf("a millimetre is a difference of %v %v, %v", d.RedOnly, d.ParcelOnly, err)
	}
	moved[0].Shell[1].X += 1
	if d, err = parcel.Compare(red, moved); err != nil || len(d.ParcelOnly) != 1 || len(d.RedOnly) != 0 {
		t.Errorf("a metre outward gives %v, %v", d, err)
	}
}

func TestNoLandIsCompared(t *testing.T) {
	land := read(t, "plain").Parcels[0].Shape
	f, _ := parcel.Read(file(t, "bow-tie"))
	if _, err := parcel.Compare(land, f.Parcels[0].Shape); !errors.Is(err, parcel.ErrShape) {
		t.Errorf("a bow tie is compared: %v", err)
	}
}

func TestLabelHasRoom(t *testing.T) {
	strip := parcel.Shape{{Shell: parcel.Ring{{X: 0, Y: 0}, {X: 30, Y: 150}, {X: 46, Y: 147}, {X: 16, Y: -3}}}}
	at, room, ok := strip.Inside()
	if !ok || room < 6 || room > 8.2 || !strip.Bounds().Contains(at) {
		t.Errorf("in a strip of 16 m: %v with %.2f m of room, %v", at, room, ok)
	}
	s := read(t, "plain").Parcels[0].Shape
	at, room, ok = s.Inside()
	if !ok || room < 35 || room > 60 {
		t.Errorf("beside the hole: %v with %.2f m of room, %v", at, room, ok)
	}
	if _, _, ok := (parcel.Shape{}).Inside(); ok {
		t.Error("no land has a point inside")
	}
}

func TestDistrict(t *testing.T) {
	nanhu := parcel.District{
		Grid: parcel.Grid{Width: 3, Zone: 40},
		Box:  parcel.Box{South: 3_381_000, North: 3_420_500, West: 552_500, East: 601_000},
	}
	for _, name := range []string{"plain", "unprefixed"} {
		if problems := read(t, name).Outside(nanhu); len(problems) != 0 {
			t.Errorf("%s: %v", name, problems)
		}
	}
	nanhu.Box.East = 574_800
	problems := read(t, "plain").Outside(nanhu)
	if len(problems) != 1 || problems[0].Code != parcel.Elsewhere || problems[0].Line != 13 || !problems.Usable() {
		t.Errorf("over the edge: %v", problems)
	}
}

func TestProblemsHaveTheirData(t *testing.T) {
	codes, met := parcel.Codes(), map[string]bool{}
	for _, v := range vectors(t) {
		_, problems := parcel.Read(file(t, v.name))
		for _, p := range problems {
			met[p.Code] = true
			keys := codes[p.Code]
			if len(keys) != len(p.Data) {
				t.Errorf("%s: %s carries %v, want %v", v.name, p.Code, p.Data, keys)
			}
			for _, key := range keys {
				if _, there := p.Data[key]; !there {
					t.Errorf("%s: %s lacks %s", v.name, p.Code, key)
				}
			}
		}
	}
	elsewhere := []string{parcel.TooLarge, parcel.Overflow, parcel.Elsewhere}
	for code := range codes {
		if !met[code] && !slices.Contains(elsewhere, code) {
			t.Errorf("no vector meets %s", code)
		}
	}
}
