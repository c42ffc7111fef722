package page

// Window is the part of a page that a window of a size shows whose upper left
// corner lies at x, y mm: the same items, moved. What lies wholly outside is
// left out, so that a small window onto a large sheet is cheap.
func (p Page) Window(x, y float64, size Size) Page {
	w := Page{Size: size}
	for _, item := range p.Items {
		moved, low, high := shift(item, -x, -y)
		if low.X <= size.W && low.Y <= size.H && high.X >= 0 && high.Y >= 0 {
			w.Put(moved)
		}
	}
	return w
}

// shift moves an item and tells between which corners it certainly lies.
func shift(item Item, dx, dy float64) (moved Item, low, high Spot) {
	switch it := item.(type) {
	case Text:
		it.X, it.Y = it.X+dx, it.Y+dy
		em := it.Size * Point
		// No character is wider than two ems, a dash of two.
		width := (2*em + max(0, it.Spacing)) * float64(len([]rune(it.Text)))
		return it, Spot{it.X - em, it.Y - 2*em}, Spot{it.X + width, it.Y + em}
	case Line:
		it.X1, it.Y1, it.X2, it.Y2 = it.X1+dx, it.Y1+dy, it.X2+dx, it.Y2+dy
		low, high = around([]Spot{{it.X1, it.Y1}, {it.X2, it.Y2}}, it.Width)
		return it, low, high
	case Rect:
		it.X, it.Y = it.X+dx, it.Y+dy
		low, high = around([]Spot{{it.X, it.Y}, {it.X + it.W, it.Y + it.H}}, it.Width)
		return it, low, high
	case Polygon:
		spots := make([]Spot, len(it.Spots))
		for i, s := range it.Spots {
			spots[i] = Spot{s.X + dx, s.Y + dy}
		}
		it.Spots = spots
		low, high = around(spots, it.Width)
		return it, low, high
	case Image:
		it.X, it.Y = it.X+dx, it.Y+dy
		return it, Spot{it.X, it.Y}, Spot{it.X + it.W, it.Y + it.H}
	case Modules:
		it.X, it.Y = it.X+dx, it.Y+dy
		return it, Spot{it.X, it.Y}, Spot{it.X + it.Side, it.Y + it.Side}
	}
	return item, Spot{}, Spot{}
}

// around is the rectangle of some spots, wider by a stroke.
func around(spots []Spot, width float64) (low, high Spot) {
	for i, s := range spots {
		if i == 0 {
			low, high = s, s
		}
		low = Spot{min(low.X, s.X), min(low.Y, s.Y)}
		high = Spot{max(high.X, s.X), max(high.Y, s.Y)}
	}
	return Spot{low.X - width, low.Y - width}, Spot{high.X + width, high.Y + width}
}
