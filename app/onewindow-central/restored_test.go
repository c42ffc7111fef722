package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// A day's work is gone with the disk. Whether the folder is copied back and
// somebody says so to the running system, or an archive is imported: the window
// gives the certificate back under its number, and the next one gets another.
func TestRestoredSystemGetsTheDayBack(t *testing.T) {
	for name, v := range map[string]struct {
		keep    func(t *testing.T, data, kept string)
		putBack func(t *testing.T, kept, data string)
		ask     bool // somebody has to say that it was put back
	}{
		"a folder copied back": {
			keep:    func(t *testing.T, data, kept string) { copyFolder(t, kept, data) },
			putBack: func(t *testing.T, kept, data string) { copyFolder(t, data, kept) },
			ask:     true,
		},
		"an archive imported": {
			keep: func(t *testing.T, data, kept string) {
				said(t, "is whole", "export", "--with-key", kept, "--data", data)
			},
			putBack: func(t *testing.T, kept, data string) {
				said(t, "give back what they know", "import", kept, "--data", data)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, kept := filepath.Join(t.TempDir(), "first"), filepath.Join(t.TempDir(), "kept")
			url, kill := startProcess(t, data, "127.0.0.1:0")
			w := startWindow(t, 1, url)
			first, second, third := w.counter.Granted(1), w.counter.Granted(2), w.counter.Granted(3)
			w.write(t, first...)
			w.certificates(t, []string{first[0].Case})
			kill()
			v.keep(t, data, kept)
			_, kill = startProcess(t, data, strings.TrimPrefix(url, "http://"))
			w.write(t, second...)
			w.certificates(t, []string{first[0].Case, second[0].Case})
			kill()

			back := filepath.Join(t.TempDir(), "second")
			v.putBack(t, kept, back)
			startProcess(t, back, strings.TrimPrefix(url, "http://"))
			nudgeOn(t, w) // it pauses longer and longer while nobody serves it
			if v.ask {
				w.until(t, func(s replica.Status) bool { return s.Err == "cursor-ahead" })
				said(t, "was never restored", "restored", "--data", back)
				if out, err := command(t, back, "restored", "end", "--data", back); err == nil {
					t.Errorf("ended what never began: %s", out)
				}
				said(t, "give back what they know", "restored", "begin", "--data", back)
			}
			w.until(t, func(s replica.Status) bool { return s.Online })
			w.write(t, third...)
			w.until(t, func(s replica.Status) bool {
				box, err := w.store.Outbox()
				return err == nil && box.Events == 0 && s.Online
			})
			if file, err := w.store.Case(third[0].Case); err != nil || file.State != casefile.StateGranted {
				t.Errorf("while the window may still give back: %s, %v", file.State, err)
			}
			said(t, "still open", "restored", "--data", back)
			said(t, "issues again", "restored", "end", "--data", back)
			said(t, "ended", "restored", "--data", back)
			numbers := w.certificates(t, []string{first[0].Case, second[0].Case, third[0].Case})
			if len(numbers) != 3 || !numbers["3304022026XS0000002"] || !numbers["3304022026XS0001002"] {
				t.Errorf("numbers %v", numbers)
			}
		})
	}
}

// Windows that have not given back are named, and waited for unless somebody says
// otherwise.
func TestEpochEndsWhenAllHaveGivenBack(t *testing.T) {
	data := t.TempDir()
	url, kill := startProcess(t, data, "127.0.0.1:0")
	w := startWindow(t, 1, url)
	w.until(t, func(s replica.Status) bool { return s.Online })
	kill()
	said(t, "end at place 0", "restored", "begin", "--behind", "7", "--data", data)
	if out, err := command(t, data, "restored", "end", "--data", data); err == nil || !strings.Contains(out, "window 03 of office 330402-nh: not yet") {
		t.Errorf("%v: %s", err, out)
	}
	said(t, "not yet", "restored", "--data", data)
	said(t, "issues again", "restored", "end", "--anyway", "--data", data)
}

// nudgeOn nudges a window again and again until the test ends.
func nudgeOn(t *testing.T, w *window) {
	t.Helper()
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(200 * time.Millisecond):
				w.client.Nudge()
			}
		}
	}()
}

// said carries a command out that has to tell something.
func said(t *testing.T, want string, args ...string) {
	t.Helper()
	if out, err := command(t, t.TempDir(), args...); err != nil || !strings.Contains(out, want) {
		t.Errorf("%v: %v\n%s", args, err, out)
	}
}

func copyFolder(t *testing.T, to, from string) {
	t.Helper()
	if err := os.Remove(filepath.Join(from, socketName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err) // a socket cannot be copied
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
