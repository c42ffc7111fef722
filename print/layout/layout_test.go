package layout_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/assets"
	"onewindow/print/layout"
	"onewindow/print/page"
	"onewindow/print/typeface"
)

func setter(t testing.TB) layout.Setter {
	t.Helper()
	var family typeface.Family
	for data, chain := range map[*[]byte]*typeface.Chain{
		&assets.SerifRegular: &family.Regular, &assets.SerifBold: &family.Bold,
	} {
		store, err := typeface.Open(*data)
		if err != nil {
			t.Fatal(err)
		}
		*chain = typeface.Chain{store}
	}
	return layout.Setter{Family: family}
}

func song() layout.Type { return layout.Type{Size: 10.5, Leading: 6, Colour: page.Black} }

// read collects the words of items in the order they were set, without the
// spaces that hang at the ends of lines.
func read(items []page.Item) string {
	var out strings.Builder
	for _, item := range items {
		if text, is := item.(page.Text); is {
			out.WriteString(text.Text)
		}
	}
	return squeeze(out.String())
}

func squeeze(text string) string {
	return strings.NewReplacer(" ", "", "\n", "", "　", "").Replace(text)
}

func words() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
			"南湖区", "《城乡规划法》", "（TXT，", "2000国家大地坐标系）", "ABC", " ", "24 600", "，", "\n", "𬴊", "“甲”、",
		}), 0, 40).Draw(t, "words"), "")
	})
}

func TestParagraphSetsEveryCharacter(t *testing.T) {
	s := setter(t)
	rapid.Check(t, func(t *rapid.T) {
		text := words().Draw(t, "text")
		width := rapid.Float64Range(10, 180).Draw(t, "width")
		align := layout.Align(rapid.IntRange(0, 2).Draw(t, "align"))
		indent := rapid.IntRange(0, 2).Draw(t, "indent")
		block := s.Paragraph(text, width, song(), align, indent)
		var got string
		for block.Height() > 0 {
			var part layout.Block
			part, block = block.Split(rapid.Float64Range(6, 40).Draw(t, "room"))
			got += read(s.Set(part, 0, 0))
		}
		if got != squeeze(text) {
			t.Fatalf("set %q, want %q", got, squeeze(text))
		}
	})
}

func TestJustifiedLinesEndTogether(t *testing.T) {
	s := setter(t)
	text := strings.Repeat("根据《中华人民共和国土地管理法》和国家有关规定，经审核，本建设项目符合国土空间用途管制要求。", 3)
	block := s.Paragraph(text, 100, song(), layout.Justified, 2)
	ends := map[float64]float64{} // baseline → right end
	for _, item := range s.Set(block, 20, 0) {
		text := item.(page.Text)
		width := s.Width(text.Text, song())
		if text.Half {
			continue
		}
		width += float64(len([]rune(text.Text))-1) * text.Spacing
		ends[text.Y] = max(ends[text.Y], text.X+width)
	}
	last := 0.0
	for y := range ends {
		last = max(last, y)
	}
	em := 10.5 * page.Point
	for y, end := range ends {
		if y != last && math.Abs(end-120) > em/2+0.1 {
			t.Errorf("the line at %.1f ends at %.2f mm, the margin is at 120", y, end)
		}
	}
}

func TestPunctuationClosesUp(t *testing.T) {
	s := setter(t)
	em := 10.5 * page.Point
	if got := s.Width("》《", song()); math.Abs(got-1.5*em) > 1e-6 {
		t.Errorf("》《 is %.3f em wide, want 1.5", got/em)
	}
	items := s.Line(0, 0, "甲》《乙", song())
	if len(items) != 3 || !items[1].(page.Text).Half || math.Abs(items[2].(page.Text).X-1.5*em) > 1e-6 {
		t.Errorf("got %+v, want 甲, half of 》, and 《乙 at 1.5 em", items)
	}
}

