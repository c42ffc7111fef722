// Package page is the model of printed paper (版面): text, lines, rectangles,
// polygons, images and QR modules at places measured in millimetres from the
// upper left corner. What is laid out once is painted twice, as PDF and as
// raster (package paint), so that a preview is the print.
package page

import "time"

// Point is the unit of type sizes, in millimetres.
const Point = 25.4 / 72

// Size is the size of a sheet in millimetres.
type Size struct{ W, H float64 }

// Landscape turns the sheet on its side.
func (s Size) Landscape() Size { return Size{max(s.W, s.H), min(s.W, s.H)} }

// A3 is 297 × 420 mm (ISO 216).
func A3() Size { return Size{297, 420} }

// A4 is 210 × 297 mm (ISO 216).
func A4() Size { return Size{210, 297} }

// A5 is 148 × 210 mm (ISO 216).
func A5() Size { return Size{148, 210} }

// Roll is a strip of 80 mm receipt paper, as long as what stands on it.
func Roll(length float64) Size { return Size{80, length} }

// Doc is a document ready to be painted.
type Doc struct {
	Title   string    // of the PDF; characters above U+FFFF are left to the pages
	Created time.Time // of the PDF; the same document gives the same bytes
	Pages   []Page
}

// Page is one sheet; what is later in Items lies above what is earlier.
type Page struct {
	Size  Size
	Items []Item
}

// Put lays items onto the page.
func (p *Page) Put(items ...Item) { p.Items = append(p.Items, items...) }

// Item is one thing on a page: [Text], [Line], [Rect], [Polygon], [Image] or
// [Modules].
type Item interface{ item() }

// Colour is 0xRRGGBB.
type Colour uint32

// The inks of documents.
const (
	Black Colour = 0x000000
	White Colour = 0xFFFFFF
	Grey  Colour = 0x555555 // notes
	Faint Colour = 0xA8A8A8 // marks to be stamped or written over
	Red   Colour = 0x9E1B1E // heads and frames of official papers
)

// Text is a run in one face, size and colour, from left to right.
type Text struct {
	X, Y    float64 // mm; Y is the baseline
	Size    float64 // points
	Bold    bool
	Half    bool // closing marks take half their square
	Colour  Colour
	Spacing float64 // mm added after every character
	Text    string
}

// Line is a straight stroke.
type Line struct {
	X1, Y1, X2, Y2 float64
	Width          float64 // mm
	Colour         Colour
	Dash           float64 // mm of stroke and of gap; 0 is a whole line
}

// Rect is the outline of a rectangle, or with Fill its area.
type Rect struct {
	X, Y, W, H float64
	Width      float64 // mm of the stroke, which lies half inside; ignored with Fill
	Colour     Colour
	Fill       bool
}

// Spot is a place on a page in millimetres.
type Spot struct{ X, Y float64 }

// Polygon is a closed outline, or with Fill its area.
type Polygon struct {
	Spots  []Spot
	Width  float64 // mm
	Colour Colour
	Fill   bool
}

// Image is a PNG stretched over a rectangle; its transparency is kept.
type Image struct {
	X, Y, W, H float64
	PNG        []byte
}

// Modules is the dark squares of a matrix code, rows from the top.
type Modules struct {
	X, Y float64
	Side float64 // mm of the whole square
	Dark [][]bool
	Link string // where a click on the code leads, "" for nowhere; paper shows nothing of it
}

func (Text) item()    {}
func (Line) item()    {}
func (Rect) item()    {}
func (Polygon) item() {}
func (Image) item()   {}
func (Modules) item() {}
