package print

import (
	"bytes"
	"fmt"
	"image/png"

	"onewindow/app/casefile"
	"onewindow/app/spool"
	"onewindow/print/escpos"
	"onewindow/print/page"
	"onewindow/print/paint"
)

// pictureDPI is the resolution of pages that go to a printer as pictures: that
// of an office printer's plain mode, in which a module of a code is six dots.
const pictureDPI = 300

// Spool makes the sheet ready for a device that takes the format.
func (p *Painter) Spool(sheet casefile.Sheet, format spool.Format) (spool.Paper, error) {
	out := spool.Paper{Format: format}
	if format == spool.Strip {
		strip, err := p.Receipt80(sheet)
		if err != nil {
			return out, err
		}
		commands, err := escpos.Encode(strip)
		out.Parts, out.Wide, out.High = [][]byte{commands}, 80, float64(strip.Rect.Dy())/dotsPerMM
		return out, err
	}
	doc, err := p.compose(sheet)
	if err != nil {
		return out, err
	}
	out.Wide, out.High = doc.Pages[0].Size.W, doc.Pages[0].Size.H
	if format == spool.Pictures {
		out.Parts, err = p.pictures(doc)
		return out, err
	}
	pdf, err := paint.PDF(doc, p.set.Family)
	out.Parts = [][]byte{pdf}
	return out, err
}

// pictures draws every page.
func (p *Painter) pictures(doc page.Doc) ([][]byte, error) {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	list := make([][]byte, len(doc.Pages))
	for i := range doc.Pages {
		picture, err := paint.Raster(doc, i+1, pictureDPI, p.set.Family)
		if err != nil {
			return nil, err
		}
		var raw bytes.Buffer
		if err := encoder.Encode(&raw, picture); err != nil {
			return nil, fmt.Errorf("print: picture of page %d: %w", i+1, err)
		}
		list[i] = raw.Bytes()
	}
	return list, nil
}
