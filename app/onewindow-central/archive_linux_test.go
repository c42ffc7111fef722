package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/app/hub"
	"onewindow/app/replica"
)

// A centre in a folder moves to a database and back; the windows go on with it
// as if nothing had happened.
func TestCentreMovesToADatabaseAndBack(t *testing.T) {
	dir := t.TempDir()
	inFolder := Storage{Data: filepath.Join(dir, "first")}
	onDatabase := Storage{Database: database(t), Files: inDatabase}
	back := Storage{Data: filepath.Join(dir, "second")}
	url, kill := startProcess(t, inFolder.Data, "127.0.0.1:0")
	w := startWindow(t, 1, url)
	first := w.counter.Granted(1)
	w.write(t, first...)
	w.certificates(t, []string{first[0].Case})
	kill()

	var archives [][]byte
	for i, move := range []struct{ from, to Storage }{{inFolder, onDatabase}, {onDatabase, back}} {
		file := filepath.Join(dir, "archive"+string(rune('0'+i)))
		for _, command := range []interface{ Run() error }{
			exportCommand{Storage: move.from, WithKey: true, File: file}, importCommand{Storage: move.to, File: file},
		} {
			if err := command.Run(); err != nil {
				t.Fatal(err)
			}
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, events, _ := bytes.Cut(raw, []byte("\n")) // the first line tells the time
		archives = append(archives, events[:bytes.LastIndex(events, []byte(`"sum"`))])
		if err := (importCommand{Storage: move.to, File: file}).Run(); !errors.Is(err, hub.ErrNotEmpty) {
			t.Errorf("imported twice: %v", err)
		}
	}
	if !bytes.Equal(archives[0], archives[1]) {
		t.Error("the archives of folder and database differ")
	}
	startProcess(t, back.Data, strings.TrimPrefix(url, "http://"))
	second := w.counter.Granted(2)
	w.write(t, second...)
	if numbers := w.certificates(t, []string{first[0].Case, second[0].Case}); !numbers["3304022026XS0000002"] {
		t.Errorf("numbers %v", numbers)
	}
	w.until(t, func(s replica.Status) bool { return s.Online && s.Err == "" })
}

func TestExportWritesNothingOver(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "archive")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (exportCommand{Storage: Storage{Data: dir}, File: file}).Run(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
	if err := (exportCommand{Storage: Storage{Data: dir}, WithKey: true, File: file + "2"}).Run(); err == nil {
		t.Error("a key was exported that there is not")
	}
	if left, err := filepath.Glob(file + "2*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if raw, err := os.ReadFile(file); err != nil || string(raw) != "mine" {
		t.Errorf("%q, %v", raw, err)
	}
	if err := (checkCommand{File: file}).Run(); !errors.Is(err, hub.ErrArchive) {
		t.Errorf("%v", err)
	}
}
