package parcel

import "cmp"

// Problem is what is wrong with a boundary file. Its texts live in
// translations under Code, filled with Data and Line.
type Problem struct {
	Code    string         // one of Codes
	Line    int            // of the file, from 1; 0 where it is about the whole file
	Data    map[string]any // what the text needs
	Warning bool           // the file is usable all the same
}

// Problems are what is wrong with one file, in the order of its lines.
type Problems []Problem

// Usable tells that there are warnings at most.
func (ps Problems) Usable() bool {
	for _, p := range ps {
		if !p.Warning {
			return false
		}
	}
	return true
}

// Has tells whether one of the problems has the code.
func (ps Problems) Has(code string) bool {
	for _, p := range ps {
		if p.Code == code {
			return true
		}
	}
	return false
}

// byLine orders problems as a reader meets them.
func byLine(a, b Problem) int { return cmp.Compare(a.Line, b.Line) }

// The codes of problems: those that make a file unusable.
const (
	Empty      = "parcel.empty"      // there is nothing in the file
	TooLarge   = "parcel.toolarge"   // most: bytes, points, parcels, or rings of a parcel, that are read
	Unreadable = "parcel.unreadable" // the bytes are text in no known encoding
	NoParcel   = "parcel.noparcel"   // no parcel line (…,@) was found
	OldSystem  = "parcel.oldsystem"  // system: 西安80 or 北京54, as the file names it
	System     = "parcel.system"     // system: not CGCS2000
	Projection = "parcel.projection" // projection: not Gauss-Krüger
	Unit       = "parcel.unit"       // unit: not metres
	ZoneWidth  = "parcel.zonewidth"  // width: neither 3 nor 6
	Zone       = "parcel.zone"       // zone: no zone of China of that width
	ZoneClash  = "parcel.zoneclash"  // zone, want: the point lies in another zone than the file or its first point says
	NoZone     = "parcel.nozone"     // neither head nor coordinates say the zone
	Fields     = "parcel.fields"     // fields: a point line with too few of them
	Number     = "parcel.number"     // text: should be a number
	RingNumber = "parcel.ringnumber" // text: should be 1, 2, 3 …
	Range      = "parcel.range"      // x, y: no place in China
	Orphan     = "parcel.orphan"     // a point before any parcel line
	Figure     = "parcel.figure"     // kind: 线 or 点, which is no land
	FewPoints  = "parcel.fewpoints"  // ring, points: fewer than three different ones
	Crossing   = "parcel.crossing"   // from, to, other, otherto: two sides that cross
	Invalid    = "parcel.invalid"    // the parts of the parcel overlap or touch along a line
)

// Warnings.
const (
	Version     = "parcel.version"     // version: not 1.01
	HeadShort   = "parcel.headshort"   // missing: keys of the head, joined by 、
	HeadValue   = "parcel.headvalue"   // key, text: a value that says nothing
	HeadLine    = "parcel.headline"    // text: neither section nor key=value
	Transformed = "parcel.transformed" // the head states transform parameters
	NoSection   = "parcel.nosection"   // the [地块坐标] line is missing
	Swapped     = "parcel.swapped"     // east before north, from this line on
	Beyond      = "parcel.beyond"      // y: more than half a zone from the central meridian
	Elsewhere   = "parcel.elsewhere"   // the parcel lies outside the district
	Count       = "parcel.count"       // stated, read: boundary points
	Repeated    = "parcel.repeated"    // name: a point that stands twice in a row
	SameName    = "parcel.samename"    // name: of two different points of the parcel
	AnotherPart = "parcel.part"        // ring: outside ring 1, so another part of the parcel
	Reused      = "parcel.reused"      // ring: a number used again after its ring was closed
	Overlap     = "parcel.overlap"     // other, area: another parcel of the file, and m² both claim
	AreaOff     = "parcel.areaoff"     // stated, computed: m²; the tolerance is exceeded
	AreaInM2    = "parcel.areainm2"    // stated, computed: the stated number is m², not hectares
	AreaInMu    = "parcel.areainmu"    // stated, computed: the stated number is 亩, not hectares
	NoArea      = "parcel.noarea"      // no area is stated
	Overflow    = "parcel.overflow"    // more: problems that are not listed, of a kind listed a hundred times
	TwiceNumber = "parcel.twicenumber" // number: of two parcels of the file
)

// Codes lists every code that a Problem can have, each with the keys of its
// Data; Line is always there.
func Codes() map[string][]string {
	return map[string][]string{
		Empty: {}, TooLarge: {"most"}, Unreadable: {}, NoParcel: {}, OldSystem: {"system"}, System: {"system"},
		Projection: {"projection"}, Unit: {"unit"}, ZoneWidth: {"width"}, Zone: {"zone"},
		ZoneClash: {"zone", "want"}, NoZone: {}, Fields: {"fields"}, Number: {"text"}, RingNumber: {"text"},
		Range: {"x", "y"}, Orphan: {}, Figure: {"kind"}, FewPoints: {"ring", "points"},
		Crossing: {"from", "to", "other", "otherto"}, Invalid: {},

		Version: {"version"}, HeadShort: {"missing"}, HeadValue: {"key", "text"}, HeadLine: {"text"},
		Transformed: {}, NoSection: {}, Swapped: {}, Beyond: {"y"}, Elsewhere: {}, Count: {"stated", "read"},
		Repeated: {"name"}, SameName: {"name"}, AnotherPart: {"ring"}, Reused: {"ring"}, Overlap: {"other", "area"},
		AreaOff: {"stated", "computed"}, AreaInM2: {"stated", "computed"}, AreaInMu: {"stated", "computed"},
		NoArea: {}, Overflow: {"more"}, TwiceNumber: {"number"},
	}
}
