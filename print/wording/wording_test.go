package wording_test

import (
	"errors"
	"strings"
	"testing"

	"onewindow/assets"
	"onewindow/print/wording"
)

func base(t testing.TB) wording.File {
	t.Helper()
	data, err := assets.PaperWords()
	if err != nil {
		t.Fatal(err)
	}
	return wording.File{Name: "words.yaml", Data: data}
}

func TestOwnWords(t *testing.T) {
	plain, err := wording.Load(base(t))
	if err != nil {
		t.Fatal(err)
	}
	words, err := wording.Load(base(t), wording.File{Name: "own.yaml", Data: []byte(`
acknowledgement: 收讫。
hearing: [请准时到场。]
contract:
  price:
    each: 单价每平方米 {单价} 元整。
`)})
	if err != nil {
		t.Fatal(err)
	}
	if words.Acknowledgement != "收讫。" || len(words.Hearing) != 1 || words.Contract.Price.Each != "单价每平方米 {单价} 元整。" {
		t.Errorf("the office's words are %q, %q, %q", words.Acknowledgement, words.Hearing, words.Contract.Price.Each)
	}
	if words.Remedies != plain.Remedies || words.Contract.Price.Total != plain.Contract.Price.Total || len(plain.Hearing) != 4 {
		t.Error("words that the office did not replace are others")
	}
}

// Every mistake is named with the line it stands on.
func TestFaultyWords(t *testing.T) {
	for name, test := range map[string]struct{ own, want string }{
		"place lost":      {"remedies: 可以自收到本{文书}之日起申请行政复议。", "own.yaml:1: remedies: has the places {文书}, expected {文书}{行为}"},
		"place invented":  {"\nacknowledgement: '{姓名}收到。'", "own.yaml:2: acknowledgement: has the places {姓名}, expected none"},
		"brace left open": {"notice:\n  close: 请补正{。", "own.yaml:2: notice.close: expected every { to be closed with }"},
		"empty":           {"notice:\n  first: ''", "own.yaml:2: notice.first: expected a sentence"},
		"empty list":      {"rating: []", "own.yaml:1: rating: expected at least one sentence"},
		"blank in a list": {"delivery:\n  - 甲。\n  - ' '", "own.yaml:2: delivery: expected a sentence"},
		"unknown":         {"notice:\n  last: 完。", `own.yaml:2: unknown field "last"`},
		"not YAML":        {"notice: [", "own.yaml:1: "},
		"no sentence":     {"remedies: {甲: 乙}", "own.yaml:1: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wording.Load(base(t), wording.File{Name: "own.yaml", Data: []byte(test.own)})
			var fault *wording.Fault
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// The embedded file must be whole: nothing else supplies what it lacks.
func TestBaseMustBeWhole(t *testing.T) {
	data := strings.Replace(string(base(t).Data), "  enquiry:", "  # enquiry:", 1)
	_, err := wording.Load(wording.File{Name: "words.yaml", Data: []byte(data)})
	if err == nil || !strings.Contains(err.Error(), "receipt.enquiry: expected a sentence") {
		t.Errorf("got %v", err)
	}
}

func TestValuesAreNotFilledAgain(t *testing.T) {
	pairs := []string{"甲", "{乙}", "乙", "丙"}
	if got := wording.Sentence("{甲}和{乙}").With(pairs...); got != "{乙}和丙" || pairs[0] != "甲" {
		t.Errorf("got %q, and %q of the names", got, pairs)
	}
}

// FuzzLoad reads an office's files as they come: they are refused or whole.
func FuzzLoad(f *testing.F) {
	f.Add("remedies: 甲")
	f.Add("notice: {first: '{申请}'}\nhearing: &a [*a]")
	f.Add("contract:\n  price: ~\n")
	file := base(f)
	f.Fuzz(func(t *testing.T, own string) {
		words, err := wording.Load(file, wording.File{Name: "own.yaml", Data: []byte(own)})
		if err == nil && (words.Remedies == "" || !strings.Contains(string(words.Receipt.Pending), "{收件日期}")) {
			t.Errorf("%q took words away", own)
		}
	})
}
