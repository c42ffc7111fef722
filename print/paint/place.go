package paint

import (
	"errors"
	"fmt"

	"onewindow/print/page"
)

// ErrPlace says that an item has no place on paper: a measure of it is no
// number, or far beyond any sheet. Rasterisers panic on such.
var ErrPlace = errors.New("paint: no place on paper")

// farthest is the largest measure that an item may have, in mm or points. It is
// a kilometre, not a sheet: a line of text may be as long as somebody typed it,
// an outline may run far off its map, and the rest is to be printed all the same.
const farthest = 1e6

// placed checks every item of some pages.
func placed(pages []page.Page) error {
	for i, sheet := range pages {
		if !near(sheet.Size.W, sheet.Size.H) || sheet.Size.W <= 0 || sheet.Size.H <= 0 {
			return fmt.Errorf("%w: page %d is %g × %g mm", ErrPlace, i+1, sheet.Size.W, sheet.Size.H)
		}
		for _, item := range sheet.Items {
			if !hasPlace(item) {
				return fmt.Errorf("%w: a %T of page %d", ErrPlace, item, i+1)
			}
		}
	}
	return nil
}

func hasPlace(item page.Item) bool {
	switch it := item.(type) {
	case page.Text:
		return near(it.X, it.Y, it.Size, it.Spacing)
	case page.Line:
		return near(it.X1, it.Y1, it.X2, it.Y2, it.Width, it.Dash)
	case page.Rect:
		return near(it.X, it.Y, it.W, it.H, it.Width)
	case page.Polygon:
		for _, s := range it.Spots {
			if !near(s.X, s.Y) {
				return false
			}
		}
		return near(it.Width)
	case page.Image:
		return near(it.X, it.Y, it.W, it.H)
	case page.Modules:
		return near(it.X, it.Y, it.Side)
	}
	return true
}

// near tells numbers within the farthest measure; no comparison holds for NaN.
func near(measures ...float64) bool {
	for _, m := range measures {
		if !(m >= -farthest && m <= farthest) {
			return false
		}
	}
	return true
}
