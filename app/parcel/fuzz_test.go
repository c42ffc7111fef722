package parcel_test

import (
	"fmt"
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
	parcels := string(file(t, "plain")) + strings.Repeat("4,1,DK009,示例,面,,,,@\n", 5000)
	if _, problems = parcel.Read([]byte(parcels)); !problems.Has(parcel.TooLarge) {
		t.Errorf("five thousand parcels: %v …", problems[0])
	}
	var rings strings.Builder
	for n := range 1100 {
		for i, xy := range []string{"3404200.000,40574700.000", "3404210.000,40574700.000", "3404200.000,40574710.000"} {
			fmt.Fprintf(&rings, "R%d,%d,%s\n", 3*n+i, n+1, xy)
		}
	}
	if _, problems = parcel.Read([]byte(string(file(t, "no-points")) + rings.String())); !problems.Has(parcel.TooLarge) {
		t.Errorf("a thousand rings: %v …", problems[0])
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

// A file as large as any that is read, of parcels side by side, is checked
// while a person waits.
func TestLargeFilesAreQuick(t *testing.T) {
	text := strings.Builder{}
	text.Write(file(t, "no-parcel"))
	for i := range 3900 {
		x, y := 3_400_000+10*(i%100), 40_570_000+10*(i/100)
		fmt.Fprintf(&text, "4,0.0100,%d,示例,面,,,,@\nA,1,%d,%d\nB,1,%d,%d\nC,1,%d,%d\nD,1,%d,%d\n", i, x, y, x+10, y, x+10, y+10, x, y+10)
	}
	start := time.Now()
	f, problems := parcel.Read([]byte(text.String()))
	if len(f.Parcels) != 3900 || len(problems) != 1 || problems[0].Code != parcel.NoSection {
		t.Errorf("%d parcels, %d problems", len(f.Parcels), len(problems))
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}
