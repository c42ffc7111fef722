package casefile_test

import (
	"regexp"
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

// Any text is read as these patterns say.
func TestSerialsAreReadByTheirPattern(t *testing.T) {
	acceptance := regexp.MustCompile(`^([^〔〕]*)〔(\d{4})〕(?:临([^〔〕-]+)-)?(\d{4,20})号$`)
	own := regexp.MustCompile(`^(\d{2})-\d{8}-\d{4,18}$`)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([嘉A]?〔?(2026|02|-123)〕?临?(03|〕)?-?(0412|00001|[+]412|9{21})号?)|(\d{1,3}-(20261123|２)-\d{3,19})`).Draw(t, "text")
		found := acceptance.FindStringSubmatch(text)
		s, ok := casefile.ParseSerial(text)
		if ok && (found == nil || s.Mark != found[1] || s.Window != found[3]) || !ok && found != nil && acceptance.ReplaceAllString(text, "$2$4") == "20260412" {
			t.Fatalf("%q is read as %+v, %v", text, s, ok)
		}
		want := s.Window
		if found := own.FindStringSubmatch(text); found != nil {
			want = found[1]
		}
		if got := casefile.NumberingWindow(text); got != want {
			t.Fatalf("%q is of window %q, want %q", text, got, want)
		}
	})
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

// Numbers are what these patterns say; reading them by hand takes a hundredth of
// the time, which the centre spends on every case.
func TestNumbersAreOfTheirPattern(t *testing.T) {
	serial := regexp.MustCompile(`^([^〔〕]*)〔(\d{4})〕(?:临([^〔〕-]+)-)?(\d{4,20})号$`)
	ofWindow := regexp.MustCompile(`^(\d{2})-\d{8}-\d{4,18}$`)
	rapid.Check(t, func(r *rapid.T) {
		number := rapid.StringMatching(`[受〔〕临号0-9\-]{0,12}|(受|)〔[0-9]{3,5}〕(临[号受0-9\-〔]{0,3}-?)?[0-9]{3,21}号?|[0-9]{1,3}-[0-9]{7,9}-[0-9]{3,19}-?`).Draw(r, "number")
		_, is := casefile.ParseSerial(number)
		found := serial.FindStringSubmatch(number)
		if is && found == nil {
			r.Fatalf("%q is no serial", number)
		}
		if s, _ := casefile.ParseSerial(number); is && (s.Mark != found[1] || s.Window != found[3]) {
			r.Fatalf("%q is read as %+v", number, s)
		}
		// A number that the pattern knows is refused for its other spelling alone.
		if found != nil && !is && found[2][0] != '0' && len(found[4]) == 4 && found[4] != "0000" {
			r.Fatalf("%q is not read", number)
		}
		if w := ofWindow.FindStringSubmatch(number); w != nil && casefile.NumberingWindow(number) != w[1] {
			r.Fatalf("%q is not of window %s", number, w[1])
		} else if w == nil && found == nil && casefile.NumberingWindow(number) != "" {
			r.Fatalf("%q is of no window", number)
		}
	})
}
