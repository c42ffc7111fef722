package main

import (
	"bytes"
	"crypto/rand"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onewindow/app/desk"
	"onewindow/app/hub"
	"onewindow/store/central"
)

// carriedBy runs what `onewindow bundle` runs, on the window's folder.
func carriedBy(t *testing.T, data string, do func(*desk.Desk) error) (string, error) {
	t.Helper()
	var out bytes.Buffer
	c := carried{folder: folder{Data: data, Lang: "zh"}}
	err := c.carry(&out, func(d *desk.Desk) (string, error) { return "done", do(d) })
	return out.String(), err
}

// A window that met its centre once goes on by stick from the command line.
func TestBundleCommandsExchangeWithTheCentre(t *testing.T) {
	dir, stick := t.TempDir(), t.TempDir()
	there, back := filepath.Join(stick, "there.bundle"), filepath.Join(stick, "back.bundle")
	export := func(d *desk.Desk) error {
		_, err := d.ExportBundle(there)
		return err
	}
	take := func(d *desk.Desk) error {
		_, err := d.ImportBundle(back)
		return err
	}
	key, err := (keys{Demo: true}).key(dir, systemRing{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := carriedBy(t, dir, export); err == nil || !strings.Contains(err.Error(), "还没有加入中心") {
		t.Errorf("before it met the centre: %v", err)
	}

	log, err := central.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, err := hub.New(hub.Config{Log: log, Files: log, Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	p, err := open(windowCommand{Data: dir, Central: server.URL}, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	for limit := time.Now().Add(20 * time.Second); !p.line.State().Online; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("never online: %+v", p.line.State())
		}
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	server.Close()

	if out, err := carriedBy(t, dir, export); err != nil || out != "done\n" {
		t.Fatalf("%q, %v", out, err)
	}
	if _, err := carriedBy(t, dir, export); err == nil || !strings.Contains(err.Error(), "已经存在") {
		t.Errorf("the bundle was written over: %v", err)
	}
	file, err := os.Open(there)
	if err != nil {
		t.Fatal(err)
	}
	var answer bytes.Buffer
	if done, err := h.TakeBundle(file, &answer); err != nil || done.From.Window != "03" {
		t.Errorf("%+v, %v", done, err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(back, answer.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := carriedBy(t, dir, take); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(back, answer.Bytes()[:answer.Len()/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := carriedBy(t, dir, take); err == nil || !strings.Contains(err.Error(), "不完整") {
		t.Errorf("half an answer: %v", err)
	}
	entries, err := os.ReadDir(stick)
	if err != nil || len(entries) != 2 {
		t.Errorf("on the stick: %v, %v", entries, err)
	}
}

func TestBundleCommandLine(t *testing.T) {
	if c, command := parse(t, "bundle", "export", "--data", "D", "F"); command != "bundle export <file>" || c.Bundle.Export.Data != "D" || c.Bundle.Export.File != "F" {
		t.Errorf("%q, %+v", command, c.Bundle)
	}
	if c, command := parse(t, "bundle", "import", "F"); command != "bundle import <file>" || c.Bundle.Import.Data != "DATA" || c.Bundle.Import.Lang != "zh" {
		t.Errorf("%q, %+v", command, c.Bundle)
	}
}
