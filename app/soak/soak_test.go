//go:build linux

package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMain lets the test binary play the windows.
func TestMain(m *testing.M) {
	if raw := os.Getenv(asWindow); raw != "" {
		if err := obey(raw); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	os.Exit(m.Run())
}

// A short soak; `make soak` goes on for longer.
func TestKilledProgramsKeepTheirPromises(t *testing.T) {
	program := filepath.Join(t.TempDir(), "onewindow-central")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", program, "../onewindow-central").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const rounds = 30
	s := soak{rounds: rounds, world: 15, seed: 1, program: program, old: "../../store/testdata", dir: t.TempDir()}
	kept, err := s.run(func(uint64, int) {})
	if err != nil {
		t.Fatal(err)
	}
	kills := 0
	for _, m := range kept.moments {
		kills += m.kills
	}
	if kills < rounds || kept.promised < rounds {
		t.Errorf("%d kills, %d events promised", kills, kept.promised)
	}
	t.Logf("%d kills, %d events promised", kills, kept.promised)
}
