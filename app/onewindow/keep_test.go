package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onewindow/app/desk"
	"onewindow/assets"
	"onewindow/store"
	"onewindow/store/vault"
	"onewindow/ui/text"
)

// noRing is a machine without a keyring.
type noRing struct{}

func (noRing) Get(string) (string, error) { return "", errors.New("none") }
func (noRing) Set(string, string) error   { return errors.New("none") }

// ring is a keyring in memory.
type ring map[string]string

func (r ring) Get(name string) (string, error) {
	if secret, ok := r[name]; ok {
		return secret, nil
	}
	return "", errors.New("no such secret")
}

func (r ring) Set(name, secret string) error { r[name] = secret; return nil }

func passphraseFile(t *testing.T, words string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "words")
	if err := os.WriteFile(path, []byte(words+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A folder's first start decides how it is locked, and every start after it
// finds the key in that way.
func TestFirstAndNextStart(t *testing.T) {
	mine := ring{}
	file := passphraseFile(t, "four words in it")
	for name, c := range map[string]struct {
		first keys
		ring  vault.Ring
		next  keys
		kind  vault.Kind
	}{
		"the demo office asks nobody":      {keys{Demo: true}, mine, keys{}, vault.InTheOpen},
		"a keyring that answers":           {keys{}, mine, keys{}, vault.ByKeyring},
		"a passphrase from a file":         {keys{File: file}, noRing{}, keys{File: file}, vault.ByPassphrase},
		"a file goes before the keyring":   {keys{File: file}, mine, keys{File: file}, vault.ByPassphrase},
		"the demo flag again does no harm": {keys{Demo: true}, noRing{}, keys{Demo: true}, vault.InTheOpen},
	} {
		dir := filepath.Join(t.TempDir(), "new")
		first, err := c.first.key(dir, c.ring)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		next, err := c.next.key(dir, c.ring)
		if err != nil {
			t.Fatalf("%s, next start: %v", name, err)
		}
		if plain, err := next.Open(first.Seal([]byte("x"), nil), nil); err != nil || string(plain) != "x" {
			t.Errorf("%s: another key at the next start", name)
		}
		if locks, err := store.Keys(dir); err != nil || !locks.Has(c.kind) {
			t.Errorf("%s: the lock is of another kind, %v", name, err)
		}
	}
}

func TestWhoMustBeAsked(t *testing.T) {
	dir := t.TempDir()
	if _, err := (keys{}).key(dir, noRing{}); !errors.Is(err, errAsk) {
		t.Errorf("a new folder without a keyring: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("asking left %v, %v", left, err)
	}
	if _, err := unlocked(dir, nil, "chosen by a person"); err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]keys{
		"nothing": {}, "the wrong words": {File: passphraseFile(t, "others")}, "the demo flag": {Demo: true},
	} {
		if _, err := k.key(dir, noRing{}); !errors.Is(err, errAsk) {
			t.Errorf("%s opened what a person has locked: %v", name, err)
		}
	}
	ringed := filepath.Join(t.TempDir(), "ringed")
	if _, err := (keys{}).key(ringed, ring{}); err != nil {
		t.Fatal(err)
	}
	if _, err := (keys{}).key(ringed, noRing{}); !errors.Is(err, store.ErrLocked) || refusal(err) != "refuse.locked" {
		t.Errorf("without its keyring: %v", err)
	}
	if _, err := (keys{File: filepath.Join(dir, "gone")}).key(dir, noRing{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a passphrase file that is gone: %v", err)
	}
}

// A window is backed up while it is open, restored elsewhere, checked, damaged
// and mended, all through the commands.
func TestKeepingAFolder(t *testing.T) {
	if err := text.Use(assets.Translations, "zh"); err != nil {
		t.Fatal(err)
	}
	of := folder{Data: filepath.Join(t.TempDir(), "window"), Lang: "zh"}
	key, err := keys{Demo: true}.key(of.Data, noRing{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := open(windowCommand{Data: of.Data}, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.store.SaveDraft(desk.Draft{ID: "d"}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup.tar")
	if err := errors.Join((&backupCommand{of, file}).Run(), p.close()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(of.Data, doorName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the door is left: %v", err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := (&backupCommand{of, file}).Run(); err != nil { // closed
		t.Fatal(err)
	}
	again := folder{Data: filepath.Join(t.TempDir(), "again"), Lang: "zh"}
	if err := (&restoreCommand{folder: again, File: file}).Run(); err != nil {
		t.Fatal(err)
	}
	if err := (&restoreCommand{folder: again, File: file}).Run(); err == nil || !strings.Contains(err.Error(), "没有动它") {
		t.Errorf("restored onto a folder: %v", err)
	}
	p, err = open(windowCommand{Data: again.Data}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	drafts, err := p.store.Drafts()
	if err = errors.Join(err, p.close()); err != nil || len(drafts) != 1 {
		t.Errorf("%d drafts, %v", len(drafts), err)
	}
	checkAndMend(t, again)
}

func checkAndMend(t *testing.T, of folder) {
	t.Helper()
	o, err := of.options()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(of.Data, "onewindow.db"), 10_000); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if err := (&checkCommand{folder: of}).check(&said, io.Discard, store.CheckPages); !errors.Is(err, damaged) || !strings.Contains(said.String(), "onewindow.db：读不出来") {
		t.Errorf("a truncated file: %v, %s", err, said.String())
	}
	if err := (&checkCommand{folder: of, Repair: true}).check(&said, io.Discard, store.CheckPages); err != nil || !strings.Contains(said.String(), "已修复") {
		t.Errorf("mending: %v, %s", err, said.String())
	}
	s, err := store.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	drafts, err := s.Drafts()
	if err = errors.Join(err, s.Close()); err != nil || len(drafts) != 1 {
		t.Errorf("%d drafts after mending, %v", len(drafts), err)
	}
}

// Only who can read the door's file is heard; a door that a killed window left
// is as good as none.
func TestDoor(t *testing.T) {
	dir := t.TempDir()
	var asked []string
	d, err := openDoor(dir, func(file string) error { asked = append(asked, file); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := askForBackup(dir, "/some where/b.tar"); err != nil || len(asked) != 1 || asked[0] != "/some where/b.tar" {
		t.Errorf("asked for %q, %v", asked, err)
	}
	path := filepath.Join(dir, doorName)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	guess := bytes.Replace(raw, []byte(`"word":"`), []byte(`"word":"A`), 1)
	if err := os.WriteFile(path, guess, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := askForBackup(dir, "x"); err == nil || len(asked) != 1 {
		t.Errorf("another word opened the door: %v", err)
	}
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := askForBackup(dir, "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a door that was left: %v", err)
	}
}

func TestPassphraseCommand(t *testing.T) {
	of := folder{Data: filepath.Join(t.TempDir(), "window"), Lang: "zh"}
	if _, err := (keys{Demo: true}).key(of.Data, noRing{}); err != nil {
		t.Fatal(err)
	}
	file := passphraseFile(t, "now it is locked")
	if err := (&passphraseCommand{of, file}).Run(); err != nil {
		t.Fatal(err)
	}
	if _, err := (keys{}).key(of.Data, noRing{}); !errors.Is(err, errAsk) {
		t.Errorf("the open lock is still on it: %v", err)
	}
	if _, err := (keys{File: file}).key(of.Data, noRing{}); err != nil {
		t.Errorf("the passphrase: %v", err)
	}
	for _, command := range []interface{ Run() error }{&checkCommand{folder: of}, &backupCommand{of, filepath.Join(t.TempDir(), "b")}} {
		if err := command.Run(); err == nil || !strings.Contains(err.Error(), "--passphrase-file") {
			t.Errorf("%T of a locked folder: %v", command, err)
		}
	}
}

// Every finding has its words in every language.
func TestFindingsHaveWords(t *testing.T) {
	for _, language := range text.Languages() {
		if err := text.Use(assets.Translations, language); err != nil {
			t.Fatal(err)
		}
		for _, what := range []store.What{store.Unreadable, store.Forged, store.Missing, store.Unchained, store.Stale, store.Behind} {
			for _, remedy := range []store.Remedy{store.FromJournal, store.FromCentre, store.FromFile, store.FromEvents, store.FromNowhere} {
				said := words(store.Finding{File: "f", What: what, Remedy: remedy, Case: "c"})
				if strings.Contains(said["What"].(string)+said["Remedy"].(string)+said["Place"].(string), "keep.") {
					t.Errorf("%s: %+v", language, said)
				}
			}
		}
	}
}

// A step that takes long says how far it has come, twice a second; a short one
// says nothing.
func TestALongStepSaysHowFarItHasCome(t *testing.T) {
	if err := text.Use(assets.Translations, "zh"); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	var said strings.Builder
	tell := progress(&said, func() time.Time { return now })
	for done := range int64(10) {
		tell(store.Progress{Step: store.StepFold, Done: done, Total: 10})
		now = now.Add(100 * time.Millisecond)
	}
	tell(store.Progress{Step: store.StepList})
	if got := said.String(); got != "正在由事件重算办件 50 %\n正在建立办件列表和检索 0 %\n" {
		t.Errorf("said %q", got)
	}
}
