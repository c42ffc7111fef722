package parcel_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"onewindow/app/parcel"
)

// vector is one row of testdata/files.csv.
type vector struct {
	name, encoding, parcels, points, parts, holes, area string
	problems                                            []string
}

func vectors(t testing.TB) []vector {
	t.Helper()
	data, err := os.ReadFile("testdata/files.csv")
	if err != nil {
		t.Fatal(err)
	}
	var table []vector
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, ",")
		if len(f) != 8 {
			t.Fatalf("%q has %d fields, not 8", line, len(f))
		}
		table = append(table, vector{f[0], f[1], f[2], f[3], f[4], f[5], f[6], strings.Fields(f[7])})
	}
	if len(table) < 80 {
		t.Fatalf("only %d vectors", len(table))
	}
	return table
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/files/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// read reads a file that has to be usable.
func read(t testing.TB, name string) parcel.File {
	t.Helper()
	f, problems := parcel.Read(file(t, name))
	if !problems.Usable() {
		t.Fatalf("%s: %v", name, problems)
	}
	return f
}

func TestEveryVariant(t *testing.T) {
	for _, v := range vectors(t) {
		f, problems := parcel.Read(file(t, v.name))
		if string(f.Encoding) != v.encoding {
			t.Errorf("%s: encoding %s, want %s", v.name, f.Encoding, v.encoding)
		}
		var points, parts, holes int
		area := 0.0
		for _, p := range f.Parcels {
			points += p.Shape.Points()
			parts += len(p.Shape)
			area += p.Shape.Area()
			for _, part := range p.Shape {
				holes += len(part.Holes)
			}
		}
		got := fmt.Sprint(len(f.Parcels), points, parts, holes)
		if want := strings.Join([]string{v.parcels, v.points, v.parts, v.holes}, " "); got != want {
			t.Errorf("%s: parcels, points, parts, holes %s, want %s", v.name, got, want)
		}
		if got := fmt.Sprintf("%.3f", area); v.area != "x" && got != v.area {
			t.Errorf("%s: area %s, want %s", v.name, got, v.area)
		}
		var told []string
		for _, p := range problems {
			told = append(told, fmt.Sprintf("%d:%s", p.Line, p.Code))
		}
		want := slices.Clone(v.problems)
		slices.Sort(told)
		slices.Sort(want)
		if !slices.Equal(told, want) {
			t.Errorf("%s: problems %v, want %v", v.name, told, want)
		}
	}
}
