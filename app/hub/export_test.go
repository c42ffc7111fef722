package hub

// The page's words, for a test that none is missing.
var (
	StateName = stateName
	KindName  = kindName
	PlaceOf   = placeOf
	CursorOf  = cursor
)
