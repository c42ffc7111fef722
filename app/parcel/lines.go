package parcel

import (
	"math"
	"slices"
	"strconv"
)

// draft is a parcel while its points are read.
type draft struct {
	parcel Parcel
	lines  int // point lines, closing points included
	rings  []*draftRing
	broken bool // a line of it could not be read
}

// draftRing is a ring while it is read.
type draftRing struct {
	number int
	points Ring
	lines  []int // of each point
	closed bool
}

// parcelLine takes in the fields before the @. The kind of figure (面, 线, 点)
// is the fixed point of the line: before it stand count, area, number and
// name, of which the count may be missing; after it what may be left out.
func (r *reader) parcelLine(fields []string) {
	d := &draft{parcel: Parcel{Line: r.line}}
	r.drafts = append(r.drafts, d)
	kind := slices.IndexFunc(fields, func(f string) bool { return f == "面" || f == "线" || f == "点" })
	front, back := fields, []string(nil)
	switch {
	case kind >= 0:
		front, back = fields[:kind], fields[kind+1:]
		if fields[kind] != "面" {
			r.fail(Figure, map[string]any{"kind": fields[kind]})
		}
	case len(fields) > 5:
		front, back = fields[:4], fields[5:]
	}
	r.front(&d.parcel, front)
	rest := []*string{&d.parcel.MapSheet, &d.parcel.Use, &d.parcel.LandClass}
	for i, f := range back {
		if i < len(rest) {
			*rest[i] = f
			continue
		}
		d.parcel.More = append(d.parcel.More, f)
	}
	for len(d.parcel.More) > 0 && d.parcel.More[len(d.parcel.More)-1] == "" {
		d.parcel.More = d.parcel.More[:len(d.parcel.More)-1]
	}
}

// front takes in [count,] area, number, name.
func (r *reader) front(p *Parcel, fields []string) {
	if len(fields) >= 4 || len(fields) > 1 && isCount(fields[0]) && !isCount(fields[1]) {
		if fields[0] != "" {
			count, err := strconv.Atoi(narrow(fields[0]))
			if err != nil || count < 0 {
				r.fail(Number, map[string]any{"text": fields[0]})
			}
			p.Points = max(0, count)
		}
		fields = fields[1:]
	}
	for i, f := range fields {
		switch i {
		case 0:
			if f == "" {
				continue
			}
			area, ok := number(f)
			if !ok || area < 0 {
				r.fail(Number, map[string]any{"text": f})
				continue
			}
			p.Stated = area
		case 1:
			p.Number = f
		case 2:
			p.Name = f
		default:
			p.Name += "," + f // a name with a comma in it
		}
	}
}

func isCount(field string) bool {
	_, err := strconv.Atoi(narrow(field))
	return err == nil
}

// number reads a finite decimal number.
func number(field string) (float64, bool) {
	n, err := strconv.ParseFloat(narrow(field), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

// pointLine takes in a point of the parcel that was begun last.
func (r *reader) pointLine(fields []string) {
	if len(r.drafts) == 0 {
		r.fail(Orphan, nil)
		return
	}
	d := r.drafts[len(r.drafts)-1]
	ring, p, ok := r.point(fields)
	if !ok {
		d.broken = true
		return
	}
	r.points++
	r.add(d, ring, p)
}

// point reads name, ring, X, Y; what follows is ignored.
func (r *reader) point(fields []string) (ring int, p Point, ok bool) {
	if len(fields) < 4 {
		r.fail(Fields, map[string]any{"fields": len(fields)})
		return 0, Point{}, false
	}
	ring, err := strconv.Atoi(narrow(fields[1]))
	if err != nil || ring < 1 {
		r.fail(RingNumber, map[string]any{"text": fields[1]})
		return 0, Point{}, false
	}
	var xy [2]float64
	for i, field := range fields[2:4] {
		n, ok := number(field)
		if !ok {
			r.fail(Number, map[string]any{"text": field})
			return 0, Point{}, false
		}
		xy[i] = n
	}
	p, ok = r.place(fields[0], xy)
	return ring, p, ok
}

// The bounds of northings in China, in metres: the Zengmu shoal and the river
// Heilong. Eastings lie within a million metres of a zone.
const (
	southmost = 300_000
	northmost = 6_000_000
)

// place orders the coordinates and checks that they can lie in China and in
// one zone with those before.
func (r *reader) place(name string, xy [2]float64) (Point, bool) {
	if eastFirst(xy) {
		if !r.swapped {
			r.swapped = true
			r.warn(Swapped, nil)
		}
		xy[0], xy[1] = xy[1], xy[0]
	}
	p := Point{Name: name, X: xy[0], Y: xy[1]}
	zone, east := int(math.Floor(p.Y/prefixUnit)), math.Mod(p.Y, prefixUnit)
	if p.X < southmost || p.X > northmost || p.Y < 0 || zone > 0 && widthOf(zone) == 0 {
		r.fail(Range, map[string]any{"x": metres(p.X), "y": metres(p.Y)})
		return p, false
	}
	if r.points == 0 {
		r.prefixed, r.prefixZone = zone > 0, zone
	}
	if zone != r.prefixZone {
		r.fail(ZoneClash, map[string]any{"zone": zone, "want": r.prefixZone})
		return p, false
	}
	half := 170_000.0 // metres of half a zone of 3° at the equator
	if widthOf(zone) == 6 || !r.prefixed {
		half *= 2
	}
	if math.Abs(east-falseEasting) > half {
		r.warn(Beyond, map[string]any{"y": metres(p.Y)})
	}
	return p, true
}

// metres is a coordinate as problems tell it.
func metres(coordinate float64) string { return strconv.FormatFloat(coordinate, 'f', -1, 64) }

// eastFirst recognises east before north: by the number of the zone, or where
// there is none by the first number being an easting and the second none.
func eastFirst(xy [2]float64) bool {
	if xy[0] > northmost && xy[1] <= northmost {
		return true
	}
	return xy[0] > 0 && xy[0] < prefixUnit && xy[1] > 1_900_000 && xy[1] <= northmost
}

// same tells whether two points are one: nearer than files can express.
func same(a, b Point) bool { return distance(a, b) < 0.0005 }

// add puts a point into its ring, and closes the ring where the point is its
// first one again.
func (r *reader) add(d *draft, number int, p Point) {
	d.lines++
	last := slices.IndexFunc(d.rings, func(dr *draftRing) bool { return dr.number == number && !dr.closed })
	if last < 0 {
		if slices.ContainsFunc(d.rings, func(dr *draftRing) bool { return dr.number == number }) {
			r.warn(Reused, map[string]any{"ring": number})
		}
		d.rings = append(d.rings, &draftRing{number: number})
		last = len(d.rings) - 1
	}
	ring := d.rings[last]
	switch n := len(ring.points); {
	case n > 0 && same(ring.points[n-1], p):
		r.warn(Repeated, map[string]any{"name": p.Name})
	case n > 2 && same(ring.points[0], p):
		ring.closed = true
	default:
		ring.points, ring.lines = append(ring.points, p), append(ring.lines, r.line)
	}
}
