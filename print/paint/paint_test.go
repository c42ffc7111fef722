package paint_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"onewindow/assets"
	"onewindow/print/page"
	"onewindow/print/paint"
	"onewindow/print/typeface"
)

func family(t testing.TB) typeface.Family {
	t.Helper()
	regular, err := typeface.Open(assets.SerifRegular)
	if err != nil {
		t.Fatal(err)
	}
	bold, err := typeface.Open(assets.SerifBold)
	if err != nil {
		t.Fatal(err)
	}
	return typeface.Family{Regular: typeface.Chain{regular}, Bold: typeface.Chain{bold}}
}

func text(y float64, words string) page.Text {
	return page.Text{X: 20, Y: y, Size: 14, Colour: page.Black, Text: words}
}

func doc(items ...page.Item) page.Doc {
	return page.Doc{
		Title: "一窗通 𬴊", Created: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC),
		Pages: []page.Page{{Size: page.A4(), Items: items}},
	}
}

// seal is a red ring on transparent ground.
func seal(t testing.TB) []byte {
	t.Helper()
	ring := image.NewNRGBA(image.Rect(0, 0, 200, 200))
	for y := range 200 {
		for x := range 200 {
			if r := math.Hypot(float64(x)-100, float64(y)-100); r > 85 && r < 98 {
				ring.Set(x, y, color.NRGBA{200, 30, 30, 200})
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, ring); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// everything holds one of each item.
func everything(t testing.TB) page.Doc {
	dark := make([][]bool, 21)
	for y := range dark {
		dark[y] = make([]bool, 21)
		for x := range dark[y] {
			dark[y][x] = (x*7+y*3+x*y)%5 < 2
		}
	}
	bold := text(60, "受理通知书 Bold 2026")
	bold.Bold, bold.Size, bold.Colour, bold.Spacing = true, 22, page.Red, 1.2
	return doc(
		text(40, "嘉兴市自然资源和规划局，〔2026〕0412号 𬴊 ABC (\\)"), bold,
		page.Rect{X: 20, Y: 80, W: 60, H: 30, Width: 0.4, Colour: page.Black},
		page.Rect{X: 90, Y: 80, W: 20, H: 30, Colour: page.Faint, Fill: true},
		page.Line{X1: 20, Y1: 120, X2: 180, Y2: 120, Width: 0.8, Colour: page.Red},
		page.Line{X1: 20, Y1: 125, X2: 180, Y2: 140, Width: 0.5, Colour: page.Black},
		page.Line{X1: 20, Y1: 145, X2: 180, Y2: 145, Width: 0.3, Colour: page.Black, Dash: 2},
		page.Polygon{Spots: []page.Spot{{X: 120, Y: 80}, {X: 150, Y: 85}, {X: 130, Y: 110}}, Colour: page.Grey, Fill: true},
		page.Polygon{Spots: []page.Spot{{X: 150, Y: 80}, {X: 180, Y: 85}, {X: 160, Y: 110}}, Width: 0.6, Colour: page.Black},
		page.Modules{X: 20, Y: 160, Side: 30, Dark: dark},
		page.Image{X: 100, Y: 155, W: 42, H: 42, PNG: seal(t)},
	)
}

func pdf(t testing.TB, d page.Doc) []byte {
	t.Helper()
	data, err := paint.PDF(d, family(t))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// poppler runs one of its programs on a PDF.
func poppler(t testing.TB, data []byte, program string, arguments ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Fatalf("%s is not installed: this test needs the Debian package poppler-utils", program)
	}
	command := exec.Command(program, arguments...)
	command.Stdin = bytes.NewReader(data)
	var log bytes.Buffer
	command.Stderr = &log
	out, err := command.Output()
	if err != nil || log.Len() > 0 {
		t.Fatalf("%s: %v %s", program, err, log.String())
	}
	return out
}

func TestSameDocumentSameBytes(t *testing.T) {
	if !bytes.Equal(pdf(t, everything(t)), pdf(t, everything(t))) {
		t.Error("two paintings of one document differ")
	}
}

func TestTextCanBeRead(t *testing.T) {
	got := string(poppler(t, pdf(t, everything(t)), "pdftotext", "-raw", "-", "-"))
	for _, want := range []string{"嘉兴市自然资源和规划局，〔2026〕0412号", "𬴊", "ABC (\\)", "受理通知书", "Bold", "2026"} {
		if !strings.Contains(strings.ReplaceAll(got, "\n", ""), want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

// TestEveryCharacterReadsBack prints every character of the regular font's
// supplementary planes and a stretch of the others.
func TestEveryCharacterReadsBack(t *testing.T) {
	f := family(t)
	var want []rune
	for r := rune(0x3400); r < 0x30000; r++ {
		if f.Regular.Has(r) && (r > 0xFFFF || r%16 == 0 && r < 0x9FFF) {
			want = append(want, r)
		}
	}
	if len(want) < 1500 {
		t.Fatalf("only %d characters to try", len(want))
	}
	var items []page.Item
	y := 10.0
	for line := range slices.Chunk(want, 60) {
		items = append(items, page.Text{X: 5, Y: y, Size: 8, Colour: page.Black, Text: string(line)})
		y += 4
	}
	got := string(poppler(t, pdf(t, doc(items...)), "pdftotext", "-raw", "-", "-"))
	for _, r := range want {
		if !strings.ContainsRune(got, r) {
			t.Errorf("%U %c was lost", r, r)
		}
	}
}

func TestAbsentAndBrokenCharactersShow(t *testing.T) {
	d := doc(text(40, "甲\U0002FA1E乙\uE000\xE5\x8D丙\x00"))
	if got := paint.Absent(d, family(t)); !slices.Equal(got, []rune{0, 0xE000, 0xFFFD, 0x2FA1E}) {
		t.Errorf("absent: %U", got)
	}
	got := string(poppler(t, pdf(t, d), "pdftotext", "-raw", "-", "-"))
	if !strings.Contains(got, "甲\U0002FA1E乙") || !strings.Contains(got, "丙") {
		t.Errorf("read back %q", got)
	}
	// The boxes are there to be seen.
	with, without := raster(t, d, 150), raster(t, doc(text(40, "甲")), 150)
	if darkness(with) < 2*darkness(without) {
		t.Error("absent characters leave no ink")
	}
}

func raster(t testing.TB, d page.Doc, dpi float64) *image.RGBA {
	t.Helper()
	picture, err := paint.Raster(d, 1, dpi, family(t))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// darkness sums the ink of a picture.
func darkness(picture image.Image) (sum float64) {
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			sum += 255 - float64(color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y)
		}
	}
	return sum
}

// tolerance is how far the two painters may differ: no area of 4 × 4 mm by
// more than a tenth of full black, which no misplaced or missing glyph passes
// and the different smoothing of edges does.
const tolerance = 0.10

func TestRasterIsThePDF(t *testing.T) {
	const dpi = 150
	d := everything(t)
	got := raster(t, d, dpi)
	want, err := png.Decode(bytes.NewReader(poppler(t, pdf(t, d), "pdftoppm", "-r", "150", "-png", "-")))
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds().Dx() != want.Bounds().Dx() || got.Bounds().Dy() != want.Bounds().Dy() {
		t.Fatalf("sizes %v and %v", got.Bounds(), want.Bounds())
	}
	const side = 24 // pixels: 4 mm
	for y := 0; y+side <= got.Bounds().Dy(); y += side {
		for x := 0; x+side <= got.Bounds().Dx(); x += side {
			area := image.Rect(x, y, x+side, y+side)
			a, b := blackness(got, area), blackness(want, area)
			if math.Abs(a-b) > tolerance {
				t.Errorf("at %d,%d mm the raster is %.0f %% black, the PDF %.0f %%", x*4/side, y*4/side, 100*a, 100*b)
			}
		}
	}
}

func blackness(picture image.Image, area image.Rectangle) float64 {
	part := image.NewGray(area)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			part.Set(x, y, picture.At(x, y))
		}
	}
	return darkness(part) / 255 / float64(area.Dx()*area.Dy())
}

func TestPaperSizes(t *testing.T) {
	for name, size := range map[string]page.Size{
		"841.89 x 1190.55": page.A3(), "595.28 x 841.89": page.A4(), "841.89 x 595.28": page.A4().Landscape(),
		"419.53 x 595.28": page.A5(), "226.77 x 566.93": page.Roll(200),
	} {
		d := doc(text(30, "一窗通"))
		d.Pages[0].Size = size
		info := string(poppler(t, pdf(t, d), "pdfinfo", "-"))
		if !strings.Contains(info, name) {
			t.Errorf("%v is not %s pts: %s", size, name, info)
		}
	}
}

func TestRefusedPictures(t *testing.T) {
	good := seal(t)
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("no picture"), "cut off": good[:len(good)/2],
	} {
		d := doc(page.Image{X: 10, Y: 10, W: 40, H: 40, PNG: data})
		if _, err := paint.PDF(d, family(t)); !errors.Is(err, paint.ErrPicture) {
			t.Errorf("%s: PDF says %v", name, err)
		}
		if _, err := paint.Raster(d, 1, 100, family(t)); !errors.Is(err, paint.ErrPicture) {
			t.Errorf("%s: raster says %v", name, err)
		}
	}
}

func TestDeepAndPalettedPicturesPrint(t *testing.T) {
	deep := image.NewNRGBA64(image.Rect(0, 0, 8, 8))
	flat := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Transparent, color.Black})
	for _, picture := range []image.Image{deep, flat, image.NewGray16(image.Rect(0, 0, 8, 8))} {
		var data bytes.Buffer
		if err := png.Encode(&data, picture); err != nil {
			t.Fatal(err)
		}
		d := doc(page.Image{X: 10, Y: 10, W: 40, H: 40, PNG: data.Bytes()})
		poppler(t, pdf(t, d), "pdfinfo", "-")
	}
}

