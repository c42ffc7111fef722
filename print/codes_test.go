package print_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/image/draw"
	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/seal"
	"onewindow/print"
	"onewindow/print/scan"
)

// narrowest is the least side of a module in mm.
const narrowest = 0.5

// module is a square of a code as our PDF draws it, in points.
var module = regexp.MustCompile(`([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re\n`)

// media is the size of the pages in points.
var media = regexp.MustCompile(`/MediaBox \[0 0 [\d.]+ ([\d.]+)\]`)

// drawnCode finds the code of a PDF: the side of a module, and the whole, in mm
// from the upper left corner of the page.
func drawnCode(t testing.TB, data []byte) (side, x1, y1, x2, y2 float64) {
	t.Helper()
	box := media.FindAllSubmatch(data, -1)
	high, err := strconv.ParseFloat(string(box[len(box)-1][1]), 64)
	if own := media.FindSubmatch(data[bytes.Index(data, []byte("/Type /Page\n")):]); own != nil {
		high, err = strconv.ParseFloat(string(own[1]), 64)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, path, found := bytes.Cut(data, []byte("0 g\n"))
	for !module.Match(path[:min(len(path), 60)]) && found {
		_, path, found = bytes.Cut(path, []byte("0 g\n"))
	}
	path, _, ended := bytes.Cut(path, []byte("\nf\n"))
	if !found || !ended {
		t.Fatal("the document draws no code")
	}
	const mm = 25.4 / 72
	x1, y1 = 1e9, 1e9
	for _, m := range module.FindAllSubmatch(append(path, '\n'), -1) {
		var n [4]float64
		for i := range n {
			var err error
			if n[i], err = strconv.ParseFloat(string(m[i+1]), 64); err != nil {
				t.Fatal(err)
			}
			n[i] *= mm
		}
		side = n[3]
		x1, x2 = min(x1, n[0]), max(x2, n[0]+n[2])
		y1, y2 = min(y1, high*mm-n[1]-n[3]), max(y2, high*mm-n[1])
	}
	return side, x1, y1, x2, y2
}

// Whatever fits into a payload fits onto every document, in modules wide enough
// for a phone, and reads back.
func TestModulesAreWideEnough(t *testing.T) {
	key, err := seal.GenerateKey(&stream{})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		kind := rapid.SampledFrom(documents()).Draw(r, "document")
		s := sheet(t, kind)
		payload, err := seal.Sign(key, seal.Statement{
			Kind: seal.DocumentKind(kind.Code()), Date: date(t, "2026-11-23"), Copy: 1,
			Number: strings.Repeat("9", rapid.IntRange(1, seal.MaxNumber).Draw(r, "number")),
			Item:   strings.Repeat("A", rapid.IntRange(0, seal.MaxItem).Draw(r, "item")),
			Office: strings.Repeat("3", rapid.IntRange(0, seal.MaxOffice).Draw(r, "office")),
		}, nil)
		if err != nil {
			r.Fatal(err)
		}
		host := strings.Repeat("h", rapid.IntRange(1, 100).Draw(r, "host"))
		s.URL = seal.URL("https://"+host, payload)
		data := pdf(t, s)
		if side, _, _, _, _ := drawnCode(t, data); side < narrowest-0.005 {
			r.Errorf("%s: modules of %.3f mm for %d characters", kind, side, len(s.URL))
		}
		if codes, err := scan.Codes(t.Context(), data); err != nil || !slices.Contains(codes, s.URL) {
			r.Errorf("%s: %q, %v", kind, codes, err)
		}
	})
}

// A click on the code of a PDF opens what a phone would.
func TestCodeIsALink(t *testing.T) {
	for _, kind := range documents() {
		s := sheet(t, kind)
		if data := pdf(t, s); !bytes.Contains(data, []byte("/URI ("+s.URL+")")) {
			t.Errorf("%s: no link to %s", kind, s.URL)
		}
	}
}

// TestCodesScan renders every document as a printer at 200 dpi would and reads
// the QR code back.
func TestCodesScan(t *testing.T) {
	for _, kind := range documents() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := sheet(t, kind)
			printed := run(t, "poppler-utils", pdf(t, s), "pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-gray", "-")
			scans(t, s.URL, shown{"the PDF", []byte(printed)}, shown{"the preview", portable(grey(preview(t, s, 1, 200)))})
		})
	}
}

// shown is a picture with a code on it.
type shown struct {
	what    string
	picture []byte
}

