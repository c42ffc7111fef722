package paint

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"onewindow/print/page"
	"onewindow/print/typeface"
)

// The range of resolutions [Raster] draws in, dots per inch: a thumbnail to a
// photo setter. Past it a mistaken unit would ask for gigabytes.
const (
	lowestDPI  = 10
	highestDPI = 1200
)

// Raster draws one page, counted from 1, at dpi dots per inch (10 to 1200).
func Raster(doc page.Doc, number int, dpi float64, family typeface.Family) (*image.RGBA, error) {
	if number < 1 || number > len(doc.Pages) {
		return nil, fmt.Errorf("paint: page %d of %d", number, len(doc.Pages))
	}
	if !(dpi >= lowestDPI && dpi <= highestDPI) {
		return nil, fmt.Errorf("paint: %g dpi is not between %d and %d", dpi, lowestDPI, highestDPI)
	}
	if err := placed(doc.Pages[number-1 : number]); err != nil {
		return nil, err
	}
	sheet := doc.Pages[number-1]
	cut := typeface.NewCut(family)
	texts := gather(cut, []page.Page{sheet})
	data, err := cut.TrueType()
	if err != nil {
		return nil, err
	}
	glyphs, err := sfnt.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("paint: font of the page: %w", err)
	}
	r := newRaster(sheet.Size, dpi/25.4, glyphs)
	next := 0
	for _, item := range sheet.Items {
		if text, is := item.(page.Text); is {
			err = r.text(text, texts[next])
			next++
		} else {
			err = r.item(item)
		}
		if err != nil {
			return nil, err
		}
	}
	return r.canvas, nil
}

type rasterPainter struct {
	canvas *image.RGBA
	scale  float64 // pixels in a millimetre
	font   *sfnt.Font
	buffer sfnt.Buffer
	glyphs map[sized]outline // drawn so far: the characters of a page repeat
	brush  vector.Rasterizer
	ink    []uint8 // of one glyph or shape, a byte a pixel
}

// sized is a glyph at a size in 64ths of a pixel to the em.
type sized struct {
	glyph sfnt.GlyphIndex
	ppem  fixed.Int26_6
}

// outline is a glyph's shape in 64ths of a pixel and its advance in ems.
type outline struct {
	segments sfnt.Segments
	bounds   fixed.Rectangle26_6
	advance  float64
}

func newRaster(size page.Size, scale float64, glyphs *sfnt.Font) *rasterPainter {
	bounds := image.Rect(0, 0, int(math.Ceil(size.W*scale-0.01)), int(math.Ceil(size.H*scale-0.01)))
	canvas := image.NewRGBA(bounds)
	draw.Draw(canvas, bounds, image.White, image.Point{}, draw.Src)
	return &rasterPainter{canvas: canvas, scale: scale, font: glyphs, glyphs: map[sized]outline{}}
}

func (r *rasterPainter) text(t page.Text, codes []uint16) error {
	x, y := t.X*r.scale, t.Y*r.scale
	em := t.Size * page.Point * r.scale // pixels
	ppem := fixed.Int26_6(math.Round(em * 64))
	for _, code := range codes {
		glyph, err := r.outline(sized{sfnt.GlyphIndex(code), ppem})
		if err != nil {
			return fmt.Errorf("paint: glyph %d of %q: %w", code, t.Text, err)
		}
		r.glyph(glyph, x, y, rgba(t.Colour))
		x += glyph.advance*em + t.Spacing*r.scale
	}
	return nil
}

func (r *rasterPainter) outline(g sized) (outline, error) {
	if known, is := r.glyphs[g]; is {
		return known, nil
	}
	segments, err := r.font.LoadGlyph(&r.buffer, g.glyph, g.ppem, nil)
	if err != nil {
		return outline{}, err
	}
	o := outline{segments: slices.Clone(segments), bounds: segments.Bounds()}
	// In units of the em: at a small ppem sfnt would round each step.
	advance, err := r.font.GlyphAdvance(&r.buffer, g.glyph, fixed.I(typeface.Em), font.HintingNone)
	if err != nil {
		return outline{}, err
	}
	o.advance = float64(advance) / 64 / typeface.Em
	r.glyphs[g] = o
	return o, nil
}

