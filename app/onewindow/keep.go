package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"onewindow/assets"
	"onewindow/store"
	"onewindow/store/vault"
	"onewindow/ui/text"
)

// folder is a folder that a command works on, and the words it says.
type folder struct {
	Data string `placeholder:"DIR" help:"Folder of the window (default ${default})." default:"${data}"`
	Lang string `placeholder:"LANG" help:"Language of the words: zh or en (default ${default})." default:"zh" enum:"zh,en"`
	Keys keys   `embed:""`
}

// options are how the store of the folder is opened.
func (f folder) options() (store.Options, error) {
	key, err := f.existing()
	return store.Options{Dir: f.Data, Installation: newID, Now: time.Now, Key: key}, err
}

// existing is the key of a folder that there is.
func (f folder) existing() (*vault.Key, error) {
	file, err := store.Keys(f.Data)
	if err != nil {
		return nil, err
	}
	if file == nil {
		return nil, errors.New(text.T("keep.none", text.Data{"Folder": f.Data}))
	}
	words, err := f.Keys.passphrase()
	if err != nil {
		return nil, err
	}
	key, err := known(file, words, systemRing{})
	if errors.Is(err, errAsk) || errors.Is(err, store.ErrLocked) {
		return nil, errors.Join(errors.New(text.T("keep.locked")), err)
	}
	return key, err
}

// backupCommand backs a folder up, while its window is open or not.
type backupCommand struct {
	folder
	File string `arg:"" help:"File to write; sealed like the folder, and opened by what opens the folder."`
}

// Run backs up.
func (c *backupCommand) Run() error {
	if err := text.Use(assets.Translations, c.Lang); err != nil {
		return err
	}
	file, err := filepath.Abs(c.File)
	if err != nil {
		return err
	}
	err = askForBackup(c.Data, file)
	if errors.Is(err, fs.ErrNotExist) {
		err = c.backUp(file)
	}
	if err != nil {
		return err
	}
	return say(os.Stdout, "keep.backed", text.Data{"File": file})
}

func (c *backupCommand) backUp(file string) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	s, err := store.Open(o)
	if err != nil {
		return err
	}
	return errors.Join(s.BackupTo(file), s.Close())
}

// restoreCommand makes a folder of a backup.
type restoreCommand struct {
	folder
	File  string `arg:"" type:"existingfile" help:"Backup to restore."`
	Alone bool   `help:"This window has never belonged to a central system: work goes on at once."`
}

// Run restores.
func (c *restoreCommand) Run() error {
	if err := text.Use(assets.Translations, c.Lang); err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	err = errors.Join(store.Restore(f, c.Data, store.Restoring{At: time.Now(), By: account(), Alone: c.Alone}), f.Close())
	switch {
	case errors.Is(err, fs.ErrExist):
		return errors.New(text.T("keep.exists", text.Data{"Folder": c.Data}))
	case errors.Is(err, store.ErrNoBackup):
		return errors.Join(errors.New(text.T("keep.no-backup", text.Data{"File": c.File})), err)
	case err != nil:
		return err
	}
	done := "keep.restored"
	if c.Alone {
		done = "keep.restored.alone"
	}
	return say(os.Stdout, done, text.Data{"Folder": c.Data})
}

// account is the name the system knows the caller by, "" where it does not tell.
func account() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

// checkCommand checks a folder, and mends it where it is told to.
type checkCommand struct {
	folder
	Repair bool `help:"Mend what is damaged from the journal and the centre; what is replaced is laid aside."`
}

// damaged is the exit code of a check that found something and did not mend it.
const damaged exitCode = 3

// Run checks.
func (c *checkCommand) Run() error {
	if err := text.Use(assets.Translations, c.Lang); err != nil {
		return err
	}
	return c.check(os.Stdout, os.Stderr, pagesBeside)
}

// silence is how long a step may take before it says how far it has come, and
// again: half a second.
const silence = 500 * time.Millisecond

// progress says how far a long step has come, as of a clock.
func progress(to io.Writer, now func() time.Time) func(store.Progress) {
	said := now()
	return func(p store.Progress) {
		if now().Sub(said) < silence {
			return
		}
		said = now()
		// Whoever no longer reads this still wants the folder mended.
		_, _ = fmt.Fprintf(to, "%s %d %%\n", text.T("unlock.step."+string(p.Step)), 100*p.Done/max(p.Total, 1))
	}
}

func (c *checkCommand) check(to, told io.Writer, pages func(file string) error) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	o.Progress = progress(told, time.Now)
	checks := store.Checks{Options: o, Pages: pages}
	inspect := store.Check
	if c.Repair {
		inspect = store.Repair
	}
	found, err := inspect(checks)
	for _, f := range found {
		if err := say(to, "keep.found", words(f)); err != nil {
			return err
		}
	}
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return say(to, "keep.whole", text.Data{"Folder": c.Data})
	case c.Repair:
		return say(to, "keep.mended", text.Data{"Folder": c.Data})
	}
	return damaged
}

// words are what is said of a finding.
func words(f store.Finding) text.Data {
	place := []string{f.File}
	for _, part := range []string{f.Bucket, f.Key} {
		if part != "" {
			place = append(place, part)
		}
	}
	if f.Case != "" {
		place = append(place, text.T("keep.case", text.Data{"Case": f.Case}))
	}
	return text.Data{
		"Place": strings.Join(place, " "), "What": text.T("keep.what." + string(f.What)),
		"Remedy": text.T("keep.remedy." + string(f.Remedy)),
	}
}

func say(to io.Writer, key string, data text.Data) error {
	_, err := fmt.Fprintln(to, text.T(key, data))
	return err
}

// pagesCommand reads the pages of a file in a process of its own.
type pagesCommand struct {
	File string `arg:""`
}

// Run reads them.
func (c *pagesCommand) Run() error { return store.CheckPages(c.File) }

// pagesBeside runs pagesCommand.
func pagesBeside(file string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	said, err := exec.Command(program, "check-pages", file).CombinedOutput()
	if err == nil {
		return nil
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(said)), "\n")
	return fmt.Errorf("%w: %s", err, first)
}

// passphraseCommand puts a passphrase on a folder, beside the locks it has.
type passphraseCommand struct {
	folder
	New string `arg:"" name:"file" type:"existingfile" help:"File whose first line is the new passphrase."`
}

// Run puts it on.
func (c *passphraseCommand) Run() error {
	if err := text.Use(assets.Translations, c.Lang); err != nil {
		return err
	}
	key, err := c.existing()
	if err != nil {
		return err
	}
	if err := relock(c.Data, key, keys{File: c.New}); err != nil {
		return err
	}
	return say(os.Stdout, "keep.locked-anew", text.Data{"Folder": c.Data})
}

// relock takes off a passphrase that there was, and a key that lay open.
func relock(dir string, key *vault.Key, fresh keys) error {
	words, err := fresh.passphrase()
	if err != nil {
		return err
	}
	file, err := store.Keys(dir)
	if err != nil {
		return err
	}
	return file.Replace(key, rand.Reader, vault.Passphrase(words), vault.ByPassphrase, vault.InTheOpen)
}
