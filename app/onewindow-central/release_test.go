package main

import (
	"strings"
	"testing"

	"onewindow/app/replica"
)

// Work that lies in a window's tray because its author was not on the roster leaves
// it by itself once it is released at the running centre.
func TestReleasedWorkLeavesTheTray(t *testing.T) {
	data, here := t.TempDir(), t.TempDir()
	url, _ := startProcess(t, data, "127.0.0.1:0")
	at := func(args ...string) (string, error) { return command(t, here, append(args, "--data", data)...) }
	if out, err := at("users", "add", "--office", "330402-nh", "c2", "沈丽", "clerk"); err != nil {
		t.Fatal(err, out)
	}
	w := startWindow(t, 1, url)
	w.until(t, func(s replica.Status) bool { return s.Online })
	e := w.counter.Receive("03-20261123-0001")
	w.write(t, e)
	w.client.Nudge()
	tray := func() int {
		strays, err := w.store.Tray()
		if err != nil {
			t.Fatal(err)
		}
		return len(strays)
	}
	w.until(t, func(replica.Status) bool { return tray() == 1 })
	release := []string{"quarantine", "release", "--by", "周主任", "--why", "王芳已补登", e.ID}
	if out, err := at(release...); err == nil || !strings.Contains(out, "author-unknown") {
		t.Errorf("before the author is known: %v\n%s", err, out)
	}
	if out, err := at("users", "add", "--office", "330402-nh", "c1", "王芳", "clerk"); err != nil {
		t.Fatal(err, out)
	}
	if out, err := at(release...); err != nil || !strings.Contains(out, "at place 1") {
		t.Fatalf("%v\n%s", err, out)
	}
	w.until(t, func(replica.Status) bool { return tray() == 0 })
	if file, err := w.store.Case(e.Case); err != nil || file.Number != "03-20261123-0001" || len(file.Misfits) > 0 {
		t.Errorf("the case %+v, %v", file, err)
	}
	if out, err := at("quarantine", "show", e.ID); err != nil || !strings.Contains(out, "author-unknown; released by 周主任") || !strings.Contains(out, "王芳已补登") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := at("quarantine", "list"); err != nil || !strings.HasSuffix(out, "0 events are kept aside\n") {
		t.Errorf("%v\n%s", err, out)
	}
}
