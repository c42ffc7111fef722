package scan_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"
	"github.com/skip2/go-qrcode"

	"onewindow/app/casefile"
	"onewindow/assets"
	"onewindow/print"
	"onewindow/print/scan"
	"onewindow/print/wording"
)

// text is as long as what our papers carry.
func text(n string) string {
	return "HTTPS://ONEWINDOW.EXAMPLE/V/" + n + strings.Repeat("6BFOXN$TSMAHN-HWWK2RL99TEZP3ZIT7CAD6G*T8LNEFC4NHS", 4)
}

// receipt is a paper of ours with that code, as the program prints it.
func receipt(t testing.TB, url string) []byte {
	t.Helper()
	painter, err := print.New(print.Fonts{Regular: assets.SerifRegular, Bold: assets.SerifBold}, wording.Words{})
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := painter.PDF(casefile.Sheet{
		Document: casefile.Receipt, Case: casefile.Case{Number: "03-20261123-0007", State: casefile.StateReceived}, URL: url,
		PrintedAt: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC), Copy: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// sheet is a white page of 1654 × 2339 points with codes on it.
func sheet(t testing.TB, texts ...string) *image.Gray {
	t.Helper()
	page := image.NewGray(image.Rect(0, 0, 1654, 2339))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	for i, s := range texts {
		code, err := qrcode.New(s, qrcode.Medium)
		if err != nil {
			t.Fatal(err)
		}
		at := image.Pt(150+800*(i%2), 200+700*(i/2))
		draw.Draw(page, image.Rectangle{at, at.Add(image.Pt(300, 300))}, code.Image(300), image.Point{}, draw.Src)
	}
	return page
}

func asPNG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// scanned is a PDF with a picture on its page, as a scanner makes it.
func scanned(t testing.TB, picture []byte, kind string) []byte {
	t.Helper()
	pdf := gofpdf.New("P", "mm", "A4", "")
	pdf.AddPage()
	pdf.RegisterImageOptionsReader("page", gofpdf.ImageOptions{ImageType: kind}, bytes.NewReader(picture))
	pdf.ImageOptions("page", 0, 0, 210, 297, false, gofpdf.ImageOptions{ImageType: kind}, 0, "")
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// outlined is a page on which the modules are outlines of lines, upside down and
// packed, as programs leave them that print into a PDF.
func outlined(t testing.TB, text string) []byte {
	t.Helper()
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	fmt.Fprint(&content, "q 1 0 0 -1 0 600 cm\n1 1 1 rg 0 0 600 600 re f\n0 0 0 rg\n")
	for y, row := range code.Bitmap() {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&content, "%d %d m %d %d l %d %d l %d %d l h\n", 2*x, 2*y, 2*x+2, 2*y, 2*x+2, 2*y+2, 2*x, 2*y+2)
			}
		}
	}
	fmt.Fprint(&content, "f\nQ\n")
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(content.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(nil, "%%PDF-1.5\n4 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%sendstream\nendobj\n", packed.Len(), packed.Bytes())
}

func turned(picture *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, picture.Rect.Dy(), picture.Rect.Dx()))
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			out.SetGray(picture.Rect.Dy()-1-y, x, picture.GrayAt(x, y))
		}
	}
	return out
}

// shaded is a photo in bad light: grey paper, darker to one side.
func shaded(picture *image.Gray) *image.Gray {
	out := image.NewGray(picture.Rect)
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			light := 90 + 120*x/out.Rect.Dx()
			out.SetGray(x, y, color.Gray{Y: uint8(30 + int(picture.GrayAt(x, y).Y)*light/255)})
		}
	}
	return out
}

