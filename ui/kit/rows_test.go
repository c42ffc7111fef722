package kit

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"onewindow/ui/look"
)

// list is a work list of n rows; asked counts how many rows were looked at.
func list(n int, asked map[int]bool, spec RowsSpec) *Rows {
	spec.Columns = []RowColumn{{Title: "编号", Width: 120, Sorts: true}, {Title: "项目"}, {Title: "剩余", Width: 90, Right: true, Sorts: true}}
	spec.Count = func() int { return n }
	spec.Cells = func(i int) []RowCell {
		if asked != nil {
			asked[i] = true
		}
		return []RowCell{{Text: fmt.Sprint(i)}, {Text: "城南片区公共卫生中心"}, {Text: "2 个工作日", Dot: look.Warning}}
	}
	return NewRows(spec)
}

func TestRowsReachEveryRowOfAMillion(t *testing.T) {
	const million = 1_000_000
	asked := map[int]bool{}
	r := list(million, asked, RowsSpec{})
	w, router := shown(t, r, 600, 400)
	router.Focus(r)
	for _, step := range []struct {
		key  fyne.KeyName
		want int
	}{
		{fyne.KeyDown, 1}, {fyne.KeyUp, 0}, {fyne.KeyUp, 0}, {fyne.KeyEnd, million - 1}, {fyne.KeyDown, million - 1},
		{fyne.KeyPageUp, million - 9}, {fyne.KeyHome, 0}, {fyne.KeyPageDown, 8},
	} {
		press(w, step.key)
		equal(t, string(step.key), r.Selected(), step.want)
		if !asked[step.want] {
			t.Errorf("row %d was selected but not drawn", step.want)
		}
	}
	if len(asked) > 100 {
		t.Errorf("%d rows looked at: only what is visible should be", len(asked))
	}
}

func TestRowsOpen(t *testing.T) {
	var selected, opened []int
	r := list(20, nil, RowsSpec{OnSelected: func(i int) { selected = append(selected, i) }, OnOpened: func(i int) { opened = append(opened, i) }})
	w, router := shown(t, r, 600, 400)
	router.Focus(r)
	press(w, fyne.KeyDown, fyne.KeyReturn)
	face := newRowFace(r)
	face.show(7)
	face.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	test.DoubleTap(face)
	equal(t, "selected", slices.Equal(selected, []int{0, 1, 7}), true)
	equal(t, "opened", slices.Equal(opened, []int{1, 7}), true)
}

func TestRowsSortByTheirTitles(t *testing.T) {
	said := ""
	r := list(3, nil, RowsSpec{OnSort: func(column int, down bool) { said += fmt.Sprint(column, down, " ") }})
	shown(t, r, 600, 400)
	at := r.spans(600)
	for _, column := range []int{2, 2, 1, 0} {
		test.TapAt(r.head, fyne.NewPos(at[column].x+4, 10))
	}
	equal(t, "said", said, "2 false 2 true 0 false ")
	equal(t, "marked", r.head.titles[0].Text, "编号 ▲")
}

func TestRowsWithoutRows(t *testing.T) {
	n := 0
	r := NewRows(RowsSpec{Columns: []RowColumn{{Title: "编号"}}, Count: func() int { return n }, Cells: func(int) []RowCell { return nil }, Empty: "还没有办件"})
	w, router := shown(t, r, 600, 400)
	equal(t, "says so", r.empty.Visible(), true)
	router.Focus(r)
	press(w, fyne.KeyDown, fyne.KeyEnd, fyne.KeyReturn)
	equal(t, "nothing selected", r.Selected(), -1)
	n = 5
	r.Refresh()
	equal(t, "silent again", r.empty.Visible(), false)
	press(w, fyne.KeyEnd)
	n = 2
	r.Refresh()
	equal(t, "the selection follows a list that shrank", r.Selected(), 1)
}

func TestColumnsShareWhatIsLeft(t *testing.T) {
	r := list(1, nil, RowsSpec{})
	at := r.spans(600)
	last := at[2]
	equal(t, "the last ends at the margin", last.x+last.width, 600-rowSide)
	equal(t, "the middle one took the rest", at[1].width, 600-2*rowSide-2*rowGap-120-90)
}

// A column that can be spared makes room for those that share, the last one first.
func TestColumnsThatCanBeSpared(t *testing.T) {
	r := NewRows(RowsSpec{
		Columns: []RowColumn{{Title: "a"}, {Title: "b", Width: 60, Spare: true}, {Title: "c", Width: 100}, {Title: "d", Width: 60, Spare: true}},
		Count:   func() int { return 0 }, Cells: func(int) []RowCell { return nil },
	})
	shown := func(width float32) (all []bool) {
		for _, at := range r.spans(width) {
			all = append(all, at.width > 0)
		}
		return all
	}
	least := 2*rowSide + 100 + rowGap + sharedLeast
	equal(t, "wide", fmt.Sprint(shown(least+2*(60+rowGap))), "[true true true true]")
	equal(t, "narrow", fmt.Sprint(shown(least+60+rowGap)), "[true true true false]")
	equal(t, "very narrow", fmt.Sprint(shown(least)), "[true false true false]")
	at := r.spans(least)
	equal(t, "the last ends at the margin", at[2].x+at[2].width, least-rowSide)
}

func BenchmarkRowsPageDown(b *testing.B) {
	r := list(1_000_000, nil, RowsSpec{})
	w := test.NewWindow(r)
	defer w.Close()
	w.Resize(fyne.NewSize(760, 620))
	for b.Loop() {
		r.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	}
}
