package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/store/central"
)

// The window works on while it is revoked: it hears of it at its next contact,
// what it had not sent waits for a person in its tray, and the centre has it.
func TestRevokedWindowHearsOfIt(t *testing.T) {
	storage := Storage{Data: t.TempDir()}
	url, kill := startProcess(t, storage.Data, "127.0.0.1:0")
	w := startWindow(t, 1, url)
	w.until(t, func(s replica.Status) bool { return s.Online })
	revoke := installationsRevoke{Storage: storage, Installation: w.counter.Installation}
	if err := revoke.Run(); !errors.Is(err, central.ErrInUse) {
		t.Errorf("revoked under a running centre: %v", err)
	}
	kill()
	w.until(t, func(s replica.Status) bool { return !s.Online })
	if err := revoke.Run(); err != nil {
		t.Fatal(err)
	}
	if err := (installationsRevoke{Storage: storage, Installation: "nobody"}).Run(); !errors.Is(err, hub.ErrUnknown) {
		t.Errorf("%v", err)
	}
	w.write(t, w.counter.Receive("03-20261123-0001"))
	startProcess(t, storage.Data, strings.TrimPrefix(url, "http://"))
	w.client.Nudge()
	w.until(t, func(s replica.Status) bool { return s.Err == "revoked" })
	if pending, err := w.store.Local().Pending(10, 1<<20); err != nil || len(pending) > 0 {
		t.Errorf("%d events still wait, %v", len(pending), err)
	}
}

func TestListShowsWhoIsRevoked(t *testing.T) {
	storage := Storage{Data: t.TempDir()}
	url, kill := startProcess(t, storage.Data, "127.0.0.1:0")
	one, two := startWindow(t, 1, url), startWindowAt(t, 2, url, "04")
	for _, w := range []*window{one, two} {
		w.until(t, func(s replica.Status) bool { return s.Online })
	}
	kill()
	if err := (installationsRevoke{Storage: storage, Installation: two.counter.Installation}).Run(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := withHub(storage, func(h *hub.Hub) error {
		all, err := h.Standings()
		return errors.Join(err, list(&out, all))
	})
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if err != nil || len(lines) != 3 || !strings.HasSuffix(lines[1], " -") || !strings.Contains(lines[2], "papers void from") {
		t.Errorf("%v\n%s", err, out.String())
	}
	if err := (installationsList{Storage: storage}).Run(); err != nil {
		t.Error(err)
	}
}
