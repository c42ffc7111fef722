package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Place is somewhere the rail leads to.
type Place struct {
	ID   string
	Text string
	Key  Key // shown on the first place only
	// Last puts the place at the foot of the rail.
	Last bool
}

// Rail is the navigation at the left: the first place is the main action of the
// counter and looks like a button, the others are rows with a count. It is one
// stop for Tab; Up and Down walk, Enter goes there.
type Rail struct {
	widget.BaseWidget

	OnGo func(id string)

	places  []Place
	counts  map[string]railCount
	current string
	at      int
	focused bool
	faces   []*railFace
	ground  *canvas.Rectangle
	edge    *canvas.Rectangle
}

type railCount struct {
	count  int
	urgent bool
}

// NewRail builds a rail; the first place is drawn as the main action.
func NewRail(places []Place, goTo func(id string)) *Rail {
	r := &Rail{places: places, OnGo: goTo, counts: map[string]railCount{}}
	r.ExtendBaseWidget(r)
	return r
}

// SetCurrent marks the place one is at.
func (r *Rail) SetCurrent(id string) {
	r.current = id
	for i, p := range r.places {
		if p.ID == id {
			r.at = i
		}
	}
	r.Refresh()
}

// SetCount shows how much waits at a place; 0 shows nothing. Urgent is drawn in
// the danger colour.
func (r *Rail) SetCount(id string, count int, urgent bool) {
	r.counts[id] = railCount{count, urgent}
	r.Refresh()
}

// Tapped is for Fyne.
func (r *Rail) Tapped(event *fyne.PointEvent) {
	if i := r.under(event.Position); i >= 0 {
		r.at = i
		r.enter()
	}
}

func (r *Rail) under(p fyne.Position) int {
	for i, face := range r.faces {
		if inside(p, face.pos, face.size) {
			return i
		}
	}
	return -1
}

// Cursor is for Fyne.
func (r *Rail) Cursor() desktop.Cursor { return desktop.PointerCursor }

func (r *Rail) enter() {
	if r.OnGo != nil {
		r.OnGo(r.places[r.at].ID)
	}
}

// TypedRune is for Fyne.
func (r *Rail) TypedRune(rune) {}

// TypedKey is for Fyne.
func (r *Rail) TypedKey(event *fyne.KeyEvent) {
	Stir(r)
	switch {
	case event.Name == fyne.KeyDown:
		r.at = min(r.at+1, len(r.places)-1)
		r.Refresh()
	case event.Name == fyne.KeyUp:
		r.at = max(r.at-1, 0)
		r.Refresh()
	case worksIt(event.Name):
		r.enter()
	default:
		passKey(r, event)
	}
}

// FocusGained is for Fyne.
func (r *Rail) FocusGained() { r.focused = true; r.Refresh() }

// FocusLost is for Fyne.
func (r *Rail) FocusLost() { r.focused = false; r.Refresh() }

const (
	railWide  float32 = 148
	railSide  float32 = 8
	railHigh  float32 = 38
	railLeast float32 = 26
)

type railFace struct {
	box          *frame
	words, count *canvas.Text
	pos          fyne.Position
	size         fyne.Size
}

// CreateRenderer is for Fyne.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	r.ground, r.edge = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	objects := []fyne.CanvasObject{r.ground, r.edge}
	r.faces = nil
	for range r.places {
		f := &railFace{
			box:   newFrame(look.Radius),
			words: newLine("", look.Body, look.Text), count: newLine("", look.Note, look.Secondary),
		}
		r.faces = append(r.faces, f)
		objects = append(append(objects, f.box.objects()...), f.words, f.count)
	}
	r.paint()
	return &drawn{
		objects: objects, layout: r.layout,
		least: func() fyne.Size { return fyne.NewSize(railWide, float32(len(r.places))*(railLeast+2)+24) },
		paint: func() { r.paint(); r.layout(r.Size()) },
	}
}

func (r *Rail) paint() {
	r.ground.FillColor, r.edge.FillColor = colourOf(look.Surface), colourOf(look.Line)
	for i, place := range r.places {
		f := r.faces[i]
		main, here := i == 0, place.ID == r.current
		f.paint(main, here, r.focused && i == r.at)
		f.words.Text = place.Text
		f.count.Text = r.aside(place, main, f)
	}
}

func (f *railFace) paint(main, here, ringed bool) {
	ground, words, count := look.Surface, look.Text, look.Secondary
	switch {
	case main:
		ground, words, count = look.Primary, look.OnPrimary, look.OnPrimary
	case here:
		ground, words, count = look.Selection, look.Primary, look.Primary
	}
	f.box.paint(ground, ground)
	switch {
	case ringed && main:
		f.box.ringed(look.Primary, look.OnPrimary, look.Ring)
	case ringed:
		f.box.ringed(look.Primary, look.Surface, 0)
	}
	f.words.Color, f.words.TextStyle.Bold = colourOf(words), main || here
	f.count.Color, f.count.TextStyle.Bold = colourOf(count), main || here
}

// aside is what stands at the right of a place: its key or its count.
func (r *Rail) aside(place Place, main bool, f *railFace) string {
	if main {
		return string(place.Key)
	}
	waiting := r.counts[place.ID]
	if waiting.count == 0 {
		return ""
	}
	if waiting.urgent {
		f.count.Color = colourOf(look.Danger)
	}
	return itoa(waiting.count)
}

func (r *Rail) layout(size fyne.Size) {
	r.ground.Resize(size)
	r.edge.Move(fyne.NewPos(size.Width-1, 0))
	r.edge.Resize(fyne.NewSize(1, size.Height))
	// A small screen at 150 % has less room than the places would like.
	room := (size.Height-2*look.Gap12-look.Gap8)/float32(max(len(r.places), 1)) - 2
	high := fyne.Max(fyne.Min(room, railHigh), railLeast)
	top, foot := look.Gap12, size.Height-look.Gap12
	for i, place := range r.places {
		if place.Last {
			foot -= high
			r.faces[i].place(fyne.NewPos(railSide, foot), size.Width, high)
			continue
		}
		r.faces[i].place(fyne.NewPos(railSide, top), size.Width, high)
		top += high + 2
		if i == 0 {
			top += look.Gap8
		}
	}
}

func (f *railFace) place(pos fyne.Position, width, high float32) {
	f.pos, f.size = pos, fyne.NewSize(width-2*railSide-1, high)
	f.box.layout(pos, f.size)
	centreLine(f.words, pos.X+look.Gap12, pos.Y, high)
	centreLine(f.count, pos.X+f.size.Width-look.Gap12-f.count.MinSize().Width, pos.Y, high)
}
