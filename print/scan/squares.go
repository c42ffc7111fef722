package scan

import (
	"bytes"
	"image"
	"math"
	"slices"
	"strconv"
)

// Squares that a page draws (ISO 32000-1, 8.5).
const (
	fewest    = 40     // squares of the smallest code are more
	most      = 200000 // squares of a page
	longest   = 2400   // points of the longer side of the picture they are drawn in
	module    = 4      // points of the side of a square in it
	deepest   = 64     // states kept by q
	darkBelow = 0.5    // of white
)

// squares draws the dark squares of a content stream, nil where they are too few
// for a code.
func squares(content []byte) *image.Gray {
	d := drawing{state: state{matrix: matrix{1, 0, 0, 1, 0, 0}}}
	for _, word := range bytes.Fields(content) {
		if n, err := strconv.ParseFloat(string(word), 64); err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) {
			d.numbers = append(d.numbers, n)
			continue
		}
		d.do(string(word))
		d.numbers = d.numbers[:0]
		if len(d.filled)+len(d.path) > most {
			return nil
		}
	}
	return d.picture()
}

// matrix is a transformation a b c d e f.
type matrix [6]float64

func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) of(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

type state struct {
	matrix matrix
	light  float64 // of the filling colour, 0 black to 1 white
}

type box struct {
	x1, y1, x2, y2 float64
	dark           bool
}

// drawing follows a content stream as far as squares need it.
type drawing struct {
	state
	kept    []state
	numbers []float64
	corners [][2]float64 // of the outline that is being drawn, as far as it may be a box
	path    []box
	filled  []box
}

// do follows one operator; one that is unknown, or lacks its numbers, changes
// nothing.
func (d *drawing) do(operator string) {
	switch operator {
	case "q":
		if len(d.kept) < deepest {
			d.kept = append(d.kept, d.state)
		}
	case "Q":
		if n := len(d.kept); n > 0 {
			d.state, d.kept = d.kept[n-1], d.kept[:n-1]
		}
	case "cm":
		if n, ok := d.last(6); ok {
			d.matrix = matrix(n).times(d.matrix)
		}
	case "g", "sc", "scn", "rg", "k":
		d.colour(operator)
	case "re":
		if n, ok := d.last(4); ok {
			d.path = append(d.path, d.box(n[0], n[1], n[2], n[3]))
		}
	case "m":
		d.close()
		d.corner()
	case "l":
		d.corner()
	case "c", "v", "y": // no box has a curve
		d.corners = append(d.corners[:0], make([][2]float64, mostCorners)...)
	case "h":
		d.close()
	case "f", "F", "f*", "B", "B*", "b", "b*":
		d.close()
		for _, b := range d.path {
			b.dark = d.light < darkBelow
			d.filled = append(d.filled, b)
		}
		d.path = d.path[:0]
	case "n", "s", "S":
		d.path, d.corners = d.path[:0], d.corners[:0]
	}
}

// mostCorners is more than a box has, its first one said twice.
const mostCorners = 6

// corner adds a corner to the outline.
func (d *drawing) corner() {
	if n, ok := d.last(2); ok && len(d.corners) < mostCorners {
		x, y := d.matrix.of(n[0], n[1])
		d.corners = append(d.corners, [2]float64{x, y})
	}
}

// close takes the outline for a box if its corners are those of one: other
// programs write boxes that way.
func (d *drawing) close() {
	c := d.corners
	d.corners = d.corners[:0]
	if len(c) != 4 && len(c) != 5 {
		return
	}
	b := box{x1: c[0][0], y1: c[0][1], x2: c[0][0], y2: c[0][1]}
	for _, p := range c {
		b = box{x1: min(b.x1, p[0]), y1: min(b.y1, p[1]), x2: max(b.x2, p[0]), y2: max(b.y2, p[1])}
	}
	for i, p := range c[1:] {
		across, along := p[0] != c[i][0], p[1] != c[i][1]
		if across && along || (p[0] != b.x1 && p[0] != b.x2) || (p[1] != b.y1 && p[1] != b.y2) {
			return
		}
	}
	d.path = append(d.path, b)
}

func (d *drawing) last(n int) ([]float64, bool) {
	if len(d.numbers) < n {
		return nil, false
	}
	return d.numbers[len(d.numbers)-n:], true
}

// colour takes the filling colour by its number of components.
func (d *drawing) colour(operator string) {
	n := d.numbers
	switch {
	case len(n) == 0:
	case operator == "k" && len(n) >= 4:
		d.light = 1 - n[3]
		if n[3] == 0 {
			d.light = 1 - (n[0]+n[1]+n[2])/3
		}
	case len(n) >= 3:
		d.light = (n[0] + n[1] + n[2]) / 3
	default:
		d.light = n[0]
	}
}

func (d *drawing) box(x, y, w, h float64) box {
	x1, y1 := d.matrix.of(x, y)
	x2, y2 := d.matrix.of(x+w, y+h)
	return box{x1: min(x1, x2), y1: min(y1, y2), x2: max(x1, x2), y2: max(y1, y2)}
}

// height is that of the usual dark box.
func (d *drawing) height() float64 {
	var all []float64
	for _, b := range d.filled {
		if b.dark {
			all = append(all, b.y2-b.y1)
		}
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// picture draws the filled boxes, as far as dark ones reach, with a white rim.
func (d *drawing) picture() *image.Gray {
	dark := 0
	all := box{x1: math.Inf(1), y1: math.Inf(1), x2: math.Inf(-1), y2: math.Inf(-1)}
	for _, b := range d.filled {
		if b.dark {
			dark++
			all = box{x1: min(all.x1, b.x1), y1: min(all.y1, b.y1), x2: max(all.x2, b.x2), y2: max(all.y2, b.y2)}
		}
	}
	if dark < fewest {
		return nil
	}
	// Most of the boxes are modules or runs of them; a few points each are enough.
	scale := min(longest/max(all.x2-all.x1, all.y2-all.y1), module/d.height())
	if math.IsInf(scale, 0) || math.IsNaN(scale) || scale <= 0 {
		return nil
	}
	const rim = 10 * module
	out := image.NewGray(image.Rect(0, 0, int((all.x2-all.x1)*scale)+2*rim, int((all.y2-all.y1)*scale)+2*rim))
	white := bytes.Repeat([]byte{255}, out.Rect.Dx())
	for y := range out.Rect.Dy() {
		copy(out.Pix[y*out.Stride:], white)
	}
	for _, b := range d.filled {
		r := image.Rect(
			rim+int(math.Round((b.x1-all.x1)*scale)), rim+int(math.Round((all.y2-b.y2)*scale)),
			rim+int(math.Round((b.x2-all.x1)*scale)), rim+int(math.Round((all.y2-b.y1)*scale)),
		).Intersect(out.Rect)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			line := out.Pix[y*out.Stride+r.Min.X : y*out.Stride+r.Max.X]
			if b.dark {
				clear(line)
			} else {
				copy(line, white)
			}
		}
	}
	return out
}
