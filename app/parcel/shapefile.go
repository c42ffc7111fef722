package parcel

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"
	"unicode/utf8"
)

// Shapefile is the files of an ESRI shapefile, by what they are called after
// the dot.
type Shapefile struct {
	SHP []byte // outlines
	SHX []byte // where each record of SHP begins
	DBF []byte // a table with one row for each parcel
	PRJ []byte // the coordinate system
	CPG []byte // the encoding of DBF
}

// Shapefile writes the parcels as polygons (ESRI Shapefile Technical
// Description, July 1998) in the plane coordinates of the file, east before
// north. The day stands in the head of the table; the same file and day give
// the same bytes.
func (f File) Shapefile(day time.Time) Shapefile {
	out := Shapefile{PRJ: []byte(f.Grid.WKT()), CPG: []byte("UTF-8")}
	var records, index []byte
	for i, p := range f.Parcels {
		content := polygonRecord(p.Shape)
		words := int32(len(content) / 2)
		at := int32((shapeHead + len(records)) / 2)
		index = bigEndian(index, at, words)
		records = append(bigEndian(records, int32(i+1), words), content...)
	}
	out.SHP = append(f.shapeHead(len(records)), records...)
	out.SHX = append(f.shapeHead(len(index)), index...)
	out.DBF = f.table(day)
	return out
}

// shapeHead is the length of the head of SHP and SHX, in bytes.
const shapeHead = 100

// polygonType is the shape type Polygon.
const polygonType = 5

func bigEndian(to []byte, numbers ...int32) []byte {
	for _, n := range numbers {
		to = binary.BigEndian.AppendUint32(to, uint32(n))
	}
	return to
}

func littleEndian(to []byte, numbers ...int32) []byte {
	for _, n := range numbers {
		to = binary.LittleEndian.AppendUint32(to, uint32(n))
	}
	return to
}

func doubles(to []byte, numbers ...float64) []byte {
	for _, n := range numbers {
		to = binary.LittleEndian.AppendUint64(to, math.Float64bits(n))
	}
	return to
}

func (f File) shapeHead(contents int) []byte {
	head := bigEndian(nil, 9994, 0, 0, 0, 0, 0, int32((shapeHead+contents)/2))
	head = littleEndian(head, 1000, polygonType)
	b := f.Bounds()
	return doubles(head, b.West, b.South, b.East, b.North, 0, 0, 0, 0)
}

// polygonRecord is the content of one record: shells clockwise, holes the
// other way round.
func polygonRecord(s Shape) []byte {
	var starts []int32
	var points []byte
	n := int32(0)
	for _, p := range s {
		for k, r := range (Shape{p}).Rings() {
			starts = append(starts, n)
			r = r.wound(k == 0)
			for i := range len(r) + 1 {
				at := r[i%len(r)]
				points = doubles(points, at.Y, at.X)
			}
			n += int32(len(r) + 1)
		}
	}
	b := s.Bounds()
	record := doubles(littleEndian(nil, polygonType), b.West, b.South, b.East, b.North)
	record = littleEndian(record, int32(len(starts)), n)
	return append(littleEndian(record, starts...), points...)
}

// column is one column of the table. Numbers have decimals and are set right.
type column struct {
	name     string
	width    int
	decimals int
	text     func(Parcel) string
	number   func(Parcel) float64
}

// columns are named with the letters the trade uses for the fields of land
// surveys: 地块号, 地块名称, 用途, 地类编码, 面积 on the plane, on the ellipsoid
// and as stated.
func (f File) columns() []column {
	return []column{
		{name: "DKH", width: 60, text: func(p Parcel) string { return p.Number }},
		{name: "DKMC", width: 240, text: func(p Parcel) string { return p.Name }},
		{name: "DKYT", width: 120, text: func(p Parcel) string { return p.Use }},
		{name: "DLBM", width: 12, text: func(p Parcel) string { return p.LandClass }},
		{name: "PMMJ", width: 19, decimals: 3, number: func(p Parcel) float64 { return p.Shape.Area() }},
		{name: "TQMJ", width: 19, decimals: 3, number: func(p Parcel) float64 { return f.Grid.Area(p.Shape) }},
		{name: "SBMJ", width: 19, decimals: 4, number: func(p Parcel) float64 { return p.Stated }},
	}
}

// table is the dBASE III table.
func (f File) table(day time.Time) []byte {
	columns := f.columns()
	width := 1 // the mark of deletion
	for _, c := range columns {
		width += c.width
	}
	table := []byte{3, byte(day.Year() - 1900), byte(day.Month()), byte(day.Day())}
	table = littleEndian(table, int32(len(f.Parcels)))
	table = binary.LittleEndian.AppendUint16(table, uint16(32+32*len(columns)+1))
	table = binary.LittleEndian.AppendUint16(table, uint16(width))
	table = append(table, make([]byte, 20)...)
	for _, c := range columns {
		kind := byte('C')
		if c.number != nil {
			kind = 'N'
		}
		field := make([]byte, 32)
		copy(field, c.name)
		field[11], field[16], field[17] = kind, byte(c.width), byte(c.decimals)
		table = append(table, field...)
	}
	table = append(table, '\r')
	for _, p := range f.Parcels {
		table = append(table, ' ')
		for _, c := range columns {
			table = append(table, c.cell(p)...)
		}
	}
	return append(table, 0x1A)
}

// cell is the value of one parcel, filled up to the width. A text that is too
// long ends with its last whole character that fits.
func (c column) cell(p Parcel) []byte {
	if c.number != nil {
		return fmt.Appendf(nil, "%*.*f", c.width, c.decimals, c.number(p))
	}
	cell := []byte(c.text(p))
	if len(cell) > c.width {
		end := c.width
		for end > 0 && !utf8.RuneStart(cell[end]) {
			end--
		}
		cell = cell[:end]
	}
	for len(cell) < c.width {
		cell = append(cell, ' ')
	}
	return cell
}

// WKT names the system as shapefiles do (OGC 01-009, in the manner of ESRI).
func (g Grid) WKT() string {
	name, easting := fmt.Sprintf("CGCS2000_%d_Degree_GK_Zone_%d", g.Width, g.Zone), falseEasting
	if g.Width == 6 {
		name = fmt.Sprintf("CGCS2000_GK_Zone_%d", g.Zone)
	}
	if g.Prefixed {
		easting += g.Zone * prefixUnit
	} else {
		name = fmt.Sprintf("CGCS2000_%d_Degree_GK_CM_%dE", g.Width, g.Meridian())
		if g.Width == 6 {
			name = fmt.Sprintf("CGCS2000_GK_CM_%dE", g.Meridian())
		}
	}
	return fmt.Sprintf(`PROJCS["%s",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",`+
		`DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],`+
		`PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],`+
		`PARAMETER["False_Easting",%d.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",%d.0],`+
		`PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`,
		name, easting, g.Meridian())
}
