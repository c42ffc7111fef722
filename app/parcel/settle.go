package parcel

import (
	"math"
	"slices"
)

// settle makes a parcel of a draft: its rings become parts and holes by where
// they lie, not by their numbers.
func (r *reader) settle(d *draft) Parcel {
	p := d.parcel
	r.line = p.Line
	if d.broken || !r.complete(d) {
		return p // without its points nothing true could be said of its land
	}
	r.checkNames(d)
	for _, ring := range d.rings {
		r.checkCrossing(ring)
	}
	p.Shape = r.nest(d)
	r.line = p.Line
	switch {
	case !untangled(d): // told already
	case !p.Shape.valid():
		r.fail(Invalid, nil)
	default:
		r.checkArea(p)
	}
	return p
}

// complete checks the number of points of the parcel and of each ring.
func (r *reader) complete(d *draft) bool {
	distinct, ok := 0, true
	for _, ring := range d.rings {
		distinct += len(ring.points)
		if len(ring.points) < 3 {
			r.report(ring.lines[0], FewPoints, false, map[string]any{"ring": ring.number, "points": len(ring.points)})
			ok = false
		}
	}
	switch {
	case len(d.rings) == 0:
		r.fail(FewPoints, map[string]any{"ring": 1, "points": 0})
		return false
	case len(d.rings) > mostRings:
		r.fail(TooLarge, map[string]any{"most": mostRings})
		return false
	}
	// Programs count closing points or not, whether they write them or not.
	stated := d.parcel.Points
	if stated != 0 && stated != d.lines && stated != distinct && stated != distinct+len(d.rings) {
		r.warn(Count, map[string]any{"stated": stated, "read": distinct})
	}
	return ok
}

// checkNames warns of one name for two points: a table of points would be
// ambiguous.
func (r *reader) checkNames(d *draft) {
	seen := map[string]Point{}
	for _, ring := range d.rings {
		for i, p := range ring.points {
			if p.Name == "" {
				continue
			}
			if other, twice := seen[p.Name]; twice && !same(other, p) {
				r.report(ring.lines[i], SameName, true, map[string]any{"name": p.Name})
			}
			seen[p.Name] = p
		}
	}
}

// checkCrossing reports the first two sides of a ring that cross or touch.
func (r *reader) checkCrossing(ring *draftRing) {
	if ring.points.simple() {
		return
	}
	i, j, found := ring.points.crossing()
	if !found {
		return // the shape as a whole will be found invalid
	}
	from, other := ring.points[i], ring.points[j]
	r.report(ring.lines[j], Crossing, false, map[string]any{
		"from": from.Name, "to": ring.points.next(i).Name, "other": other.Name, "otherto": ring.points.next(j).Name,
	})
	ring.closed = false
	ring.number = 0 // known to be broken: the shape is not checked again
}

// untangled tells that no ring was found to cross itself.
func untangled(d *draft) bool {
	return !slices.ContainsFunc(d.rings, func(ring *draftRing) bool { return ring.number == 0 })
}

// nest sorts rings into shells and holes: a ring inside an odd number of
// others is a hole of the smallest of them.
func (r *reader) nest(d *draft) Shape {
	var shape Shape
	part := make([]int, len(d.rings)) // of each shell, its place in the shape
	depth, parent := nesting(d.rings)
	for i, ring := range d.rings {
		if depth[i]%2 == 1 {
			continue
		}
		part[i] = len(shape)
		shape = append(shape, Polygon{Shell: ring.points})
		if i > 0 {
			r.report(ring.lines[0], AnotherPart, true, map[string]any{"ring": ring.number})
		}
	}
	for i, ring := range d.rings {
		if depth[i]%2 == 1 {
			shell := &shape[part[parent[i]]]
			shell.Holes = append(shell.Holes, ring.points)
		}
	}
	return shape
}

// nesting tells in how many others each ring lies, and which is the smallest.
func nesting(rings []*draftRing) (depth, parent []int) {
	depth, parent = make([]int, len(rings)), make([]int, len(rings))
	boxes, areas := make([]Box, len(rings)), make([]float64, len(rings))
	for i, ring := range rings {
		boxes[i], areas[i] = Shape{{Shell: ring.points}}.Bounds(), math.Abs(ring.points.signedArea())
	}
	for i, inner := range rings {
		parent[i] = -1
		for j, outer := range rings {
			if i == j || areas[i] > areas[j] || areas[i] == areas[j] && i < j || !boxes[i].meets(boxes[j]) {
				continue
			}
			if !outer.points.encloses(inner.points) {
				continue
			}
			depth[i]++
			if parent[i] < 0 || areas[j] < areas[parent[i]] {
				parent[i] = j
			}
		}
	}
	return depth, parent
}

// encloses tells whether another ring that crosses this one nowhere lies in
// it. Points on the outline decide nothing; the middles of sides do then.
func (r Ring) encloses(inner Ring) bool {
	for i, p := range inner {
		next := inner.next(i)
		middle := Point{X: (p.X + next.X) / 2, Y: (p.Y + next.Y) / 2}
		for _, probe := range []Point{p, middle} {
			if !r.touches(probe) {
				return r.contains(probe)
			}
		}
	}
	return false
}

// touches tells whether a point lies on the outline, to half a millimetre.
func (r Ring) touches(p Point) bool {
	for i, a := range r {
		if same(p, nearest(p, a, r.next(i))) {
			return true
		}
	}
	return false
}

// contains tells whether a point lies inside, by the sides that a line from it
// to the far east crosses.
func (r Ring) contains(p Point) bool {
	inside := false
	for i, a := range r {
		b := r.next(i)
		if (a.X > p.X) != (b.X > p.X) && p.Y < a.Y+(p.X-a.X)/(b.X-a.X)*(b.Y-a.Y) {
			inside = !inside
		}
	}
	return inside
}
