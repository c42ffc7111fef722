// Package print lays out the papers a counter hands out (文书) and paints
// them: one [casefile.Sheet] in, a PDF or a picture of a page out. It knows
// paper only; what a sheet says was decided elsewhere.
package print

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"slices"

	"onewindow/app/casefile"
	"onewindow/print/layout"
	"onewindow/print/page"
	"onewindow/print/paint"
	"onewindow/print/typeface"
	"onewindow/print/wording"
)

// Fonts are the glyph stores of the documents, as package assets holds them.
type Fonts struct {
	Regular []byte
	Bold    []byte
	Rare    []byte // characters Regular lacks; may be nil
}

// Painter turns sheets into paper. It may be used by several goroutines.
type Painter struct {
	set   layout.Setter
	words wording.Words
}

// New opens the fonts; words are the standing sentences of the papers. Outlines
// stay packed until a page needs them.
func New(fonts Fonts, words wording.Words) (*Painter, error) {
	regular, err := typeface.Open(fonts.Regular)
	if err != nil {
		return nil, fmt.Errorf("regular font: %w", err)
	}
	bold, err := typeface.Open(fonts.Bold)
	if err != nil {
		return nil, fmt.Errorf("bold font: %w", err)
	}
	family := typeface.Family{Regular: typeface.Chain{regular}, Bold: typeface.Chain{bold}}
	if fonts.Rare != nil {
		rare, err := typeface.Open(fonts.Rare)
		if err != nil {
			return nil, fmt.Errorf("font of rare characters: %w", err)
		}
		family.Regular = append(family.Regular, rare)
	}
	return &Painter{set: layout.Setter{Family: family}, words: words}, nil
}

// Errors a sheet can be refused with.
var (
	// ErrUnknown says that no layout exists for the kind of document.
	ErrUnknown = errors.New("print: unknown kind of document")
	// ErrIncomplete says that the case has not come far enough for the document.
	ErrIncomplete = errors.New("print: the case has no such document yet")
	// ErrCode says that the text of the QR code does not fit into one.
	ErrCode = errors.New("print: QR code")
)

// PDF prints the sheet. The same sheet gives the same bytes. Characters that
// no font draws stand as a box □ and still read right when searched or copied;
// [Painter.Absent] lists them.
func (p *Painter) PDF(sheet casefile.Sheet) ([]byte, error) {
	doc, err := p.compose(sheet)
	if err != nil {
		return nil, err
	}
	return paint.PDF(doc, p.set.Family)
}

// Preview draws one page, counted from 1, at dpi dots per inch (10 to 1200).
func (p *Painter) Preview(sheet casefile.Sheet, number int, dpi float64) (image.Image, error) {
	doc, err := p.compose(sheet)
	if err != nil {
		return nil, err
	}
	return paint.Raster(doc, number, dpi, p.set.Family)
}

// Pages counts the pages of the sheet.
func (p *Painter) Pages(sheet casefile.Sheet) (int, error) {
	doc, err := p.compose(sheet)
	return len(doc.Pages), err
}

// Absent lists the characters of the sheet that print as a box because no
// font draws them. The window warns before it prints.
func (p *Painter) Absent(sheet casefile.Sheet) ([]rune, error) {
	doc, err := p.compose(sheet)
	if err != nil {
		return nil, err
	}
	return paint.Absent(doc, p.set.Family), nil
}

// compose lays the sheet out.
func (p *Painter) compose(sheet casefile.Sheet) (page.Doc, error) {
	c := composer{Sheet: sheet, set: p.set, words: p.words}
	if !ofWindow(sheet.Document) && !sheet.Case.Has(sheet.Document) {
		return page.Doc{}, fmt.Errorf("%w: %s of %s", ErrIncomplete, sheet.Document, sheet.Case.Number)
	}
	if sheet.Document == casefile.Drawing && len(sheet.Land.RedLine)+len(sheet.Land.Boundary) == 0 {
		return page.Doc{}, fmt.Errorf("%w: no land to draw of %s", ErrIncomplete, sheet.Case.Number)
	}
	form, known := forms()[sheet.Document]
	if !known {
		return page.Doc{}, fmt.Errorf("%w: %q", ErrUnknown, sheet.Document)
	}
	var err error
	if c.code, err = matrix(sheet.URL); err != nil {
		return page.Doc{}, err
	}
	doc := page.Doc{Title: cmp.Or(form.title, sheet.Item.Name), Created: sheet.PrintedAt, Pages: form.pages(c)}
	if len(doc.Pages) > 1 && sheet.Document != casefile.Drawing {
		c.tight = true
		if closer := form.pages(c); len(closer) < len(doc.Pages) {
			doc.Pages = closer
		}
	}
	return doc, nil
}

// ofWindow says whether a paper belongs to the window and to no case.
func ofWindow(kind casefile.DocumentKind) bool {
	return slices.Contains(ownPapers(), kind)
}

// composer lays out one sheet.
type composer struct {
	casefile.Sheet
	set   layout.Setter
	words wording.Words
	code  [][]bool // the QR code; nil where there is none
	tight bool     // lines set closer, to save a page
}
