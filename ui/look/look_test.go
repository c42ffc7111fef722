package look_test

import (
	"bytes"
	"image/color"
	"io/fs"
	"math"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/font/sfnt"

	"onewindow/assets"
	"onewindow/ui/look"
	_ "onewindow/ui/text/locale"
)

func TestOneFontResourceAWeight(t *testing.T) {
	th := look.New(assets.SansRegular, assets.SansBold, look.Light)
	regular, bold := th.Font(fyne.TextStyle{}), th.Font(fyne.TextStyle{Bold: true})
	for _, style := range []fyne.TextStyle{{Italic: true}, {Monospace: true}, {Underline: true}} {
		if th.Font(style) != regular {
			t.Errorf("%+v has a font of its own: it would be parsed and kept again", style)
		}
		style.Bold = true
		if th.Font(style) != bold {
			t.Errorf("%+v has a font of its own", style)
		}
	}
}

func TestFontsHaveWhatTheInterfaceSays(t *testing.T) {
	var words []byte
	for _, language := range []string{"zh", "en"} {
		data, err := fs.ReadFile(assets.Translations, "translations/"+language+".json")
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, data...)
	}
	words = append(words, "●○▲▼✓→·…＋㎡〔〕“”《》—鿏䶮𬭊"...)
	for name, face := range map[string][]byte{"regular": assets.SansRegular, "bold": assets.SansBold} {
		font, err := sfnt.Parse(face)
		if err != nil {
			t.Fatal(err)
		}
		var buffer sfnt.Buffer
		for _, r := range string(words) {
			index, err := font.GlyphIndex(&buffer, r)
			if err != nil {
				t.Fatal(err)
			}
			if index == 0 && !unicode.IsControl(r) {
				t.Errorf("%s has no glyph for %q", name, r)
			}
		}
		if family, err := font.Name(&buffer, sfnt.NameIDFamily); err != nil || family != "OneWindow Sans" {
			t.Errorf("%s is called %q (%v): the original name is reserved", name, family, err)
		}
		if bytes.Contains(face, []byte("GSUB")) {
			t.Errorf("%s was not cut", name)
		}
	}
}

// luminance and contrast are those of WCAG 2.1.
func luminance(c color.Color) float64 {
	part := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func TestWordsCanBeRead(t *testing.T) {
	for name, mode := range map[string]look.Mode{"light": look.Light, "dark": look.Dark} {
		th := look.New(assets.SansRegular, assets.SansBold, mode)
		for _, pair := range []struct {
			words, ground fyne.ThemeColorName
			least         float64
		}{
			{look.Text, look.Surface, 7}, {look.Text, look.Background, 7}, {look.Text, look.Selection, 7},
			{look.Secondary, look.Surface, 4.5}, {look.Secondary, look.Background, 4.5}, {look.Secondary, look.Quiet, 4.5},
			{look.OnPrimary, look.Primary, 4.5}, {look.Primary, look.Surface, 4.5}, {look.Primary, look.Selection, 4.5},
			{look.Danger, look.Surface, 4.5}, {look.Danger, look.Background, 4.5},
			// Green is 12 px or larger beside a mark; amber words are bold, beside a dot or on their tint.
			{look.Success, look.Surface, 4}, {look.Warning, look.Surface, 3},
		} {
			got := contrast(th.Color(pair.words, 0), th.Color(pair.ground, 0))
			if got < pair.least {
				t.Errorf("%s: %s on %s has contrast %.2f, want %.1f", name, pair.words, pair.ground, got, pair.least)
			}
		}
	}
}

func TestModeDoesNotFollowTheSystem(t *testing.T) {
	th := look.New(assets.SansRegular, assets.SansBold, look.Light)
	if th.Color(look.Surface, theme.VariantDark) != th.Color(look.Surface, theme.VariantLight) {
		t.Error("the light look turned dark with the system")
	}
}
