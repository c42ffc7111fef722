//go:build wine && !windows

package gdi_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/print/ipp/ipptest"
)

// Pages printed from Windows come out on their own paper, at their own size,
// with nothing cut.
func TestUnderWine(t *testing.T) {
	for _, program := range []string{"wine", "wineserver", "x86_64-w64-mingw32-gcc", "gs"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%v: CONTRIBUTING.md names the packages", err)
		}
	}
	spooler := ipptest.StartSpooler(t, ipptest.Start(t, "exit 0"))
	// What Windows made of a page is measured where it lies in the queue: Wine
	// gives every job the default paper of the queue as its medium, and CUPS
	// would cut the page to that. The driver is another one, because the
	// printer of the test knows neither A3 nor A5.
	spooler.Driver("testdata/office.ppd")
	spooler.Pause()
	folder := t.TempDir()
	for _, s := range sheets() {
		frame(t, filepath.Join(folder, s.name+".png"), s)
	}
	runWindows(t, folder, spooler.Server)
	out := filepath.Join("..", "..", "out", "wine")
	if err := os.MkdirAll(out, 0o755); err != nil {
		t.Fatal(err)
	}
	documents := spooler.Documents()
	if len(documents) != len(sheets()) {
		t.Fatalf("Windows printed %v, want %d documents", documents, len(sheets()))
	}
	for i, s := range sheets() {
		measure(t, page(t, documents[i], filepath.Join(out, s.name+".png")), s)
	}
}

// runWindows runs the other half of the test in a Windows of its own.
func runWindows(t *testing.T, sheets, server string) {
	t.Helper()
	folder := t.TempDir()
	program := filepath.Join(folder, "print.exe")
	environment := append(os.Environ(), "WINEPREFIX="+filepath.Join(folder, "wine"), "WINEARCH=win64", "WINEDEBUG=-all", "DISPLAY=",
		"CUPS_SERVER="+strings.Trim(strings.TrimPrefix(server, "ipp:"), "/"), "SHEETS=Z:"+sheets)
	do := func(more []string, name string, args ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), name, args...)
		command.Env = append(environment, more...)
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, output)
		}
	}
	do([]string{"GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0"}, "go", "test", "-c", "-buildvcs=false", "-tags", "wine", "-o", program, ".")
	do(nil, "wine", "wineboot", "-i")
	t.Cleanup(func() {
		command := exec.Command("wineserver", "-w")
		command.Env = environment
		if output, err := command.CombinedOutput(); err != nil {
			t.Logf("wineserver: %v\n%s", err, output)
		}
	})
	do(nil, "x86_64-w64-mingw32-gcc", "-shared", "-o", filepath.Join(folder, "wine/drive_c/windows/system32/bcryptprimitives.dll"),
		"testdata/processprng.c", "-ladvapi32")
	do(nil, "wine", program, "-test.v")
}

// resolution of the sheets that are sent, and of those that are measured, in
// dots to the inch.
const (
	sentDPI     = 300
	measuredDPI = 100
)

// dots is a length in mm as dots.
func dots(mm float64, dpi int) int { return int(math.Round(mm / 25.4 * float64(dpi))) }

// frame draws a sheet: a frame, and in its upper left corner a square.
func frame(t *testing.T, path string, s sheet) {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, dots(s.wide, sentDPI), dots(s.high, sentDPI)))
	draw.Draw(picture, picture.Rect, image.White, image.Point{}, draw.Src)
	outer := picture.Rect.Inset(dots(margin, sentDPI))
	draw.Draw(picture, outer, image.Black, image.Point{}, draw.Src)
	draw.Draw(picture, outer.Inset(dots(1, sentDPI)), image.White, image.Point{}, draw.Src)
	square := image.Rectangle{Min: outer.Min, Max: outer.Min.Add(image.Pt(dots(20, sentDPI), dots(20, sentDPI)))}
	draw.Draw(picture, square, image.Black, image.Point{}, draw.Src)
	var raw bytes.Buffer
	if err := png.Encode(&raw, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// page draws the page of a document in PostScript.
func page(t *testing.T, document, path string) image.Image {
	t.Helper()
	output, err := exec.Command("gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pnggray",
		fmt.Sprintf("-r%d", measuredDPI), "-sOutputFile="+path, document).CombinedOutput()
	if err != nil {
		t.Fatalf("gs: %v\n%s", err, output)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// measure holds a printed page against its sheet. A landscape page may come out
// turned on upright paper, as paper lies in most trays.
func measure(t *testing.T, picture image.Image, s sheet) {
	t.Helper()
	const slack = 3 // dots, 0.8 mm: the grid of the printer and the points of PostScript
	size := picture.Bounds().Size()
	wide, high := dots(s.wide, measuredDPI), dots(s.high, measuredDPI)
	if (size.X > size.Y) != (wide > high) {
		wide, high = high, wide
	}
	if abs(size.X-wide) > slack || abs(size.Y-high) > slack {
		t.Errorf("%s came out on paper of %v dots, want %d × %d", s.name, size, wide, high)
	}
	inked := ink(picture)
	want := picture.Bounds().Inset(dots(margin, measuredDPI))
	for _, d := range []int{inked.Min.X - want.Min.X, inked.Min.Y - want.Min.Y, inked.Max.X - want.Max.X, inked.Max.Y - want.Max.Y} {
		if abs(d) > slack {
			t.Errorf("%s: the frame is at %v, want %v", s.name, inked, want)
			return
		}
	}
	corner := image.Pt(want.Min.X+dots(10, measuredDPI), want.Min.Y+dots(10, measuredDPI))
	if wide != dots(s.wide, measuredDPI) { // turned to the left
		corner.Y = want.Max.Y - dots(10, measuredDPI)
	}
	if !dark(picture.At(corner.X, corner.Y)) {
		t.Errorf("%s: no square at %v: mirrored, or turned the wrong way", s.name, corner)
	}
}

// ink is what is not white.
func ink(picture image.Image) image.Rectangle {
	var inked image.Rectangle
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y++ {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
			if dark(picture.At(x, y)) {
				inked = inked.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return inked
}

func dark(c color.Color) bool { return color.GrayModel.Convert(c).(color.Gray).Y < 128 }

func abs(n int) int { return max(n, -n) }
