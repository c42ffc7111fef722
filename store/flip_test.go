package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
	"onewindow/store/vault"
)

// A bit turns in any of the folder's files, the key's and the scans' among them:
// every answer is what it was, or an error names the place. A list alone may lack a
// case, for nobody reads a million rows at a start; then the check finds why.
func TestATurnedBitChangesNoAnswer(t *testing.T) {
	p := newPatient(t)
	before, err := p.answers(true)
	check(t, err)
	var paths []string
	for path, raw := range p.held {
		if len(raw) > 0 {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	random := rand.New(rand.NewPCG(11, 12))
	same, named, unlisted := map[string]int{}, map[string]int{}, 0
	for _, path := range paths {
		name := filepath.Base(path)
		for range flipsOf(name) {
			p.restore(t)
			raw := bytes.Clone(p.held[path])
			at, bit := random.IntN(len(raw)), random.IntN(8)
			raw[at] ^= 1 << bit
			check(t, os.WriteFile(path, raw, 0o600))
			after, err := p.answers(name == vault.KeyFileName)
			switch {
			case isNamed(err):
				named[name]++
			case err != nil:
				t.Errorf("%s, bit %d of byte %d: an error that names nothing: %v", name, bit, at, err)
			case onlyListed(before, after):
				p.wantFound(t, path, raw)
				unlisted++
			case !bytes.Equal(before, after):
				t.Errorf("%s, bit %d of byte %d: silently wrong: %s", name, bit, at, differing(before, after))
			default:
				same[name]++
			}
		}
	}
	t.Logf("the same: %v; named: %v; a row is missing and the check finds it: %d", same, named, unlisted)
	for _, path := range paths {
		// What turns in the journal the other file makes good, at the start.
		if name := filepath.Base(path); named[name] == 0 && name != "onewindow.journal" {
			t.Errorf("no turned bit of %s was found", name)
		}
	}
}

// flipsOf is how many bits of a file to turn. Most of the database is empty pages;
// a look at the key file takes Argon2's time.
func flipsOf(name string) int {
	switch name {
	case "onewindow.db":
		return 250
	case vault.KeyFileName:
		return 12
	}
	return 30
}

// onlyListed says whether it is the list that has changed, and nothing else.
func onlyListed(before, after []byte) bool {
	list := differing(before, after)
	return strings.HasPrefix(list, "list: ") && !strings.Contains(list, "; ")
}

// wantFound wants the check to find what was done to a file.
func (p patient) wantFound(t *testing.T, path string, raw []byte) {
	t.Helper()
	check(t, os.WriteFile(path, raw, 0o600))
	found, err := store.Check(p.checks())
	if err != nil || len(found) == 0 {
		t.Errorf("the list has changed and the check finds %+v, %v", found, err)
	}
}

// differing names the answers that are not the same.
func differing(before, after []byte) string {
	var one, two map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(before, &one), json.Unmarshal(after, &two)); err != nil {
		return err.Error()
	}
	var list []string
	for what, answer := range one {
		if !bytes.Equal(answer, two[what]) {
			list = append(list, fmt.Sprintf("%s: %s", what, two[what]))
		}
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// isNamed says whether an error tells a person what is damaged.
func isNamed(err error) bool {
	for _, named := range []error{
		store.ErrDamaged, store.ErrNewerFormat, vault.ErrKeyFile, vault.ErrNewerFormat, vault.ErrNoLock, vault.ErrWrongSecret,
	} {
		if errors.Is(err, named) {
			return true
		}
	}
	return false
}

// answers asks the folder everything that a window asks, and gives all the
// answers; unlock lets it read the key file first.
func (p patient) answers(unlock bool) ([]byte, error) {
	o := p.Options
	if unlock {
		file, err := vault.Read(p.Dir)
		if err != nil {
			return nil, err
		}
		if o.Key, err = file.Open(vault.Passphrase("four words for tests")); err != nil {
			return nil, err
		}
	}
	s, err := store.Open(o)
	if err != nil {
		return nil, err
	}
	all, err := ask(s)
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return json.MarshalIndent(all, "", " ")
}

func ask(s *store.Store) (map[string]any, error) {
	all := map[string]any{"installation": s.Installation()}
	var wrong []error
	note := func(what string, answer any, err error) {
		all[what] = answer
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", what, err))
		}
	}
	rows, err := s.List(desk.Query{Limit: 100})
	note("list", rows, err)
	for _, id := range []string{"c1", "c9"} {
		c, err := s.Case(id)
		note("case "+id, c, err)
		for _, m := range c.Materials {
			for _, a := range m.Files {
				content, err := scanText(s, a.Hash)
				note("file "+a.Name, content, err)
			}
		}
	}
	tray, err := s.Tray()
	note("tray", tray, err)
	drafts, err := s.Drafts()
	note("drafts", drafts, err)
	box, err := s.Outbox()
	note("outbox", box, err)
	var key string
	found, err := s.Setting("installation-key", &key)
	note("setting", fmt.Sprint(found, key), err)
	written, err := s.Written(today.AddDate(-1, 0, 0), today.AddDate(1, 0, 0))
	note("written", written, err)
	waiting, err := s.Local().Pending(100, 1<<20)
	note("pending", waiting, err)
	cursor, err := s.Local().Cursor()
	note("cursor", cursor, err)
	owed, err := s.Local().UnsentFiles(100)
	note("owed", owed, err)
	err = s.Write(func(w desk.Writer) error {
		n, ok, err := w.Take(replica.AcceptanceNumbers, 2026)
		note("number", fmt.Sprint(n, ok), err)
		next, nextErr := w.Next("case")
		note("next", next, nextErr)
		return nil
	})
	note("write", nil, err)
	return all, errors.Join(wrong...)
}

func scanText(s *store.Store, hash string) (string, error) {
	f, err := s.File(hash)
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(f)
	return string(raw), errors.Join(err, f.Close())
}
