package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"onewindow/app/desk"
)

// A machine that took another's place and loses its file, not its journal, before
// it has given a number still leaves out what the one before may have given.
func TestGapOutlivesTheFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	check(t, s.Local().Succeed())
	check(t, s.Close())
	check(t, os.Remove(filepath.Join(dir, "onewindow.db")))
	s = open(t, dir)
	var first uint64
	check(t, s.Write(func(w desk.Writer) (err error) {
		first, err = w.Next("window 03")
		return err
	}))
	if first < 1000 {
		t.Errorf("the first number is %d", first)
	}
}