// glyph fills an outline whose origin lies at x, y, in a raster no larger
// than the glyph.
func (r *rasterPainter) glyph(o outline, x, y float64, ink color.RGBA) {
	if len(o.segments) == 0 {
		return
	}
	left, top := int(math.Floor(x+float64(o.bounds.Min.X)/64)), int(math.Floor(y+float64(o.bounds.Min.Y)/64))
	right, bottom := int(math.Ceil(x+float64(o.bounds.Max.X)/64)), int(math.Ceil(y+float64(o.bounds.Max.Y)/64))
	// The rasteriser clips outlines, but panics on an area off its canvas.
	area := image.Rect(left, top, right, bottom).Intersect(r.canvas.Rect)
	if area.Empty() {
		return
	}
	dx, dy := x-float64(area.Min.X), y-float64(area.Min.Y)
	at := func(p fixed.Point26_6) (float32, float32) {
		return float32(dx + float64(p.X)/64), float32(dy + float64(p.Y)/64)
	}
	r.brush.Reset(area.Dx(), area.Dy())
	for _, s := range o.segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			r.brush.MoveTo(at(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			r.brush.LineTo(at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			bx, by := at(s.Args[0])
			cx, cy := at(s.Args[1])
			r.brush.QuadTo(bx, by, cx, cy)
		}
	}
	r.brush.ClosePath()
	r.lay(area, ink)
}

// lay inks what the brush has outlined. The brush draws coverage alone, which
// it does several times faster than colour, and the colour follows here.
func (r *rasterPainter) lay(area image.Rectangle, ink color.RGBA) {
	width := area.Dx()
	if need := width * area.Dy(); cap(r.ink) < need {
		r.ink = make([]uint8, need)
	}
	cover := image.Alpha{Pix: r.ink[:width*area.Dy()], Stride: width, Rect: image.Rect(0, 0, width, area.Dy())}
	r.brush.DrawOp = draw.Src
	r.brush.Draw(&cover, cover.Rect, image.Opaque, image.Point{})
	for y := range area.Dy() {
		pixels := r.canvas.Pix[r.canvas.PixOffset(area.Min.X, area.Min.Y+y):]
		for x, a := range cover.Pix[y*width : (y+1)*width] {
			if a != 0 {
				tint((*[3]uint8)(pixels[4*x:]), ink, uint32(a))
			}
		}
	}
}

// tint covers an opaque pixel with ink, a 255ths of it.
func tint(pixel *[3]uint8, ink color.RGBA, a uint32) {
	rest := 255 - a
	pixel[0] = uint8((uint32(pixel[0])*rest + uint32(ink.R)*a + 127) / 255)
	pixel[1] = uint8((uint32(pixel[1])*rest + uint32(ink.G)*a + 127) / 255)
	pixel[2] = uint8((uint32(pixel[2])*rest + uint32(ink.B)*a + 127) / 255)
}

func (r *rasterPainter) item(item page.Item) error {
	switch it := item.(type) {
	case page.Line:
		r.line(it)
	case page.Rect:
		r.rect(it)
	case page.Polygon:
		r.polygon(it)
	case page.Modules:
		r.modules(it)
	case page.Image:
		return r.image(it)
	}
	return nil
}

func (r *rasterPainter) image(it page.Image) error {
	picture, err := decode(it.PNG)
	if err != nil {
		return err
	}
	area := image.Rect(r.pixel(it.X), r.pixel(it.Y), r.pixel(it.X+it.W), r.pixel(it.Y+it.H))
	draw.BiLinear.Scale(r.canvas, area, picture, picture.Bounds(), draw.Over, nil)
	return nil
}

func (r *rasterPainter) pixel(mm float64) int { return int(math.Round(mm * r.scale)) }

func rgba(c page.Colour) color.RGBA {
	return color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 0xFF}
}
