package sync

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/ui/frame/frametest"
)

// Keys open the question; a window that met no centre says what to do.
func TestStickOfAWindowThatMetNoCentre(t *testing.T) {
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "there.bundle")
	b.frame.Router().Press("F10")
	if words := frametest.Words(b.frame.Dialog()); !strings.Contains(words, "导出到 U 盘") {
		t.Fatalf("asked:\n%s", words)
	}
	b.frame.Router().Press("Esc")
	b.view.stick.export(path)
	b.view.stick.take(path)
	if err := os.WriteFile(path, []byte("a letter"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.view.stick.export(path)
	var keys []string
	for _, err := range b.frame.Errors {
		var m *desk.Message
		if !errors.As(err, &m) {
			t.Fatal(err)
		}
		keys = append(keys, m.Key)
	}
	if got := strings.Join(keys, " "); got != "bundle-not-joined bundle-unreadable bundle-exists" {
		t.Errorf("told %s", got)
	}
	if b.frame.Dialog() != nil {
		t.Error("the stick is still at work")
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// The name of the file is proposed, in whatever folder is shown.
func TestStickProposesTheName(t *testing.T) {
	stick := t.TempDir()
	t.Setenv("HOME", stick)
	t.Setenv("USERPROFILE", stick) // Windows
	b := newBench(t)
	b.frame.Router().Press("F10")
	b.frame.Press(fyne.KeyReturn)
	if b.frame.Dialog() != nil || len(b.frame.Errors) != 1 {
		t.Fatalf("dialog %v, told %v", b.frame.Dialog(), b.frame.Errors)
	}
	var m *desk.Message
	if !errors.As(b.frame.Errors[0], &m) || m.Key != "bundle-not-joined" || m.Data["Subject"] != "onewindow-03-20261123-093000.bundle" {
		t.Errorf("told %v", b.frame.Errors[0])
	}
	if entries, err := os.ReadDir(stick); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestWordsOfTheStick(t *testing.T) {
	newBench(t)
	sent := CarriedWords(desk.Carried{Sent: replica.Sent{Events: 5, Files: 1, Left: 2, Lost: 1}, Bytes: 2048, Path: "/media/u/a.bundle"})
	for _, want := range []string{"5 条记录、1 个附件", "a.bundle", "2 个附件放不下", "1 个附件在本机丢失"} {
		if !strings.Contains(sent, want) {
			t.Errorf("no %q in %s", want, sent)
		}
	}
	brought := BroughtWords(desk.BroughtBack{Brought: replica.Brought{Confirmed: 5, Refused: 1, Numbers: 100, Trouble: replica.CodeRekeyed, More: true}})
	for _, want := range []string{"确认 5 条，未采用 1 条", "号码 100 个", "请重新导出", "再送一趟"} {
		if !strings.Contains(brought, want) {
			t.Errorf("no %q in %s", want, brought)
		}
	}
}
