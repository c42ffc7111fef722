package print_test

import (
	"bytes"
	"fmt"
	"image"
	"testing"

	"onewindow/app/casefile"
)

// lookDPI is the resolution in which pages are compared.
const lookDPI = 80

// TestPreviewIsThePrint compares every page of the documents, ordinary ones and
// such that are full to the brim, as another program draws the PDF.
func TestPreviewIsThePrint(t *testing.T) {
	for _, kind := range documents() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			for _, s := range []casefile.Sheet{sheet(t, kind), crowded(t, kind)} {
				s.Seal = stamp(t)
				printed := rendered(t, pdf(t, s))
				if pages, err := painter(t).Pages(s); err != nil || pages != len(printed) {
					t.Fatalf("%d pages (%v), %d in the PDF", pages, err, len(printed))
				}
				for i, want := range printed {
					sameInk(t, fmt.Sprintf("page %d of %d", i+1, len(printed)), preview(t, s, i+1, lookDPI), want)
				}
			}
		})
	}
}

// sameInk compares two pictures of a page by areas of 8 × 8 mm, which may
// differ by a twentieth of full black: other ways to smooth edges stay below
// that, a character that is missing or stands elsewhere does not.
func sameInk(t *testing.T, what string, shown image.Image, printed *image.Gray) {
	t.Helper()
	const side, tolerance = 8 * lookDPI * 10 / 254, 0.05
	got := grey(shown)
	if got.Rect.Size() != printed.Rect.Size() {
		t.Fatalf("%s: the preview has %v dots, the print %v", what, got.Rect.Size(), printed.Rect.Size())
	}
	for y := 0; y+side <= printed.Rect.Dy(); y += side {
		for x := 0; x+side <= printed.Rect.Dx(); x += side {
			area := image.Rect(x, y, x+side, y+side)
			if a, b := blackness(got, area), blackness(printed, area); a-b > tolerance || b-a > tolerance {
				t.Errorf("%s at %d,%d: preview %.3f black, print %.3f", what, x, y, a, b)
			}
		}
	}
}

func preview(t testing.TB, s casefile.Sheet, page int, dpi float64) image.Image {
	t.Helper()
	picture, err := painter(t).Preview(s, page, dpi)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// rendered is the pages of a PDF at lookDPI.
func rendered(t testing.TB, data []byte) []*image.Gray {
	t.Helper()
	rest := []byte(run(t, "poppler-utils", data, "pdftoppm", "-r", fmt.Sprint(lookDPI), "-gray", "-"))
	var pages []*image.Gray
	for len(rest) > 0 {
		var w, h int
		if _, err := fmt.Sscanf(string(rest[:min(len(rest), 40)]), "P5\n%d %d\n255\n", &w, &h); err != nil {
			t.Fatalf("no picture of a page: %v", err)
		}
		_, body, found := bytes.Cut(rest, []byte("\n255\n"))
		if !found || len(body) < w*h {
			t.Fatal("a picture of a page is cut off")
		}
		pages = append(pages, &image.Gray{Pix: body[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)})
		rest = body[w*h:]
	}
	return pages
}

// portable writes a picture without packing it, in the format PGM.
func portable(picture *image.Gray) []byte {
	head := fmt.Appendf(nil, "P5\n%d %d\n255\n", picture.Rect.Dx(), picture.Rect.Dy())
	return append(head, picture.Pix...)
}

// grey takes the colours out of a picture, by its pixels' brightness.
func grey(picture image.Image) *image.Gray {
	colours, is := picture.(*image.RGBA)
	b := picture.Bounds()
	out := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			if !is {
				out.Set(x, y, picture.At(b.Min.X+x, b.Min.Y+y))
				continue
			}
			p := colours.Pix[colours.PixOffset(b.Min.X+x, b.Min.Y+y):]
			out.Pix[y*out.Stride+x] = uint8((299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])) / 1000)
		}
	}
	return out
}

// blackness is how much of an area is ink.
func blackness(picture *image.Gray, area image.Rectangle) float64 {
	sum := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for _, light := range picture.Pix[picture.PixOffset(area.Min.X, y):][:area.Dx()] {
			sum += 255 - int(light)
		}
	}
	return float64(sum) / 255 / float64(area.Dx()*area.Dy())
}
