package page_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"onewindow/print/page"
)

// halfAndFull measures like a Chinese font: Western characters half an em.
func halfAndFull(r rune) int {
	if r < 0x2000 {
		return 500
	}
	return 1000
}

func texts(lines []page.Broken) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = line.Text
	}
	return out
}

// joined puts broken lines together again.
func joined(lines []page.Broken) string {
	var out strings.Builder
	for i, line := range lines {
		out.WriteString(line.Text)
		if line.Last && i < len(lines)-1 {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

func TestLines(t *testing.T) {
	for _, test := range []struct {
		name  string
		text  string
		ems   float64
		lines string // separated by |
	}{
		{"plain", "南湖区城南片区公共卫生中心", 5, "南湖区城南|片区公共卫|生中心"},
		{"empty", "", 5, ""},
		{"new line", "甲\n\n乙", 5, "甲||乙"},
		{"half a closing mark hangs", "南湖区城，片区", 4.5, "南湖区城，|片区"},
		{"no closing mark first", "南湖区城南”，片区", 5, "南湖区城|南”，片区"},
		{"no opening mark last", "南湖区城（南片）区", 5, "南湖区城|（南片）区"},
		{"word stays whole", "项目代码ABCDEF号", 5, "项目代码|ABCDEF号"},
		{"long number at its hyphen", "2601-330402-04-01-000013", 7, "2601-330402-|04-01-000013"},
		{"longer word than line", "ABCDEFGHIJKLMN", 5, "ABCDEFGHIJ|KLMN"},
		{"space hangs", "ABCD EFGH IJ", 2, "ABCD |EFGH |IJ"},
		{"grouped digits", "总面积 24 600 平方米", 5, "总面积 |24 600 平|方米"},
		{"punctuation closes up", "（《甲》）乙丙丁", 5, "（《甲》）乙|丙丁"},
		{"narrower than a character", "甲乙", 0, "甲|乙"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := strings.Join(texts(page.Lines(test.text, int(test.ems*1000), halfAndFull)), "|")
			if got != test.lines {
				t.Errorf("got %q, want %q", got, test.lines)
			}
		})
	}
}

// alphabet draws text as it stands on forms, with everything that matters to
// line breaking.
func alphabet() *rapid.Generator[string] {
	char := rapid.OneOf(
		rapid.SampledFrom([]rune("南湖区城乡规划𬴊𠮷。，、；：？！》）”（《“—…· -/\n%")),
		rapid.RuneFrom(nil, unicode.Han, unicode.Latin, unicode.Nd),
	)
	return rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(char).Draw(t, "runes")) })
}

func TestNoCharacterIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := alphabet().Draw(t, "text")
		width := rapid.IntRange(0, 20_000).Draw(t, "width")
		lines := page.Lines(text, width, halfAndFull)
		if got := joined(lines); got != text {
			t.Fatalf("lines %q join to %q, want %q", texts(lines), got, text)
		}
	})
}

func TestLinesKeepTheirWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := alphabet().Draw(t, "text")
		width := rapid.IntRange(2_000, 20_000).Draw(t, "width")
		for _, line := range page.Lines(text, width, halfAndFull) {
			// Half a closing mark may hang over the end.
			if line.Width > width+500 {
				t.Fatalf("line %q is %d wide, over %d", line.Text, line.Width, width)
			}
			if line.Text == "" && !line.Last {
				t.Fatal("an empty line inside a paragraph")
			}
		}
	})
}

// TestPunctuationRules holds wherever a line has any place to break well.
func TestPunctuationRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{
			"城乡", "规划", "《甲》", "（乙）", "丙，", "丁。", "“戊”", "己、", "A1", "庚",
		}), 1, 60).Draw(t, "words")
		width := rapid.IntRange(8_000, 20_000).Draw(t, "width")
		for i, line := range page.Lines(strings.Join(words, ""), width, halfAndFull) {
			first, _ := utf8.DecodeRuneInString(line.Text)
			last, _ := utf8.DecodeLastRuneInString(line.Text)
			if i > 0 && strings.ContainsRune("》），。”、", first) {
				t.Fatalf("line %q begins with a closing mark", line.Text)
			}
			if !line.Last && strings.ContainsRune("《（“", last) {
				t.Fatalf("line %q ends with an opening mark", line.Text)
			}
		}
	})
}

func FuzzLines(f *testing.F) {
	f.Add("南湖区\xe5\x8d", 3000)
	f.Add("\xff\xfe\x00\n\n", 0)
	f.Add("ABC-DEF \U000E0100葛\U000E0101", -5)
	f.Fuzz(func(t *testing.T, text string, width int) {
		if got := joined(page.Lines(text, width, halfAndFull)); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	})
}
