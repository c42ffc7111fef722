//go:build linux && walk

package screen

import (
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// open gives a test a screen with xev on it: a window that writes down each
// key it gets. It takes no input method; Chinese is proven by the walk, in the
// window that matters.
func open(t *testing.T) (*Display, *Process) {
	t.Helper()
	d, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	xev, err := d.Start("xev", "stdbuf", "-oL", "xev")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.WaitTitle(t.Context(), "Event Tester", patience); err != nil {
		t.Fatal(err)
	}
	return d, xev
}

// waitLog waits until a process has said something.
func waitLog(t *testing.T, p *Process, want string) {
	t.Helper()
	err := Until(t.Context(), 10*time.Second, want, func() (bool, error) {
		text, err := os.ReadFile(p.Log)
		return strings.Contains(string(text), want), err
	})
	if err != nil {
		t.Fatalf("%v; the log ends in\n%s", err, p.Tail(20))
	}
}

func TestKeysArrive(t *testing.T) {
	d, xev := open(t)
	if err := d.Type(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	waitLog(t, xev, `XLookupString gives 1 bytes: (61) "a"`)
	if err := d.Key(t.Context(), "shift+Tab", "F2"); err != nil {
		t.Fatal(err)
	}
	waitLog(t, xev, "ISO_Left_Tab")
	waitLog(t, xev, "keysym 0xffbf, F2")
}

func TestTypeRefusesWhatIsNotOnTheKeyboard(t *testing.T) {
	d := &Display{}
	for _, text := range []string{"张", "tab\t", "line\n"} {
		if err := d.Type(t.Context(), text); err == nil {
			t.Errorf("Type(%q) went through", text)
		}
	}
}

func TestAFailedWaitShowsTheScreen(t *testing.T) {
	d, _ := open(t)
	_, err := d.WaitTitle(t.Context(), "no such window", 100*time.Millisecond)
	picture := filepath.Join(d.Dir(), "failure-01.png")
	for _, want := range []string{"no such window", "Event Tester", picture} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not tell %q", err, want)
		}
	}
	file, err := os.Open(picture)
	if err != nil {
		t.Fatal(err)
	}
	head, decodeErr := png.DecodeConfig(file)
	if err := errors.Join(decodeErr, file.Close()); err != nil {
		t.Fatal(err)
	}
	if head.Width != Width || head.Height != Height {
		t.Errorf("the picture is %d × %d, want %d × %d", head.Width, head.Height, Width, Height)
	}
}

func TestAProgramThatEndsFailsTheWait(t *testing.T) {
	d, xev := open(t)
	if err := xev.Kill(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err := d.WaitTitle(t.Context(), "anything", patience)
	if err == nil || !strings.Contains(err.Error(), "xev ended by itself") || time.Since(began) > patience/2 {
		t.Errorf("after %s: %v; want at once that xev ended", time.Since(began), err)
	}
	d.Forget(xev)
	if err := d.dead(); err != nil {
		t.Errorf("a program sent away still fails: %v", err)
	}
}
