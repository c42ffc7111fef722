package layout

import "onewindow/print/page"

// Cell is one field of a table.
type Cell struct {
	Text    string
	Type    Type
	Align   Align
	Cols    int  // columns it spans; 0 is one
	Rows    int  // rows it spans; 0 is one
	Upright bool // characters below each other, spread over the height (竖排)
}

// Row is the cells of one row from the left; places covered by a cell of a
// row above are left out.
type Row struct {
	Cells []Cell
	Least float64 // mm
}

// Table is ruled on all sides of every cell.
type Table struct {
	Cols   []float64 // widths, mm
	Rows   []Row
	Head   int     // rows repeated on every page
	Pad    float64 // mm beside the text
	PadY   float64 // mm above and below the text
	Rule   float64 // mm
	Colour page.Colour
}

// placed is a cell with its place in the grid.
type placed struct {
	Cell
	block         Block
	row, col      int
	width, height float64
}

// grid is a table with all its measures.
type grid struct {
	cells   []placed
	heights []float64
}

// measured breaks every cell's text and finds the height of every row.
func (s Setter) measured(t Table) grid {
	g := grid{heights: make([]float64, len(t.Rows))}
	covered := map[[2]int]bool{}
	for r, row := range t.Rows {
		g.heights[r] = row.Least
		col := 0
		for _, cell := range row.Cells {
			for covered[[2]int{r, col}] {
				col++
			}
			cell.Cols, cell.Rows = max(1, cell.Cols), max(1, cell.Rows)
			p := placed{Cell: cell, row: r, col: col}
			for c := col; c < col+cell.Cols && c < len(t.Cols); c++ {
				p.width += t.Cols[c]
				for below := r; below < r+cell.Rows; below++ {
					covered[[2]int{below, c}] = true
				}
			}
			p.block = s.cellBlock(cell, p.width-2*t.Pad)
			g.cells = append(g.cells, p)
			col += cell.Cols
		}
	}
	g.settle(t)
	return g
}

func (s Setter) cellBlock(cell Cell, width float64) Block {
	if cell.Text == "" {
		return Block{t: cell.Type}
	}
	if cell.Upright {
		width = cell.Type.em() * 1.01
	}
	return s.Paragraph(cell.Text, width, cell.Type, cell.Align, 0)
}

// settle makes every row as high as its cells need; a cell over several rows
// stretches the last of them.
func (g *grid) settle(t Table) {
	for _, spanning := range []bool{false, true} {
		for i, p := range g.cells {
			if (p.Rows > 1) != spanning {
				continue
			}
			last := min(p.row+p.Rows, len(g.heights)) - 1
			lacks := p.block.Height() + 2*t.PadY - g.height(p.row, last)
			if lacks > 0 {
				g.heights[last] += lacks
			}
			g.cells[i].Rows = last - p.row + 1
		}
	}
	for i, p := range g.cells {
		g.cells[i].height = g.height(p.row, p.row+p.Rows-1)
	}
}

// height is the height of the rows from first to last.
func (g *grid) height(first, last int) float64 {
	sum := 0.0
	for r := first; r <= last; r++ {
		sum += g.heights[r]
	}
	return sum
}

// TableHeight is the height of a whole table, in mm.
func (s Setter) TableHeight(t Table) float64 {
	g := s.measured(t)
	return g.height(0, len(t.Rows)-1)
}

// tallRow is the height in mm from which on a row is cut where the page ends
// rather than moved to the next one.
const tallRow = 60

// Table sets a table with its upper left corner at x, y, as far as it fits
// into room mm. It returns what it set, how high that is, and the rows that
// did not fit, under their head. A tall row is cut between its lines. Tables
// whose cells span rows must fit whole.
func (s Setter) Table(t Table, x, y, room float64) (items []page.Item, height float64, rest Table) {
	g := s.measured(t)
	fit := g.fitting(t, room)
	rest = t
	rest.Rows = nil
	if fit < len(t.Rows) {
		here, there := t.Rows[:fit:fit], t.Rows[fit:]
		if g.heights[fit] > tallRow {
			upper, lower := s.cut(t, g, fit, room-g.height(0, fit-1))
			if len(upper.Cells) > 0 {
				here = append(here, upper)
				there = append([]Row{lower}, t.Rows[fit+1:]...)
			}
		}
		if len(here) <= t.Head {
			return nil, 0, t // not even one row under the head: the caller turns the page
		}
		rest.Rows = append(t.Rows[:t.Head:t.Head], there...)
		t.Rows = here
		g = s.measured(t)
	}
	return append(s.cells(t, g, x, y), g.rules(t, x, y)...), g.height(0, len(t.Rows)-1), rest
}

// cut divides a row so that its upper part fits into room mm; the upper part
// is empty where not two lines would.
func (s Setter) cut(t Table, g grid, row int, room float64) (upper, lower Row) {
	for _, p := range g.cells {
		if p.row != row {
			continue
		}
		fits, over := p.block.Split(room - 2*t.PadY)
		if len(fits.lines) < min(2, len(p.block.lines)) {
			return Row{}, t.Rows[row]
		}
		above, below := p.Cell, p.Cell
		above.Text, below.Text = words(fits.lines), words(over.lines)
		upper.Cells, lower.Cells = append(upper.Cells, above), append(lower.Cells, below)
	}
	return upper, lower
}

// fitting counts the rows that fit into room.
func (g *grid) fitting(t Table, room float64) int {
	used := 0.0
	for r, h := range g.heights {
		if used+h > room+1e-6 {
			return r
		}
		used += h
	}
	return len(t.Rows)
}

func (s Setter) cells(t Table, g grid, x, y float64) []page.Item {
	var items []page.Item
	for _, p := range g.cells {
		left, top := x+sum(t.Cols[:min(p.col, len(t.Cols))])+t.Pad, y+g.height(0, p.row-1)
		if p.Upright {
			left += (p.width-2*t.Pad)/2 - p.Type.em()*1.01/2
		}
		items = append(items, s.Set(p.block, left, top+(p.height-p.block.Height())/2)...)
	}
	return items
}

// rules draws each edge once: the left and upper edge of every cell, and the
// right and lower edge of the table.
func (g *grid) rules(t Table, x, y float64) []page.Item {
	width, height := sum(t.Cols), g.height(0, len(g.heights)-1)
	var items []page.Item
	for _, p := range g.cells {
		left, top := x+sum(t.Cols[:min(p.col, len(t.Cols))]), y+g.height(0, p.row-1)
		if p.row > 0 {
			items = append(items, page.Line{X1: left, Y1: top, X2: left + p.width, Y2: top, Width: t.Rule, Colour: t.Colour})
		}
		if p.col > 0 {
			items = append(items, page.Line{X1: left, Y1: top, X2: left, Y2: top + p.height, Width: t.Rule, Colour: t.Colour})
		}
	}
	return append(items, page.Rect{X: x, Y: y, W: width, H: height, Width: t.Rule * 1.6, Colour: t.Colour})
}

func sum(numbers []float64) float64 {
	total := 0.0
	for _, n := range numbers {
		total += n
	}
	return total
}
