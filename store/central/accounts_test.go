package central_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"onewindow/app/hub"
	"onewindow/store/central"
)

// Whatever bit of the two accounts turns, the log is refused: bbolt alone would
// forget the last commit.
func TestASpoiltAccountIsRefused(t *testing.T) {
	dir := t.TempDir()
	s, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		err = errors.Join(err, s.Write(func(tx hub.Tx) error {
			_, err := tx.Admit(entry(i, sumOf(nil), 0))
			return err
		}))
	}
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "log.db")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range []int{0, os.Getpagesize()} {
		for at := page + 16; at < page+80; at++ {
			spoilt := bytes.Clone(raw)
			spoilt[at] ^= 1 << (at % 8)
			if err := os.WriteFile(path, spoilt, 0o600); err != nil {
				t.Fatal(err)
			}
			if s, err := central.Open(dir); !errors.Is(err, hub.ErrDamaged) {
				t.Errorf("byte %d turned: %v", at, errors.Join(err, s.Close()))
			}
		}
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err = central.Open(dir); err != nil {
		t.Fatal(err)
	}
	all, err := s.After("330402-nh", 0, 10, 1<<20)
	if err = errors.Join(err, s.Close()); err != nil || len(all.Events) != 2 {
		t.Errorf("%d events, %v", len(all.Events), err)
	}
}
