package parcel

import (
	"container/heap"
	"math"
)

// Inside is a point of the land far from every boundary, and its distance from
// the nearest in metres: where a label has room. The middle of the land is
// preferred where that has nearly as much room as the best point. Inside says
// false for a shape without land.
func (s Shape) Inside() (at Point, room float64, ok bool) {
	for _, p := range s {
		if q := p.farthest(); q.room > room {
			at, room = Point{X: q.x, Y: q.y}, q.room
		}
	}
	return at, room, room > 0
}

// square is a part of the plane that may hold the farthest point.
type square struct {
	x, y float64 // of its middle
	half float64 // of its side
	room float64 // from its middle to the nearest boundary, negative outside
}

// most is what any point of the square can have at best.
func (q square) most() float64 { return q.room + q.half*math.Sqrt2 }

// queue has the most promising square first.
type queue []square

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].most() > q[j].most() }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(square)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}

// mostSquares bounds the search in outlines of thousands of points.
const mostSquares = 400

// farthest divides the bounds into squares and those into quarters, as long as
// one of them may hold a point with more room than the best so far.
func (p Polygon) farthest() square {
	b := Shape{p}.Bounds()
	side := min(b.North-b.South, b.East-b.West)
	if side <= 0 {
		return square{}
	}
	middle := p.square((b.South+b.North)/2, (b.West+b.East)/2, side/2)
	best := middle
	open := queue{}
	for x := b.South; x < b.North; x += side {
		for y := b.West; y < b.East; y += side {
			open = append(open, p.square(x+side/2, y+side/2, side/2))
			if len(open) > mostSquares {
				break
			}
		}
	}
	heap.Init(&open)
	for n := 0; len(open) > 0 && n < mostSquares; n++ {
		q := heap.Pop(&open).(square)
		if q.room > best.room {
			best = q
		}
		if q.most() <= best.room*1.01 {
			break
		}
		for _, d := range [][2]float64{{-1, -1}, {-1, 1}, {1, -1}, {1, 1}} {
			heap.Push(&open, p.square(q.x+d[0]*q.half/2, q.y+d[1]*q.half/2, q.half/2))
		}
	}
	if middle.room > best.room*0.7 {
		return middle
	}
	return best
}

func (p Polygon) square(x, y, half float64) square {
	at := Point{X: x, Y: y}
	inside, room := false, math.Inf(1)
	for _, r := range (Shape{p}).Rings() {
		if r.contains(at) {
			inside = !inside
		}
		for i, a := range r {
			room = min(room, distance(at, nearest(at, a, r.next(i))))
		}
	}
	if !inside {
		room = -room
	}
	return square{x, y, half, room}
}

// nearest is the point of a side that is nearest to another.
func nearest(p, a, b Point) Point {
	length2 := (b.X-a.X)*(b.X-a.X) + (b.Y-a.Y)*(b.Y-a.Y)
	if length2 == 0 {
		return a
	}
	along := ((p.X-a.X)*(b.X-a.X) + (p.Y-a.Y)*(b.Y-a.Y)) / length2
	along = min(max(along, 0), 1)
	return Point{X: a.X + along*(b.X-a.X), Y: a.Y + along*(b.Y-a.Y)}
}
