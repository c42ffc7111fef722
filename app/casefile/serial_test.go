package casefile_test

import (
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
)

func TestSerialReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := casefile.Serial{
			Mark: rapid.StringMatching(`[嘉南资规受A]{0,6}`).Draw(r, "mark"), Year: rapid.IntRange(1000, 9999).Draw(r, "year"),
			Window: rapid.StringMatching(`(\d{2})?`).Draw(r, "window"), Number: rapid.Uint64Min(1).Draw(r, "number"),
		}
		if got, ok := casefile.ParseSerial(want.String()); !ok || got != want {
			r.Fatalf("%s reads %+v, %v", want, got, ok)
		}
	})
}

func TestSerialHasOneSpelling(t *testing.T) {
	for _, text := range []string{
		"", "0412", "嘉南资规受〔2026〕412号", "嘉南资规受〔2026〕00412号", "嘉南资规受〔2026〕0000号", "嘉南资规受[2026]0412号",
		"嘉南资规受〔2026〕0412号 ", "嘉南资规受〔2026〕0412", "嘉南资规受〔2026〕０４１２号", "嘉南资规受〔2026〕-0412号",
		"嘉南资规受〔0026〕0412号", "嘉南资规受〔2026〕临-0001号", "嘉南资规受〔2026〕临03-001号", "〔2026〕〔2026〕0412号",
		"嘉南资规受〔2026〕99999999999999999999号",
	} {
		if s, ok := casefile.ParseSerial(text); ok {
			t.Errorf("%q was read as %+v", text, s)
		}
	}
}

func TestNumbersTellWhichWindowMadeThem(t *testing.T) {
	for number, want := range map[string]string{
		"03-20261123-0007": "03", "嘉南资规受〔2026〕临04-0001号": "04", "嘉南资规受〔2026〕0412号": "", "": "",
		"3-20261123-0007": "", "03-20261123-007": "", "03-20261123-0007 ": "", "330402202600001": "", "一二三": "",
	} {
		if got := casefile.NumberingWindow(number); got != want {
			t.Errorf("%q is of window %q, want %q", number, got, want)
		}
	}
}
