//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"onewindow/app/desk"
	"onewindow/store"
)

// restoreErrand makes a folder of a backup.
const restoreErrand errand = "restore"

// post is a window as the soak sees it: where it is and what it promised.
type post struct {
	place
	backups []backup

	mu       sync.Mutex
	promises promises
	doomed   string // a draft of which nobody knows whether it has ended
	behind   bool   // restored: the centre knows more
	member   bool   // of the centre
	knowing  bool   // it was one when the backup under way began
}

// promises are what a window said was done.
type promises struct {
	events map[string]mark   // by id
	drafts map[string]string // id → text
	files  map[string]bool   // hashes
}

func (p promises) clone() promises {
	return promises{maps.Clone(p.events), maps.Clone(p.drafts), maps.Clone(p.files)}
}

// backup is a whole backup and what was promised before it was made.
type backup struct {
	file string
	promises
}

func newPost(dir, number string) *post {
	return &post{
		place:    place{dir: filepath.Join(dir, "window-"+number), number: number},
		promises: promises{map[string]mark{}, map[string]string{}, map[string]bool{}},
	}
}

// take hears a word.
func (p *post) take(w word) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.Doomed != "" {
		p.doomed = w.Doomed
	}
	for _, e := range w.Events {
		p.promises.events[e.ID] = e
	}
	if w.Draft != nil {
		p.promises.drafts[w.Draft.ID] = w.Draft.Text
	}
	if w.Dropped != "" {
		delete(p.promises.drafts, w.Dropped)
		p.doomed = ""
	}
	if w.File != "" {
		p.promises.files[w.File] = true
	}
	p.member = p.member || w.Joined
	if w.Begins == "backup" {
		p.knowing = p.member
	}
	// A backup of before the enrolment knows of no centre that it must hear first.
	if w.Backup != "" && p.knowing {
		// What is promised while it is made may be in it or not; a clerk does one
		// thing at a time.
		p.backups = append(p.backups, backup{filepath.Join(p.dir, w.Backup), p.promises.clone()})
	}
}

func (p *post) start(central string, what errand, seed uint64) (*sitting, error) {
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return nil, err
	}
	return start(orders{Dir: p.dir, Number: p.number, Central: central, Errand: what, Seed: seed}, p.take)
}

// verify opens the folder as the next start would and holds it to the promises.
func (p *post) verify() (err error) {
	s, err := openStore(p.dir, nil)
	if err != nil {
		return fmt.Errorf("window %s: %w", p.number, err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, look := range []func(*store.Store) error{p.verifyEvents, p.verifyCases, p.verifyDrafts, p.verifyFiles} {
		if err := look(s); err != nil {
			return fmt.Errorf("window %s: %w", p.number, err)
		}
	}
	return nil
}

// verifyEvents wants every promised event once, with its bytes, and the chain whole.
func (p *post) verifyEvents(s *store.Store) error {
	written, err := (&window{store: s}).written()
	if err != nil {
		return err
	}
	there, before := map[string]mark{}, ""
	for i, w := range written {
		sum, err := w.Event.Hash()
		if err != nil {
			return err
		}
		if w.Event.Seq != uint64(i+1) || w.Event.Prev != before {
			return fmt.Errorf("the chain breaks at its event %d, %s with number %d", i+1, w.Event.ID, w.Event.Seq)
		}
		before = sum
		if _, twice := there[w.Event.ID]; twice {
			return fmt.Errorf("event %s is there twice", w.Event.ID)
		}
		there[w.Event.ID] = mark{w.Event.ID, w.Event.Seq, sum}
	}
	if p.behind {
		return nil
	}
	for id, want := range p.promises.events {
		if there[id] != want {
			return fmt.Errorf("promised event %+v, found %+v", want, there[id])
		}
	}
	return nil
}

// verifyCases wants no half of an acceptance, no number twice and no conflict.
func (p *post) verifyCases(s *store.Store) error {
	rows, err := s.List(desk.Query{Limit: 1 << 20})
	if err != nil {
		return err
	}
	cases, acceptances := map[string]string{}, map[string]string{}
	for _, r := range rows.Rows {
		if r.Acceptance == "" {
			return fmt.Errorf("case %s was received and not accepted", r.Number)
		}
		if other := cases[r.Number] + acceptances[r.Acceptance]; other != "" {
			return fmt.Errorf("cases %s and %s share number %s or acceptance %s", r.ID, other, r.Number, r.Acceptance)
		}
		cases[r.Number], acceptances[r.Acceptance] = r.ID, r.ID
	}
	tray, err := s.Tray()
	if err != nil || len(tray) > 0 {
		return errors.Join(err, fmt.Errorf("the tray holds %+v", tray))
	}
	return nil
}

// verifyDrafts wants every promised draft, as it was saved or later.
func (p *post) verifyDrafts(s *store.Store) error {
	drafts, err := s.Drafts()
	if err != nil {
		return err
	}
	there := map[string]string{}
	for _, d := range drafts {
		there[d.ID] = d.Fields["project.name"]
	}
	for id, text := range p.promises.drafts {
		found := there[id]
		// The texts begin with ids that sort in the order they were made.
		if id != p.doomed && (found == "" || strings.Compare(found[:min(len(found), len(text))], text) < 0) {
			return fmt.Errorf("promised draft %s is %q, not %q", id, found[:min(len(found), len(text))], text)
		}
	}
	return nil
}

// verifyFiles wants every promised scan whole.
func (p *post) verifyFiles(s *store.Store) error {
	for sum := range p.promises.files {
		f, err := s.File(sum)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, f) // which holds it to its hash
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// restoreFrom makes the store's folder of a backup, in a process of its own.
func restoreFrom(file, dir string, say func(word) error) error {
	if err := say(word{Begins: "restore"}); err != nil {
		return err
	}
	if err := makeOf(file, dir); err != nil {
		return err
	}
	return say(word{Settled: true})
}

func makeOf(file, dir string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	err = errors.Join(store.Restore(f, filepath.Join(dir, "store"), store.Restoring{}), f.Close())
	if errors.Is(err, fs.ErrExist) {
		return nil // an attempt that was killed had done it
	}
	return err
}
