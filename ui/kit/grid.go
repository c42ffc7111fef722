package kit

import (
	"fyne.io/fyne/v2"

	"onewindow/ui/look"
)

// Cell is an object in a Grid and the number of columns it spans (at least 1).
type Cell struct {
	Object fyne.CanvasObject
	Span   int
}

// Span is a cell over several columns.
func Span(columns int, object fyne.CanvasObject) Cell { return Cell{Object: object, Span: columns} }

// NewGrid lays cells out in rows of equal columns, 12 px apart, top to bottom and
// left to right, which is also the Tab order. A cell that does not fit the rest
// of its row begins the next; hidden cells take no room.
func NewGrid(columns int, cells ...Cell) *fyne.Container {
	objects := make([]fyne.CanvasObject, len(cells))
	spans := make(map[fyne.CanvasObject]int, len(cells))
	for i, cell := range cells {
		objects[i] = cell.Object
		spans[cell.Object] = min(max(cell.Span, 1), columns)
	}
	return &fyne.Container{Layout: &gridLayout{columns: columns, spans: spans}, Objects: objects}
}

type gridLayout struct {
	columns int
	spans   map[fyne.CanvasObject]int
}

type gridRow struct {
	objects []fyne.CanvasObject
	columns []int // where each begins
	height  float32
}

func (g *gridLayout) rows(objects []fyne.CanvasObject) []gridRow {
	var rows []gridRow
	at := g.columns
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if at+g.spans[o] > g.columns {
			rows = append(rows, gridRow{})
			at = 0
		}
		row := &rows[len(rows)-1]
		row.objects = append(row.objects, o)
		row.columns = append(row.columns, at)
		row.height = fyne.Max(row.height, o.MinSize().Height)
		at += g.spans[o]
	}
	return rows
}

// Layout is for Fyne.
func (g *gridLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	column := (size.Width - look.Gap12*float32(g.columns-1)) / float32(g.columns)
	y := float32(0)
	for _, row := range g.rows(objects) {
		for i, o := range row.objects {
			span := float32(g.spans[o])
			o.Move(fyne.NewPos(float32(row.columns[i])*(column+look.Gap12), y))
			o.Resize(fyne.NewSize(column*span+look.Gap12*(span-1), row.height))
		}
		y += row.height
	}
}

// MinSize is for Fyne.
func (g *gridLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for _, row := range g.rows(objects) {
		least.Height += row.height
		for _, o := range row.objects {
			span := float32(g.spans[o])
			column := (o.MinSize().Width - look.Gap12*(span-1)) / span
			least.Width = fyne.Max(least.Width, column)
		}
	}
	least.Width = least.Width*float32(g.columns) + look.Gap12*float32(g.columns-1)
	return least
}

// Column stacks objects from top to bottom, gap pixels apart. An object wrapped
// by Grow takes what height is left.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &line{gap: gap, vertical: true}, Objects: objects}
}

// Row sets objects from left to right, gap pixels apart, each centred upon the
// height of the row. An object wrapped by Grow takes what width is left and the
// full height.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &line{gap: gap}, Objects: objects}
}

// Grow marks the object of a Row or Column that takes the room left over.
func Grow(object fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: grown{}, Objects: []fyne.CanvasObject{object}}
}

// Space is empty room that takes what is left in a Row or Column.
func Space() fyne.CanvasObject { return &fyne.Container{Layout: grown{}} }

// Pad puts room around an object, in pixels.
func Pad(top, right, bottom, left float32, object fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: pad{top, right, bottom, left}, Objects: []fyne.CanvasObject{object}}
}

// Fixed gives an object a fixed size; 0 keeps its own least width or height.
func Fixed(width, height float32, object fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: fixed{width, height}, Objects: []fyne.CanvasObject{object}}
}

// Side is a part of a Row with a fixed width and the full height of the row.
func Side(width float32, object fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: side{fixed{width: width}}, Objects: []fyne.CanvasObject{object}}
}

