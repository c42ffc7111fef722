//go:build linux && walk

package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var (
	bin = flag.String("bin", filepath.Join("..", "..", "bin"), "folder with the programs under test")
	out = flag.String("out", "", "folder that keeps the documents and screenshots; empty: none is kept")
)

// table opens a counter with an empty screen for one test and leaves it at its
// end.
func table(t testing.TB) *counter {
	t.Helper()
	keep := *out
	if keep == "" {
		keep = t.TempDir()
	}
	keep = filepath.Join(keep, t.Name())
	if err := os.RemoveAll(keep); err != nil {
		t.Fatal(err)
	}
	c, err := newCounter(t.Context(), *bin, keep, filepath.Join(keep, "data"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.leave(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// sit opens a counter with both programs running.
func sit(t testing.TB) *counter {
	t.Helper()
	c := table(t)
	if err := c.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// does takes acts one after the other.
func does(t testing.TB, c *counter, acts ...act) {
	t.Helper()
	for i, a := range acts {
		if err := a(t.Context(), c); err != nil {
			t.Fatalf("act %d: %v", i+1, err)
		}
	}
}

func TestOneApplicationIsWalkedByKeyboard(t *testing.T) {
	c := sit(t)
	for _, s := range application() {
		t.Log(s.says)
		if err := s.take(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsMissingIsNotifiedAndMended(t *testing.T) {
	c := sit(t)
	for _, s := range receiptOutcomes() {
		t.Log(s.says)
		if err := s.take(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}
