package print_test

import (
	"fmt"
	"image/png"
	"math"
	"os"
	"testing"
	"time"

	"onewindow/app/parcel"
	"onewindow/print"
)

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

func TestLook(t *testing.T) {
	for k, d := range map[string]parcel.Drawing{"p": project(t), "b": brook(t)} {
		for _, s := range []print.DrawingSheet{print.DrawingA3, print.DrawingA4} {
			for n := 1; n <= painter(t).DrawingPages(d, s); n++ {
				img, err := painter(t).DrawingPreview(d, s, n, 130)
				if err != nil {
					t.Fatal(err)
				}
				f, _ := os.Create("/tmp/parcel-look/" + k + string(s) + string(rune('0'+n)) + ".png")
				png.Encode(f, img)
				f.Close()
			}
		}
	}
}
