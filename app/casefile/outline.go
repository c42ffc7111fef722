package casefile

import (
	"math"
	"time"

	"onewindow/app/parcel"
)

// Outlined is what a boundary-point file outlines.
type Outlined string

// What can be outlined.
const (
	RedLine  Outlined = "red-line" // 用地红线
	Boundary Outlined = "parcel"   // 宗地界线
)

// Outline is what a boundary-point file (界址点坐标文件) was found to hold when it
// was taken in. It is on record with the file, so that windows that lack the
// file know it too.
type Outline struct {
	Of       Outlined `json:"of"`
	Errors   int      `json:"errors,omitempty"` // 0 where the file is readable; else all below is empty
	Warnings int      `json:"warnings,omitempty"`

	Number    string `json:"number,omitempty"` // of the parcel in the file, where there is but one
	Parcels   int    `json:"parcels,omitempty"`
	Points    int    `json:"points,omitempty"`
	Plane     int64  `json:"plane,omitempty"`     // 平面面积, hundredths of a square metre
	Ellipsoid int64  `json:"ellipsoid,omitempty"` // 椭球面积, likewise
	EPSG      int    `json:"epsg,omitempty"`      // of the grid that Extent is in
	Extent    Extent `json:"extent,omitzero"`
}

// Extent is the box around land (四至坐标), in millimetres north and east.
type Extent struct {
	South int64 `json:"south"`
	West  int64 `json:"west"`
	North int64 `json:"north"`
	East  int64 `json:"east"`
}

// OutlineOf is what was found in a file: its parcels together.
func OutlineOf(of Outlined, f parcel.File, problems parcel.Problems) *Outline {
	o := &Outline{Of: of}
	for _, p := range problems {
		if p.Warning {
			o.Warnings++
		} else {
			o.Errors++
		}
	}
	if o.Errors > 0 {
		return o
	}
	land, box := f.Land(), f.Bounds()
	o.Parcels, o.Points, o.EPSG = len(f.Parcels), land.Points(), f.Grid.EPSG()
	o.Plane, o.Ellipsoid = hundredths(land.Area()), hundredths(f.Grid.Area(land))
	o.Extent = Extent{millimetres(box.South), millimetres(box.West), millimetres(box.North), millimetres(box.East)}
	if len(f.Parcels) == 1 {
		o.Number = f.Parcels[0].Number
	}
	return o
}

// readable says whether the file is one that land can be drawn from.
func (a Attachment) readable() bool { return a.Outline != nil && a.Outline.Errors == 0 }

// Outlining is the file that outlines the red line or the parcel: the latest
// that could be read.
func (c Case) Outlining(what Outlined) (file Attachment, is bool) {
	for _, m := range c.Materials {
		for _, f := range m.Files {
			if f.readable() && f.Outline.Of == what {
				file, is = f, true
			}
		}
	}
	return file, is
}

// outlines are the files that the drawing of the case is made from.
func (c Case) outlines() []Attachment {
	var list []Attachment
	for _, what := range []Outlined{RedLine, Boundary} {
		if f, is := c.Outlining(what); is {
			list = append(list, f)
		}
	}
	return list
}

// DrawnAt is when the latest of what the drawing shows came to the case: a file,
// or the conditions.
func (c Case) DrawnAt() time.Time {
	at := c.ReceivedAt
	for _, entry := range c.History {
		if remakes(entry.Body, Drawing) {
			at = entry.At
		}
	}
	return at
}

func hundredths(metres float64) int64  { return int64(math.Round(metres * 100)) }
func millimetres(metres float64) int64 { return int64(math.Round(metres * 1000)) }
