package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/app/replica"
)

// A log with damage in what is read at every start refuses the start and is made
// anew; the windows go on with it.
func TestDamagedLogIsRepairedAndServes(t *testing.T) {
	data := t.TempDir()
	url, kill := startProcess(t, data, "127.0.0.1:0")
	w := startWindow(t, 1, url)
	first := w.counter.Granted(1)
	w.write(t, first...)
	w.certificates(t, []string{first[0].Case})
	if out, err := command(t, data, "check", "--repair", "--data", data); err != nil || !strings.Contains(out, "the log is whole") {
		t.Errorf("of a whole log that is in use: %v %s", err, out)
	}
	kill()
	damage(t, data, []byte("form 330402"), []byte("form 330403")) // the name of a counter
	if out, err := command(t, data, "serve", "--listen", "127.0.0.1:0", "--data", data); err == nil || !strings.Contains(err.Error(), "counters") {
		t.Fatalf("%v %s", err, out)
	}
	out, err := command(t, data, "check", "--data", data)
	if exitCode(err) != codeDamaged || !strings.Contains(err.Error(), "--repair") {
		t.Errorf("%v %s", err, out)
	}
	out, err = command(t, data, "check", "--repair", "--data", data)
	if err != nil || !strings.Contains(out, "made anew") {
		t.Fatalf("%v %s", err, out)
	}
	startProcess(t, data, strings.TrimPrefix(url, "http://"))
	second := w.counter.Granted(2)
	w.write(t, second...)
	if numbers := w.certificates(t, []string{first[0].Case, second[0].Case}); !numbers["3304022026XS0000002"] {
		t.Errorf("numbers %v", numbers)
	}
	w.until(t, func(s replica.Status) bool { return s.Online && s.Err == "" })
}

// A check through a running system ends with the same code as one without.
func TestCheckOfARunningSystemTellsByItsCode(t *testing.T) {
	data := t.TempDir()
	url, kill := startProcess(t, data, "127.0.0.1:0")
	w := startWindow(t, 1, url)
	events := w.counter.Granted(1)
	w.write(t, events...)
	w.certificates(t, []string{events[0].Case})
	kill()
	damage(t, data, []byte("示例建设"), []byte("示例建筑")) // in an event, which no start reads
	startProcess(t, data, strings.TrimPrefix(url, "http://"))
	for _, args := range [][]string{{"check"}, {"check", "--repair"}} {
		out, err := command(t, data, append(args, "--data", data)...)
		want := codeDamaged
		if len(args) > 1 {
			want = 1 // it cannot be done now
		}
		if err == nil || exitCode(err) != want || !strings.Contains(out, "log 00000000") {
			t.Errorf("%v: %v %s", args, err, out)
		}
		if len(args) > 1 && !strings.Contains(err.Error(), "stop it") {
			t.Error(err)
		}
	}
}

// damage alters a log that nobody has open.
func damage(t *testing.T, data string, from, to []byte) {
	t.Helper()
	path := filepath.Join(data, "log.db")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := bytes.ReplaceAll(raw, from, to)
	if err := os.WriteFile(path, spoilt, 0o600); err != nil || bytes.Equal(raw, spoilt) {
		t.Fatal("nothing to spoil", err)
	}
}
