package parcel

import "time"

// Drawing is what the two maps in one (两图合一) show: the red line of a
// project (用地红线) and the boundary of its parcel (宗地) on one sheet, with
// everything a certificate refers to. One of the two outlines may be missing;
// the sheet is then the map of the other.
type Drawing struct {
	Project     string // 项目名称
	ProjectCode string // 项目代码
	Holder      string // 用地单位
	Number      string // 宗地代码, or the number in the boundary file
	Location    string // 坐落
	Use         string // 土地用途
	LandClass   string // 地类编码

	Grid     Grid
	RedLine  Shape
	Boundary Shape
	Parts    []Part // where the two differ, the largest of each kind first
	Areas    Areas

	Neighbours map[Direction]string // 四至: what lies there
	Conditions []Entry              // 规划条件: plot ratio, height limit, …

	Surveyor   string // 测绘单位
	SurveyedOn string // 测绘日期, as written
	DrawnBy    string // 制图
	CheckedBy  string // 检查
	DrawnAt    time.Time

	Scale int // 1 : Scale; 0 leaves the choice to the sheet
}

// Part is one piece of land where red line and boundary differ.
type Part struct {
	Land     Polygon
	Area     float64 // m²
	Outlying bool    // of the parcel outside the red line; else inside it, but not of the parcel
}

// Areas are what a drawing states, in m².
type Areas struct {
	Ellipsoidal  bool    // measured on the ellipsoid, else on the plane
	Total        float64 // 总用地面积: inside the red line
	Net          float64 // 净用地面积: of the parcel
	Expropriated float64 // 代征用地面积: inside the red line, not of the parcel
	Outlying     float64 // of the parcel outside the red line
}

// NewDrawing compares the outlines and states their areas, on the ellipsoid or
// on the plane as the office's settings say. The error is [ErrShape] where an
// outline encloses no proper land.
func NewDrawing(g Grid, red, boundary Shape, ellipsoidal bool) (Drawing, error) {
	d := Drawing{Grid: g, RedLine: red, Boundary: boundary}
	measure := Shape.Area
	if ellipsoidal {
		measure = g.Area
	}
	d.Areas = Areas{Ellipsoidal: ellipsoidal, Total: measure(red), Net: measure(boundary)}
	switch {
	case len(red) == 0:
		d.Areas.Total = d.Areas.Net
		return d, nil
	case len(boundary) == 0:
		d.Areas.Net = d.Areas.Total
		return d, nil
	}
	difference, err := Compare(red, boundary)
	if err != nil {
		return Drawing{}, err
	}
	for i, shape := range []Shape{difference.RedOnly, difference.ParcelOnly} {
		for _, p := range shape {
			d.Parts = append(d.Parts, Part{Land: p, Area: measure(Shape{p}), Outlying: i == 1})
		}
	}
	d.adjust()
	return d, nil
}

// adjust sums the parts, and gives what rounding made of the outlines' threads
// to the largest of them (平差), so that the areas on a sheet add up: total =
// net − outlying + expropriated.
func (d *Drawing) adjust() {
	if len(d.Parts) == 0 {
		return
	}
	a := &d.Areas
	for _, p := range d.Parts {
		if p.Outlying {
			a.Outlying += p.Area
		} else {
			a.Expropriated += p.Area
		}
	}
	rest := a.Total - (a.Net - a.Outlying + a.Expropriated)
	largest := &d.Parts[0]
	if largest.Outlying {
		// total = net − outlying: what is missing was outlying.
		largest.Area -= rest
		a.Outlying -= rest
		return
	}
	largest.Area += rest
	a.Expropriated += rest
}

// Bounds is the box around both outlines.
func (d Drawing) Bounds() Box {
	switch {
	case len(d.RedLine) == 0:
		return d.Boundary.Bounds()
	case len(d.Boundary) == 0:
		return d.RedLine.Bounds()
	}
	return d.RedLine.Bounds().Union(d.Boundary.Bounds())
}
