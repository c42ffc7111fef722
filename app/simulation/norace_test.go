//go:build !race

package simulation_test

// usual is how many runs to play.
const usual = 40
