package hub_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/hub"
)

// whole is a chain of a length.
func whole(length int) []hub.Given {
	links := make([]hub.Given, length)
	prev := ""
	for i := range links {
		links[i] = hub.Given{Seq: uint64(i + 1), Prev: prev, Hash: fmt.Sprint("hash ", i+1)}
		prev = links[i].Hash
	}
	return links
}

// However a chain comes back, in the end it is whole, and nothing stands in it
// twice.
func TestChainComesBackInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		links := rapid.Permutation(whole(rapid.IntRange(1, 30).Draw(t, "length"))).Draw(t, "order")
		belong, tail, holes := hub.Links(links)
		if slices.Contains(belong, false) || tail != uint64(len(links)) || holes > 0 {
			t.Fatalf("%v, it ends at %d with %d holes", belong, tail, holes)
		}
		again := rapid.SampledFrom(links).Draw(t, "again")
		if belong, _, _ = hub.Links(append(links, again)); belong[len(links)] {
			t.Fatalf("link %d stands there twice", again.Seq)
		}
	})
}

func TestLinksThatBelongNowhere(t *testing.T) {
	c := whole(9)
	other := func(l hub.Given) hub.Given { l.Hash = "other"; return l }
	astray := func(l hub.Given) hub.Given { l.Prev = "other"; return l }
	for name, v := range map[string]struct {
		before []hub.Given
		then   hub.Given
		holes  int
	}{
		"the first, behind something":       {nil, astray(c[0]), 0},
		"behind another than the tail":      {c[:2], astray(c[2]), 0},
		"in the place of the tail":          {c[:2], other(c[1]), 0},
		"above a hole's lower edge, astray": {[]hub.Given{c[0], c[5]}, astray(c[1]), 1},
		"below its upper edge, another":     {[]hub.Given{c[0], c[5]}, other(c[4]), 1},
		"the only link of a hole, another":  {[]hub.Given{c[0], c[2]}, other(c[1]), 1},
		"outside of the holes":              {[]hub.Given{c[0], c[2], c[3]}, other(c[2]), 1},
	} {
		belong, _, holes := hub.Links(append(slices.Clone(v.before), v.then))
		if belong[len(v.before)] || slices.Contains(belong[:len(v.before)], false) || holes != v.holes {
			t.Errorf("%s: %v with %d holes", name, belong, holes)
		}
	}
	if belong, tail, holes := hub.Links([]hub.Given{c[0], c[8], c[4]}); slices.Contains(belong, false) || tail != 9 || holes != 2 {
		t.Errorf("two holes: %v, %d, %d", belong, tail, holes)
	}
}
