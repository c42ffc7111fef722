package ui

import (
	"io"
	"log/slog"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"onewindow/app/casefile"
	"onewindow/app/desk/desktest"
	"onewindow/app/spool"
	"onewindow/ui/frame/frametest"
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

// A print that wants a person is told at the foot of the window and above the
// view, and leads to the queue.
func TestPrintInTroubleIsToldWhereverOneIs(t *testing.T) {
	c := desktest.New(t)
	settings := c.Settings()
	settings.Printer = "ipp://a4/ipp/print"
	if err := c.SaveSettings(settings); err != nil {
		t.Fatal(err)
	}
	file, err := c.Accepted("南湖区卫生健康局", "卫生站")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Print(file.ID, casefile.Acceptance, ""); err != nil {
		t.Fatal(err)
	}
	f := frametest.New(t, 1366, 768)
	a := New(Params{Desk: c.Desk, Window: f.Window(), Log: slog.New(slog.DiscardHandler), Data: t.TempDir()})
	t.Cleanup(a.Close)
	c.Printer.Stop(spool.MediaEmpty)
	c.Serve(t)
	c.Job(t, spool.Stopped)
	a.Changed()
	if words := frametest.Words(a.shell.root); !strings.Contains(words, "打印 缺纸") || !strings.Contains(words, "查看打印队列") {
		t.Errorf("the window says:\n%s", words)
	}
	a.Go(placePrinting)
	if words := frametest.Words(a.shell.root); strings.Contains(words, "查看打印队列") || !strings.Contains(words, "处理好打印机后会自动接着打") {
		t.Errorf("the page of printing says:\n%s", words)
	}
	c.Printer.Go()
	c.Job(t, spool.Done)
	a.Changed()
	if words := frametest.Words(a.shell.root); !strings.Contains(words, "打印机 空闲") {
		t.Errorf("afterwards the window says:\n%s", words)
	}
}