func TestCheckboxes(t *testing.T) {
	s := setter(t)
	got := read(s.Line(0, 0, "☐甲☑乙", song()))
	if got != "✓□甲□乙" {
		t.Errorf("got %q, want the tick laid over the second box", got)
	}
}

func TestTableSetsEveryCharacterOverPages(t *testing.T) {
	s := setter(t)
	rapid.Check(t, func(t *rapid.T) {
		table := layout.Table{Cols: []float64{12, 60, 30}, Head: 1, Pad: 2, PadY: 1.5, Rule: 0.2}
		head := layout.Row{Cells: []layout.Cell{{Text: "头", Type: song(), Cols: 3}}, Least: 8}
		table.Rows = append(table.Rows, head)
		// Cells of a row cut in two are read one half after the other, so
		// only one column of each row holds text.
		var want strings.Builder
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			text := words().Draw(t, "text")
			want.WriteString(squeeze(text))
			table.Rows = append(table.Rows, layout.Row{Cells: []layout.Cell{
				{Type: song()}, {Text: text, Type: song()}, {Type: song()},
			}})
		}
		room := rapid.Float64Range(90, 250).Draw(t, "room")
		var got strings.Builder
		for pages := 0; len(table.Rows) > 0; pages++ {
			if pages > 200 {
				t.Fatal("the table never ends")
			}
			items, height, rest := s.Table(table, 10, 10, room)
			if height > room+1e-6 {
				t.Fatalf("%.2f mm set into %.2f", height, room)
			}
			text, repeated := strings.CutPrefix(read(items), "头")
			if !repeated {
				t.Fatal("a page without the head of the table")
			}
			got.WriteString(text)
			table = rest
		}
		if got.String() != want.String() {
			t.Fatalf("set %q, want %q", got.String(), want.String())
		}
	})
}

func TestFitShrinksToWidth(t *testing.T) {
	s := setter(t)
	name := strings.Repeat("嘉兴市自然资源和规划局", 3)
	fitted := s.Fit(name, layout.Type{Size: 26, Bold: true, Spacing: 1}, 158, 8)
	if w := s.Width(name, fitted); w > 158 {
		t.Errorf("still %.1f mm wide", w)
	}
	if same := s.Fit("短", song(), 158, 8); same != song() {
		t.Errorf("a short name became %+v", same)
	}
}

// FuzzTable lays out tables that make no sense: columns of no width, types of
// no size, cells that reach over the edge, room for nothing.
func FuzzTable(f *testing.F) {
	s := setter(f)
	f.Add("南湖\xe5\x8d\n", 0.0, 0.0, 0.0, 0, 0)
	f.Add("ABC葛\U000E0100\x00", -4.0, 10.5, 6.0, 9, 9)
	f.Add("公共卫生中心，", 30.0, 0.01, -1.0, -2, 3)
	f.Fuzz(func(t *testing.T, text string, width, size, leading float64, cols, rows int) {
		if len(text) > 300 || math.Abs(width) > 1e4 || math.Abs(size) > 1e3 || math.Abs(leading) > 1e3 || cols > 50 || rows > 50 ||
			math.IsNaN(width+size+leading) {
			return
		}
		manner := layout.Type{Size: size, Leading: leading}
		cell := layout.Cell{Text: text, Type: manner, Align: layout.Justified, Cols: cols, Rows: rows}
		upright := layout.Cell{Text: text, Type: manner, Upright: true}
		table := layout.Table{
			Cols: []float64{width, width / 3}, Head: 1, Pad: 2, PadY: 1, Rule: 0.2,
			Rows: []layout.Row{{Cells: []layout.Cell{cell, upright}}, {Cells: []layout.Cell{cell}, Least: leading}, {}},
		}
		_, height, rest := s.Table(table, 0, 0, width)
		if math.IsNaN(height) || len(rest.Rows) > len(table.Rows)+table.Head {
			t.Errorf("%g mm high, %d rows left", height, len(rest.Rows))
		}
		s.Line(0, 0, text, manner)
		s.Fit(text, manner, width, 5)
	})
}
