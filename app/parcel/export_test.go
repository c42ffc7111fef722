package parcel_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"onewindow/app/parcel"

	"github.com/peterstace/simplefeatures/geom"
)

func TestGeoJSONIsLandElsewhereToo(t *testing.T) {
	f := read(t, "part-hole-island")
	data, err := f.GeoJSON()
	if err != nil {
		t.Fatal(err)
	}
	var collection geom.GeoJSONFeatureCollection
	if err := json.Unmarshal(data, &collection); err != nil {
		t.Fatal(err)
	}
	if len(collection) != 1 || collection[0].Properties["number"] != "DK001" {
		t.Fatalf("features %v", collection)
	}
	g, is := collection[0].Geometry.AsMultiPolygon()
	if !is || g.NumPolygons() != 3 || g.PolygonN(0).NumInteriorRings() != 1 {
		t.Fatalf("geometry %s", collection[0].Geometry.AsText())
	}
	for i := range g.NumPolygons() {
		if !g.PolygonN(i).IsCCW() {
			t.Errorf("part %d runs clockwise", i)
		}
	}
	first := g.PolygonN(0).ExteriorRing().Coordinates().GetXY(0)
	if math.Abs(first.X-120.780174) > 1e-6 || math.Abs(first.Y-30.756155) > 1e-6 {
		t.Errorf("J1 at %v", first)
	}
}

// decoded is what another program reads from a shapefile.
type decoded struct {
	rings [][][2]float64
	row   map[string]string
}

// decode reads a shapefile by the description of the format, trusting the
// index rather than the lengths in SHP.
func decode(t *testing.T, s parcel.Shapefile) []decoded {
	t.Helper()
	big, little := binary.BigEndian, binary.LittleEndian
	for name, data := range map[string][]byte{"shp": s.SHP, "shx": s.SHX} {
		if big.Uint32(data) != 9994 || int(big.Uint32(data[24:]))*2 != len(data) || little.Uint32(data[32:]) != 5 {
			t.Fatalf("%s: head % x", name, data[:36])
		}
	}
	var list []decoded
	for at := 100; at < len(s.SHX); at += 8 {
		start, length := int(big.Uint32(s.SHX[at:]))*2, int(big.Uint32(s.SHX[at+4:]))*2
		if n := int(big.Uint32(s.SHP[start:])); n != len(list)+1 {
			t.Fatalf("record %d is numbered %d", len(list)+1, n)
		}
		content := s.SHP[start+8 : start+8+length]
		parts, points := int(little.Uint32(content[36:])), int(little.Uint32(content[40:]))
		if len(content) != 44+4*parts+16*points {
			t.Fatalf("record of %d bytes has %d parts, %d points", len(content), parts, points)
		}
		var d decoded
		for i := range parts {
			from, to := int(little.Uint32(content[44+4*i:])), points
			if i+1 < parts {
				to = int(little.Uint32(content[48+4*i:]))
			}
			var ring [][2]float64
			for p := from; p < to; p++ {
				xy := content[44+4*parts+16*p:]
				ring = append(ring, [2]float64{math.Float64frombits(little.Uint64(xy)), math.Float64frombits(little.Uint64(xy[8:]))})
			}
			d.rings = append(d.rings, ring)
		}
		list = append(list, d)
	}
	rows(t, s.DBF, list)
	return list
}

// rows reads the table into the records.
func rows(t *testing.T, dbf []byte, list []decoded) {
	t.Helper()
	little := binary.LittleEndian
	head, width := int(little.Uint16(dbf[8:])), int(little.Uint16(dbf[10:]))
	if int(little.Uint32(dbf[4:])) != len(list) || len(dbf) != head+width*len(list)+1 {
		t.Fatalf("table of %d bytes: head %d, width %d, %d rows", len(dbf), head, width, len(list))
	}
	for i := range list {
		list[i].row = map[string]string{}
		at := head + i*width + 1
		for field := 32; dbf[field] != '\r'; field += 32 {
			name := strings.TrimRight(string(dbf[field:field+11]), "\x00")
			length := int(dbf[field+16])
			list[i].row[name] = strings.TrimSpace(string(dbf[at : at+length]))
			at += length
		}
	}
}

func TestShapefileIsReadBack(t *testing.T) {
	f := read(t, "two-parcels")
	f.Parcels[1].Name = strings.Repeat("很长的地块名称", 40)
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	s := f.Shapefile(day)
	list := decode(t, s)
	if len(list) != 2 || len(list[0].rings) != 2 || len(list[1].rings) != 1 {
		t.Fatalf("%d records", len(list))
	}
	for k, ring := range list[0].rings {
		sum := 0.0
		for i := range len(ring) - 1 {
			sum += (ring[i+1][0] - ring[i][0]) * (ring[i+1][1] + ring[i][1] - 2*ring[0][1])
		}
		if ring[0] != ring[len(ring)-1] || (sum > 0) != (k == 0) {
			t.Errorf("ring %d is open or runs the wrong way: %v", k, ring)
		}
	}
	if list[0].rings[0][0] != [2]float64{40574700, 3404200} {
		t.Errorf("J1 at %v", list[0].rings[0][0])
	}
	row := list[0].row
	if row["DKH"] != "DK001" || row["DKMC"] != "示例地块一" || row["PMMJ"] != "18992.911" || row["TQMJ"] != "18990.292" || row["SBMJ"] != "1.8993" {
		t.Errorf("row %v", row)
	}
	if name := list[1].row["DKMC"]; !strings.HasPrefix(f.Parcels[1].Name, name) || len(name) != 240 {
		t.Errorf("a long name became %q", name)
	}
	if !strings.Contains(string(s.PRJ), `"CGCS2000_3_Degree_GK_Zone_40"`) || !strings.Contains(string(s.PRJ), "40500000.0") {
		t.Errorf("system %s", s.PRJ)
	}
	if string(read(t, "unprefixed").Shapefile(day).PRJ) == string(s.PRJ) {
		t.Error("with and without the zone's number is one system")
	}
}
