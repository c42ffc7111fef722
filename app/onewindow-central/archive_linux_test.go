package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
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
			exportCommand{Storage: move.from, WithKey: true, File: file}, importCommand{Storage: move.to, File: file, Moved: true},
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
		if err := (importCommand{Storage: move.to, File: file, Moved: true}).Run(); !errors.Is(err, hub.ErrNotEmpty) {
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

// An import that is killed leaves a store that nothing uses, until the same import
// has gone through.
func TestKilledImportIsNoCentre(t *testing.T) {
	for name, storage := range map[string]func(t *testing.T) []string{
		"a folder":   func(t *testing.T) []string { return []string{"--data", t.TempDir()} },
		"a database": func(t *testing.T) []string { return []string{"--database", database(t), "--files", "database"} },
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "archive")
			from, events := Storage{Data: t.TempDir()}, 2500
			with(t, from, func(v vault) error { return many(t, v, events) })
			if err := (exportCommand{Storage: from, WithKey: true, File: file}).Run(); err != nil {
				t.Fatal(err)
			}
			at := storage(t)
			line := func(words ...string) []string { return append(words, at...) }
			killImport(t, line("import", file))
			for _, args := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"installations", "list"}, {"export", filepath.Join(t.TempDir(), "x")}} {
				out, err := command(t, ".", line(args...)...)
				if !errors.Is(err, hub.ErrImporting) {
					t.Errorf("%v: %v %s", args, err, out)
				}
			}
			for _, want := range []error{nil, hub.ErrNotEmpty} {
				if out, err := command(t, ".", line("import", file)...); !errors.Is(err, want) {
					t.Errorf("imported again: %v %s", err, out)
				}
			}
			again := filepath.Join(t.TempDir(), "again")
			if out, err := command(t, ".", line("export", "--with-key", again)...); err != nil || !strings.Contains(out, fmt.Sprint(events, " events")) {
				t.Errorf("%v %s", err, out)
			}
		})
	}
}

// many fills a log with events.
func many(t *testing.T, v vault, events int) error {
	t.Helper()
	_, err := v.IssuingKey(func() ([]byte, error) { return []byte("key"), nil })
	w := hubtest.NewCounter(t, 1, "330402-nh", "03")
	return errors.Join(err, v.Write(func(tx hub.Tx) error {
		for i := range events {
			e := w.Receive(fmt.Sprint(i))
			raw, err := e.Bytes()
			if err != nil {
				return err
			}
			hash, err := e.Hash()
			if err != nil {
				return err
			}
			if _, err := tx.Admit(hub.Entry{Event: e, Raw: raw, Hash: hash, Office: w.Office}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// killImport runs an import as a process and kills it in its midst: it reads its
// archive through a pipe that holds back the end.
func killImport(t *testing.T, args []string) {
	t.Helper()
	archive, err := os.ReadFile(args[1])
	if err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append([]string{args[0], pipe}, args[2:]...)
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for _, part := range [][]byte{archive, archive[:len(archive)*4/5]} { // proved, then read again
		f, err := os.OpenFile(pipe, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(part); err != nil {
			t.Error(err)
		}
		if len(part) < len(archive) {
			if err := c.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if len(part) == len(archive) {
			untilUnread(t, pipe)
		}
	}
	if err := c.Wait(); err == nil {
		t.Error("the import came to its end")
	}
}

// untilUnread waits until nobody reads from a pipe: who did has seen its end.
func untilUnread(t *testing.T, pipe string) {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Microsecond) {
		f, err := os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if errors.Is(err, syscall.ENXIO) {
			return
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil || time.Now().After(limit) {
			t.Fatal("it is still read", err)
		}
	}
}
