package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Status is one fact of the status line. Dot "" draws no dot.
type Status struct {
	Dot  fyne.ThemeColorName
	Text string
	// Near keeps it close to the one before it, as a further word on the same thing.
	Near bool
}

// StatusBar is the line at the foot of the window: facts at the left, keys that
// always work at the right.
type StatusBar struct {
	widget.BaseWidget

	OnTapped func() // a click on the facts; nil does nothing

	facts  []Status
	keys   string
	ground *canvas.Rectangle
	edge   *canvas.Rectangle
	lights []*Light
	right  *canvas.Text
}

// NewStatusBar builds the line; keys stands at its right end.
func NewStatusBar(keys string) *StatusBar {
	s := &StatusBar{keys: keys}
	s.ExtendBaseWidget(s)
	return s
}

// Set replaces the facts.
func (s *StatusBar) Set(facts ...Status) {
	s.facts = facts
	s.Refresh()
}

// Facts are the facts shown.
func (s *StatusBar) Facts() []Status { return s.facts }

// Tapped is for Fyne.
func (s *StatusBar) Tapped(*fyne.PointEvent) {
	if s.OnTapped != nil {
		s.OnTapped()
	}
}

// Cursor is for Fyne.
func (s *StatusBar) Cursor() desktop.Cursor {
	if s.OnTapped == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer is for Fyne.
func (s *StatusBar) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	s.ground, s.edge = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	s.right = newLine(s.keys, look.Note, look.Secondary)
	r := &statusRenderer{s}
	r.build()
	return r
}

type statusRenderer struct{ bar *StatusBar }

func (r *statusRenderer) Destroy() {}

func (r *statusRenderer) build() {
	s := r.bar
	s.ground.FillColor, s.edge.FillColor = colourOf(look.Surface), colourOf(look.Line)
	s.right.Text, s.right.Color = s.keys, colourOf(look.Secondary)
	for len(s.lights) < len(s.facts) {
		light := NewLight("", "")
		light.size = look.Note
		s.lights = append(s.lights, light)
	}
	s.lights = s.lights[:len(s.facts)]
	for i, fact := range s.facts {
		s.lights[i].Set(fact.Dot, fact.Text)
	}
}

func (r *statusRenderer) Layout(size fyne.Size) {
	s := r.bar
	s.ground.Resize(size)
	s.edge.Resize(fyne.NewSize(size.Width, 1))
	x := look.Gap16
	for i, light := range s.lights {
		if i > 0 && s.facts[i].Near {
			x += look.Gap12
		} else if i > 0 {
			x += look.Gap24 + look.Gap4
		}
		least := light.MinSize()
		light.Move(fyne.NewPos(x, 1))
		light.Resize(fyne.NewSize(least.Width, size.Height-1))
		x += least.Width
	}
	left := size.Width - look.Gap16 - s.right.MinSize().Width
	centreLine(s.right, left, 1, size.Height-1)
	show(s.right, left > x+look.Gap12) // the facts go first
}

func (r *statusRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 32) }

func (r *statusRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.bar.ground, r.bar.edge, r.bar.right}
	for _, light := range r.bar.lights {
		out = append(out, light)
	}
	return out
}

func (r *statusRenderer) Refresh() {
	r.build()
	r.Layout(r.bar.Size())
	for _, o := range r.Objects() {
		canvas.Refresh(o)
	}
}
