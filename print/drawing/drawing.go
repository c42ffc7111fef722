// Package drawing lays out the two maps in one (用地红线图与宗地图两图合一): a
// map in a frame with its grid, beside it the facts, the areas, the planning
// conditions and the table of boundary points, over as many sheets as the
// points need.
package drawing

import (
	"fmt"

	"onewindow/app/parcel"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// Title is what a drawing is called, by the outlines it shows.
func Title(d parcel.Drawing) string {
	switch {
	case len(d.Boundary) == 0:
		return "用地红线图"
	case len(d.RedLine) == 0:
		return "宗地图"
	}
	return "用地红线图与宗地图（两图合一）"
}

// Issue is what makes a drawing a document of an office: its number, code and
// seal, set into a box above those who signed. The zero Issue has none.
type Issue struct {
	High float64 // of the box, mm
	Set  func(x, y, w float64) []page.Item
}

// Pages lays the drawing out on sheets of a size: the map stands beside its
// tables on a sheet that lies, above them on one that stands.
func Pages(set layout.Setter, d parcel.Drawing, size page.Size, issue Issue) []page.Page {
	s := sheets{set: set, drawing: d, plan: planFor(size, issue.High)}
	s.turn(s.plan.boxes)
	p := &s.pages[0]
	p.Put(s.heading(Title(d))...)
	p.Put(s.signs()...)
	if issue.Set != nil {
		p.Put(issue.Set(s.plan.signs.x, s.plan.signs.y-issue.High, s.plan.signs.w)...)
	}
	m := newMap(set, d, s.plan.frame)
	p.Put(m.items()...)
	p.Put(s.foot(m)...)
	s.tables()
	for i := range s.pages {
		s.pages[i].Put(s.border(i+1, len(s.pages))...)
	}
	return s.pages
}

// box is a rectangle on the sheet, in mm.
type box struct{ x, y, w, h float64 }

func (b box) right() float64  { return b.x + b.w }
func (b box) bottom() float64 { return b.y + b.h }

// plan is how a sheet is divided.
type plan struct {
	size   page.Size
	border box   // the outer frame of the sheet
	head   box   // the title
	frame  box   // of the map
	foot   box   // below the map: legend and scale
	boxes  []box // where tables flow, in order
	signs  box   // who surveyed, drew and checked
	next   []box // where tables flow on further sheets
}

// binding is the rim at which sheets are filed, rim the others, in mm
// (GB/T 14689).
const (
	binding = 20.0
	rim     = 10.0
	gap     = 4.0
)

func planFor(size page.Size, issue float64) plan {
	p := plan{size: size, border: box{binding, rim, size.W - binding - rim, size.H - 2*rim}}
	if size.W > size.H {
		p.lying(issue)
	} else {
		p.standing(issue)
	}
	return p
}

const (
	headHeight  = 17.0
	footHeight  = 21.0
	signsHeight = 24.0
)

// lying puts the tables into a column at the right.
func (p *plan) lying(issue float64) {
	b := p.border
	column := min(max(b.w*0.29, 84), 112)
	left := b.w - column - 3*gap
	p.head = box{b.x, b.y, b.w, headHeight}
	top := b.y + headHeight
	p.frame = box{b.x + gap, top, left, b.bottom() - top - footHeight - gap}
	p.foot = box{p.frame.x, p.frame.bottom(), left, footHeight}
	x := p.frame.right() + gap
	p.signs = box{x, b.bottom() - gap - signsHeight, column, signsHeight}
	p.boxes = []box{{x, top, column, p.signs.y - issue - top - gap}}
	columns := int((b.w - gap) / (column + gap))
	for i := range columns {
		p.next = append(p.next, box{b.x + gap + float64(i)*(column+gap), top, column, b.bottom() - top - gap})
	}
}

// standing puts the tables into two columns below the map.
func (p *plan) standing(issue float64) {
	b := p.border
	column := (b.w - 3*gap) / 2
	p.head = box{b.x, b.y, b.w, headHeight}
	top := b.y + headHeight
	p.frame = box{b.x + gap, top, b.w - 2*gap, b.h * 0.47}
	p.foot = box{p.frame.x, p.frame.bottom(), p.frame.w, footHeight}
	below := p.foot.bottom() + 1
	right := b.x + 2*gap + column
	p.signs = box{right, b.bottom() - gap - signsHeight, column, signsHeight}
	p.boxes = []box{
		{b.x + gap, below, column, b.bottom() - below - gap},
		{right, below, column, p.signs.y - issue - below - gap},
	}
	for _, x := range []float64{b.x + gap, right} {
		p.next = append(p.next, box{x, top, column, b.bottom() - top - gap})
	}
}

// sheets are the pages while they are filled.
type sheets struct {
	set     layout.Setter
	drawing parcel.Drawing
	plan    plan
	pages   []page.Page
	free    []box // the rest of the sheet, the first box being filled
}

// turn begins a sheet.
func (s *sheets) turn(boxes []box) {
	s.pages = append(s.pages, page.Page{Size: s.plan.size})
	s.free = append([]box{}, boxes...)
}

func (s *sheets) put(items ...page.Item) { s.pages[len(s.pages)-1].Put(items...) }

// border frames the sheet and counts it.
func (s *sheets) border(number, of int) []page.Item {
	b := s.plan.border
	items := []page.Item{page.Rect{X: b.x, Y: b.y, W: b.w, H: b.h, Width: 0.6, Colour: page.Black}}
	if of > 1 {
		text := fmt.Sprintf("第 %d 页 共 %d 页", number, of)
		items = append(items, s.set.Right(b.right(), b.bottom()+4, text, plain(7))...)
	}
	if number > 1 {
		items = append(items, s.heading(Title(s.drawing)+"（续）")...)
	}
	return items
}

// heading is the title, and below it the project.
func (s *sheets) heading(title string) []page.Item {
	h := s.plan.head
	t := layout.Type{Size: 18, Bold: true, Colour: page.Black, Spacing: 1.2}
	t = s.set.Fit(title, t, h.w-4*gap, 12)
	items := s.set.Centre(h.x, h.right(), h.y+8.4, title, t)
	name := s.set.Fit(s.drawing.Project, plain(10), h.w-4*gap, 6)
	return append(items, s.set.Centre(h.x, h.right(), h.y+14, s.drawing.Project, name)...)
}

// The type of drawings, by its size in points.
func plain(size float64) layout.Type {
	return layout.Type{Size: size, Leading: size * 0.56, Colour: page.Black}
}

func bold(size float64) layout.Type {
	t := plain(size)
	t.Bold = true
	return t
}
