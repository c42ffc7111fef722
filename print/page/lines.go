package page

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Measure tells how far the pen moves for one character, in thousandths of
// the type size.
type Measure func(r rune) int

// Switches rather than searches in strings: these are asked several times for
// every character of a paper.

// closer tells the characters that may not begin a line (避头), after GB/T
// 15834-2011 §5.1 and W3C 中文排版需求.
func closer(r rune) bool {
	switch r {
	case '？', '！', '…', '—', '·', '％', '‰', '℃', '°', '々', '〞',
		',', '.', ';', ':', '?', '!', ')', ']', '}', '%':
		return true
	}
	return Closing(r)
}

// opener tells the characters that may not end a line (避尾).
func opener(r rune) bool {
	switch r {
	case '￥', '＄', '№', '(', '[', '{', '〝':
		return true
	}
	return fullOpening(r)
}

// Lines breaks text into lines no wider than width, in thousandths of the
// type size. It breaks between Chinese characters and after spaces, never
// before closing or after opening punctuation. Inside a word or a number it
// breaks only where that alone is wider than a line, and then rather after a
// hyphen.
//
// No character is lost: the lines joined, with a newline where the text had
// one, are the text. Spaces at the end of a line stay in it and hang.
func Lines(text string, width int, measure Measure) []Broken {
	var out []Broken
	paragraphs := strings.Split(text, "\n")
	for _, paragraph := range paragraphs {
		lines := breakParagraph(paragraph, width, measure)
		out = append(out, lines...)
	}
	return out
}

// Broken is one line as [Lines] breaks it.
type Broken struct {
	Text  string
	Width int  // without hanging spaces
	Last  bool // the last of its paragraph: not to be justified
}

func breakParagraph(text string, width int, measure Measure) []Broken {
	var out []Broken
	for {
		end := lineEnd(text, width, measure)
		line := text[:end]
		last := end == len(text)
		out = append(out, Broken{line, Width(strings.TrimRight(line, " "), measure), last})
		if last {
			return out
		}
		text = text[end:]
	}
}

// lineEnd tells how many bytes of text fit a line: at least one character,
// and where nothing better is found as many as fit.
func lineEnd(text string, width int, measure Measure) int {
	used, allowed, hyphen, before := 0, 0, 0, rune(-1)
	for at, r := range text {
		switch {
		case before < 0:
		case mayBreak(before, r) && !insideNumber(text[:at], r):
			allowed = at
		case before == '-' || before == '/':
			hyphen = at
		}
		room := measure(r)
		if before >= 0 {
			room += Kern(before, r)
		}
		if r != ' ' && used+room > width+squeeze(r) && at > 0 {
			return cmp.Or(allowed, hyphen, at)
		}
		used += room
		before = r
	}
	return len(text)
}

// squeeze tells by how much a full-width closing mark may stand over the end
// of a line: the right half of its square is empty.
func squeeze(r rune) int {
	if Closing(r) {
		return 500
	}
	return 0
}

// Hangs tells whether a line ends with a mark whose empty half may stand over
// the right margin.
func Hangs(line string) bool {
	last, _ := utf8.DecodeLastRuneInString(line)
	return Closing(last)
}

// mayBreak tells whether a line may end between two characters.
func mayBreak(a, b rune) bool {
	switch {
	case b == ' ' || joins(b):
		return false
	case opener(a) || closer(b):
		return false
	case a == ' ':
		return true
	}
	return !isWord(a) || !isWord(b)
}

// insideNumber tells the space that groups the digits of a number, 24 600.
func insideNumber(before string, r rune) bool {
	digits := strings.TrimSuffix(before, " ")
	if len(digits) == len(before) || digits == "" {
		return false
	}
	return isDigit(rune(digits[len(digits)-1])) && isDigit(r)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// joins tells the characters that belong to the one before them.
func joins(r rune) bool {
	return unicode.Is(unicode.Mn, r) || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}

// isWord tells letters, digits and the signs inside Western words and numbers.
func isWord(r rune) bool {
	if r == utf8.RuneError {
		return false
	}
	if r < 0x2E80 {
		return r > ' ' && !opener(r)
	}
	return false
}

// Kern tells by how much, in thousandths of the type size, two neighbouring
// characters move together (negative) or apart: the empty halves of adjoining
// punctuation close up (标点挤压), a Chinese character and a Western one get a
// little air.
func Kern(a, b rune) int {
	switch {
	case Closing(a) && (Closing(b) || fullOpening(b)):
		return -500
	case fullOpening(a) && fullOpening(b):
		return -500
	case isHan(a) && isAlphanumeric(b), isAlphanumeric(a) && isHan(b):
		return air
	}
	return 0
}

// air stays below a tenth of the type size: readers of a PDF take a wider gap
// for a space, and a search for 2026年 would fail.
const air = 85

// Closing tells the closing marks whose right half is empty.
func Closing(r rune) bool {
	switch r {
	case '，', '。', '、', '；', '：', '）', '》', '〉', '」', '』', '】', '〕', '〗', '”', '’':
		return true
	}
	return false
}

// fullOpening tells the opening marks whose left half is empty.
func fullOpening(r rune) bool {
	switch r {
	case '（', '《', '〈', '「', '『', '【', '〔', '〖', '“', '‘':
		return true
	}
	return false
}

// isHan tells Chinese characters; nearly all of them lie in one block.
func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || r > 0xFF && unicode.Is(unicode.Han, r) }

func isAlphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// Width tells how wide a line is, in thousandths of the type size.
func Width(text string, measure Measure) int {
	width, before := 0, rune(-1)
	for _, r := range text {
		if before >= 0 {
			width += Kern(before, r)
		}
		width += measure(r)
		before = r
	}
	return width
}
