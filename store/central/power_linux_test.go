package central_test

import (
	"flag"
	"testing"

	"onewindow/store/powercut"
)

var powerStates = flag.Int("power.states", 150, "states after a power cut to look at")

// Wherever the power of the centre goes, what was acknowledged is there and
// nothing is half.
func TestPowerCut(t *testing.T) {
	powercut.Trial{Folder: powerFolder, Keeps: keeps, States: *powerStates, Seed: 7}.Run(t)
}
