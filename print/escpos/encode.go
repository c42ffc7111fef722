// Package escpos speaks to 80 mm receipt printers (小票打印机) in ESC/POS, the
// command language of Epson's printers that most others take too. It sends
// pictures only, so that every Chinese character prints whatever fonts the
// printer has.
package escpos

import (
	"encoding/binary"
	"errors"
	"image"
	"image/color"
)

// Dots is the width of the print head: 72 mm at 203 dots per inch.
const Dots = 576

// bandRows is how many rows go into one command: some printers hold no more.
const bandRows = 256

// burns is the darkness from which a dot burns, of 255. Edges are smoothed: a
// dot that the ink covers by little more than a third burns too, or the thin
// strokes of Chinese characters would break.
const burns = 95

// ErrWide says that a picture is wider than the paper.
var ErrWide = errors.New("escpos: picture wider than the print head")

// The commands used, by their names in Epson's reference.
const (
	initialise = "\x1b@"            // ESC @
	raster     = "\x1dv0\x00"       // GS v 0, normal size; width and height follow
	feedAndCut = "\x1dV\x42\x00"    // GS V 66 0: feed to the cutter, cut but for a point
	tellPaper  = "\x1dr\x01"        // GS r 1: answered once all before it is printed
	askOffline = "\x10\x04\x02"     // DLE EOT 2: cause of being offline, answered at once
	askPaper   = "\x10\x04\x04"     // DLE EOT 4: roll paper sensor, answered at once
	rowBytes   = (Dots + 8 - 1) / 8 // of a row of full width
)

// Encode makes the commands that print a picture, one pixel a dot, and cut the
// paper. A narrower one stands at the left.
func Encode(picture image.Image) ([]byte, error) {
	area := picture.Bounds()
	if area.Dx() > Dots {
		return nil, ErrWide
	}
	wide := (area.Dx() + 7) / 8
	out := make([]byte, 0, len(initialise)+wide*area.Dy()+8*(area.Dy()/bandRows+1)+len(feedAndCut))
	out = append(out, initialise...)
	for top := area.Min.Y; top < area.Max.Y; top += bandRows {
		rows := min(bandRows, area.Max.Y-top)
		out = append(out, raster...)
		out = append(out, byte(wide), byte(wide>>8), byte(rows), byte(rows>>8))
		for y := top; y < top+rows; y++ {
			out = appendRow(out, picture, y)
		}
	}
	return append(out, feedAndCut...), nil
}

// appendRow packs a row, the leftmost dot in the highest bit.
func appendRow(out []byte, picture image.Image, y int) []byte {
	if rgba, is := picture.(*image.RGBA); is {
		return appendRGBA(out, rgba, y)
	}
	area := picture.Bounds()
	for left := area.Min.X; left < area.Max.X; left += 8 {
		var dots byte
		for x := left; x < min(left+8, area.Max.X); x++ {
			grey := color.GrayModel.Convert(picture.At(x, y)).(color.Gray)
			if 255-grey.Y >= burns {
				dots |= 0x80 >> (x - left)
			}
		}
		out = append(out, dots)
	}
	return out
}

// appendRGBA does the same without a look-up for every dot. Most of a strip is
// white: eight white dots are told by four comparisons.
func appendRGBA(out []byte, picture *image.RGBA, y int) []byte {
	area := picture.Rect
	row := picture.Pix[picture.PixOffset(area.Min.X, y):][:4*area.Dx()]
	for ; len(row) >= 4*8; row = row[4*8:] {
		if white(row) {
			out = append(out, 0)
			continue
		}
		out = append(out, eight(row[:4*8]))
	}
	if len(row) > 0 {
		out = append(out, eight(row))
	}
	return out
}

// white says whether the first eight dots are.
func white(row []byte) bool {
	const all = 1<<64 - 1
	at := binary.NativeEndian.Uint64
	return at(row) == all && at(row[8:]) == all && at(row[16:]) == all && at(row[24:]) == all
}

// eight packs up to eight dots. Their darkness is that of the weights of ITU-R
// BT.601, as in package color.
func eight(row []byte) byte {
	var dots byte
	for bit := byte(0x80); len(row) > 0; bit, row = bit>>1, row[4:] {
		grey := (19595*uint32(row[0]) + 38470*uint32(row[1]) + 7471*uint32(row[2]) + 1<<15) >> 16
		if 255-grey >= burns {
			dots |= bit
		}
	}
	return dots
}
