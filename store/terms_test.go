package store_test

import (
	"bytes"
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onewindow/store"
)

// Terms come in the order of their bytes, each with its documents in theirs, of
// whatever lengths they are.
func TestTermsAreSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type use struct {
			term string
			doc  uint16
		}
		kind := rapid.SampledFrom([]string{"n", "d", "D", "i", "="})
		text := rapid.StringOfN(rapid.SampledFrom([]rune("0123abn=长水\U00020BB7\u00ff")), 0, 7, -1)
		var want []use
		for doc := range uint16(rapid.IntRange(0, 40).Draw(t, "documents")) {
			for _, term := range rapid.SliceOfN(text, 0, 20).Draw(t, "terms") {
				want = append(want, use{kind.Draw(t, "kind") + term, doc})
			}
		}
		var terms []string
		var docs []uint16
		for _, u := range want {
			terms, docs = append(terms, u.term), append(docs, u.doc)
		}
		slices.SortStableFunc(want, func(a, b use) int {
			return cmp.Or(bytes.Compare([]byte(a.term), []byte(b.term)), cmp.Compare(a.doc, b.doc))
		})
		var got []use
		store.SortTerms(terms, docs, func(term []byte, doc uint16) { got = append(got, use{string(term), doc}) })
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// So are they where there are so many that they are counted out.
func TestManyTermsAreSorted(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 1))
	texts := []rune("0123长水南湖\U00020BB7\u00ff")
	var terms []string
	var docs []uint16
	for doc := range uint16(4000) {
		for range 4 {
			term := "n"
			for range 1 + draw.IntN(4) {
				term += string(texts[draw.IntN(len(texts))])
			}
			terms, docs = append(terms, term), append(docs, doc)
		}
	}
	last, lastDoc, visited := []byte(nil), uint16(0), 0
	store.SortTerms(terms, docs, func(term []byte, doc uint16) {
		if c := bytes.Compare(last, term); c > 0 || c == 0 && lastDoc > doc {
			t.Fatalf("%q of %d comes before %q of %d", last, lastDoc, term, doc)
		}
		last, lastDoc = append(last[:0], term...), doc
		visited++
	})
	if visited != len(terms) {
		t.Errorf("%d terms of %d", visited, len(terms))
	}
}
