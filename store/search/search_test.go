package search_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/store/search"
)

func row() casefile.Summary {
	return casefile.Summary{
		Number: "03-20261123-0007", Applicant: "嘉兴市长水实业（集团）有限公司", Code: "91350100M000100Y43",
		Agent: "单小芳", Project: "城南片区ＡＢ地块公共卫生中心", ProjectCode: "2026-330402-04-01-000013",
		Acceptance: "嘉南资规受〔2026〕0001号", Certificate: "3304022026A001 3304022026A002",
	}
}

func TestMatch(t *testing.T) {
	text := search.Of(row())
	for words, want := range map[string]bool{
		"长水": true, "水": true, "长水实业(集团)": true, "长水实业【集团": true, "水长": false, "ab地块": true,
		"0007": true, "1123-0007": true, "07": false, "７": false, "０００７": true, "91350100m": true,
		"04-01-0000": true, "受[2026]0001": true, "受": false, "26a002": true, "a001 33": false,
		"sxf": true, "dxf": true, "cxf": true, "xf": true, "fx": false, "f": false,
		"cssyjtyxgs": true, "zssy": true, "sssy": false, "ggwszx": true, "pqabdk": true,
	} {
		q := search.Ask(words)
		if got := q.Match(text); got != want {
			t.Errorf("%q: %v", words, got)
		}
	}
	if q := search.Ask(" 3304022026a002 "); !q.IsWhole(text) || !slices.Contains(text.Terms(), q.Whole()) {
		t.Error("a certificate's number is not known whole")
	}
	if search.Ask("0007").IsWhole(text) || !search.Ask(" 　").Empty() {
		t.Error("part taken for whole, or blanks for words")
	}
}

// Surnames are read in their own ways; none may be lost.
func TestSurnames(t *testing.T) {
	for name, said := range map[string]string{
		"单": "s", "曾": "z", "仇": "q", "解": "x", "查": "z", "区": "o", "朴": "p", "覃": "q", "盖": "g", "乐": "y",
		"尉迟": "yc", "万俟": "mq", "长孙": "zs", "令狐": "lh", "种": "c", "员": "y", "折": "s", "翟": "z", "缪": "m",
		"谌": "c", "隗": "w", "洗": "x", "召": "s", "冼": "x", "繁": "p", "晟": "c", "宓": "m", "逄": "p", "乜": "n",
		"祭": "z", "訾": "z", "黑": "h", "秘": "b", "牟": "m", "那": "n", "薄": "b", "过": "g", "燕": "y", "幺": "y",
	} {
		text := search.Of(casefile.Summary{Applicant: name + "小芳"})
		if !search.Ask(said + "xf").Match(text) {
			t.Errorf("%s is not found as %sxf", name, said)
		}
	}
}

// A case that matches has all terms of one of the ways: no index loses it.
func TestMatchesHaveTheTerms(t *testing.T) {
	walker := search.NewWalker()
	word := rapid.StringOf(rapid.SampledFrom([]rune("单曾长水城南ab1203-〔（ ")))
	rapid.Check(t, func(t *rapid.T) {
		s := casefile.Summary{
			Number: word.Draw(t, "number"), Applicant: word.Draw(t, "applicant"), Agent: word.Draw(t, "agent"),
			Project: word.Draw(t, "project"), Acceptance: word.Draw(t, "acceptance"), Certificate: word.Draw(t, "certificate"),
		}
		text := search.Of(s)
		terms := text.Terms()
		if !slices.IsSorted(terms) || len(slices.Compact(slices.Clone(terms))) != len(terms) {
			t.Fatalf("terms %q", terms)
		}
		var walked []string
		walker.Walk(text, func(term []byte) { walked = append(walked, string(term)) })
		if slices.Sort(walked); !slices.Equal(slices.Compact(walked), terms) {
			t.Fatalf("one walker finds %q, another %q", walked, terms)
		}
		asked := word.Draw(t, "asked")
		if part := []rune(s.Applicant + s.Number); rapid.Bool().Draw(t, "a part") {
			from := rapid.IntRange(0, len(part)).Draw(t, "from")
			asked = string(part[from:min(len(part), from+rapid.IntRange(0, 5).Draw(t, "length"))])
		}
		q := search.Ask(asked)
		if q.Empty() {
			return
		}
		has := slices.ContainsFunc(q.Ways(), func(way []string) bool {
			return !slices.ContainsFunc(way, func(term string) bool { return !slices.Contains(terms, term) })
		})
		q.Match(search.Of(casefile.Summary{Applicant: s.Agent, Agent: s.Project}))
		if q.Match(text) != search.Ask(asked).Match(text) {
			t.Fatalf("%q is answered in another way by a question that answered before", asked)
		}
		if q.Match(text) && !has {
			t.Fatalf("%q matches %+v without its terms", asked, s)
		}
		if q.IsWhole(text) && !slices.Contains(terms, q.Whole()) {
			t.Fatalf("%q is whole in %+v without its term", asked, s)
		}
		if strings.Contains(strings.Join(terms, ""), "\x00") {
			t.Fatalf("a term with a zero byte: %q", terms)
		}
	})
}

func BenchmarkTerms(b *testing.B) {
	b.ReportAllocs()
	terms := 0
	for range b.N {
		terms = 0
		search.Of(row()).EachTerm(func([]byte) { terms++ })
	}
	b.ReportMetric(float64(terms), "terms")
}

func BenchmarkMatch(b *testing.B) {
	text := search.Of(row())
	q := search.Ask("ggwszx")
	for range b.N {
		if !q.Match(text) {
			b.Fatal("no match")
		}
	}
}
