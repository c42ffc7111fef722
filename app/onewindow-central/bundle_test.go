package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// A window joins, loses its line for good, and goes on by stick: the permit of
// what it granted comes back on the stick, from a centre that listens to nobody.
func TestWindowWithoutALineGetsItsPermitByStick(t *testing.T) {
	dir, stick := t.TempDir(), t.TempDir()
	url, kill := startProcess(t, dir, "127.0.0.1:0")
	w := prepareWindow(t, 1, url, "03")
	ctx, cut := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.client.Run(ctx) }()
	t.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.until(t, func(s replica.Status) bool { return s.Online })
	cut()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	kill()
	events := w.counter.Granted(1)
	for _, e := range events {
		if err := w.store.Write(func(d desk.Writer) error { return d.Append(e) }); err != nil {
			t.Fatal(err)
		}
	}
	courier := &replica.Courier{
		Installation: w.counter.Installation, Key: w.counter.Key, Local: w.store.Local(), Files: w.store, Settings: w.store,
		Now: hubtest.Start, NewID: uuid.NewString, Random: rand.Reader,
	}
	var out bytes.Buffer
	if _, err := courier.Export(&out); err != nil {
		t.Fatal(err)
	}
	there, back := filepath.Join(stick, "there.bundle"), filepath.Join(stick, "back.bundle")
	if err := os.WriteFile(there, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	take := bundleImport{Storage: Storage{Data: dir}, numbering: numbering{Region: "330402"}, Answer: back, File: there}
	if err := take.Run(); err != nil {
		t.Fatal(err)
	}
	if err := take.Run(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the answer was written over: %v", err)
	}
	take.Answer = ""
	if err := take.Run(); err != nil {
		t.Errorf("again, without an answer: %v", err)
	}
	answer, err := os.ReadFile(back)
	if err != nil {
		t.Fatal(err)
	}
	got, err := courier.Import(bytes.NewReader(answer))
	if err != nil || got.Confirmed != len(events) || got.Refused > 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	file, err := w.store.Case(events[0].Case)
	if err != nil || file.State != casefile.StateIssued {
		t.Errorf("%s, %v", file.State, err)
	}
	if err := os.WriteFile(there, []byte("a letter, not a bundle"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := take.Run(); err == nil || !strings.Contains(err.Error(), "bundle: none") {
		t.Errorf("a letter was taken: %v", err)
	}
	if entries, err := os.ReadDir(stick); err != nil || len(entries) != 2 {
		t.Errorf("on the stick: %v, %v", entries, err)
	}
}
