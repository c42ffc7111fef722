package main

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"
)

func TestRenewedCertificateIsTakenUp(t *testing.T) {
	file, key, _ := authority(t)
	var logged bytes.Buffer
	now := time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)
	c, err := openCertificate(file, key, func() time.Time { return now }, slog.New(slog.NewTextHandler(&logged, nil)))
	if err != nil {
		t.Fatal(err)
	}
	serving := func() string {
		t.Helper()
		pair, err := c.Get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(pair.Certificate[0])
	}
	copyTo := func(from, to string) {
		t.Helper()
		raw, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		later := time.Now().Add(time.Minute) // two writes within the clock of the file system
		if err := os.Chtimes(to, later, later); err != nil {
			t.Fatal(err)
		}
	}
	first := serving()
	newFile, newKey, _ := authority(t)
	copyTo(newFile, file)
	if serving() != first {
		t.Error("it was looked at every time")
	}
	now = now.Add(lookAgain)
	if serving() != first || !strings.Contains(logged.String(), "stays as it was") {
		t.Errorf("a certificate without its key was taken: %s", logged.String())
	}
	copyTo(newKey, key)
	now = now.Add(lookAgain)
	if serving() == first || !strings.Contains(logged.String(), "was renewed") {
		t.Errorf("the new one was not taken: %s", logged.String())
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	now = now.Add(lookAgain)
	if serving() == first {
		t.Error("it went back")
	}
}
