package store_test

import (
	"bytes"
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

// Wherever the power goes, what was acknowledged is there, in either of the two
// files, and nothing is half. The same work without a sync must be found wanting: else the states prove nothing.
func TestPowerCut(t *testing.T) {
	base := t.TempDir()
	root := filepath.Join(base, "recorded")
	check(t, os.Mkdir(root, 0o700))
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), powerFolder+"="+root)
	var wrong bytes.Buffer
	command.Stderr = &wrong
	command.Stdout = io.Discard
	record, err := powercut.Record(t.Context(), root, command)
	if err != nil {
		t.Fatalf("%v\n%s", err, wrong.String())
	}
	t.Logf("%d steps, %d of them syncs", record.Steps(), record.Syncs())
	began := time.Now()
	for i := range *powerStates {
		state := record.State(rand.New(rand.NewPCG(uint64(i), 5)))
		dir := filepath.Join(base, "state")
		check(t, state.WriteTo(dir))
		if err := keeps(dir, state.Said); err != nil {
			t.Errorf("state %d, behind step %d: %v", i, state.Moment, err)
		}
	}
	for i := range *powerStates / 3 {
		state := record.State(rand.New(rand.NewPCG(uint64(i), 7)))
		dir := filepath.Join(base, "alone")
		check(t, state.WriteTo(dir))
		if err := keepsAlone(dir, state.Said, []string{"onewindow.db", "onewindow.journal"}[i%2]); err != nil {
			t.Errorf("lone state %d, behind step %d: %v", i, state.Moment, err)
		}
	}
	t.Logf("%d states in %v", *powerStates, time.Since(began).Round(time.Millisecond))

	control, lost := record.WithoutSyncs(), 0
	const controls = 40
	for i := range controls {
		state := control.State(rand.New(rand.NewPCG(uint64(i), 6)))
		dir := filepath.Join(base, "control")
		check(t, state.WriteTo(dir))
		if keeps(dir, state.Said) != nil {
			lost++
		}
	}
	t.Logf("without syncs %d of %d states have lost something", lost, controls)
	if lost < controls/4 {
		t.Error("the control that never syncs is hardly found wanting")
	}
}
