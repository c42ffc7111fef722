// Package paint draws the page model of package page twice: as PDF and as
// raster. Both draw from the same small font cut for the document, so that
// the preview shows the glyphs of the print.
package paint

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"onewindow/print/page"
	"onewindow/print/typeface"
)

// points are millimetres in the unit of PDF.
const points = 1 / page.Point

// fontName is what the pages of a PDF call its font.
const fontName = "F1"

// PDF writes the document. The same document gives the same bytes. Characters
// no font of the family draws stand as a box; [Absent] lists them.
func PDF(doc page.Doc, family typeface.Family) ([]byte, error) {
	if err := placed(doc.Pages); err != nil {
		return nil, err
	}
	cut := typeface.NewCut(family)
	texts := gather(cut, doc.Pages)
	out := newPDF(doc)
	p := &pdfPainter{out: out, images: map[string]string{}}
	next := 0
	for _, sheet := range doc.Pages {
		out.AddPageFormat("P", gofpdf.SizeType{Wd: sheet.Size.W, Ht: sheet.Size.H})
		p.height = sheet.Size.H
		for _, item := range sheet.Items {
			if text, is := item.(page.Text); is {
				p.text(text, texts[next])
				next++
				continue
			}
			if err := p.item(item); err != nil {
				return nil, err
			}
		}
	}
	var buffer bytes.Buffer
	if err := out.Output(&buffer); err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	return embed(buffer.Bytes(), cut)
}

// Absent lists the characters of the document no font draws.
func Absent(doc page.Doc, family typeface.Family) []rune {
	cut := typeface.NewCut(family)
	gather(cut, doc.Pages)
	return cut.Absent()
}

// gather takes every text of the pages into the cut and returns them as its
// codes, in order.
func gather(cut *typeface.Cut, pages []page.Page) [][]uint16 {
	var texts [][]uint16
	for _, sheet := range pages {
		for _, item := range sheet.Items {
			if text, is := item.(page.Text); is {
				texts = append(texts, cut.Text(style(text), text.Text))
			}
		}
	}
	return texts
}

func style(t page.Text) typeface.Style {
	face := typeface.Regular
	if t.Bold {
		face = typeface.Bold
	}
	if t.Half {
		face |= typeface.Half
	}
	return face
}

func newPDF(doc page.Doc) *gofpdf.Fpdf {
	out := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "mm", Size: gofpdf.SizeType{Wd: 210, Ht: 297}})
	// Pages stay plain: deflating their few kilobytes costs a tenth of the
	// time and a megabyte of memory for each document.
	out.SetCompression(false)
	out.SetCatalogSort(true)
	created := doc.Created
	if created.IsZero() {
		created = time.Unix(0, 0).UTC() // the writer would take the present time
	}
	out.SetCreationDate(created)
	out.SetModificationDate(created)
	out.SetProducer("OneWindow", false)
	out.SetTitle(planeZero(doc.Title), true)
	out.SetMargins(0, 0, 0)
	out.SetAutoPageBreak(false, 0)
	return out
}

