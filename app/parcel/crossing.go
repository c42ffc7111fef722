package parcel

import (
	"cmp"
	"slices"
)

// mostPairs bounds the search for two sides that cross: some seconds' worth.
const mostPairs = 100_000_000

// crossing finds two sides of the ring, by the places of their first points,
// that cross, touch, or run back over each other; i is before j. In a huge
// tangle it may find none.
func (r Ring) crossing() (i, j int, found bool) {
	pairs := 0
	sides := make([]int, len(r))
	for i := range sides {
		sides[i] = i
	}
	south := func(i int) float64 { return min(r[i].X, r.next(i).X) }
	north := func(i int) float64 { return max(r[i].X, r.next(i).X) }
	// From south to north only sides whose northings meet are compared.
	slices.SortStableFunc(sides, func(a, b int) int { return cmp.Compare(south(a), south(b)) })
	for at, a := range sides {
		for _, b := range sides[at+1:] {
			if south(b) > north(a) {
				break
			}
			if r.cross(a, b) {
				return min(a, b), max(a, b), true
			}
			if pairs++; pairs > mostPairs {
				return 0, 0, false
			}
		}
	}
	return 0, 0, false
}

// cross tells whether two sides have more in common than being neighbours.
func (r Ring) cross(i, j int) bool {
	a, b, c, d := r[i], r.next(i), r[j], r.next(j)
	switch {
	case (i+1)%len(r) == j:
		return doublesBack(a, b, d)
	case (j+1)%len(r) == i:
		return doublesBack(c, d, b)
	}
	return meet(a, b, c, d)
}

// doublesBack tells whether the way from a over b turns back onto itself.
func doublesBack(a, b, c Point) bool {
	along := (a.X-b.X)*(c.X-b.X) + (a.Y-b.Y)*(c.Y-b.Y)
	return turn(a, b, c) == 0 && along > 0
}

// turn is positive where the way over a, b, c turns right, 0 where it runs
// straight.
func turn(a, b, c Point) float64 {
	return (b.X-a.X)*(c.Y-a.Y) - (b.Y-a.Y)*(c.X-a.X)
}

// meet tells whether two segments have a point in common.
func meet(a, b, c, d Point) bool {
	abc, abd, cda, cdb := turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)
	if (abc > 0) != (abd > 0) && (cda > 0) != (cdb > 0) && abc*abd != 0 && cda*cdb != 0 {
		return true
	}
	within := func(p, q, at Point) bool {
		return at.X >= min(p.X, q.X) && at.X <= max(p.X, q.X) && at.Y >= min(p.Y, q.Y) && at.Y <= max(p.Y, q.Y)
	}
	return abc == 0 && within(a, b, c) || abd == 0 && within(a, b, d) ||
		cda == 0 && within(c, d, a) || cdb == 0 && within(c, d, b)
}
