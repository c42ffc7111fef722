package print_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/draw"

	"onewindow/app/casefile"
)

// The golden pages are small: one can tell every line of text and every rule
// in them, not every character.
const (
	goldenDPI  = 48
	goldenTone = 17 // steps of grey between two of the sixteen tones
)

// TestPapersLookAsReviewed holds every page of every kind of document to
// pictures that were looked at, so that nothing moves unseen. Update with
// -update, and look again.
//
// Tolerance: fifty dots may be two tones of sixteen off, which rounding on
// another processor may do; a line that moves by half a millimetre is hundreds.
func TestPapersLookAsReviewed(t *testing.T) {
	list := []casefile.Sheet{dayEnd(t), testPage(t)}
	for _, kind := range documents() {
		list = append(list, sheet(t, kind))
	}
	for _, s := range list {
		kind := s.Document
		s.Seal = stamp(t)
		pages, err := painter(t).Pages(s)
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= pages; n++ {
			reviewed(t, golden(kind, n), grey(preview(t, s, n, goldenDPI)))
		}
		if _, err := os.Stat(golden(kind, pages+1)); err == nil {
			t.Errorf("the %s has %d pages; it had more", kind, pages)
		}
	}
	t.Run("strip", func(t *testing.T) {
		whole := strip(t, sheet(t, casefile.Receipt))
		small := image.NewGray(image.Rect(0, 0, whole.Rect.Dx()/3, whole.Rect.Dy()/3))
		draw.BiLinear.Scale(small, small.Rect, whole, whole.Rect, draw.Src, nil)
		reviewed(t, golden("strip", 1), small)
	})
}

// golden is the file of a page, counted from 1.
func golden(kind casefile.DocumentKind, page int) string {
	return filepath.Join("testdata", "papers", fmt.Sprintf("%s-%d.png", kind, page))
}

// reviewed compares a picture with the one kept in a file.
func reviewed(t *testing.T, path string, got *image.Gray) {
	t.Helper()
	if *update {
		save(t, path, toned(got))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	want := grey(kept)
	if got.Rect != want.Rect {
		t.Fatalf("%s is %v large, was %v", path, got.Rect.Size(), want.Rect.Size())
	}
	differ := 0
	for i, light := range got.Pix {
		if d := int(light) - int(want.Pix[i]); d > 2*goldenTone || d < -2*goldenTone {
			differ++
		}
	}
	if differ > 50 {
		t.Errorf("%s: %d dots are another", path, differ)
	}
}

// toned is a picture in sixteen tones, which packs to a third.
func toned(picture *image.Gray) *image.Paletted {
	var tones color.Palette
	for tone := range 16 {
		tones = append(tones, color.Gray{Y: uint8(tone * goldenTone)})
	}
	out := image.NewPaletted(picture.Rect, tones)
	for i, light := range picture.Pix {
		out.Pix[i] = uint8((int(light) + goldenTone/2) / goldenTone)
	}
	return out
}
