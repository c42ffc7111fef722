package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// turned is how often the window hears of somebody while the wheel turns once in its
// middle.
func turned(t *testing.T, content func(*Router) fyne.CanvasObject) int {
	t.Helper()
	w := test.NewTempWindow(t, nil)
	r := NewRouter(w.Canvas())
	w.SetContent(&fyne.Container{Layout: Fill{}, Objects: []fyne.CanvasObject{NewGround(r), content(r)}})
	w.Resize(fyne.NewSize(400, 300))
	heard := 0
	r.OnActivity(func() { heard++ })
	test.Scroll(w.Canvas(), fyne.NewPos(200, 150), 0, -40)
	return heard
}

func TestTheWheelIsActivity(t *testing.T) {
	rows := func() *Rows {
		return NewRows(RowsSpec{
			Columns: []RowColumn{{Title: "办件编号"}},
			Count:   func() int { return 500 },
			Cells:   func(int) []RowCell { return []RowCell{{Text: "03-20261123-0007"}} },
		})
	}
	for name, content := range map[string]func(*Router) fyne.CanvasObject{
		"an empty window": func(*Router) fyne.CanvasObject { return Space() },
		"a list":          func(*Router) fyne.CanvasObject { return rows() },
		"a list in a view": func(*Router) fyne.CanvasObject {
			return NewRoller(rows(), container.ScrollBoth)
		},
		"a page": func(*Router) fyne.CanvasObject { return NewScroll(Column(0, Fixed(100, 2000, Space()))) },
		"a dialog": func(r *Router) fyne.CanvasObject {
			t.Cleanup(ShowDialog(r, DialogSpec{Title: "作废吗", Confirm: "作废"}).Close)
			return Space()
		},
	} {
		if heard := turned(t, content); heard != 1 {
			t.Errorf("%s: heard %d times", name, heard)
		}
	}
}

func TestTheWheelTurnsTheList(t *testing.T) {
	var list *Rows
	turned(t, func(*Router) fyne.CanvasObject {
		list = NewRows(RowsSpec{
			Columns: []RowColumn{{Title: "办件编号"}},
			Count:   func() int { return 500 },
			Cells:   func(int) []RowCell { return []RowCell{{Text: "03-20261123-0007"}} },
		})
		return list
	})
	if at := list.list.GetScrollOffset(); at != 40 {
		t.Errorf("the list stands at %v", at)
	}
	list.wheel.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 1000)})
	if at := list.list.GetScrollOffset(); at != 0 {
		t.Errorf("turned back the list stands at %v", at)
	}
}
