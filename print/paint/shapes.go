package paint

import (
	"image"
	"math"

	"golang.org/x/image/draw"

	"onewindow/print/page"
)

// shortest is the least dash that is drawn as one, in mm; finer ones make a
// whole line.
const shortest = 0.05

// line draws a stroke. One that runs along the pixels is set onto them and is
// at least one pixel wide: a table's rules stay crisp in a preview.
func (r *rasterPainter) line(l page.Line) {
	if l.Dash >= shortest {
		for _, part := range dashes(l) {
			r.line(part)
		}
		return
	}
	switch {
	case l.X1 == l.X2:
		left, width := r.strokeSpan(l.X1, l.Width)
		r.fill(image.Rect(left, r.pixel(min(l.Y1, l.Y2)), left+width, r.pixel(max(l.Y1, l.Y2))), l.Colour)
	case l.Y1 == l.Y2:
		top, width := r.strokeSpan(l.Y1, l.Width)
		r.fill(image.Rect(r.pixel(min(l.X1, l.X2)), top, r.pixel(max(l.X1, l.X2)), top+width), l.Colour)
	default:
		r.path(stroke(l.X1, l.Y1, l.X2, l.Y2, l.Width), l.Colour)
	}
}

// strokeSpan places a stroke of some width around a coordinate, in pixels.
func (r *rasterPainter) strokeSpan(at, width float64) (first, pixels int) {
	pixels = max(1, r.pixel(width))
	return int(math.Round(at*r.scale - float64(pixels)/2)), pixels
}

// dashes cuts a line into its visible parts.
func dashes(l page.Line) []page.Line {
	const most = 50_000 // more than cross any sheet
	length := math.Hypot(l.X2-l.X1, l.Y2-l.Y1)
	var parts []page.Line
	for from := 0.0; from < length && len(parts) < most; from += 2 * l.Dash {
		a, b := from/length, min(from+l.Dash, length)/length
		parts = append(parts, page.Line{
			X1: l.X1 + a*(l.X2-l.X1), Y1: l.Y1 + a*(l.Y2-l.Y1),
			X2: l.X1 + b*(l.X2-l.X1), Y2: l.Y1 + b*(l.Y2-l.Y1),
			Width: l.Width, Colour: l.Colour,
		})
	}
	return parts
}

// stroke is the outline of a straight line of some width.
func stroke(x1, y1, x2, y2, width float64) []page.Spot {
	length := math.Hypot(x2-x1, y2-y1)
	dx, dy := -(y2-y1)/length*width/2, (x2-x1)/length*width/2
	return []page.Spot{{X: x1 + dx, Y: y1 + dy}, {X: x2 + dx, Y: y2 + dy}, {X: x2 - dx, Y: y2 - dy}, {X: x1 - dx, Y: y1 - dy}}
}

func (r *rasterPainter) rect(b page.Rect) {
	if b.Fill {
		r.fill(image.Rect(r.pixel(b.X), r.pixel(b.Y), r.pixel(b.X+b.W), r.pixel(b.Y+b.H)), b.Colour)
		return
	}
	// The horizontal sides reach over the corners.
	half := b.Width / 2
	for _, y := range []float64{b.Y, b.Y + b.H} {
		r.line(page.Line{X1: b.X - half, Y1: y, X2: b.X + b.W + half, Y2: y, Width: b.Width, Colour: b.Colour})
	}
	for _, x := range []float64{b.X, b.X + b.W} {
		r.line(page.Line{X1: x, Y1: b.Y, X2: x, Y2: b.Y + b.H, Width: b.Width, Colour: b.Colour})
	}
}

func (r *rasterPainter) fill(area image.Rectangle, colour page.Colour) {
	draw.Draw(r.canvas, area, image.NewUniform(rgba(colour)), image.Point{}, draw.Src)
}

func (r *rasterPainter) polygon(p page.Polygon) {
	if len(p.Spots) < 2 {
		return
	}
	if p.Fill {
		r.path(p.Spots, p.Colour)
		return
	}
	for i, a := range p.Spots {
		b := p.Spots[(i+1)%len(p.Spots)]
		if a != b {
			r.path(stroke(a.X, a.Y, b.X, b.Y, p.Width), p.Colour)
		}
	}
}

// path fills a closed outline, in a raster no larger than what of it lies on
// the canvas: a map has hundreds of strokes, and each would else cost a page.
func (r *rasterPainter) path(spots []page.Spot, colour page.Colour) {
	low, high := spots[0], spots[0]
	for _, s := range spots {
		low = page.Spot{X: min(low.X, s.X), Y: min(low.Y, s.Y)}
		high = page.Spot{X: max(high.X, s.X), Y: max(high.Y, s.Y)}
	}
	w, h := float64(r.canvas.Rect.Dx()), float64(r.canvas.Rect.Dy())
	on := func(at, most float64) int { return int(min(max(at*r.scale, 0), most)) }
	area := image.Rect(on(low.X, w), on(low.Y, h), on(high.X, w-1)+1, on(high.Y, h-1)+1)
	if area.Empty() {
		return
	}
	r.brush.Reset(area.Dx(), area.Dy())
	for i, s := range spots {
		x, y := float32(s.X*r.scale-float64(area.Min.X)), float32(s.Y*r.scale-float64(area.Min.Y))
		if i == 0 {
			r.brush.MoveTo(x, y)
			continue
		}
		r.brush.LineTo(x, y)
	}
	r.brush.ClosePath()
	r.lay(area, rgba(colour))
}

// modules sets every edge onto a pixel: a scanner of the screen then meets no
// grey between black and white.
func (r *rasterPainter) modules(m page.Modules) {
	each := m.Side / float64(max(1, len(m.Dark)))
	for _, run := range darkRuns(m.Dark) {
		x, y := m.X+float64(run.column)*each, m.Y+float64(run.row)*each
		r.fill(image.Rect(r.pixel(x), r.pixel(y), r.pixel(x+float64(run.length)*each), r.pixel(y+each)), page.Black)
	}
}
