package print_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/parcel"
	"onewindow/print"
)

var update = flag.Bool("update", false, "draw the golden pictures anew")

// project is the red line of a project and its parcel: a road to be given up
// in the north, a corner beyond the line in the east.
func project(t testing.TB) parcel.Drawing {
	t.Helper()
	read := func(name string) parcel.File {
		data, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		f, problems := parcel.Read(data)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", name, problems)
		}
		return f
	}
	red, land := read("redline"), read("parcel")
	d, err := parcel.NewDrawing(red.Grid, red.Parcels[0].Shape, land.Parcels[0].Shape, false)
	if err != nil {
		t.Fatal(err)
	}
	d.Project, d.ProjectCode = "南湖区城南片区公共卫生中心", "2601-330402-04-01-000013"
	d.Holder, d.Number = "嘉兴市南湖区卫生健康局", "330402012001GB00123"
	d.Location = "城南街道，东至长水路，南至规划支路，西至市河绿带，北至纺工路"
	d.Use, d.LandClass = "医疗卫生用地", "080601"
	d.Neighbours = map[parcel.Direction]string{parcel.East: "长水路", parcel.South: "规划支路", parcel.West: "市河绿带", parcel.North: "纺工路"}
	d.Conditions = []parcel.Entry{
		{Key: "容积率", Value: "1.0—1.5"}, {Key: "建筑密度", Value: "不大于 35%"}, {Key: "建筑高度", Value: "不高于 24 米"},
		{Key: "绿地率", Value: "不小于 30%"}, {Key: "建筑退界", Value: "东退长水路红线 10 米；北退纺工路红线 8 米；其余不小于 6 米"},
		{Key: "出入口", Value: "机动车出入口设于规划支路，距交叉口不小于 70 米"}, {Key: "停车配建", Value: "每 100 平方米建筑面积 1.2 个"},
	}
	d.Surveyor, d.SurveyedOn, d.DrawnBy, d.CheckedBy = "示例测绘有限公司", "2026-11-20", "陈晨", "周明"
	d.DrawnAt = time.Date(2026, 11, 21, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))
	return d
}

// brook is a parcel with two holes and a second part, bounded by a winding
// brook of hundreds of points, and no red line yet.
func brook(t testing.TB) parcel.Drawing {
	t.Helper()
	var shell parcel.Ring
	point := func(x, y float64) {
		shell = append(shell, parcel.Point{Name: fmt.Sprintf("J%d", len(shell)+1), X: 3_404_000 + x, Y: 40_574_000 + y})
	}
	for i := range 240 {
		y := float64(i) * 5
		point(600+60*math.Sin(y/70)+12*math.Sin(y/13), y)
	}
	point(180, 1195)
	point(20, 640)
	point(0, 0)
	ring := func(prefix string, x, y, side float64) parcel.Ring {
		var r parcel.Ring
		for i, d := range [][2]float64{{0, 0}, {side, 0}, {side, side}, {0, side}} {
			r = append(r, parcel.Point{Name: fmt.Sprintf("%s%d", prefix, i+1), X: 3_404_000 + x + d[0], Y: 40_574_000 + y + d[1]})
		}
		return r
	}
	land := parcel.Shape{
		{Shell: shell, Holes: []parcel.Ring{ring("K", 200, 200, 90), ring("L", 300, 800, 60)}},
		{Shell: ring("M", -150, 300, 100)},
	}
	d, err := parcel.NewDrawing(parcel.Grid{Width: 3, Zone: 40, Prefixed: true}, nil, land, true)
	if err != nil {
		t.Fatal(err)
	}
	d.Number, d.Use = "DK003", "水域及水利设施用地"
	return d
}

