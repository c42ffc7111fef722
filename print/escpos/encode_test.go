package escpos_test

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"pgregory.net/rapid"

	"onewindow/print/escpos"
)

// Any picture comes out as it went in, dark dots burnt and light ones not.
func TestAnyPictureIsRebuilt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wide, high := rapid.IntRange(1, escpos.Dots).Draw(t, "wide"), rapid.IntRange(1, 600).Draw(t, "high")
		from := image.Pt(rapid.IntRange(-9, 9).Draw(t, "x"), rapid.IntRange(-9, 9).Draw(t, "y"))
		area := image.Rectangle{from, from.Add(image.Pt(wide, high))}
		grey, colour := image.NewGray(area), image.NewRGBA(area)
		random := rapid.Uint64().Draw(t, "seed")
		for i := range grey.Pix {
			random = random*6364136223846793005 + 1442695040888963407
			grey.Pix[i] = byte(random >> 56)
			x, y := area.Min.X+i%wide, area.Min.Y+i/wide
			colour.SetRGBA(x, y, color.RGBA{grey.Pix[i], grey.Pix[i], grey.Pix[i], 255})
		}
		for _, picture := range []image.Image{grey, colour} {
			commands, err := escpos.Encode(picture)
			if err != nil {
				t.Fatal(err)
			}
			out, err := decode(commands)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, grey, out)
		}
	})
}

func compare(t *rapid.T, want *image.Gray, got printed) {
	area := want.Rect
	if got.cuts != 1 || got.picture.Rect.Dy() != area.Dy() {
		t.Fatalf("%d rows and %d cuts, want %d and one", got.picture.Rect.Dy(), got.cuts, area.Dy())
	}
	for _, rows := range got.bands {
		if rows > 256 {
			t.Fatalf("a band of %d rows: more than some printers hold", rows)
		}
	}
	for y := range area.Dy() {
		for x := range escpos.Dots {
			dark := x < area.Dx() && want.GrayAt(area.Min.X+x, area.Min.Y+y).Y <= 160
			if burnt := got.picture.GrayAt(x, y).Y == 0; burnt != dark {
				t.Fatalf("dot %d,%d: burnt %v, want %v", x, y, burnt, dark)
			}
		}
	}
}

func TestTooWideAPictureIsRefused(t *testing.T) {
	if _, err := escpos.Encode(image.NewGray(image.Rect(0, 0, escpos.Dots+1, 1))); !errors.Is(err, escpos.ErrWide) {
		t.Errorf("got %v", err)
	}
}