func TestRefusedRasters(t *testing.T) {
	d := doc(text(30, "甲"))
	for _, ask := range []struct {
		page int
		dpi  float64
	}{{0, 100}, {2, 100}, {1, 0}, {1, -1}, {1, 1e9}, {1, math.NaN()}} {
		if _, err := paint.Raster(d, ask.page, ask.dpi, family(t)); err == nil {
			t.Errorf("page %d at %g dpi was drawn", ask.page, ask.dpi)
		}
	}
}

// FuzzText puts hostile text on a page: both painters must take it.
func FuzzText(f *testing.F) {
	fonts := family(f)
	f.Add("南湖\xe5\x8d", 12.0, 0.5)
	f.Add("\U0010FFFF\x00(\\)\r\n\U0002FA1E", 8.0, -1.0)
	f.Add(strings.Repeat("葛\U000E0100", 20), 40.0, 0.0)
	f.Fuzz(func(t *testing.T, words string, size, spacing float64) {
		if !(size > 0 && size < 200) || math.Abs(spacing) > 100 || math.IsNaN(spacing) {
			return
		}
		d := doc(page.Text{X: 20, Y: 20, Size: size, Spacing: spacing, Text: words})
		d.Title = words
		if _, err := paint.PDF(d, fonts); err != nil {
			t.Error(err)
		}
		if _, err := paint.Raster(d, 1, 20, fonts); err != nil {
			t.Error(err)
		}
	})
}

