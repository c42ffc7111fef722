package settings

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/store"
	"onewindow/ui/frame/frametest"
)

// A backup is made where one says, never over another file, and remembered; when
// it has grown old the page says so.
func TestBackupFromTheWindow(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("HOME", folder)
	t.Setenv("USERPROFILE", folder) // Windows
	b := newBench(t)
	says := func(want string) {
		t.Helper()
		if words := frametest.Words(b.view.backup.card); !strings.Contains(words, want) {
			t.Errorf("the card lacks %q:\n%s", want, words)
		}
	}
	says("还没有备份过")
	b.frame.Router().Press("F8")
	b.frame.Press(fyne.KeyReturn)
	path := filepath.Join(folder, "onewindow-03-20261123-093000.backup")
	if b.frame.Dialog() != nil || len(b.frame.Errors) > 0 || b.frame.LastTitle() != "备份完成" {
		t.Fatalf("dialog %v, told %v, title %q", b.frame.Dialog(), b.frame.Errors, b.frame.LastTitle())
	}
	says(path)
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(store.Restore(file, filepath.Join(folder, "again"), store.Restoring{}), file.Close()); err != nil {
		t.Errorf("what was made is no backup: %v", err)
	}
	b.view.backup.write(path)
	b.view.backup.write(filepath.Join(folder, "nowhere", "b.backup"))
	var keys []string
	for _, err := range b.frame.Errors {
		var m *desk.Message
		if !errors.As(err, &m) {
			t.Fatal(err)
		}
		keys = append(keys, m.Key)
	}
	if got := strings.Join(keys, " "); got != "backup-exists backup-failed" {
		t.Errorf("told %s", got)
	}
	b.counter.Time = b.counter.Time.AddDate(0, 0, 8)
	b.view.Stale()
	says("已有 8 天没有备份")
}
