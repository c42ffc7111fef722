package comparison

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/compare"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// page is a report seen from one route, or from all of them.
func page(r compare.Report, route string) fyne.CanvasObject {
	figures, waits, legs, note := r.All, r.Simulation.All, routesBars(r), ""
	last := compare.Measure{Name: "median", Change: waits.Ranks()[1].Change}
	for i, one := range r.Routes {
		if one.ID == route {
			figures, waits, legs = one.Figures, r.Simulation.Routes[i].Waits, legBars(r, one)
			if one.Publicity.Before > 0 {
				note = text.T("compare.thin")
			}
			last = compare.Measure{Name: "calendar", Change: one.Calendar}
		}
	}
	way := chart(text.T("compare.way", text.Data{"Start": r.Start.String()}), note, legs)
	year := chart(text.T("compare.year", text.Data{"Year": r.Year, "Projects": waits.Projects}), "", waitBars(waits))
	return kit.Column(look.Gap12,
		kit.Column(look.Gap8, tiles(append(figures.Measures(), last)), kit.NewNoteParagraph(permits(r, route))),
		kit.NewGrid(2, kit.Span(1, way), kit.Span(1, year)),
		kit.NewNoteParagraph(assumed(waits)))
}

// permits says which permit is no longer needed, and where.
func permits(r compare.Report, route string) string {
	var words []string
	for _, p := range r.Cancelled {
		if route == everything || route == p.Route {
			words = append(words, text.T("compare.cancelled", text.Data{"Route": routeName(p.Route), "Permit": p.Name}))
		}
	}
	if len(words) == 0 {
		return text.T("compare.kept")
	}
	return strings.Join(words, " ")
}

// assumed says what the figures rest on.
func assumed(w compare.Waits) string {
	if w.Provisional == 0 {
		return text.T("compare.assumed")
	}
	return text.T("compare.assumed") + " " + text.T("compare.provisional", text.Data{"Count": w.Provisional})
}

// tiles are the figures, large, four in a row.
func tiles(measures []compare.Measure) fyne.CanvasObject {
	const across = 4
	rows := kit.Column(look.Gap12)
	for row := range slices.Chunk(measures, across) {
		cells := make([]kit.Cell, len(row))
		for i, m := range row {
			cells[i] = kit.Span(1, tile(m))
		}
		rows.Add(kit.NewGrid(across, cells...))
	}
	return rows
}

func tile(m compare.Measure) fyne.CanvasObject {
	name := kit.NewNote(text.T("compare.tile." + m.Name))
	name.Room = 40
	before, arrow, after := kit.NewWords(fmt.Sprint(m.Before)).In(look.Secondary), kit.NewNote("→"), kit.NewStrong(fmt.Sprint(m.After))
	before.High, after.High = look.Page, look.Page
	share := kit.NewStrong(compare.Percent(m.Change)).In(look.Success)
	if m.Before == m.After {
		share = kit.NewNote(text.T("compare.same"))
	}
	unit := kit.NewNote(text.T("compare.unit." + m.Name))
	unit.Room = unitLeast
	return kit.NewTightCard(kit.Column(0, name,
		kit.Row(look.Gap4, before, arrow, after, kit.Grow(kit.Column(0, kit.Space(), unit, kit.Space())), share)))
}

// unitLeast is the room of a unit of one character, all that a tile has at 150 %.
const unitLeast float32 = 15

// chart is a card with bars, the meaning of their colours in words.
func chart(title, note string, bars []kit.BarRow) fyne.CanvasObject {
	heading := kit.NewStrong(title)
	heading.Room = 120
	foot := kit.NewNote(note)
	foot.Room = 40
	return kit.NewCard(kit.Column(look.Gap8, heading, kit.NewBars(names(bars), bars...),
		kit.Row(look.Gap16, kit.NewLight(beforeColour, text.T("compare.legend.before")),
			kit.NewLight(afterColour, text.T("compare.legend.after")), kit.Grow(foot))))
}

// names is the room that the longest name asks for.
func names(bars []kit.BarRow) float32 {
	widest := float32(0)
	for _, bar := range bars {
		widest = fyne.Max(widest, kit.NewNote(bar.Name).MinSize().Width)
	}
	return widest + look.Gap16
}

// The colours of the two worlds.
const (
	beforeColour = look.Border
	afterColour  = look.Primary
)

// routesBars are the ways of all routes, a bar for each world.
func routesBars(r compare.Report) []kit.BarRow {
	var bars []kit.BarRow
	for _, one := range r.Routes {
		bars = append(bars, pair(routeName(one.ID), one.Calendar)...)
	}
	return bars
}

// waitBars are the ranks of a simulation.
func waitBars(w compare.Waits) []kit.BarRow {
	var bars []kit.BarRow
	for _, rank := range w.Ranks() {
		bars = append(bars, pair(text.T("compare.spread."+rank.Name), rank.Change)...)
	}
	return bars
}

// pair is a number of days before and after.
func pair(name string, days compare.Change) []kit.BarRow {
	bar := func(legend string, n int, colour fyne.ThemeColorName) kit.BarRow {
		return kit.BarRow{
			Name: name + " · " + text.T(legend), Words: text.T("compare.way.days", text.Data{"Days": n}),
			Parts: []kit.BarPart{{To: float32(n), Colour: colour}},
		}
	}
	before, after := bar("compare.legend.before", days.Before, beforeColour), bar("compare.legend.after", days.After, afterColour)
	before.Apart = true
	return []kit.BarRow{before, after}
}

// legBars are a project's steps through both worlds; a publicity is thin.
func legBars(r compare.Report, one compare.Route) []kit.BarRow {
	bars := append(steps(r, one.Before, beforeColour), steps(r, one.After, afterColour)...)
	if len(one.Before) < len(bars) {
		bars[len(one.Before)].Apart = true
	}
	return bars
}

func steps(r compare.Report, legs []compare.Leg, colour fyne.ThemeColorName) []kit.BarRow {
	bars := make([]kit.BarRow, len(legs))
	for i, leg := range legs {
		from, due, end := leg.Start.Sub(r.Start), leg.Due.Sub(r.Start), leg.End.Sub(r.Start)
		bars[i] = kit.BarRow{Name: leg.Name, Parts: []kit.BarPart{{From: float32(from), To: float32(due), Colour: colour}}}
		if end > due {
			bars[i].Parts = append(bars[i].Parts, kit.BarPart{From: float32(due), To: float32(end), Colour: colour, Thin: true})
		}
		bars[i].Words = text.T("compare.way.ends", text.Data{"End": leg.End.String()[len("2006-"):]})
	}
	return bars
}