// TestPDFIsWellFormed follows every entry of the reference table.
func TestPDFIsWellFormed(t *testing.T) {
	data := pdf(t, everything(t))
	table := bytes.LastIndex(data, []byte("\nxref\n")) + 1
	if !bytes.Contains(data, []byte("startxref\n"+strconv.Itoa(table)+"\n%%EOF")) {
		t.Errorf("the table is at %d, startxref says otherwise", table)
	}
	for n, line := range strings.Split(string(data[table:]), "\n")[3:] {
		if !strings.HasSuffix(line, " 00000 n ") {
			break
		}
		at := 0
		for _, digit := range line[:10] {
			at = at*10 + int(digit-'0')
		}
		if want := strconv.Itoa(n+1) + " 0 obj"; !bytes.HasPrefix(data[at:], []byte(want)) {
			t.Errorf("object %d is said to be at %d, where %q stands", n+1, at, data[at:at+12])
		}
	}
}

// FuzzItems paints shapes that make no sense, of no size or far off the page.
func FuzzItems(f *testing.F) {
	fonts := family(f)
	f.Add(10.0, 20.0, 0.0, 0.0, 0.0, []byte{})
	f.Add(-1e6, 1e6, 3e5, -4.0, 900.0, []byte{1, 0, 1})
	f.Add(math.Inf(1), 0.0, math.NaN(), 1.0, 1e-9, []byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, x, y, w, h, width float64, data []byte) {
		dark := [][]bool{{}, {true}, make([]bool, len(data)%90)}
		for i := range dark[2] {
			dark[2][i] = data[i]&1 == 1
		}
		spots := []page.Spot{{X: x, Y: y}, {X: w, Y: h}, {X: x, Y: h}}
		for _, item := range []page.Item{
			page.Text{X: x, Y: y, Size: w, Spacing: h, Text: string(data)},
			page.Line{X1: x, Y1: y, X2: w, Y2: h, Width: width}, page.Line{X1: x, Y1: y, X2: x, Y2: h, Width: width, Dash: h},
			page.Rect{X: x, Y: y, W: w, H: h, Width: width}, page.Rect{X: x, Y: y, W: w, H: h, Fill: true},
			page.Polygon{Spots: spots, Width: width}, page.Polygon{Spots: spots, Fill: true}, page.Polygon{Fill: true},
			page.Modules{X: x, Y: y, Side: w, Dark: dark}, page.Modules{X: x, Y: y, Side: w},
			page.Image{X: x, Y: y, W: w, H: h, PNG: data},
		} {
			for name, paintIt := range map[string]func() error{
				"PDF":    func() error { _, err := paint.PDF(doc(item), fonts); return err },
				"raster": func() error { _, err := paint.Raster(doc(item), 1, 20, fonts); return err },
			} {
				if err := paintIt(); err != nil && !errors.Is(err, paint.ErrPicture) && !errors.Is(err, paint.ErrPlace) {
					t.Errorf("%s of %+v: %v", name, item, err)
				}
			}
		}
	})
}
