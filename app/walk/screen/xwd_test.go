//go:build linux

package screen

import (
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"testing"
)

// dump makes an X window dump of two pixels, red and blue, with one colour
// map entry before them, as Xvfb writes it.
func dump() []byte {
	head := make([]byte, 160)
	for word, value := range map[int]uint32{
		xwdHeaderSize: 160, xwdFileVersion: 7, xwdWidth: 2, xwdHeight: 1,
		xwdByteOrder: 0, xwdBitsPerPixel: 32, xwdBytesPerLine: 8, xwdColors: 1,
	} {
		binary.BigEndian.PutUint32(head[4*word:], value)
	}
	pixels := []byte{0, 0, 0xff, 0, 0xff, 0, 0, 0} // blue, green, red, unused
	return append(append(head, make([]byte, xwdColorBytes)...), pixels...)
}

func TestDecodeXWD(t *testing.T) {
	picture, err := decodeXWD(dump())
	if err != nil {
		t.Fatal(err)
	}
	red, blue := color.RGBA{0xff, 0, 0, 0xff}, color.RGBA{0, 0, 0xff, 0xff}
	if got := [2]color.RGBA{picture.RGBAAt(0, 0), picture.RGBAAt(1, 0)}; got != [2]color.RGBA{red, blue} {
		t.Errorf("pixels = %v, want red and blue", got)
	}
}

func TestDecodeXWDRefusesWhatItCannotRead(t *testing.T) {
	set := func(word int, value uint32) []byte {
		d := dump()
		binary.BigEndian.PutUint32(d[4*word:], value)
		return d
	}
	for name, data := range map[string][]byte{
		"nothing":               nil,
		"cut short":             dump()[:len(dump())-1],
		"another version":       set(xwdFileVersion, 6),
		"16 bits":               set(xwdBitsPerPixel, 16),
		"big-endian pixels":     set(xwdByteOrder, 1),
		"lines overlap":         set(xwdBytesPerLine, 4),
		"head beyond the end":   set(xwdHeaderSize, 1<<31),
		"height beyond the end": set(xwdHeight, 1<<31),
	} {
		if _, err := decodeXWD(data); !errors.Is(err, errXWD) {
			t.Errorf("%s: error %v, want errXWD", name, err)
		}
	}
}

func TestPaintedIsMoreThanHalfTheScreen(t *testing.T) {
	for lit, want := range map[int]bool{0: false, 50: false, 51: true, 100: true} {
		picture := image.NewRGBA(image.Rect(0, 0, 10, 10))
		for i := range 100 {
			picture.Pix[4*i+3] = 0xff
		}
		for i := range lit {
			picture.Pix[4*i+1] = 1
		}
		if got := painted(picture); got != want {
			t.Errorf("%d of 100 pixels lit: painted %v, want %v", lit, got, want)
		}
	}
}

func TestADialogDimsTheCorner(t *testing.T) {
	for white, want := range map[uint8]bool{0xff: false, 0xd0: false, 0xcf: true, 0x80: true} {
		picture := image.NewRGBA(image.Rect(0, 0, 2, 2))
		picture.SetRGBA(0, 0, color.RGBA{white, white, white, 0xff})
		if got := dimmed(picture); got != want {
			t.Errorf("a corner of %#x: dimmed %v, want %v", white, got, want)
		}
	}
}
