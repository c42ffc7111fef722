package casefile_test

import (
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/parcel"
)

const boundary = `[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
[地块坐标]
4,1.9848,DK001,示例地块一,面,,工业用地,0601,@
J1,1,3404200.000,40574700.000
J2,1,3404212.350,40574851.420
J3,1,3404086.215,40574868.905
J4,1,3404070.880,40574712.640
`

// outlined is a file as it was read when it was taken in.
func outlined(hash string, of casefile.Outlined, content string) casefile.Attachment {
	f, problems := parcel.Read([]byte(content))
	return casefile.Attachment{Name: hash + ".txt", Hash: hash, Size: int64(len(content)), Outline: casefile.OutlineOf(of, f, problems)}
}

func TestOutlineOfAFile(t *testing.T) {
	o := outlined("01", casefile.RedLine, boundary).Outline
	if o.Errors != 0 || o.Warnings == 0 || o.Parcels != 1 || o.Points != 4 || o.Number != "DK001" || o.EPSG != 4528 {
		t.Errorf("%+v", o)
	}
	if o.Plane < 1984000 || o.Plane > 1985000 || o.Ellipsoid >= o.Plane || o.Extent.North != 3404212350 {
		t.Errorf("%+v", o)
	}
	bad := outlined("02", casefile.RedLine, strings.Replace(boundary, "2000国家", "1980西安", 1)).Outline
	if bad.Errors == 0 || bad.Points != 0 || bad.Plane != 0 || bad.Extent != (casefile.Extent{}) {
		t.Errorf("%+v", bad)
	}
}

// The drawing exists with the first file that could be read, and is another one
// with the next; a file that could not be read changes nothing.
func TestDrawingFollowsTheFiles(t *testing.T) {
	first := received()
	first.Materials = []casefile.Material{{ID: "boundary", Source: "applicant", Present: true}}
	var events []casefile.Event
	at := start
	add := func(body casefile.Body) casefile.Case {
		t.Helper()
		c := casefile.Fold(events)
		if no := casefile.Decide(c, body, clerk); no != nil {
			t.Fatal(no)
		}
		e, err := casefile.New("e"+strings.Repeat("1", len(events)), "c1", c.Version, clerk, at, "p", body)
		if err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Minute)
		events = append(events, e)
		return casefile.Fold(events)
	}
	attach := func(f casefile.Attachment) casefile.Case {
		t.Helper()
		return add(&casefile.Attached{Material: "boundary", File: f})
	}
	if add(first).Has(casefile.Drawing) {
		t.Error("a drawing of nothing")
	}
	if attach(outlined("00", casefile.RedLine, "nonsense")).Has(casefile.Drawing) {
		t.Error("a drawing of nonsense")
	}
	c := attach(outlined("01", casefile.RedLine, boundary))
	file, is := c.Outlining(casefile.RedLine)
	if !is || file.Hash != "01" || !c.Has(casefile.Drawing) {
		t.Fatalf("drawn from %+v", file)
	}
	if _, is := c.Outlining(casefile.Boundary); is {
		t.Error("a parcel from nowhere")
	}
	digest, drawn := c.Digest(casefile.Drawing), c.DrawnAt()
	add(&casefile.Printed{Document: casefile.Drawing, Copy: 1})
	c = attach(outlined("02", casefile.RedLine, "nonsense"))
	if c.Digest(casefile.Drawing) != digest || !c.DrawnAt().Equal(drawn) || c.Current(casefile.Drawing) != 1 {
		t.Error("nonsense made another drawing")
	}
	c = attach(outlined("03", casefile.RedLine, strings.Replace(boundary, "40574712.640", "40574713.640", 1)))
	if file, _ := c.Outlining(casefile.RedLine); file.Hash != "03" {
		t.Errorf("drawn from %s", file.Hash)
	}
	if c.Digest(casefile.Drawing) == digest || !c.DrawnAt().After(drawn) || c.Current(casefile.Drawing) != 0 {
		t.Error("another file made no other drawing")
	}
}