func TestCodesAreFoundWhateverTheFile(t *testing.T) {
	one, two := text("ONE"), text("TWO")
	t.Setenv("PATH", "") // without poppler
	for name, v := range map[string]struct {
		file []byte
		want []string
	}{
		"our own PDF":           {receipt(t, one), []string{one}},
		"as others write boxes": {outlined(t, one), []string{one}},
		"a picture":             {asPNG(t, sheet(t, one)), []string{one}},
		"a picture of two":      {asPNG(t, sheet(t, one, two)), []string{one, two}},
		"a JPEG turned by 90°":  {asJPEG(t, turned(sheet(t, one))), []string{one}},
		"a photo in bad light":  {asJPEG(t, shaded(sheet(t, one))), []string{one}},
		"a scanner's PDF, JPEG": {scanned(t, asJPEG(t, sheet(t, one, two)), "JPG"), []string{one, two}},
	} {
		got, err := scan.Codes(t.Context(), v.file)
		slices.Sort(got)
		if err != nil || !slices.Equal(got, v.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// What only a whole PDF reader understands is left to poppler.
func TestPopplerDrawsWhatWeCannotRead(t *testing.T) {
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		t.Fatalf("install poppler-utils: %v", err)
	}
	file := scanned(t, asPNG(t, sheet(t, text("ONE"))), "PNG") // gofpdf packs it with a predictor
	if got, err := scan.Codes(t.Context(), file); err != nil || len(got) != 1 || got[0] != text("ONE") {
		t.Errorf("%q, %v", got, err)
	}
	t.Setenv("PATH", "")
	if got, err := scan.Codes(t.Context(), file); !errors.Is(err, scan.ErrNoCode) {
		t.Errorf("without poppler: %q, %v", got, err)
	}
}

func TestFilesWithoutACode(t *testing.T) {
	t.Setenv("PATH", "")
	huge := asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	copy(huge[16:], []byte{0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF}) // says it is 65535 × 65535
	head := []byte{'I', 'H', 'D', 'R'}
	at := bytes.Index(huge, head)
	sum := crc(huge[at : at+4+13])
	copy(huge[at+4+13:], sum)
	for name, v := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":        {nil, scan.ErrFormat},
		"text":           {[]byte("HELLO"), scan.ErrFormat},
		"half a picture": {asPNG(t, sheet(t, text("ONE")))[:500], scan.ErrFormat},
		"half a JPEG":    {asJPEG(t, sheet(t, text("ONE")))[:50], scan.ErrFormat},
		"a bomb":         {huge, scan.ErrTooLarge},
		"an empty page":  {asPNG(t, sheet(t)), scan.ErrNoCode},
		"a small point":  {asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1))), scan.ErrNoCode},
		"no PDF at all":  {[]byte("%PDF-1.4\nstream\n"), scan.ErrNoCode},
	} {
		if got, err := scan.Codes(t.Context(), v.file); !errors.Is(err, v.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func FuzzCodes(f *testing.F) {
	f.Setenv("PATH", "")
	f.Add(receipt(f, text("ONE")))
	small := image.NewGray(image.Rect(0, 0, 40, 40))
	f.Add(asPNG(f, small))
	f.Add(asJPEG(f, small))
	f.Add([]byte("%PDF-1.4\n1 0 obj << /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 1 >>\nstream\n0123456789012345678\nendstream"))
	f.Fuzz(func(t *testing.T, file []byte) {
		codes, err := scan.Codes(t.Context(), file)
		if (err == nil) == (len(codes) == 0) {
			t.Errorf("%q, %v", codes, err)
		}
	})
}

func BenchmarkOurPDF(b *testing.B) {
	file := receipt(b, text("ONE"))
	for b.Loop() {
		if _, err := scan.Codes(b.Context(), file); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScannedPage(b *testing.B) {
	file := asJPEG(b, sheet(b, text("ONE")))
	for b.Loop() {
		if _, err := scan.Codes(b.Context(), file); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPageWithoutACode(b *testing.B) {
	file := asJPEG(b, sheet(b))
	for b.Loop() {
		if _, err := scan.Codes(b.Context(), file); !errors.Is(err, scan.ErrNoCode) {
			b.Fatal(err)
		}
	}
}

// crc is the sum that PNG puts behind a chunk.
func crc(chunk []byte) []byte { return binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk)) }
