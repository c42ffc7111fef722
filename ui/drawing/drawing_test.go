package drawing

import (
	"context"
	"errors"
	"image"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/parcel"
	"onewindow/assets"
	"onewindow/print"
	"onewindow/print/wording"
	"onewindow/ui/frame/frametest"
)

// sheets is a drawing laid out by the real painter.
func sheets(t *testing.T) []Sheet {
	t.Helper()
	p, err := print.New(print.Fonts{Regular: assets.SerifRegular, Bold: assets.SerifBold, Rare: assets.SerifRare}, wording.Words{})
	if err != nil {
		t.Fatal(err)
	}
	at := func(x, y float64) parcel.Point { return parcel.Point{Name: "J", X: 3_404_000 + x, Y: 40_574_000 + y} }
	red := parcel.Shape{{Shell: parcel.Ring{at(0, 0), at(90, 4), at(92, 150), at(-3, 146)}}}
	land := parcel.Shape{{Shell: parcel.Ring{at(0, 0), at(80, 4), at(82, 150), at(-3, 146)}}}
	for i := range 45 { // so that the table goes on
		land[0].Shell = append(land[0].Shell, at(-3, 143-3*float64(i)))
	}
	d, err := parcel.NewDrawing(parcel.Grid{Width: 3, Zone: 40, Prefixed: true}, red, land, false)
	if err != nil {
		t.Fatal(err)
	}
	d.Project, d.Number = "南湖区城南片区公共卫生中心", "330402012001GB00123"
	var list []Sheet
	outline := casefile.Attachment{Outline: &casefile.Outline{Of: casefile.RedLine}}
	leaves, err := p.Leaves(casefile.Sheet{
		Document: casefile.Drawing, Land: d, A3: true, URL: "HTTP://127.0.0.1/V/A",
		Case: casefile.Case{Materials: []casefile.Material{{Files: []casefile.Attachment{outline}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range leaves {
		list = append(list, s)
	}
	return list
}

func viewer(t *testing.T) (*Viewer, *frametest.Frame) {
	t.Helper()
	f := frametest.New(t, 1000, 640)
	v := New(f)
	f.Window().SetContent(v)
	v.Resize(fyne.NewSize(1000, 640))
	v.Set(sheets(t))
	f.Window().Canvas().Focus(v)
	return v, f
}

func TestKeysZoomMoveAndComeBack(t *testing.T) {
	v, f := viewer(t)
	if v.Zoom() != 1 || !v.Ready() {
		t.Fatalf("at first zoom %g, drawn %v", v.Zoom(), v.Ready())
	}
	f.Type("++=＋")
	if want := math.Pow(zoomStep, 4); math.Abs(v.Zoom()-want) > 1e-9 || !v.Ready() {
		t.Errorf("four steps in: zoom %g, want %g, drawn %v", v.Zoom(), want, v.Ready())
	}
	before := v.lens
	f.Press(fyne.KeyRight, fyne.KeyDown)
	if v.lens.x <= before.x || v.lens.y <= before.y {
		t.Errorf("right and down went from %g,%g to %g,%g", before.x, before.y, v.lens.x, v.lens.y)
	}
	f.Press(fyne.KeyLeft, fyne.KeyUp)
	if math.Abs(v.lens.x-before.x) > 1e-9 || math.Abs(v.lens.y-before.y) > 1e-9 {
		t.Error("left and up do not undo it")
	}
	f.Type("-")
	if want := zoomStep * zoomStep * zoomStep; math.Abs(v.Zoom()-want) > 1e-9 {
		t.Errorf("one step out: zoom %g, want %g", v.Zoom(), want)
	}
	f.Type("0")
	if v.Zoom() != 1 || v.lens.x != 210 || !v.Ready() {
		t.Errorf("0 shows zoom %g around %g", v.Zoom(), v.lens.x)
	}
	for range 60 {
		f.Type("+")
	}
	if dpi := v.lens.scale() * inch; dpi > finest+0.001 || dpi < finest*0.99 || !v.Ready() {
		t.Errorf("at the end %g dpi, drawn %v", dpi, v.Ready())
	}
	if len(f.Errors) > 0 {
		t.Error(f.Errors)
	}
}

func TestPictureIsDotForDot(t *testing.T) {
	v, f := viewer(t)
	for range 9 {
		dots, shown := v.picture.Image.Bounds(), v.picture.Size()
		scale := f.Window().Canvas().Scale()
		if math.Abs(float64(shown.Width*scale)-float64(dots.Dx())) > 1.01 || math.Abs(float64(shown.Height*scale)-float64(dots.Dy())) > 1.01 {
			t.Errorf("zoom %g: %v dots on %v", v.Zoom(), dots, shown)
		}
		if dots.Dx() > 1000 || dots.Dy() > 640 {
			t.Errorf("zoom %g: %v dots are drawn for a room of 1000 × 640", v.Zoom(), dots)
		}
		f.Type("+")
	}
}

func TestMouseZoomsWhereItIs(t *testing.T) {
	v, _ := viewer(t)
	before := v.lens
	at := fyne.NewPos(300, 200)
	under := func(l lens) (x, y float64) {
		return l.x + (float64(at.X-2)-l.roomW/2)/l.scale(), l.y + (float64(at.Y-2)-l.roomH/2)/l.scale()
	}
	v.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: at}, Scrolled: fyne.Delta{DY: 30}})
	v.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: at}, Scrolled: fyne.Delta{DY: 30}})
	if v.Zoom() < 2 {
		t.Fatalf("the wheel zoomed to %g only", v.Zoom())
	}
	x0, y0 := under(before)
	x1, y1 := under(v.lens)
	if math.Abs(x1-x0) > 0.01 || math.Abs(y1-y0) > 0.01 {
		t.Errorf("under the pointer %g,%g became %g,%g", x0, y0, x1, y1)
	}
	x := v.lens.x
	v.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DX: -50}})
	if moved := (v.lens.x - x) * v.lens.scale(); math.Abs(moved-50) > 0.01 || !v.Ready() {
		t.Errorf("dragging by 50 moved by %g", moved)
	}
	zoom := v.Zoom()
	v.DoubleTapped(&fyne.PointEvent{Position: at})
	if math.Abs(v.Zoom()-2*zoom) > 1e-9 {
		t.Errorf("a double click zooms from %g to %g", zoom, v.Zoom())
	}
}

