package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestWrapping(t *testing.T) {
	box := func() fyne.CanvasObject { return Fixed(100, 30, &fyne.Container{Layout: Fill{}}) }
	for name, c := range map[string]struct {
		width float32
		high  float32
		at    []fyne.Position
	}{
		"one line":              {400, 30, []fyne.Position{{X: 0}, {X: 192}, {X: 300}}},
		"exactly":               {324, 30, []fyne.Position{{X: 0}, {X: 116}, {X: 224}}},
		"two lines":             {320, 68, []fyne.Position{{X: 0}, {X: 220}, {X: 220, Y: 38}}},
		"a line for every one":  {120, 106, []fyne.Position{{X: 0}, {X: 20, Y: 38}, {X: 20, Y: 76}}},
		"narrower than any one": {80, 106, []fyne.Position{{X: 0}, {X: -20, Y: 38}, {X: -20, Y: 76}}},
	} {
		first, second, third := box(), box(), box()
		row := Wrapping(8, first, Space(), second, third)
		row.Resize(fyne.NewSize(c.width, 30))
		for i, o := range []fyne.CanvasObject{first, second, third} {
			if o.Position() != c.at[i] {
				t.Errorf("%s: number %d stands at %v, want %v", name, i+1, o.Position(), c.at[i])
			}
		}
		if least := row.MinSize(); least != fyne.NewSize(100, c.high) {
			t.Errorf("%s: takes %v", name, least)
		}
	}
}
