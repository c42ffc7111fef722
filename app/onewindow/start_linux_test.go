package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"onewindow/app/desk"
	"onewindow/assets"
	"onewindow/store/smalldisk"
	"onewindow/ui/text"
)

// nobody is a user without any right but everybody's.
const nobody = 65534

// A folder that cannot be written to is refused with words for that, and nothing
// in it is changed. Root may write anywhere: where rights are to count, the test
// goes on as nobody.
func TestStartWhereNothingCanBeWritten(t *testing.T) {
	ways := []string{"read-only", "full", "full, new"}
	if os.Getuid() == 0 { // who can become nobody
		ways = append(ways, "no right", "no right, new")
	}
	for _, how := range ways {
		t.Run(how, func(t *testing.T) {
			smalldisk.On(t, "2m", func(disk string) { startBarren(t, disk, how) })
		})
	}
}

func startBarren(t *testing.T, disk, how string) {
	t.Helper()
	must := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	folder := filepath.Join(disk, "window")
	if !strings.HasSuffix(how, "new") {
		furnished(t, folder)
	}
	want := "refuse.read-only"
	switch strings.TrimSuffix(how, ", new") {
	case "read-only":
		must(syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	case "no right":
		must(filepath.WalkDir(disk, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() {
				return os.Chmod(path, 0o555)
			}
			return errors.Join(err, os.Chmod(path, 0o444))
		}))
		must(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody))
	case "full":
		want = "refuse.full"
		if err := os.WriteFile(filepath.Join(disk, "ballast"), make([]byte, 4<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("the disk is not full: %v", err)
		}
	}
	before := inFolder(t, folder)
	key, err := keys{Demo: true}.key(folder, noRing{})
	var p *program
	if err == nil {
		p, err = open(windowCommand{Data: folder, Keys: keys{Demo: true}}, key, nil)
	}
	if how == "full" { // what there is can be looked at
		if err != nil {
			t.Fatalf("a full disk keeps the window from opening: %v", err)
		}
		drafts, err := p.store.Drafts()
		if err = errors.Join(err, p.close()); err != nil || len(drafts) != 1 {
			t.Errorf("%d drafts, %v", len(drafts), err)
		}
		return
	}
	if err == nil || refusal(err) != want {
		t.Fatalf("opened, or refused as %s: %v", refusal(err), err)
	}
	if after := inFolder(t, folder); !maps.Equal(before, after) {
		t.Errorf("the folder held %d files and holds %d, or others", len(before), len(after))
	}
	for _, lang := range []string{"zh", "en"} {
		must(text.Use(assets.Translations, lang))
		for _, part := range []string{".happened", ".kept", ".todo"} {
			if words := text.T(want + part); words == want+part {
				t.Errorf("no words for %s in %s", words, lang)
			}
		}
	}
}

// furnished is a folder with a draft in it.
func furnished(t *testing.T, folder string) {
	t.Helper()
	key, err := keys{Demo: true}.key(folder, noRing{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := open(windowCommand{Data: folder, Keys: keys{Demo: true}}, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.store.SaveDraft(desk.Draft{ID: "d"}), p.close()); err != nil {
		t.Fatal(err)
	}
}

// inFolder is what a folder holds, by path; nothing where there is none. Of what
// cannot be read the size tells.
func inFolder(t *testing.T, folder string) map[string]string {
	t.Helper()
	held := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		held[path] = string(raw)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return held
}