func TestSheetsTurn(t *testing.T) {
	v, f := viewer(t)
	f.Type("+")
	f.Press(fyne.KeyPageUp)
	if v.Page() != 0 {
		t.Error("before the first sheet is another")
	}
	f.Press(fyne.KeyPageDown)
	if v.Page() != 1 || v.Zoom() != 1 || !v.Ready() {
		t.Errorf("sheet %d, zoom %g, drawn %v", v.Page(), v.Zoom(), v.Ready())
	}
	for range 5 {
		f.Press(fyne.KeyPageDown)
	}
	if v.Page() != len(v.sheets)-1 {
		t.Errorf("sheet %d of %d", v.Page(), len(v.sheets))
	}
	v.Set(nil)
	f.Type("+0-")
	f.Press(fyne.KeyLeft)
	if v.Ready() || v.picture.Visible() {
		t.Error("no drawing is shown")
	}
}

func TestResizingKeepsTheLook(t *testing.T) {
	v, f := viewer(t)
	v.Resize(fyne.NewSize(600, 600))
	if v.Zoom() != 1 || !v.Ready() {
		t.Errorf("smaller: zoom %g, drawn %v", v.Zoom(), v.Ready())
	}
	f.Type("++++")
	scale := v.lens.scale()
	v.Resize(fyne.NewSize(900, 620))
	if math.Abs(v.lens.scale()-scale) > 1e-9 || !v.Ready() {
		t.Errorf("larger: scale %g, was %g", v.lens.scale(), scale)
	}
	v.Resize(fyne.NewSize(10, 10))
	v.Resize(fyne.NewSize(600, 600))
	if !v.Ready() {
		t.Error("after no room at all nothing is drawn")
	}
}

