//go:build linux

package screen

import (
	"encoding/binary"
	"errors"
	"image"
)

// errXWD says that the picture is not one Xvfb makes at 24 bits.
var errXWD = errors.New("not an X window dump of 24 bits in 32, least significant byte first")

// Words of the head of an X window dump, all 32 bits and big-endian
// (XWDFile.h), and the sizes that go with them.
const (
	xwdHeaderSize   = 0
	xwdFileVersion  = 1
	xwdWidth        = 4
	xwdHeight       = 5
	xwdByteOrder    = 7
	xwdBitsPerPixel = 11
	xwdBytesPerLine = 12
	xwdColors       = 19
	xwdHeadBytes    = 100
	xwdColorBytes   = 12
)

// decodeXWD reads an X window dump, the format of Xvfb's frame buffer file.
func decodeXWD(data []byte) (*image.RGBA, error) {
	if len(data) < xwdHeadBytes {
		return nil, errXWD
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(data[4*i:])) }
	if word(xwdFileVersion) != 7 || word(xwdByteOrder) != 0 || word(xwdBitsPerPixel) != 32 {
		return nil, errXWD
	}
	width, height, stride := word(xwdWidth), word(xwdHeight), word(xwdBytesPerLine)
	start := word(xwdHeaderSize) + word(xwdColors)*xwdColorBytes
	if stride < 4*width || len(data)-start < stride*height {
		return nil, errXWD
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		from, to := data[start+y*stride:], picture.Pix[y*picture.Stride:]
		for x := 0; x < 4*width; x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xff
		}
	}
	return picture, nil
}
