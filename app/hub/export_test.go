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
