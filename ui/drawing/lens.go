package drawing

import "math"

// lens is what of a sheet is seen in a room, without anything of the screen:
// room in pixels, sheet in mm.
type lens struct {
	sheetW, sheetH float64 // mm
	roomW, roomH   float64 // pixels
	zoom           float64 // 1 shows the whole sheet
	x, y           float64 // mm: what stands in the middle of the room
}

// finest is the resolution beyond which nothing more is drawn, in dots per
// inch, and inch its length in mm.
const (
	finest = 1200
	inch   = 25.4
)

// whole shows all of the sheet.
func (l lens) whole() lens {
	l.zoom, l.x, l.y = 1, l.sheetW/2, l.sheetH/2
	return l
}

// seen tells whether there is a sheet and room to show it.
func (l lens) seen() bool { return l.sheetW > 0 && l.sheetH > 0 && l.roomW >= 1 && l.roomH >= 1 }

// fit is how many pixels a millimetre has where the whole sheet is shown.
func (l lens) fit() float64 { return min(l.roomW/l.sheetW, l.roomH/l.sheetH) }

// scale is how many pixels a millimetre has.
func (l lens) scale() float64 { return l.fit() * l.zoom }

// settled keeps the zoom in its limits, and the sheet in the room: no side of
// it comes farther in than its edge, and a sheet smaller than the room stands
// in the middle.
func (l lens) settled() lens {
	if !l.seen() {
		return l
	}
	l.zoom = min(max(l.zoom, 1), max(1, finest/inch/l.fit()))
	l.x = within(l.x, l.roomW/l.scale(), l.sheetW)
	l.y = within(l.y, l.roomH/l.scale(), l.sheetH)
	return l
}

func within(middle, shown, all float64) float64 {
	if shown >= all {
		return all / 2
	}
	return min(max(middle, shown/2), all-shown/2)
}

// zoomed enlarges by a factor so that what stands at a place of the room, in
// pixels from its upper left corner, stays there.
func (l lens) zoomed(factor, atX, atY float64) lens {
	before := l.scale()
	to := l
	to.zoom *= factor
	to = to.settled()
	offX, offY := atX-l.roomW/2, atY-l.roomH/2
	to.x, to.y = l.x+offX/before-offX/to.scale(), l.y+offY/before-offY/to.scale()
	return to.settled()
}

// moved shifts the sheet by so many pixels.
func (l lens) moved(dx, dy float64) lens {
	l.x, l.y = l.x-dx/l.scale(), l.y-dy/l.scale()
	return l.settled()
}

// part is a rectangle of the sheet, in mm.
type part struct{ x, y, w, h float64 }

// shown is the part of the sheet that is in the room, in whole pixels.
func (l lens) shown() part {
	s := l.scale()
	p := part{max(0, l.x-l.roomW/s/2), max(0, l.y-l.roomH/s/2), 0, 0}
	p.w, p.h = min(l.sheetW, l.x+l.roomW/s/2)-p.x, min(l.sheetH, l.y+l.roomH/s/2)-p.y
	p.w, p.h = math.Max(1, math.Floor(p.w*s))/s, math.Max(1, math.Floor(p.h*s))/s
	return p
}

// place is where a part of the sheet stands in the room, in pixels.
func (l lens) place(p part) (x, y, w, h float64) {
	s := l.scale()
	return l.roomW/2 + (p.x-l.x)*s, l.roomH/2 + (p.y-l.y)*s, p.w * s, p.h * s
}
