package compare

import (
	"fmt"
	"strings"
	"unicode"
)

// Say gives the words of a key in the language of the reader; data fills them.
type Say func(key string, data map[string]any) string

// Measure is a measure with the name it has in the translations.
type Measure struct {
	Name string // items, permits, days, …
	Change
}

// Measures lists the figures in the order they are read in.
func (f Figures) Measures() []Measure {
	return []Measure{
		{"items", f.Items}, {"permits", f.Permits}, {"days", f.Days}, {"publicity", f.Publicity},
		{"materials", f.Materials}, {"fields", f.Fields}, {"visits", f.Visits},
	}
}

// Table writes the report for a terminal: columns aligned in cells, of which a
// Chinese character takes two.
func (r Report) Table(say Say) string {
	var b strings.Builder
	b.WriteString(say("compare.table.title", map[string]any{"Policy": r.PolicyName}) + "\n\n")
	b.WriteString(r.figuresGrid(say).String())
	for _, p := range r.Cancelled {
		b.WriteString("\n" + say("compare.cancelled", map[string]any{"Permit": p.Name, "Route": say("compare.route."+p.Route, nil)}))
	}
	b.WriteString("\n" + say("compare.table.start", map[string]any{"Start": r.Start.String()}) + "\n")
	s := r.Simulation
	b.WriteString("\n" + say("compare.table.simulation", map[string]any{"Year": r.Year, "Projects": s.Projects, "Seed": s.Seed}) + "\n\n")
	b.WriteString(s.grid(say).String())
	b.WriteString("\n" + say("compare.table.totals", map[string]any{
		"Before": s.Calendar.Before, "After": s.Calendar.After, "Percent": Percent(s.Calendar),
	}) + "\n")
	if n := s.All.Provisional; n > 0 {
		b.WriteString(say("compare.provisional", map[string]any{"Count": n}) + "\n")
	}
	return b.String()
}

// figuresGrid has a measure a row and a route a column.
func (r Report) figuresGrid(say Say) grid {
	g := grid{{said(""), said(say("compare.all", nil))}}
	for _, route := range r.Routes {
		g[0] = append(g[0], said(say("compare.route."+route.ID, nil)))
	}
	for i, m := range r.All.Measures() {
		row := []cell{said(say("compare.measure."+m.Name, nil)), changed(m.Change)}
		for _, route := range r.Routes {
			row = append(row, changed(route.Measures()[i].Change))
		}
		g = append(g, row)
	}
	calendar := []cell{said(say("compare.measure.calendar", nil)), said("–")}
	for _, route := range r.Routes {
		calendar = append(calendar, changed(route.Calendar))
	}
	return append(g, calendar)
}

// grid has a route a row and a rank a column.
func (s Simulation) grid(say Say) grid {
	g := grid{{said("")}}
	for _, head := range []string{"projects", "min", "median", "p90", "max"} {
		g[0] = append(g[0], said(say("compare.spread."+head, nil)))
	}
	row := func(name string, w Waits) {
		cells := []cell{said(name), said(fmt.Sprint(w.Projects))}
		for _, rank := range w.Ranks() {
			cells = append(cells, changed(rank.Change))
		}
		g = append(g, cells)
	}
	row(say("compare.all", nil), s.All)
	for _, route := range s.Routes {
		if route.Projects > 0 {
			row(say("compare.route."+route.ID, nil), route.Waits)
		}
	}
	return g
}

// Ranks lists the distribution in both worlds, shortest first.
func (w Waits) Ranks() []Measure {
	return []Measure{
		{"min", Change{w.Before.Min, w.After.Min}}, {"median", Change{w.Before.Median, w.After.Median}},
		{"p90", Change{w.Before.P90, w.After.P90}}, {"max", Change{w.Before.Max, w.After.Max}},
	}
}

// Percent writes a change as "-40%"; "0%" where nothing changed. The sign is a
// hyphen because terminals disagree on the width of a minus.
func Percent(c Change) string {
	if c.Percent() == 0 {
		return "0%"
	}
	return fmt.Sprintf("%+d%%", c.Percent())
}

// grid is rows of cells, the first column of which names the row.
type grid [][]cell

// cell is words, or a change in three aligned parts.
type cell struct {
	words                  string
	before, after, percent string
}

func said(words string) cell { return cell{words: words} }

func changed(c Change) cell {
	percent := "·"
	if c.Before != c.After {
		percent = Percent(c)
	}
	return cell{before: fmt.Sprint(c.Before), after: fmt.Sprint(c.After), percent: percent}
}

// column is how wide the parts of a column are.
type column struct{ words, before, after, percent int }

func (c *column) widen(o cell) {
	c.words = max(c.words, width(o.words))
	c.before = max(c.before, width(o.before))
	c.after = max(c.after, width(o.after))
	c.percent = max(c.percent, width(o.percent))
}

func (c column) write(o cell) string {
	words := o.words
	if o.before != "" {
		words = right(o.before, c.before) + " → " + right(o.after, c.after) + "  " + right(o.percent, c.percent)
	}
	whole := c.words
	if c.before > 0 {
		whole = max(whole, c.before+3+c.after+2+c.percent)
	}
	return words + strings.Repeat(" ", max(whole-width(words), 0))
}

// String sets the columns three cells apart.
func (g grid) String() string {
	var columns []column
	for _, row := range g {
		for i, o := range row {
			if i == len(columns) {
				columns = append(columns, column{})
			}
			columns[i].widen(o)
		}
	}
	var b strings.Builder
	for _, row := range g {
		parts := make([]string, len(row))
		for i, o := range row {
			parts[i] = columns[i].write(o)
		}
		b.WriteString(strings.TrimRight(strings.Join(parts, "   "), " ") + "\n")
	}
	return b.String()
}

func right(words string, to int) string { return strings.Repeat(" ", max(to-width(words), 0)) + words }

// width is how many cells of a terminal the words take (UAX #11, wide and
// full-width as two).
func width(words string) int {
	n := 0
	for _, r := range words {
		n++
		if unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60 || r >= 0xFFE0 && r <= 0xFFE6 {
			n++
		}
	}
	return n
}
