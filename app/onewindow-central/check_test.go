package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A check reads the log while the system runs on it and when it does not, names
// what is damaged and ends with a code of its own.
func TestCheckNamesWhatIsDamaged(t *testing.T) {
	data := t.TempDir()
	p, err := Open(Options{Storage: Storage{Data: data}, Listen: "127.0.0.1:0", Log: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	if o := p.carryOut(order{Args: []string{"check", "--data", data}, Folder: data}); o.Error != "" || !strings.Contains(o.Output, "whole") {
		t.Errorf("on a running system: %+v", o)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, data, "check", "--data", data); err != nil || !strings.Contains(out, "whole") {
		t.Error(err, out)
	}
	path := filepath.Join(data, "log.db")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := bytes.ReplaceAll(raw, []byte("issuing-key"), []byte("issuing-kex"))
	if err := os.WriteFile(path, spoilt, 0o600); err != nil || bytes.Equal(raw, spoilt) {
		t.Fatal("nothing to spoil", err)
	}
	out, err := command(t, data, "check", "--data", data)
	if !errors.Is(err, errDamaged) || exitCode(err) != codeDamaged || !strings.Contains(out, "meta issuing-kex") {
		t.Error(err, out)
	}
	if out, err := command(t, data, "check", "--data", filepath.Join(data, "nowhere")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err, out)
	}
}
