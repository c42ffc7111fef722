package powercut

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Trial is a test that cuts the power of a program again and again.
type Trial struct {
	// Folder names the variable of the environment in which the test binary, run
	// again, finds the folder to work in.
	Folder string
	// Keeps is what every state is held to, Alone what holds where more was lost than
	// the power cut took: each is tried on some states of its own.
	Keeps Keeps
	Alone []Keeps
	// States is how many states are looked at, Seed which.
	States int
	Seed   uint64
}

// Keeps opens what a power cut left in a folder, and says what of all that was
// promised before is missing or half; said is what the program had told until then.
type Keeps func(dir, said string) error

// aloneShare is which part of the states is looked at once more for each of Alone.
const aloneShare = 6

// controls are the states of the same work without a sync. They must be found
// wanting, a quarter of them at least: else the others prove nothing.
const controls = 40

// Run wants every state kept.
func (trial Trial) Run(t *testing.T) {
	t.Helper()
	base := t.TempDir()
	record := trial.record(t, filepath.Join(base, "recorded"))
	began := time.Now()
	wanted := func(i int, state State, err error) {
		if err != nil {
			t.Errorf("state %d, behind step %d of %d: %v", i, state.Moment, record.Steps(), err)
		}
	}
	look(t, record, trial.Keeps, filepath.Join(base, "state"), trial.States, trial.Seed, wanted)
	for i, keeps := range trial.Alone {
		look(t, record, keeps, filepath.Join(base, "alone"), trial.States/aloneShare, trial.Seed+2+uint64(i), wanted)
	}
	t.Logf("%d states of %d steps, %d of them syncs, in %v",
		trial.States, record.Steps(), record.Syncs(), time.Since(began).Round(time.Millisecond))
	lost := 0
	look(t, record.WithoutSyncs(), trial.Keeps, filepath.Join(base, "control"), controls, trial.Seed+1, func(_ int, _ State, err error) {
		if err != nil {
			lost++
		}
	})
	t.Logf("without syncs %d of %d states have lost something", lost, controls)
	if lost < controls/4 {
		t.Error("the control that never syncs is hardly found wanting")
	}
}

// record runs the test binary again, in a folder of its own.
func (trial Trial) record(t *testing.T, root string) *Recording {
	t.Helper()
	if err := os.Mkdir(root, 0o700); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), trial.Folder+"="+root)
	var wrong bytes.Buffer
	command.Stderr, command.Stdout = &wrong, io.Discard
	record, err := Record(t.Context(), root, command)
	if err != nil {
		t.Fatalf("%v\n%s", err, wrong.String())
	}
	return record
}

// look makes states of a recording, one after the other in a folder.
func look(t *testing.T, r *Recording, keeps Keeps, dir string, states int, seed uint64, found func(i int, state State, err error)) {
	t.Helper()
	for i := range states {
		state := r.State(rand.New(rand.NewPCG(uint64(i), seed)))
		if err := state.WriteTo(dir); err != nil {
			t.Fatal(err)
		}
		found(i, state, keeps(dir, state.Said))
	}
}
