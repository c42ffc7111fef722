package ui

import (
	"io"
	"log/slog"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"onewindow/app/desk/desktest"
)

// The number of the window in the top bar follows the settings.
func TestTopBarFollowsTheSettings(t *testing.T) {
	c := desktest.New(t)
	w := test.NewWindow(nil)
	t.Cleanup(w.Close)
	a := New(Params{Desk: c.Desk, Window: w, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Data: t.TempDir()})
	t.Cleanup(a.Close)
	if words := a.shell.office.Text; !strings.Contains(words, "03") {
		t.Fatalf("the top bar says %q", words)
	}
	settings := c.Settings()
	settings.Window = "07"
	if err := c.SaveSettings(settings); err != nil {
		t.Fatal(err)
	}
	a.Changed()
	if words := a.shell.office.Text; !strings.Contains(words, "07") {
		t.Errorf("after the change the top bar says %q", words)
	}
}
