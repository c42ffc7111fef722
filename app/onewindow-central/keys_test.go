package main

import (
	"bytes"
	"strings"
	"testing"

	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/app/seal"
)

// keys is what "keys list" says.
func keys(t *testing.T, s Storage) string {
	t.Helper()
	var out bytes.Buffer
	err := withHub(s, func(h *hub.Hub) error {
		list, err := h.Keys()
		if err != nil {
			return err
		}
		windows, err := h.Log.Installations()
		if err != nil {
			return err
		}
		return writeKeys(&out, list, windows)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A window goes on with a centre whose key was rotated while it was away, and
// hears which of its neighbours was revoked.
func TestWindowFollowsARotatedKey(t *testing.T) {
	storage := Storage{Data: t.TempDir()}
	url, kill := startProcess(t, storage.Data, "127.0.0.1:0")
	one, two := startWindow(t, 1, url), startWindowAt(t, 2, url, "04")
	for _, w := range []*window{one, two} {
		w.until(t, func(s replica.Status) bool { return s.Online })
	}
	kill()
	one.until(t, func(s replica.Status) bool { return !s.Online })
	if err := (keysRotate{Storage: storage}).Run(); err != nil {
		t.Fatal(err)
	}
	if err := (installationsRevoke{Storage: storage, Installation: two.counter.Installation}).Run(); err != nil {
		t.Fatal(err)
	}
	said := keys(t, storage)
	for _, want := range []string{"issuing key from", "window 03 of", "window 04 of", "revoked from", "0 documents"} {
		if !strings.Contains(said, want) {
			t.Errorf("the list lacks %q:\n%s", want, said)
		}
	}
	if n := strings.Count(said, "issuing key"); n != 2 {
		t.Errorf("%d issuing keys after one rotation", n)
	}
	startProcess(t, storage.Data, strings.TrimPrefix(url, "http://"))
	one.client.Nudge()
	one.until(t, func(s replica.Status) bool { return s.Online })
	var kept replica.Joined
	if _, err := one.store.Setting(replica.SettingMembership, &kept); err != nil {
		t.Fatal(err)
	}
	ring, err := kept.Ring()
	if err != nil {
		t.Fatal(err)
	}
	list, err := seal.OpenList(kept.List, ring.Issuing())
	if err != nil || len(list.Issuing) != 2 || len(list.Keys) != 1 || list.Keys[0].Key != two.counter.Key.ID() {
		t.Errorf("the window keeps %+v, %v", list, err)
	}
}