// scans reads the codes of pictures with a reader that is not ours: of all at
// once, and of each by itself only to tell which of them fails.
func scans(t *testing.T, want string, list ...shown) {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i, each := range list {
		path := filepath.Join(dir, strconv.Itoa(i))
		if err := os.WriteFile(path, each.picture, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	if zbar(t, paths...) == strings.Repeat(want+"\n", len(list)) {
		return
	}
	for i, each := range list {
		if got := zbar(t, paths[i]); got != want+"\n" {
			t.Errorf("%s: the code reads %q, want %q", each.what, got, want)
		}
	}
}

// zbar is what the program of that name reads, a line for each code.
func zbar(t *testing.T, paths ...string) string {
	t.Helper()
	out, err := exec.Command("zbarimg", append([]string{"-q", "--raw", "-Sdisable", "-Sqrcode.enable"}, paths...)...).Output()
	const noCode = 4 // in one picture at least
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != noCode) {
		t.Fatalf("zbarimg of the Debian package zbar-tools: %v", err)
	}
	return string(out)
}

// What happens to paper: a cheap printer, a scan out of focus, a coffee cup.
func TestSpoiltCodesScan(t *testing.T) {
	for _, kind := range documents() {
		s := signed(t, kind)
		side, x1, y1, x2, y2 := drawnCode(t, pdf(t, s))
		const dpi, rim = 203, 3 // of a thermal printer; mm
		module, whole := int(side*dpi/25.4), cropped(t, s, dpi, x1-rim, y1-rim, x2+rim, y2+rim)
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			var list []shown
			for _, v := range []struct {
				name  string
				spoil func(*image.Gray)
			}{
				{"in two tones", twoTones},
				{"blurred by most of a module", func(code *image.Gray) { blur(code, module/3) }},
				{"stained white", func(code *image.Gray) { stain(code, 5*module, color.White) }},
				{"stained dark", func(code *image.Gray) { stain(code, 5*module, color.Gray{Y: 60}) }},
			} {
				code := image.NewGray(whole.Rect)
				copy(code.Pix, whole.Pix)
				v.spoil(code)
				if codes, err := scan.Codes(t.Context(), encoded(t, code)); err != nil || codes[0] != s.URL {
					t.Errorf("%s: our own reader finds %q, %v", v.name, codes, err)
				}
				list = append(list, shown{v.name, portable(code)})
			}
			scans(t, s.URL, list...)
		})
	}
}

// signed is a sheet with a code as the program makes it.
func signed(t testing.TB, kind casefile.DocumentKind) casefile.Sheet {
	t.Helper()
	s := sheet(t, kind)
	key, err := seal.GenerateKey(&stream{})
	if err != nil {
		t.Fatal(err)
	}
	payload, err := seal.Sign(key, seal.Statement{
		Kind: seal.DocumentKind(kind.Code()), Number: "嘉南资规受〔2026〕0412号", Item: "NH-A", Office: "330402-nh",
		Date: date(t, "2026-11-23"), Digest: s.Case.Digest(kind), Copy: 1,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.URL = seal.URL("https://zwfw.example.gov.cn", payload)
	return s
}

// cropped is a part of the first page, in mm.
func cropped(t testing.TB, s casefile.Sheet, dpi, x1, y1, x2, y2 float64) *image.Gray {
	t.Helper()
	page, scale := preview(t, s, 1, dpi), dpi/25.4
	part := image.Rect(int(x1*scale), int(y1*scale), int(x2*scale), int(y2*scale))
	out := image.NewGray(image.Rect(0, 0, part.Dx(), part.Dy()))
	draw.Draw(out, out.Rect, page, part.Min, draw.Src)
	return out
}

func encoded(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// twoTones is what a thermal head makes of shades.
func twoTones(code *image.Gray) {
	for i, grey := range code.Pix {
		code.Pix[i] = 0
		if grey >= print.Burns {
			code.Pix[i] = 255
		}
	}
}

// blur makes each point the mean of its neighbours within a radius.
func blur(code *image.Gray, radius int) {
	sharp := image.NewGray(code.Rect)
	copy(sharp.Pix, code.Pix)
	for y := range code.Rect.Dy() {
		for x := range code.Rect.Dx() {
			sum, n := 0, 0
			for dy := -radius; dy <= radius; dy++ {
				for dx := -radius; dx <= radius; dx++ {
					if p := image.Pt(x+dx, y+dy); p.In(code.Rect) {
						sum, n = sum+int(sharp.Pix[p.Y*sharp.Stride+p.X]), n+1
					}
				}
			}
			code.Pix[y*code.Stride+x] = uint8(sum / n)
		}
	}
}

// stain covers a disc of that many points across, right of the middle.
func stain(code *image.Gray, across int, ink color.Color) {
	at := image.Pt(code.Rect.Dx()*5/8, code.Rect.Dy()*4/7)
	for y := range code.Rect.Dy() {
		for x := range code.Rect.Dx() {
			if dx, dy := x-at.X, y-at.Y; 4*(dx*dx+dy*dy) < across*across {
				code.Set(x, y, ink)
			}
		}
	}
}

// stream is an endless, repeatable source of bytes for keys.
type stream struct{ n uint64 }

func (s *stream) Read(p []byte) (int, error) {
	for i := range p {
		s.n = s.n*6364136223846793005 + 1442695040888963407
		p[i] = byte(s.n >> 56)
	}
	return len(p), nil
}

// A picture of a page that a citizen might send is read as it is.
func TestPhotographedPageIsRead(t *testing.T) {
	s := signed(t, casefile.Permit)
	if codes, err := scan.Codes(t.Context(), encoded(t, preview(t, s, 1, 150))); err != nil || len(codes) != 1 || codes[0] != s.URL {
		t.Errorf("%q, %v", codes, err)
	}
}