type side struct{ fixed }

// grown marks what takes the room that is left in a Row or Column.
type grown struct{ Fill }

// Fill gives all its room to each of its objects, one upon the other.
type Fill struct{}

// Layout is for Fyne.
func (Fill) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

// MinSize is that of the largest object.
func (Fill) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for _, o := range objects {
		if o.Visible() {
			least = least.Max(o.MinSize())
		}
	}
	return least
}

type pad struct{ top, right, bottom, left float32 }

func (p pad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(p.left, p.top))
		o.Resize(size.SubtractWidthHeight(p.left+p.right, p.top+p.bottom))
	}
}

func (p pad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return Fill{}.MinSize(objects).AddWidthHeight(p.left+p.right, p.top+p.bottom)
}

type fixed struct{ width, height float32 }

func (f fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) { Fill{}.Layout(objects, size) }

func (f fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := Fill{}.MinSize(objects)
	if f.width > 0 {
		least.Width = f.width
	}
	if f.height > 0 {
		least.Height = f.height
	}
	return least
}

// line is the layout of Row and Column. Lengths run along it, breadths across.
type line struct {
	gap      float32
	vertical bool
}

func (l *line) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	whole, breadth := l.turn(size)
	leasts := l.leasts(objects, breadth)
	spare := whole - l.length(leasts)
	growing := 0
	for _, o := range leasts {
		if o.grows {
			growing++
		}
	}
	at := float32(0)
	for _, o := range leasts {
		length := o.length
		if o.grows {
			length += fyne.Max(spare, 0) / float32(growing)
		}
		l.place(o, at, length, breadth)
		at += length + l.gap
	}
}

// part is a visible object of the line and the least room it needs.
type part struct {
	object          fyne.CanvasObject
	length, breadth float32
	grows, fills    bool
}

// leasts measures the visible objects. What stands in a column is given its
// width first, so that wrapped text can tell how many lines it needs.
func (l *line) leasts(objects []fyne.CanvasObject, breadth float32) []part {
	var out []part
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if l.vertical && breadth > 0 {
			o.Resize(fyne.NewSize(breadth, o.Size().Height))
		}
		length, across := l.turn(o.MinSize())
		out = append(out, part{o, length, across, laidOutAs[grown](o), laidOutAs[side](o)})
	}
	return out
}

// laidOutAs says whether o is a container laid out by an L.
func laidOutAs[L fyne.Layout](o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(L)
	return ok
}

func (l *line) length(parts []part) float32 {
	sum := float32(0)
	for i, p := range parts {
		if i > 0 {
			sum += l.gap
		}
		sum += p.length
	}
	return sum
}

func (l *line) place(p part, at, length, breadth float32) {
	switch {
	case l.vertical:
		p.object.Move(fyne.NewPos(0, at))
		p.object.Resize(fyne.NewSize(breadth, length))
	case p.grows || p.fills:
		p.object.Move(fyne.NewPos(at, 0))
		p.object.Resize(fyne.NewSize(length, breadth))
	default:
		high := fyne.Min(p.breadth, breadth)
		p.object.Move(fyne.NewPos(at, (breadth-high)/2))
		p.object.Resize(fyne.NewSize(length, high))
	}
}

// turn is the size as length and breadth.
func (l *line) turn(size fyne.Size) (length, breadth float32) {
	if l.vertical {
		return size.Height, size.Width
	}
	return size.Width, size.Height
}

func (l *line) MinSize(objects []fyne.CanvasObject) fyne.Size {
	parts := l.leasts(objects, 0)
	breadth := float32(0)
	for _, p := range parts {
		breadth = fyne.Max(breadth, p.breadth)
	}
	if l.vertical {
		return fyne.NewSize(breadth, l.length(parts))
	}
	return fyne.NewSize(l.length(parts), breadth)
}
