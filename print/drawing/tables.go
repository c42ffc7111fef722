package drawing

import (
	"cmp"
	"fmt"
	"strings"

	"onewindow/app/parcel"
	"onewindow/print/layout"
	"onewindow/print/page"
)

// rowLeast is the least height of a row, in mm.
const rowLeast = 4.9

func ruled(cols ...float64) layout.Table {
	return layout.Table{Cols: cols, Pad: 1.2, PadY: 0.5, Rule: 0.14, Colour: page.Black}
}

func cells(t layout.Type, align layout.Align, texts ...string) layout.Row {
	row := layout.Row{Least: rowLeast}
	for _, text := range texts {
		row.Cells = append(row.Cells, layout.Cell{Text: text, Type: t, Align: align})
	}
	return row
}

// cellType is the type of tables.
func cellType() layout.Type { return layout.Type{Size: 8, Leading: 3.9, Colour: page.Black} }

func headType() layout.Type {
	t := cellType()
	t.Bold = true
	return t
}

// tables sets all tables in their order.
func (s *sheets) tables() {
	w := s.free[0].w
	s.flow("", s.facts(w))
	s.flow("用地面积", s.areas(w))
	s.flow("四至", s.fronts(w))
	if len(s.drawing.Parts) > 0 {
		s.flow("红线与宗地不一致的部分", s.differences(w))
	}
	if len(s.drawing.Conditions) > 0 {
		s.flow("规划条件", s.conditions(w))
	}
	if len(s.drawing.Boundary) > 0 {
		s.flow("宗地界址点成果表", pointTable(s.drawing.Boundary, w))
	}
	// The points of a red line that is the boundary stand in its table.
	if len(s.drawing.RedLine) > 0 && (len(s.drawing.Boundary) == 0 || len(s.drawing.Parts) > 0) {
		s.flow("用地红线点成果表", pointTable(s.drawing.RedLine, w))
	}
}

// keptWhole is the height in mm up to which a table stays in one column.
const keptWhole = 60

// flow sets a titled table into the free boxes, turning the sheet as needed.
// What is left of the title's table continues under its head.
func (s *sheets) flow(title string, t layout.Table) {
	const titleHeight, after = 5.0, 2.0
	for len(t.Rows) > 0 {
		room := s.free[0]
		head := 0.0
		if title != "" {
			head = titleHeight
		}
		// A short table is not torn apart.
		if whole := head + s.set.TableHeight(t); whole > room.h && whole < keptWhole && s.forward() {
			continue
		}
		items, height, rest := s.set.Table(t, room.x, room.y+head, room.h-head)
		if height == 0 {
			if !s.forward() {
				return // not even an empty sheet holds a row: nothing a printer could do
			}
			continue
		}
		if title != "" {
			s.put(s.set.Line(room.x, room.y+3.6, title, bold(8.5))...)
		}
		s.put(items...)
		used := head + height + after
		s.free[0] = box{room.x, room.y + used, room.w, room.h - used}
		if len(rest.Rows) > 0 {
			s.forward()
			if !strings.HasSuffix(title, "（续）") {
				title += "（续）"
			}
		}
		t = rest
	}
}

// forward goes to the next box, or to a new sheet. It tells whether there is
// any point in trying again there.
func (s *sheets) forward() bool {
	if len(s.free) > 1 {
		s.free = s.free[1:]
		return true
	}
	if len(s.pages) > 1 && s.free[0] == s.plan.next[len(s.plan.next)-1] {
		return false // an empty column has no more room elsewhere
	}
	s.turn(s.plan.next)
	return true
}

func orDash(text string) string { return cmp.Or(strings.TrimSpace(text), "—") }

// facts names the land.
func (s *sheets) facts(w float64) layout.Table {
	t := ruled(19, w-19)
	d := s.drawing
	for _, f := range [][2]string{
		{"项目代码", d.ProjectCode}, {"用地单位", d.Holder}, {"宗地代码", d.Number},
		{"坐　　落", d.Location}, {"土地用途", strings.TrimSpace(d.Use + "　" + d.LandClass)},
	} {
		row := cells(cellType(), layout.Left, f[0], orDash(f[1]))
		row.Cells[0].Align = layout.Centred
		t.Rows = append(t.Rows, row)
	}
	return t
}

// areas states every area in three units. 1 hectare is 15 亩.
func (s *sheets) areas(w float64) layout.Table {
	t := ruled(w-61, 23, 19, 19)
	t.Head = 1
	a := s.drawing.Areas
	basis := "平面面积"
	if a.Ellipsoidal {
		basis = "椭球面积"
	}
	t.Rows = append(t.Rows, cells(headType(), layout.Centred, basis, "平方米", "公顷", "亩"))
	row := func(name string, m2 float64) {
		t.Rows = append(t.Rows, cells(cellType(), layout.Centred, name,
			fmt.Sprintf("%.2f", m2), fmt.Sprintf("%.4f", m2/10_000), fmt.Sprintf("%.3f", m2*15/10_000)))
	}
	switch {
	case len(s.drawing.Boundary) == 0:
		row("用地红线内", a.Total)
	case len(s.drawing.RedLine) == 0:
		row("宗地", a.Net)
	default:
		row("总用地", a.Total)
		row("净用地", a.Net)
	}
	if a.Expropriated > 0 {
		row("代征用地", a.Expropriated)
	}
	if a.Outlying > 0 {
		row("净用地中红线外", a.Outlying)
	}
	if len(s.drawing.Parts) == 0 && len(s.drawing.RedLine) > 0 && len(s.drawing.Boundary) > 0 {
		same := cells(cellType(), layout.Centred, "用地红线与宗地界线一致")
		same.Cells[0].Cols = 4
		t.Rows = append(t.Rows, same)
	}
	return t
}

