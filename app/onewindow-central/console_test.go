package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/store/central"
)

// command carries a command line out as the program does, in a folder.
func command(t *testing.T, folder string, args ...string) (output string, err error) {
	t.Helper()
	var out bytes.Buffer
	err = (&bench{out: &out, folder: folder}).carryOut(args)
	return out.String(), err
}

// The commands work while the system runs on the folder: it carries them out.
func TestCommandsWorkOnARunningCentre(t *testing.T) {
	data, here := t.TempDir(), t.TempDir()
	url, _ := startProcess(t, data, "127.0.0.1:0")
	w := startWindow(t, 1, url)
	events := w.counter.Granted(1)
	w.write(t, events...)
	w.certificates(t, []string{events[0].Case})
	for _, c := range []struct {
		want string
		args []string
	}{
		{w.counter.Installation, []string{"installations", "list"}},
		{"issuing key from", []string{"keys", "list"}},
		{"6 events", []string{"export", "backup.jsonl"}},
		{"w1", []string{"users", "add", "--office", "330402-xx", "w1", "王芳", "clerk"}},
		{"REASON", []string{"quarantine", "list"}},
		{"is free now", []string{"release", "330402-nh", "03"}},
		{"is revoked", []string{"installations", "revoke", w.counter.Installation}},
	} {
		out, err := command(t, here, append(c.args, "--data", data)...)
		if err != nil || !strings.Contains(out, c.want) {
			t.Errorf("%v: %v\n%s", c.args, err, out)
		}
	}
	w.client.Nudge()
	w.until(t, func(s replica.Status) bool { return s.Err == "revoked" })
	back := t.TempDir()
	if out, err := command(t, here, "import", "backup.jsonl", "--data", back); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, args := range [][]string{
		{"import", "backup.jsonl"}, {"installations", "revoke", "nobody"}, {"export", "backup.jsonl"}, {"serve"},
	} {
		if out, err := command(t, here, append(args, "--data", data)...); err == nil {
			t.Errorf("%v: %s", args, out)
		}
	}
	info, err := os.Stat(filepath.Join(data, socketName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket: %v, %v", info, err)
	}
}

// A process that has the folder and no console, for instance another command,
// is told of as it was before.
func TestFolderInUseWithoutAConsole(t *testing.T) {
	data := t.TempDir()
	s, err := central.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if out, err := command(t, data, "installations", "list", "--data", data); !errors.Is(err, central.ErrInUse) || out != "" {
		t.Errorf("%v %s", err, out)
	}
}

// A code made while the centre runs lets one window in that comes through a
// proxy, and no second one.
func TestOneTimeCodeOpensTheDoorOnce(t *testing.T) {
	data := t.TempDir()
	url, _ := startProcess(t, data, "127.0.0.1:0")
	out, err := command(t, data, "enrol", "new", "--office", "330402-nh", "--window", "03", "--valid", "1h", "--data", data)
	if err != nil {
		t.Fatal(err, out)
	}
	code, _, _ := strings.Cut(out, "\n")
	join := func(seed byte) int {
		t.Helper()
		e := hubtest.NewCounter(t, seed, "330402-nh", "03").Enrolment()
		e.Code = code
		body, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+replica.PathInstallations, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Forwarded-For", "192.0.2.7")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
		return answer.StatusCode
	}
	if status := join(1); status != http.StatusOK {
		t.Errorf("the first: %d", status)
	}
	if out, err := command(t, data, "release", "330402-nh", "03", "--data", data); err != nil {
		t.Error(err, out)
	}
	if status := join(2); status != http.StatusForbidden {
		t.Errorf("the second: %d", status)
	}
	if out, err := command(t, data, "enrol", "list", "--data", data); err != nil || !strings.Contains(out, "used by") || strings.Contains(out, code) {
		t.Error(err, out)
	}
	if out, err := command(t, data, "enrol", "cancel", "330402-nh", "03", "--data", data); err != nil || !strings.HasPrefix(out, "0 codes") {
		t.Error(err, out)
	}
}

func TestOneCodeForAllStaysOnThisMachine(t *testing.T) {
	p, err := Open(Options{Storage: Storage{Data: t.TempDir()}, Listen: "0.0.0.0:0", Insecure: true, EnrolmentCode: "7Q4M", Log: io.Discard})
	if err == nil {
		t.Error("one code for all opens to everybody", p.Close())
	}
}
