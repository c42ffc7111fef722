package central_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/store/central"
)

// TestMain lets the test binary play the centre that loses its power.
func TestMain(m *testing.M) {
	if root := os.Getenv(powerFolder); root != "" {
		if err := workUnderPower(filepath.Join(root, "data")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

func TestConformance(t *testing.T) {
	hubtest.RunConformance(t, func(t *testing.T) hubtest.Opener {
		dir := t.TempDir()
		return func() (hubtest.Store, error) { return central.Open(dir) }
	})
}

func TestFolderBelongsToOneProcessAndOneOwner(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "central")
	s, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := central.Open(dir); !errors.Is(err, central.ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	for name, want := range map[string]os.FileMode{"": 0o700, "log.db": 0o600, "files": 0o700} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: %v, %v", name, info.Mode(), err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestFlippedBitIsFound(t *testing.T) {
	dir := t.TempDir()
	s, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w := hubtest.NewCounter(t, 1, "330402-01", "03")
	e := w.Receive("03-20261123-0001")
	raw, err := e.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	err = s.Write(func(tx hub.Tx) error {
		_, err := tx.Admit(hub.Entry{Event: e, Raw: raw, Hash: "h", Office: w.Office})
		return err
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "log.db")
	db, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := bytes.ReplaceAll(db, []byte("03-20261123-0001"), []byte("03-20261123-0003"))
	if bytes.Equal(db, spoilt) {
		t.Fatal("nothing to spoil")
	}
	if err := os.WriteFile(path, spoilt, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err = central.Open(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := s.After(w.Office, 0, 10, 1<<20); !errors.Is(err, hub.ErrDamaged) {
		t.Errorf("read all the same: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestHalfMadeStoreIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "log.db.new"), []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestForeignFileIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log.db")
	if err := os.WriteFile(path, bytes.Repeat([]byte("not a database "), 4096), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := central.Open(dir); err == nil {
		t.Error("opened", s.Close())
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
}
