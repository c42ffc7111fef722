//go:build linux

package main

// application is the walk: one application for item A, from the first question
// to the merged permit in hand.
func application() []step {
	return []step{
		{
			name: "01-open", says: "the window opens",
			then: []act{sees("一窗通")},
		},
	}
}
