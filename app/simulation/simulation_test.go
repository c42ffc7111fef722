package simulation_test

import (
	"flag"
	"os"
	"testing"

	"onewindow/app/simulation"
)

var (
	seed  = flag.Uint64("seed", 0, "the seed of the one run to play, with its trace; 0 plays the usual ones")
	seeds = flag.Int("seeds", 40, "how many runs to play")
	weeks = flag.Int("weeks", 0, "weeks of a run of 3 offices with 4 windows; 0 plays short ones")
)

// folder is an empty folder, in memory where there is one.
func folder(t testing.TB) string {
	t.Helper()
	const memory = "/dev/shm"
	if _, err := os.Stat(memory); err != nil {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "onewindow-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestSeeds(t *testing.T) {
	r, err := simulation.LoadRules()
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t)
	var tally simulation.Tally
	first := uint64(1)
	if *seed > 0 {
		first, *seeds = *seed, 1
	}
	for s := first; s < first+uint64(*seeds); s++ {
		run := dir + "/run"
		plan := simulation.Short(s, run)
		if *weeks > 0 {
			plan = simulation.Long(s, *weeks, run)
		}
		res, err := simulation.Run(t.Context(), r, plan)
		if err != nil {
			t.Fatal(s, err)
		}
		if *seed > 0 {
			for _, l := range res.Trace {
				t.Log(l)
			}
		}
		if res.Failure != nil {
			t.Errorf("seed %d, %d steps: %v", s, res.Steps, res.Failure)
		}
		tally.Add(res.Tally)
		if err := os.RemoveAll(run); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%+v", tally)
}
