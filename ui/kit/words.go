package kit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// Words is a text of one style without any padding around it: one line cut with
// "…" where it does not fit, or, with Wrap, as many lines as the width asks for.
type Words struct {
	widget.BaseWidget

	Text   string
	High   float32 // size of the characters: look.Body, look.Note, …
	Bold   bool
	Colour fyne.ThemeColorName
	Align  fyne.TextAlign
	Wrap   bool

	// Room is the width a cut line asks for at least; 0 asks for the whole line.
	// It is ignored where Wrap is set.
	Room float32

	width float32
}

// NewWords is body text on one line.
func NewWords(words string) *Words { return newWords(words, look.Body, false, look.Text) }

// NewNote is small secondary text on one line.
func NewNote(words string) *Words { return newWords(words, look.Note, false, look.Secondary) }

// NewStrong is bold body text on one line.
func NewStrong(words string) *Words { return newWords(words, look.Body, true, look.Text) }

// NewHeading is the bold name of a view or a case.
func NewHeading(words string) *Words { return newWords(words, look.Section, true, look.Text) }

// NewParagraph is body text that wraps.
func NewParagraph(words string) *Words {
	w := NewWords(words)
	w.Wrap = true
	return w
}

// NewNoteParagraph is small secondary text that wraps.
func NewNoteParagraph(words string) *Words {
	w := NewNote(words)
	w.Wrap = true
	return w
}

func newWords(words string, size float32, bold bool, colour fyne.ThemeColorName) *Words {
	w := &Words{Text: words, High: size, Bold: bold, Colour: colour}
	w.ExtendBaseWidget(w)
	return w
}

// Set replaces the text.
func (w *Words) Set(words string) {
	if w.Text == words {
		return
	}
	w.Text = words
	w.Refresh()
}

// Say replaces text and colour.
func (w *Words) Say(words string, colour fyne.ThemeColorName) {
	if w.Text == words && w.Colour == colour {
		return
	}
	w.Text, w.Colour = words, colour
	w.Refresh()
}

// In sets the colour and returns w, for use while building.
func (w *Words) In(colour fyne.ThemeColorName) *Words {
	w.Colour = colour
	return w
}

// CreateRenderer is for Fyne.
func (w *Words) CreateRenderer() fyne.WidgetRenderer {
	w.ExtendBaseWidget(w)
	return &wordsRenderer{words: w}
}

type wordsRenderer struct {
	words *Words
	lines []*canvas.Text
}

func (r *wordsRenderer) Destroy() {}

func (r *wordsRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.lines))
	for i, line := range r.lines {
		out[i] = line
	}
	return out
}

func (r *wordsRenderer) Layout(size fyne.Size) {
	r.words.width = size.Width
	r.set(r.words.fit(size.Width))
	y := float32(0)
	for _, line := range r.lines {
		height := line.MinSize().Height
		line.Move(fyne.NewPos(0, y))
		line.Resize(fyne.NewSize(size.Width, height))
		y += height
	}
}

func (r *wordsRenderer) MinSize() fyne.Size {
	w := r.words
	line := measure("国", w.High, w.Bold).Height
	switch {
	case w.Wrap:
		lines := 1
		if w.width > 0 {
			lines = len(w.fit(w.width))
		}
		return fyne.NewSize(w.High*4, line*float32(lines))
	case w.Room > 0:
		return fyne.NewSize(w.Room, line)
	default:
		return fyne.NewSize(measure(w.Text, w.High, w.Bold).Width, line)
	}
}

func (r *wordsRenderer) Refresh() {
	r.Layout(r.words.Size())
	for _, line := range r.lines {
		canvas.Refresh(line)
	}
}

// set makes the text objects say the given lines.
func (r *wordsRenderer) set(lines []string) {
	for len(r.lines) < len(lines) {
		r.lines = append(r.lines, canvas.NewText("", nil))
	}
	r.lines = r.lines[:len(lines)]
	for i, words := range lines {
		line := r.lines[i]
		line.Text, line.TextSize, line.Alignment = words, r.words.High, r.words.Align
		line.TextStyle.Bold, line.Color = r.words.Bold, colourOf(r.words.Colour)
	}
}

// fit breaks or cuts the text to a width.
func (w *Words) fit(width float32) []string {
	if w.Wrap {
		return wrap(w.Text, width, func(s string) float32 { return measure(s, w.High, w.Bold).Width })
	}
	return []string{cut(w.Text, width, w.High, w.Bold)}
}

// cut shortens a line with "…" to at most the given width.
func cut(line string, width, size float32, bold bool) string {
	// Half a pixel of slack: sums of float32 differ from the measured whole.
	if measure(line, size, bold).Width <= width+0.5 {
		return line
	}
	runes := []rune(line)
	low, high := 0, len(runes)
	for low < high {
		middle := (low + high + 1) / 2
		if measure(string(runes[:middle])+"…", size, bold).Width <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return string(runes[:low]) + "…"
}

// wrap breaks text into lines no wider than width. A break may stand between two
// Han characters or after a space, never before closing or after opening
// punctuation (避头尾), never inside a Latin word or number unless the word alone
// is wider than the line.
func wrap(words string, width float32, measured func(string) float32) []string {
	var lines []string
	for _, paragraph := range strings.Split(words, "\n") {
		line := ""
		for _, piece := range pieces(paragraph) {
			if line != "" && measured(strings.TrimRight(line+piece, " ")) > width+0.5 {
				lines = append(lines, strings.TrimRight(line, " "))
				line = ""
			}
			for line == "" && measured(piece) > width+0.5 && len([]rune(piece)) > 1 {
				head := longestHead(piece, width, measured)
				lines = append(lines, head)
				piece = piece[len(head):]
			}
			line += piece
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// longestHead is as much of a too wide piece as fits, at least one character.
func longestHead(piece string, width float32, measured func(string) float32) string {
	end := 0
	for i, r := range piece {
		next := i + len(string(r))
		if end > 0 && measured(piece[:next]) > width {
			break
		}
		end = next
	}
	return piece[:end]
}

// pieces cuts a paragraph where a line may break.
func pieces(paragraph string) []string {
	var out []string
	start := 0
	runes := []rune(paragraph)
	for i := 1; i < len(runes); i++ {
		if mayBreak(runes[i-1], runes[i]) {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	if start < len(runes) {
		out = append(out, string(runes[start:]))
	}
	return out
}

func mayBreak(before, after rune) bool {
	const opening = "([{<（〔【《〈「『“‘￥¥"
	const closing = ")]}>）〕】》〉」』”’、，。；：？！…—·,.;:?!%％°℃"
	if strings.ContainsRune(opening, before) || strings.ContainsRune(closing, after) || after == ' ' {
		return false
	}
	return before == ' ' || wide(before) || wide(after)
}

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || (r >= 0x3000 && r <= 0x303F) || (r >= 0xFF00 && r <= 0xFFEF)
}
