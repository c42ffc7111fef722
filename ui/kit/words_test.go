package kit

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"fyne.io/fyne/v2"
)

// half and full widths are all the breaking cares about here.
func cells(s string) float32 {
	sum := float32(0)
	for _, r := range s {
		if r < 0x2E80 {
			sum++
		} else {
			sum += 2
		}
	}
	return sum
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		words string
		width float32
		want  string
	}{
		{"", 10, ""},
		{"居民身份证", 20, "居民身份证"},
		{"居民身份证十八位", 8, "居民身份|证十八位"},
		{"不得超过四位。好", 12, "不得超过四|位。好"},                  // no line begins with 。
		{"依据《城乡规划法》", 6, "依据|《城乡|规划|法》"},               // 《 stays with what follows
		{"编号 2601-330402 已有", 12, "编号|2601-330402|已有"}, // a number is not cut
		{"ABCDEFGHIJ", 4, "ABCD|EFGH|IJ"},              // unless it must be
		{"一\n二", 10, "一|二"},
	} {
		equal(t, c.words, strings.Join(wrap(c.words, c.width, cells), "|"), c.want)
	}
}

func TestWrapLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringOfN(rapid.RuneFrom([]rune("规划用地，。《》（）ab 12.-")), 0, 60, -1).Draw(t, "words")
		width := float32(rapid.IntRange(2, 40).Draw(t, "width"))
		lines := wrap(words, width, cells)
		bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := strings.Join(lines, ""); bare(got) != bare(words) {
			t.Fatalf("%q became %q", words, lines)
		}
		for _, line := range lines {
			if cells(line) > width+0.5 && utf8.RuneCountInString(line) > 1 {
				t.Fatalf("%q is wider than %v", line, width)
			}
		}
	})
}

func TestWordsAreCutOrWrapped(t *testing.T) {
	long := "建设项目用地预审与选址意见书建设用地规划许可证"
	line, paragraph := NewWords(long), NewParagraph(long)
	line.Room = 50
	shown(t, Column(0, line, paragraph), 120, 300)
	drawnLine := test1(t, line)
	if !strings.HasSuffix(drawnLine, "…") || measure(drawnLine, line.High, false).Width > 120.5 {
		t.Errorf("%q was not cut to 120", drawnLine)
	}
	equal(t, "asks for its room only", line.MinSize().Width, 50)
	if paragraph.MinSize().Height < 3*line.MinSize().Height {
		t.Errorf("the paragraph is %v high: not wrapped", paragraph.MinSize().Height)
	}
}

func test1(t *testing.T, w *Words) string {
	t.Helper()
	r := &wordsRenderer{words: w}
	r.Layout(fyne.NewSize(120, 20))
	return r.lines[0].Text
}
