package store_test

import (
	"flag"
	"testing"

	"onewindow/store/powercut"
)

var powerStates = flag.Int("power.states", 150, "states after a power cut to look at")

// Wherever the power goes, what was acknowledged is there, in either of the two
// files, and nothing is half.
func TestPowerCut(t *testing.T) {
	without := func(gone string) powercut.Keeps {
		return func(dir, said string) error { return keepsAlone(dir, said, gone) }
	}
	powercut.Trial{
		Folder: powerFolder, Keeps: keeps, States: *powerStates, Seed: 5,
		Alone: []powercut.Keeps{without("onewindow.db"), without("onewindow.journal")},
	}.Run(t)
}
