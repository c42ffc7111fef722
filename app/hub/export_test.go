package hub

import (
	"maps"
	"slices"
)

// The page's words, for a test that none is missing.
var (
	StateName = stateName
	KindName  = kindName
	PlaceOf   = placeOf
	CursorOf  = cursor
)

// Patterns lists the routes.
func Patterns(h *Hub) []string { return slices.Collect(maps.Keys(h.routes())) }

// Given is a link as an event brings it.
type Given struct {
	Seq        uint64
	Prev, Hash string
}

// Links puts links into an empty chain, one after the other, and says which of them
// belonged there, where it ends and how many holes it has then.
func Links(links []Given) (belong []bool, tail uint64, holes int) {
	var c chain
	for _, l := range links {
		belong = append(belong, c.add(l.Seq, l.Prev, l.Hash))
	}
	return belong, c.tail.Seq, len(c.holes)
}
