package main

import (
	"os"
	"path/filepath"
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

// The scan of a window that was revoked before it sent it is named as missing when
// its event is released, and comes from a person then; bytes that nobody asked for
// do not.
func TestFileOfARevokedWindowIsSupplied(t *testing.T) {
	data, here := t.TempDir(), t.TempDir()
	url, _ := startProcess(t, data, "127.0.0.1:0")
	at := func(args ...string) (string, error) { return command(t, here, append(args, "--data", data)...) }
	w, next := startWindow(t, 1, url), startWindowAt(t, 2, url, "04")
	w.until(t, func(s replica.Status) bool { return s.Online })
	next.until(t, func(s replica.Status) bool { return s.Online })
	if out, err := at("installations", "revoke", w.counter.Installation); err != nil {
		t.Fatal(err, out)
	}
	scan := strings.Repeat("材料扫描件", 1000)
	file, err := w.store.AddFile("扫描件.pdf", strings.NewReader(scan), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	e := w.counter.Receive("03-20261123-0001", file)
	w.write(t, e)
	w.client.Nudge()
	w.until(t, func(s replica.Status) bool { return s.Err == "revoked" })
	w.until(t, func(replica.Status) bool {
		out, err := at("quarantine", "list")
		return err == nil && strings.Contains(out, e.ID)
	})
	out, err := at("quarantine", "release", "--by", "周主任", "--why", "窗口已停用", e.ID)
	if err != nil || !strings.Contains(out, "扫描件.pdf") || !strings.Contains(out, file.Hash) {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, content := range map[string]string{"saved.pdf": scan, "other.pdf": "another"} {
		if err := os.WriteFile(filepath.Join(here, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := at("files", "supply", "other.pdf"); err == nil {
		t.Errorf("what nobody asked for: %s", out)
	}
	if out, err := at("files", "supply", "saved.pdf"); err != nil || !strings.Contains(out, "for "+w.counter.Office) {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := at("files", "supply", "saved.pdf"); err == nil {
		t.Errorf("once more: %s", out)
	}
	next.client.Nudge()
	next.until(t, func(replica.Status) bool {
		c, err := next.store.Case(e.Case)
		return err == nil && c.Number == "03-20261123-0001"
	})
}