// plain is a parcel whose boundary is the red line.
func plain(t testing.TB) parcel.Drawing {
	t.Helper()
	p := project(t)
	d, err := parcel.NewDrawing(p.Grid, p.RedLine, p.RedLine, false)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func drawingPDF(t testing.TB, d parcel.Drawing, sheet print.DrawingSheet) []byte {
	t.Helper()
	data, err := painter(t).DrawingPDF(d, sheet)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func drawingPreview(t testing.TB, d parcel.Drawing, sheet print.DrawingSheet, number int, dpi float64) image.Image {
	t.Helper()
	picture, err := painter(t).DrawingPreview(d, sheet, number, dpi)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func sheetsOfDrawings() []print.DrawingSheet {
	return []print.DrawingSheet{print.DrawingA3, print.DrawingA4}
}

func TestDrawingSaysEverything(t *testing.T) {
	d := project(t)
	for _, sheet := range sheetsOfDrawings() {
		said := words(t, drawingPDF(t, d, sheet))
		wants(t, said, "用地红线图与宗地图（两图合一）", d.Project, d.ProjectCode, d.Holder, d.Number, d.Location, d.Use,
			"总用地", "19848.05", "1.9848", "29.772", "净用地", "17772.17", "代征用地", "2450.25", "净用地中红线外", "374.37",
			"① 2450.25", "② 374.37", "红线内、宗地外", "宗地内、红线外", "长水路", "规划支路", "市河绿带", "纺工路",
			"J1—J3、J6—J7", "40574781.033", "3404190.600", "157.02", "R2", "示例测绘有限公司", "2026-11-20", "陈晨", "周明",
			"2000国家大地坐标系", "3° 带第 40 带", "中央子午线 120°", "北", "图例", "40574800")
		for _, c := range d.Conditions {
			wants(t, said, c.Key, c.Value)
		}
	}
	wants(t, words(t, drawingPDF(t, d, print.DrawingA3)), "1∶1000", "第 1 页 共 2 页")
}

func TestDrawingOfOneOutline(t *testing.T) {
	land := brook(t)
	said := words(t, drawingPDF(t, land, print.DrawingA4))
	wants(t, said, "宗地图", "椭球面积", "J240", "K4", "M4")
	if strings.Contains(said, "红线") {
		t.Error("a cadastral map speaks of a red line")
	}
	red, err := parcel.NewDrawing(land.Grid, land.Boundary, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	said = words(t, drawingPDF(t, red, print.DrawingA4))
	wants(t, said, "用地红线图", "用地红线点成果表", "J240")
	if strings.Contains(said, "宗地界") {
		t.Error("a red-line map speaks of a boundary")
	}
	wants(t, words(t, drawingPDF(t, plain(t), print.DrawingA3)), "用地红线与宗地界线一致", "宗地界址点成果表")
}

// Every point stands in the tables, however many sheets they take.
func TestDrawingTablesGoOn(t *testing.T) {
	d := brook(t)
	for _, sheet := range sheetsOfDrawings() {
		said := words(t, drawingPDF(t, d, sheet))
		for _, r := range d.Boundary.Rings() {
			for _, p := range r {
				wants(t, said, fmt.Sprintf("%s %.3f %.3f", p.Name, p.X, p.Y))
			}
		}
		if n := painter(t).DrawingPages(d, sheet); n < 3 || strings.Count(said, "页共") != n {
			t.Errorf("%s: %d sheets, %d counted", sheet, n, strings.Count(said, "页共"))
		}
	}
}

// A drawing of nothing, of a speck and at a scale far too large is still a
// sheet of paper.
func TestStrangeDrawings(t *testing.T) {
	speck := brook(t)
	speck.Boundary = parcel.Shape{{Shell: parcel.Ring{{Name: "J1", X: 3_404_000, Y: 40_574_000}, {X: 3_404_000.05, Y: 40_574_000}, {X: 3_404_000, Y: 40_574_000.05}}}}
	close := brook(t)
	close.Scale = 1
	far := brook(t)
	far.Scale = math.MaxInt32
	long := project(t)
	long.Project = strings.Repeat("很长的项目名称", 30)
	long.Location = strings.Repeat("东至长水路，", 200)
	long.Neighbours[parcel.East] = strings.Repeat("很长的邻地名称", 12)
	long.Conditions = append(long.Conditions, parcel.Entry{Key: "其他", Value: strings.Repeat("应当满足规划要求。", 900)})
	for name, d := range map[string]parcel.Drawing{"nothing": {}, "speck": speck, "close": close, "far": far, "long": long} {
		for _, sheet := range sheetsOfDrawings() {
			for n := range painter(t).DrawingPages(d, sheet) {
				drawingPreview(t, d, sheet, n+1, 40)
			}
			if data := drawingPDF(t, d, sheet); len(data) < 1000 {
				t.Errorf("%s on %s: %d bytes", name, sheet, len(data))
			}
		}
	}
	if got := strings.Count(words(t, drawingPDF(t, long, print.DrawingA4)), "应当满足规划要求"); got < 890 {
		t.Errorf("only %d of 900 sentences are there", got)
	}
}

func TestSameDrawingSameBytes(t *testing.T) {
	for _, sheet := range sheetsOfDrawings() {
		if !bytes.Equal(drawingPDF(t, project(t), sheet), drawingPDF(t, project(t), sheet)) {
			t.Errorf("two prints on %s differ", sheet)
		}
	}
}

// TestDrawingPreviewIsThePrint compares the map by areas of 8 × 8 mm that may
// differ by a twentieth of full black.
func TestDrawingPreviewIsThePrint(t *testing.T) {
	for _, sheet := range sheetsOfDrawings() {
		printed := rendered(t, drawingPDF(t, project(t), sheet))
		sameInk(t, string(sheet), drawingPreview(t, project(t), sheet, 1, lookDPI), printed[0])
	}
}

// A window onto the sheet shows what the whole sheet shows there.
func TestViewIsPartOfTheSheet(t *testing.T) {
	const dpi = 127 // five dots a millimetre
	whole := drawingPreview(t, project(t), print.DrawingA3, 1, dpi)
	sheet := painter(t).Drawn(project(t), print.DrawingA3)[0]
	if w, h := sheet.Size(); w != 420 || h != 297 {
		t.Errorf("the sheet is %g × %g mm", w, h)
	}
	for _, w := range [][4]float64{{40, 60, 80, 50}, {280, 150, 140, 147}, {-10, -20, 60, 60}} {
		view, err := sheet.View(w[0], w[1], w[2], w[3], dpi)
		if err != nil {
			t.Fatal(err)
		}
		if got := view.Bounds().Size(); got != image.Pt(int(w[2]*5), int(w[3]*5)) {
			t.Fatalf("%v has %v dots", w, got)
		}
		differ := 0
		for y := range view.Bounds().Dy() {
			for x := range view.Bounds().Dx() {
				at := image.Pt(x+int(w[0]*5), y+int(w[1]*5))
				if !at.In(whole.Bounds()) {
					continue
				}
				if a, b := gray(view.At(x, y)), gray(whole.At(at.X, at.Y)); a-b > 40 || b-a > 40 {
					differ++
				}
			}
		}
		if dots := view.Bounds().Dx() * view.Bounds().Dy(); differ*1000 > dots {
			t.Errorf("%v: %d of %d dots are another", w, differ, dots)
		}
	}
}

func gray(c color.Color) int { return int(color.GrayModel.Convert(c).(color.Gray).Y) }

// TestDrawingsLookAsReviewed holds the sheets to pictures that were looked at.
// Update with -update, and look again.
func TestDrawingsLookAsReviewed(t *testing.T) {
	for name, d := range map[string]parcel.Drawing{"project": project(t), "brook": brook(t)} {
		for _, sheet := range sheetsOfDrawings() {
			got := drawingPreview(t, d, sheet, 1, 72)
			looksAsReviewed(t, "drawing-"+name+"-"+string(sheet), got)
		}
	}
}

// looksAsReviewed holds a picture to the one in testdata.
func looksAsReviewed(t *testing.T, name string, got image.Image) {
	t.Helper()
	path := "testdata/" + name + ".png"
	if *update {
		save(t, path, got)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != want.Bounds() {
		t.Fatalf("%s is %v, was %v", path, got.Bounds(), want.Bounds())
	}
	differ := 0
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			if a, b := gray(got.At(x, y)), gray(want.At(x, y)); a-b > 40 || b-a > 40 {
				differ++
			}
		}
	}
	if differ > 50 { // dots that rounding on another processor may turn
		t.Errorf("%s: %d dots are another", path, differ)
	}
}

func save(t *testing.T, path string, picture image.Image) {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The drawing as a document of the office carries its number, the organ and the
// marks of a copy, on both papers.
func TestDrawingAsADocument(t *testing.T) {
	for _, a3 := range []bool{false, true} {
		s := sheet(t, casefile.Drawing)
		s.A3, s.Copy, s.Awaiting = a3, 2, true
		wants(t, words(t, pdf(t, s)), "用地红线图与宗地图（两图合一）", "编号", "03-20261123-0007-图", s.Office.Organ,
			"2026年11月21日", "（盖章处）", "补打 2", "待中心确认", "容积率", "19848.05")
		name := map[bool]string{false: "A4", true: "A3"}[a3]
		s.Seal, s.Copy, s.Awaiting = stamp(t), 1, false
		picture, err := painter(t).Preview(s, 1, 72)
		if err != nil {
			t.Fatal(err)
		}
		looksAsReviewed(t, "drawing-document-"+name, picture)
	}
}

// Leaves are the pages of a document, from near and far.
func TestLeaves(t *testing.T) {
	s := sheet(t, casefile.Drawing)
	leaves, err := painter(t).Leaves(s)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := painter(t).Pages(s)
	if err != nil || len(leaves) != pages {
		t.Errorf("%d leaves of %d pages, %v", len(leaves), pages, err)
	}
	if w, h := leaves[0].Size(); w != 210 || h != 297 {
		t.Errorf("a leaf of %v by %v mm", w, h)
	}
	whole, err := leaves[0].View(0, 0, 210, 297, 25.4)
	if err != nil || whole.Bounds().Dx() != 210 || whole.Bounds().Dy() != 297 {
		t.Errorf("%v, %v", whole.Bounds(), err)
	}
	s.Land = parcel.Drawing{}
	if _, err := painter(t).Leaves(s); !errors.Is(err, print.ErrIncomplete) {
		t.Errorf("a drawing of nothing: %v", err)
	}
}
