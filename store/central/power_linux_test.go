package central_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"onewindow/store/powercut"
)

var powerStates = flag.Int("power.states", 150, "states after a power cut to look at")

// Wherever the power of the centre goes, what was acknowledged is there and
// nothing is half; without its syncs it is not.
func TestPowerCut(t *testing.T) {
	base := t.TempDir()
	root := filepath.Join(base, "recorded")
	if err := os.Mkdir(root, 0o700); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), powerFolder+"="+root)
	var wrong bytes.Buffer
	command.Stderr, command.Stdout = &wrong, io.Discard
	record, err := powercut.Record(t.Context(), root, command)
	if err != nil {
		t.Fatalf("%v\n%s", err, wrong.String())
	}
	began, dir := time.Now(), filepath.Join(base, "state")
	for i := range *powerStates {
		state := record.State(rand.New(rand.NewPCG(uint64(i), 7)))
		if err := errors.Join(state.WriteTo(dir), keeps(dir, state.Said)); err != nil {
			t.Errorf("state %d, behind step %d of %d: %v", i, state.Moment, record.Steps(), err)
		}
	}
	t.Logf("%d states of %d steps, %d of them syncs, in %v", *powerStates, record.Steps(), record.Syncs(), time.Since(began).Round(time.Millisecond))

	control, lost := record.WithoutSyncs(), 0
	const controls = 40
	for i := range controls {
		state := control.State(rand.New(rand.NewPCG(uint64(i), 8)))
		if err := state.WriteTo(dir); err != nil {
			t.Fatal(err)
		}
		if keeps(dir, state.Said) != nil {
			lost++
		}
	}
	t.Logf("without syncs %d of %d states have lost something", lost, controls)
	if lost < controls/4 {
		t.Error("the control that never syncs is hardly found wanting")
	}
}