// planeZero drops what the title of a PDF cannot hold with this writer.
func planeZero(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF || r < ' ' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

type pdfPainter struct {
	out    *gofpdf.Fpdf
	height float64 // mm of the page
	images map[string]string
}

// text writes the operators of a run: the writer's own would want one of the
// fonts it parses itself.
func (p *pdfPainter) text(t page.Text, codes []uint16) {
	if len(codes) == 0 {
		return
	}
	out := make([]byte, 0, 4*len(codes)+160)
	if t.Spacing != 0 {
		// Readers take wide gaps for spaces; the true text beside it keeps a
		// spaced title one word for search (PDF 32000-1, 14.9.4).
		out = append(append(out, "/Span <</ActualText <FEFF"...), utf16Hex(t.Text)...)
		out = append(numbers(append(out, ">>> BDC\n"...), 3, t.Spacing*points), "Tc\n"...)
	}
	r, g, b := rgb(t.Colour)
	out = append(numbers(out, 3, float64(r)/255, float64(g)/255, float64(b)/255), "rg BT /"+fontName+" "...)
	out = append(numbers(out, 2, t.Size), "Tf "...)
	out = append(numbers(out, 2, t.X*points, (p.height-t.Y)*points), "Td <"...)
	for _, code := range codes {
		out = hex(out, code)
	}
	out = append(out, "> Tj ET\n"...)
	if t.Spacing != 0 {
		out = append(out, "0 Tc EMC\n"...)
	}
	p.out.RawWriteStr(string(out))
}

// numbers appends numbers with so many decimals and a space behind each.
func numbers(out []byte, decimals int, list ...float64) []byte {
	for _, number := range list {
		out = append(strconv.AppendFloat(out, number, 'f', decimals, 64), ' ')
	}
	return out
}

// hex appends a number of 16 bits as four hexadecimal digits.
func hex(out []byte, n uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(out, digits[n>>12], digits[n>>8&15], digits[n>>4&15], digits[n&15])
}

func (p *pdfPainter) item(item page.Item) error {
	switch it := item.(type) {
	case page.Line:
		p.stroke(it.Width, it.Colour)
		if it.Dash >= shortest {
			p.out.SetDashPattern([]float64{it.Dash, it.Dash}, 0)
			defer p.out.SetDashPattern(nil, 0)
		}
		p.out.Line(it.X1, it.Y1, it.X2, it.Y2)
	case page.Rect:
		p.stroke(it.Width, it.Colour)
		p.out.Rect(it.X, it.Y, it.W, it.H, p.manner(it.Fill, it.Colour))
	case page.Polygon:
		p.stroke(it.Width, it.Colour)
		p.out.Polygon(corners(it.Spots), p.manner(it.Fill, it.Colour))
	case page.Modules:
		p.modules(it)
	case page.Image:
		return p.image(it)
	}
	return nil
}

func (p *pdfPainter) stroke(width float64, colour page.Colour) {
	p.out.SetLineWidth(width)
	p.out.SetDrawColor(rgb(colour))
}

// manner chooses between the area and the outline of a shape.
func (p *pdfPainter) manner(fill bool, colour page.Colour) string {
	if !fill {
		return "D"
	}
	p.out.SetFillColor(rgb(colour))
	return "F"
}

// modules fills all dark squares as one path: drawn one by one, many viewers
// leave hair lines between neighbours, which scanners dislike.
func (p *pdfPainter) modules(m page.Modules) {
	each := m.Side / float64(len(m.Dark)) * points
	left, top := m.X*points, (p.height-m.Y)*points
	runs := darkRuns(m.Dark)
	path := append(make([]byte, 0, 28*len(runs)+8), "0 g\n"...)
	for _, run := range runs {
		path = numbers(path, 2, left+float64(run.column)*each, top-float64(run.row+1)*each, float64(run.length)*each, each)
		path = append(path, "re\n"...)
	}
	p.out.RawWriteStr(string(append(path, "f\n"...)))
	if m.Link != "" {
		p.out.LinkString(m.X, m.Y, m.Side, m.Side, m.Link)
	}
}

// run is a stretch of dark modules in one row.
type run struct{ row, column, length int }

func darkRuns(dark [][]bool) []run {
	var runs []run
	for y, row := range dark {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			runs = append(runs, run{y, start, x - start})
		}
	}
	return runs
}

func (p *pdfPainter) image(it page.Image) error {
	name, known := p.images[string(it.PNG)]
	if !known {
		data, err := plainPNG(it.PNG)
		if err != nil {
			return err
		}
		name = fmt.Sprintf("image%d", len(p.images)+1)
		p.out.RegisterImageOptionsReader(name, gofpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(data))
		p.images[string(it.PNG)] = name
	}
	p.out.ImageOptions(name, it.X, it.Y, it.W, it.H, false, gofpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	return p.out.Error()
}

func corners(spots []page.Spot) []gofpdf.PointType {
	out := make([]gofpdf.PointType, len(spots))
	for i, s := range spots {
		out[i] = gofpdf.PointType{X: s.X, Y: s.Y}
	}
	return out
}

func rgb(c page.Colour) (r, g, b int) {
	return int(c >> 16 & 0xFF), int(c >> 8 & 0xFF), int(c & 0xFF)
}
