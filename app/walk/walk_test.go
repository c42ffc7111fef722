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

// sit opens a counter for one test and leaves it at its end.
func sit(t *testing.T) *counter {
	t.Helper()
	keep := *out
	if keep == "" {
		keep = t.TempDir()
	}
	keep = filepath.Join(keep, t.Name())
	if err := os.RemoveAll(keep); err != nil {
		t.Fatal(err)
	}
	c, err := sitDown(t.Context(), *bin, keep, filepath.Join(keep, "data"))
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

func TestOneApplicationIsWalkedByKeyboard(t *testing.T) {
	c := sit(t)
	for _, s := range application() {
		t.Log(s.says)
		if err := s.take(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}
