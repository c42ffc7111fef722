package parcel_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"onewindow/app/parcel"
)

// Whatever is dropped onto the window, reading it ends; what is usable can be
// measured and exported.
func FuzzRead(f *testing.F) {
	for _, v := range vectors(f) {
		data := file(f, v.name)
		f.Add(data)
		f.Add(data[:len(data)*2/3]) // cut off, perhaps within a character
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, problems := parcel.Read(data)
		for _, p := range problems {
			if _, known := parcel.Codes()[p.Code]; !known || p.Line < 0 {
				t.Fatalf("problem %+v", p)
			}
		}
		if !problems.Usable() {
			return
		}
		if len(file.Parcels) == 0 || file.Grid.Zone == 0 {
			t.Fatalf("usable without land or place: %+v", file)
		}
		for _, p := range file.Parcels {
			plane, ellipsoid := p.Shape.Area(), file.Grid.Area(p.Shape)
			if !(plane > 0) || math.IsNaN(ellipsoid) {
				t.Fatalf("areas %g and %g", plane, ellipsoid)
			}
		}
		if _, err := file.GeoJSON(); err != nil {
			t.Fatal(err)
		}
		file.Shapefile(time.Unix(0, 0))
	})
}

func TestHugeFilesAreRefused(t *testing.T) {
	_, problems := parcel.Read(make([]byte, 9<<20))
	if !problems.Has(parcel.TooLarge) || problems.Usable() {
		t.Errorf("nine megabytes: %v", problems)
	}
	points := string(file(t, "plain")) + strings.Repeat("J1,3,3404200.000,40574700.000\nJ2,3,3404300.000,40574700.000\n", 30_000)
	if _, problems = parcel.Read([]byte(points)); !problems.Has(parcel.TooLarge) || len(problems) > 102 {
		t.Errorf("sixty thousand points: %d problems, %v …", len(problems), problems[0])
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	text := string(file(t, "plain")) + strings.Repeat("J1,x,3404200.000,40574700.000\n", 150)
	_, problems := parcel.Read([]byte(text))
	last := problems[len(problems)-1]
	if len(problems) != 101 || last.Code != parcel.Overflow || last.Data["more"] != 50 {
		t.Errorf("%d problems, the last %+v", len(problems), last)
	}
}

// The sides of a large ring are compared in a sweep, not each with each.
func TestManyPointsAreQuick(t *testing.T) {
	const n = 20_000
	ring := make(parcel.Ring, n)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / n)
		ring[i] = parcel.Point{X: 3_400_000 + 2000*cos, Y: 40_574_000 + 2000*sin}
	}
	start := time.Now()
	if _, err := parcel.Compare(parcel.Shape{{Shell: ring}}, parcel.Shape{{Shell: ring}}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("comparing took %v", took)
	}
}