// differences lists where the outlines part.
func (s *sheets) differences(w float64) layout.Table {
	t := ruled(10, w-40, 30)
	t.Head = 1
	t.Rows = append(t.Rows, cells(headType(), layout.Centred, "编号", "位置", "面积（平方米）"))
	for i, p := range s.drawing.Parts {
		t.Rows = append(t.Rows, cells(cellType(), layout.Centred, circled(i+1), partKind(p.Outlying), fmt.Sprintf("%.2f", p.Area)))
	}
	return t
}

// directionName is the direction in words.
func directionName(d parcel.Direction) string { return []string{"东", "南", "西", "北"}[d] }

// fronts tells for each direction the neighbour, the points between which the
// boundary runs, and how long it is.
func (s *sheets) fronts(w float64) layout.Table {
	t := ruled(9, w-57, 30, 18)
	t.Head = 1
	t.Rows = append(t.Rows, cells(headType(), layout.Centred, "方位", "四邻", "界址线", "长度（米）"))
	shape := s.drawing.Boundary
	if len(shape) == 0 {
		shape = s.drawing.RedLine
	}
	fronts := shape.Fronts()
	for _, d := range parcel.Directions() {
		front := fronts[d]
		row := cells(cellType(), layout.Centred, directionName(d), orDash(s.drawing.Neighbours[d]), runs(front.Sides), fmt.Sprintf("%.2f", front.Length))
		row.Cells[1].Align = layout.Left
		t.Rows = append(t.Rows, row)
	}
	return t
}

// mostRuns is how many stretches of boundary are listed for one direction; a
// winding brook would fill the sheet.
const mostRuns = 4

// runs joins sides that follow each other: J1—J4、J9—J10.
func runs(sides []parcel.Side) string {
	type run struct{ from, to parcel.Point }
	var list []run
	for _, side := range sides {
		if n := len(list); n > 0 && list[n-1].to == side.From {
			list[n-1].to = side.To
			continue
		}
		list = append(list, run{side.From, side.To})
	}
	if n := len(list); n > 1 && list[n-1].to == list[0].from {
		list[0].from = list[n-1].from
		list = list[:n-1]
	}
	var texts []string
	for i, r := range list {
		if i == mostRuns {
			texts = append(texts, "…")
			break
		}
		texts = append(texts, r.from.Name+"—"+r.to.Name)
	}
	return orDash(strings.Join(texts, "、"))
}

// conditions lists the planning conditions.
func (s *sheets) conditions(w float64) layout.Table {
	t := ruled(28, w-28)
	for _, c := range s.drawing.Conditions {
		row := cells(cellType(), layout.Left, c.Key, orDash(c.Value))
		row.Cells[0].Align = layout.Centred
		t.Rows = append(t.Rows, row)
	}
	return t
}

// pointTable lists the points of every ring, each ring back to its first one.
func pointTable(shape parcel.Shape, w float64) layout.Table {
	t := ruled(w-72, 26, 28, 18)
	t.Head = 1
	t.Rows = append(t.Rows, cells(headType(), layout.Centred, "点号", "X（米）", "Y（米）", "边长（米）"))
	for _, r := range shape.Rings() {
		for i, side := range r.Sides(false) {
			t.Rows = append(t.Rows, pointRow(r[i], fmt.Sprintf("%.2f", side.Length)))
		}
		t.Rows = append(t.Rows, pointRow(r[0], ""))
	}
	return t
}

func pointRow(p parcel.Point, length string) layout.Row {
	t := cellType()
	t.Leading = 3.6
	row := cells(t, layout.Centred, p.Name, fmt.Sprintf("%.3f", p.X), fmt.Sprintf("%.3f", p.Y), length)
	row.Least = 4.5
	return row
}

// signs says who surveyed, drew and checked.
func (s *sheets) signs() []page.Item {
	b, d := s.plan.signs, s.drawing
	drawn := ""
	if !d.DrawnAt.IsZero() {
		drawn = d.DrawnAt.Format("2006-01-02")
	}
	side := (b.w - 36) / 2
	t := ruled(18, side, 18, side)
	wide := cells(cellType(), layout.Centred, "测绘单位", orDash(d.Surveyor))
	wide.Cells[1].Cols = 3
	t.Rows = []layout.Row{
		wide,
		cells(cellType(), layout.Centred, "测绘日期", orDash(d.SurveyedOn), "制图日期", orDash(drawn)),
		cells(cellType(), layout.Centred, "制　　图", orDash(d.DrawnBy), "检　　查", orDash(d.CheckedBy)),
	}
	t.Rows[0].Least, t.Rows[1].Least, t.Rows[2].Least = 10, 7, 7
	items, _, _ := s.set.Table(t, b.x, b.y, b.h)
	return items
}
