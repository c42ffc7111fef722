package typeface_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"pgregory.net/rapid"

	"onewindow/assets"
	"onewindow/print/typeface"
)

func family(t testing.TB) typeface.Family {
	t.Helper()
	return typeface.Family{
		Regular: typeface.Chain{store(t, assets.SerifRegular)},
		Bold:    typeface.Chain{store(t, assets.SerifBold)},
	}
}

func store(t testing.TB, data []byte) *typeface.Store {
	t.Helper()
	s, err := typeface.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// parsed cuts the font of a text and reads it with another reader.
func parsed(t testing.TB, cut *typeface.Cut) *sfnt.Font {
	t.Helper()
	data, err := cut.TrueType()
	if err != nil {
		t.Fatal(err)
	}
	font, err := sfnt.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return font
}

// ink tells how many segments draw a code, and its advance in units.
func ink(t testing.TB, font *sfnt.Font, code uint16) (segments, advance int) {
	t.Helper()
	var buffer sfnt.Buffer
	if code == 0 {
		t.Fatal("a character has no code")
	}
	glyph := sfnt.GlyphIndex(code)
	outline, err := font.LoadGlyph(&buffer, glyph, fixed.I(1000), nil)
	if err != nil {
		t.Fatal(err)
	}
	step, err := font.GlyphAdvance(&buffer, glyph, fixed.I(1000), 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(outline), step.Round()
}

func TestFontsHoldWhatTheyPromise(t *testing.T) {
	f := family(t)
	// Characters of all three levels of 通用规范汉字表, of signs, and of
	// supplementary planes that the list contains.
	for _, r := range "一窗通南湖囍犇龘𬴊𫖯𬇕㑇䶮〔〕《》“”—…·№㎡①⑩□✓，。：；！？（）0Aa%×→★" {
		if !f.Regular.Has(r) {
			t.Errorf("the regular font lacks %c (%U)", r, r)
		}
	}
	for _, r := range "一窗通𬴊㑇䶮〔〕《》“”0Aa%" {
		if !f.Bold.Has(r) {
			t.Errorf("the bold font lacks %c (%U)", r, r)
		}
	}
	if n := f.Regular[0].Len(); n < 30_000 {
		t.Errorf("the regular font draws %d characters; it is to be whole", n)
	}
}

// TestEveryIdeographOfGB18030 counts the 87 887 ideographs of implementation
// level 3 of GB 18030-2022.
func TestEveryIdeographOfGB18030(t *testing.T) {
	chain := typeface.Chain{store(t, assets.SerifRegular), store(t, assets.SerifRare)}
	for _, r := range ideographs() {
		if !chain.Has(r) {
			t.Errorf("no glyph for %U", r)
		}
	}
	if count := len(ideographs()); count != 87_887 {
		t.Errorf("counted %d ideographs", count)
	}
}

// ideographs are those of implementation level 3 of GB 18030-2022.
func ideographs() []rune {
	list := []rune("\uFA0E\uFA0F\uFA11\uFA13\uFA14\uFA1F\uFA21\uFA23\uFA24\uFA27\uFA28\uFA29")
	for _, block := range [][2]rune{
		{0x4E00, 0x9FEF}, {0x3400, 0x4DB5}, {0x20000, 0x2A6D6}, {0x2A700, 0x2B734},
		{0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1}, {0x2CEB0, 0x2EBE0},
	} {
		for r := block[0]; r <= block[1]; r++ {
			list = append(list, r)
		}
	}
	return list
}

// TestEveryIdeographHasInk draws them all: none is the box, no glyph is empty.
// Two fonts hold them, since one has room for 65 534.
func TestEveryIdeographHasInk(t *testing.T) {
	family := typeface.Family{Regular: typeface.Chain{store(t, assets.SerifRegular), store(t, assets.SerifRare)}}
	for part := range slices.Chunk(ideographs(), 50_000) {
		cut := typeface.NewCut(family)
		codes := cut.Text(typeface.Regular, string(part))
		font := parsed(t, cut)
		if absent := cut.Absent(); len(absent) > 0 {
			t.Errorf("%d characters are drawn as a box, %U first", len(absent), absent[0])
		}
		for i, code := range codes {
			// The simplest, 一, is one stroke with its foot.
			if segments, advance := ink(t, font, code); segments < 4 || advance != typeface.Em {
				t.Errorf("%U: %d segments, %d wide", part[i], segments, advance)
			}
		}
	}
}

func TestRareCharactersAreDrawn(t *testing.T) {
	family := typeface.Family{Regular: typeface.Chain{store(t, assets.SerifRegular), store(t, assets.SerifRare)}}
	cut := typeface.NewCut(family)
	codes := cut.Text(typeface.Regular, "\U00020BB7\U0002A6A5\U0002EBE0")
	font := parsed(t, cut)
	for _, code := range codes {
		if segments, advance := ink(t, font, code); segments < 10 || advance != typeface.Em {
			t.Errorf("code %d: %d segments, %d wide", code, segments, advance)
		}
	}
	if absent := cut.Absent(); len(absent) > 0 {
		t.Errorf("absent: %U", absent)
	}
}

func TestCutIsAFont(t *testing.T) {
	cut := typeface.NewCut(family(t))
	const regular, bold = "一窗通 A，𬴊", "窗"
	codes := append(cut.Text(typeface.Regular, regular), cut.Text(typeface.Bold, bold)...)
	font := parsed(t, cut)
	for i, want := range []int{1000, 1000, 1000, 256, 718, 1000, 1000, 1000} {
		segments, advance := ink(t, font, codes[i])
		if advance != want {
			t.Errorf("code %d is %d wide, want %d", codes[i], advance, want)
		}
		if blank := i == 3; blank != (segments == 0) {
			t.Errorf("code %d has %d segments", codes[i], segments)
		}
	}
	if absent := cut.Absent(); len(absent) != 0 {
		t.Errorf("%q counted as absent", absent)
	}
	if meaning := string(cut.Meaning()); meaning != regular+bold {
		t.Errorf("the codes mean %q", meaning)
	}
	if advances := cut.Advances(); !slices.Equal(advances, []int{1000, 1000, 1000, 256, 718, 1000, 1000, 1000}) {
		t.Errorf("the codes move the pen by %v", advances)
	}
}

func TestAbsentCharactersAreBoxes(t *testing.T) {
	cut := typeface.NewCut(family(t))
	codes := cut.Text(typeface.Regular, "\x00\U0002FA1E\uE123\xFF")
	box := cut.Code(typeface.Regular, '□')
	font := parsed(t, cut)
	want, _ := ink(t, font, box)
	for _, code := range codes {
		if segments, _ := ink(t, font, code); segments == 0 || segments < want {
			t.Errorf("code %d draws %d segments, the box %d", code, segments, want)
		}
	}
	if absent := cut.Absent(); !slices.Equal(absent, []rune{0, 0xE123, 0xFFFD, 0x2FA1E}) {
		t.Errorf("absent: %U", absent)
	}
	if meaning := cut.Meaning(); meaning[codes[1]-1] != 0x2FA1E {
		t.Errorf("the box of a rare character means %U", meaning[codes[1]-1])
	}
}

func TestVariationSelectorsTakeNoRoom(t *testing.T) {
	f := family(t)
	if f.Advance(typeface.Regular, 0xFE00) != 0 || f.Advance(typeface.Bold, 0xE0100) != 0 {
		t.Error("a variation selector moves the pen")
	}
}

func TestMoreCharactersThanCodes(t *testing.T) {
	const most, asked = 0xFFFE, 70_000
	cut := typeface.NewCut(family(t))
	for r := rune(0x20000); r < 0x20000+asked; r++ {
		cut.Code(typeface.Regular, r)
	}
	parsed(t, cut)
	if n := len(cut.Meaning()); n != most {
		t.Errorf("%d characters have a code of their own, want %d", n, most)
	}
	if n := len(cut.Absent()); n < asked-most {
		t.Errorf("%d characters reported, though %d do not fit", n, asked-most)
	}
}

func TestSameTextSameFont(t *testing.T) {
	f := family(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var fonts [2][]byte
		for i := range fonts {
			cut := typeface.NewCut(f)
			cut.Text(typeface.Regular, text)
			cut.Text(typeface.Bold, text)
			data, err := cut.TrueType()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := sfnt.Parse(data); err != nil {
				t.Fatalf("font of %q: %v", text, err)
			}
			fonts[i] = data
		}
		if !bytes.Equal(fonts[0], fonts[1]) {
			t.Fatalf("two fonts of %q differ", text)
		}
	})
}

// FuzzOpen feeds damaged stores: they must be refused or work, never panic.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("OWGLYPH1"), 0)
	f.Add(assets.SerifBold[:4096], 100)
	f.Fuzz(func(t *testing.T, data []byte, flip int) {
		if len(data) > 0 {
			data = slices.Clone(data)
			data[uint(flip)%uint(len(data))] ^= 0x40
		}
		s, err := typeface.Open(data)
		if err != nil {
			if !errors.Is(err, typeface.ErrFormat) {
				t.Errorf("error without ErrFormat: %v", err)
			}
			return
		}
		cut := typeface.NewCut(typeface.Family{Regular: typeface.Chain{s}})
		cut.Text(typeface.Regular, "一窗通 A")
		if _, err := cut.TrueType(); err != nil && !errors.Is(err, typeface.ErrFormat) {
			t.Errorf("error without ErrFormat: %v", err)
		}
	})
}

func TestDamagedChunk(t *testing.T) {
	data := slices.Clone(assets.SerifBold)
	for i := len(data) / 2; i < len(data); i++ {
		data[i] = 0xFF
	}
	s := store(t, data)
	cut := typeface.NewCut(typeface.Family{Regular: typeface.Chain{s}})
	for r := rune(0x4E00); r < 0x9FA5; r++ {
		cut.Code(typeface.Regular, r)
	}
	if _, err := cut.TrueType(); !errors.Is(err, typeface.ErrFormat) {
		t.Errorf("got %v, want ErrFormat", err)
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		store(b, assets.SerifRegular)
	}
}

func BenchmarkCut(b *testing.B) {
	f := family(b)
	b.ReportAllocs()
	for b.Loop() {
		cut := typeface.NewCut(f)
		cut.Text(typeface.Regular, "嘉兴市自然资源和规划局南湖分局受理通知书建设项目用地预审与选址意见书")
		if _, err := cut.TrueType(); err != nil {
			b.Fatal(err)
		}
	}
}
