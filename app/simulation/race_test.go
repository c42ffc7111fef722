//go:build race

package simulation_test

// usual is how many runs to play. One goroutine does everything in a run: the race
// detector finds nothing in many that it does not find in a few.
const usual = 4
