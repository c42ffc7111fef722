package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestPicksAreWalkedAndOpened(t *testing.T) {
	var picked, opened []int
	p := NewPicks([]Pick{{"收件凭证", "未打印"}, {"受理通知书", "未打印"}, {"意见书", ""}}, func(line int) { picked = append(picked, line) })
	p.OnOpened = func(line int) { opened = append(opened, line) }
	w, _ := shown(t, p, 300, 120)
	w.Canvas().Focus(p)
	press(w, fyne.KeyUp, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	equal(t, "lines picked", len(picked), 2)
	equal(t, "line opened", opened[0], 2)
	p.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, pickHigh/2)})
	equal(t, "line clicked", p.At(), 0)
	p.Set([]Pick{{"一", ""}, {"二", ""}, {"三", ""}}, 1)
	equal(t, "picked by the program", len(picked), 3)
	equal(t, "line set", p.At(), 1)
}

func TestFactsGrowWithTheirLinesAndLeaveNothingOut(t *testing.T) {
	long := strings.Repeat("长", 200)
	short, tall := NewFacts(90, Fact{"名称", "短"}), NewFacts(90, Fact{"名称", long}, Fact{"空", ""})
	shown(t, short, 300, 400)
	shown(t, tall, 300, 400)
	equal(t, "lines of the facts", len(tall.Objects), 1)
	line := short.MinSize().Height
	characters := float32(200)
	perLine := float32(int((300 - 90) / 14))
	if got, want := tall.MinSize().Height, line*characters/perLine; got < want*0.9 {
		t.Errorf("200 characters take %.0f pixels, want about %.0f", got, want)
	}
}

func TestScrollReachesTheEndOfWrappedText(t *testing.T) {
	words := NewParagraph(strings.Repeat("办件进度", 400))
	s := NewScroll(Column(0, words))
	shown(t, s, 200, 100)
	whole := s.inner.Content.Size().Height
	if whole < words.MinSize().Height {
		t.Errorf("the content is %.0f high, its text %.0f", whole, words.MinSize().Height)
	}
	for range 100 {
		s.Page(1)
	}
	if got := s.Offset() + s.Size().Height; got < whole-1 {
		t.Errorf("paging ends at %.0f of %.0f", got, whole)
	}
	s.Page(-100)
	equal(t, "offset at the top", s.Offset(), 0)
	s.ScrollTo(40)
	s.Set(Column(0, NewParagraph("短")))
	equal(t, "offset of another content", s.Offset(), 0)
}

func TestRowsCanBeMarkedWithoutTelling(t *testing.T) {
	told := 0
	rows := NewRows(RowsSpec{
		Columns: []RowColumn{{Title: "一"}}, Count: func() int { return 5 },
		Cells:      func(int) []RowCell { return []RowCell{{Text: "行"}} },
		OnSelected: func(int) { told++ },
	})
	shown(t, rows, 300, 300)
	rows.Mark(3)
	equal(t, "row marked", rows.Selected(), 3)
	rows.Mark(9)
	equal(t, "row after a mark outside", rows.Selected(), 3)
	rows.Deselect()
	equal(t, "row deselected", rows.Selected(), -1)
	equal(t, "times told", told, 0)
	rows.Select(3)
	equal(t, "times told of a selection", told, 1)
}
