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

	Grid       Grid
	RedLine    Shape
	Boundary   Shape
	Difference Difference
	Areas      Areas

	Neighbours map[Direction]string // 四至: what lies there
	Conditions []Entry              // 规划条件: plot ratio, height limit, …

	Surveyor   string // 测绘单位
	SurveyedOn string // 测绘日期, as written
	DrawnBy    string // 制图
	CheckedBy  string // 检查
	DrawnAt    time.Time

	Scale int // 1 : Scale; 0 leaves the choice to the sheet
}

// Areas are what a drawing states, in m².
type Areas struct {
	Ellipsoidal  bool    // measured on the ellipsoid, else on the plane
	Total        float64 // 总用地面积: inside the red line
	Net          float64 // 净用地面积: of the parcel
	Expropriated float64 // 代征用地面积: inside the red line, not of the parcel
	Beyond       float64 // of the parcel outside the red line
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
	var err error
	if d.Difference, err = Compare(red, boundary); err != nil {
		return Drawing{}, err
	}
	d.Areas.Expropriated, d.Areas.Beyond = measure(d.Difference.RedOnly), measure(d.Difference.ParcelOnly)
	return d, nil
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