// late is a window whose background work is done when the test says so.
type late struct {
	*frametest.Frame
	work []func()
}

func (l *late) Background(work func(context.Context) error, done func(error)) {
	l.work = append(l.work, func() { done(work(context.Background())) })
}

func (l *late) next() {
	do := l.work[0]
	l.work = l.work[1:]
	do()
}

func TestOnlyOnePictureIsDrawnAtATime(t *testing.T) {
	f := &late{Frame: frametest.New(t, 800, 600)}
	v := New(f)
	f.Window().SetContent(v)
	v.Resize(fyne.NewSize(800, 600))
	v.Set(sheets(t))
	f.Window().Canvas().Focus(v)
	f.Type("++++++")
	if len(f.work) != 1 {
		t.Fatalf("%d pictures are being drawn", len(f.work))
	}
	f.next()
	if v.Ready() || len(f.work) != 1 {
		t.Fatalf("after the first: ready %v, %d waiting", v.Ready(), len(f.work))
	}
	f.next()
	if !v.Ready() || len(f.work) != 0 {
		t.Errorf("after the second: ready %v, %d waiting", v.Ready(), len(f.work))
	}
	f.Type("+")
	f.Press(fyne.KeyPageDown)
	f.next() // of the sheet before
	if v.Ready() {
		t.Error("a late picture of another sheet is shown")
	}
	f.next()
	if !v.Ready() {
		t.Error("the sheet turned to is not drawn")
	}
}

// torn is a sheet that cannot be drawn.
type torn struct{}

func (torn) Size() (width, height float64) { return 420, 297 }

func (torn) View(_, _, _, _, _ float64) (image.Image, error) { return nil, errors.New("torn") }

func TestFailureIsTold(t *testing.T) {
	v, f := viewer(t)
	v.Set([]Sheet{torn{}})
	if len(f.Errors) == 0 || v.Ready() || v.picture.Visible() {
		t.Errorf("errors %v, ready %v", f.Errors, v.Ready())
	}
}

// However it is zoomed and moved, the room shows sheet and the lens is sound.
func TestLensStaysOnTheSheet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := lens{sheetW: 420, sheetH: 297, roomW: rapid.Float64Range(20, 3000).Draw(t, "w"), roomH: rapid.Float64Range(20, 2000).Draw(t, "h")}.whole()
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "zoom") {
				l = l.zoomed(rapid.Float64Range(0.2, 5).Draw(t, "factor"), rapid.Float64Range(0, l.roomW).Draw(t, "x"), rapid.Float64Range(0, l.roomH).Draw(t, "y"))
			} else {
				l = l.moved(rapid.Float64Range(-900, 900).Draw(t, "dx"), rapid.Float64Range(-900, 900).Draw(t, "dy"))
			}
			p := l.shown()
			if p.x < 0 || p.y < 0 || p.x+p.w > 420+1e-6 || p.y+p.h > 297+1e-6 || !(p.w > 0) || !(p.h > 0) {
				t.Fatalf("%+v shows %+v", l, p)
			}
			if dpi := l.scale() * inch; l.zoom < 1 || dpi > finest+1e-6 && l.zoom > 1 {
				t.Fatalf("zoom %g, %g dpi", l.zoom, dpi)
			}
		}
	})
}

func TestViewerShowsInk(t *testing.T) {
	v, f := viewer(t)
	f.Type("++")
	shot := f.Window().Canvas().Capture()
	dark := 0
	for y := range shot.Bounds().Dy() {
		for x := range shot.Bounds().Dx() {
			if r, g, b, _ := shot.At(x, y).RGBA(); r+g+b < 3*0x6000 {
				dark++
			}
		}
	}
	if dark < 1500 || v.label.Text == "" {
		t.Errorf("%d dark dots, label %q", dark, v.label.Text)
	}
}
