package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// A window that never met a centre vouches for its own paper, also to a command
// that runs beside it, and for no permit.
func TestWindowKeepsItsKeyringBesideTheStore(t *testing.T) {
	dir := t.TempDir()
	p, err := open(windowCommand{Data: dir}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	key, err := installationKey(p.store)
	if err != nil {
		t.Fatal(err)
	}
	statement := seal.Statement{
		Kind: seal.DocumentKind(casefile.Receipt.Code()), Number: "03-20261123-0001", Item: "A",
		Office: p.desk.Office().ID, Date: workday.DateOf(time.Now()), Copy: 1,
	}
	own, err := seal.Sign(key, statement, nil)
	if err != nil {
		t.Fatal(err)
	}
	statement.Kind = seal.DocumentKind(casefile.Permit.Code())
	forged, err := seal.Sign(key, statement, nil)
	if err != nil {
		t.Fatal(err)
	}
	book, err := readKeyring(dir)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := book.Ring()
	if err != nil {
		t.Fatal(err)
	}
	if got := ring.Check(own).Verdict; got != seal.Genuine {
		t.Errorf("its own receipt is %s", got)
	}
	if got := ring.Check(forged).Verdict; got != seal.Outside {
		t.Errorf("a permit of its own is %s", got)
	}
	path := filepath.Join(dir, keyringName)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".keyring-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	if _, err := readKeyring(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, want %v", err, fs.ErrNotExist)
	}
}
