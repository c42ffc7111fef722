//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// moment is a kind of round.
type moment struct {
	name   string
	weight int
	run    func(*world) error
}

func moments() []moment {
	return []moment{
		{"accept", 6, (*world).killAccept},
		{"attach", 4, (*world).killAttach},
		{"sync", 6, (*world).killSync},
		{"shorten", 2, (*world).killShorten},
		{"compact", 2, (*world).killCompact},
		{"migrate", 2, (*world).killMigrate},
		{"backup", 2, (*world).killBackup},
		{"restore", 2, (*world).killRestore},
		{"enrol", 2, (*world).enrol},
		{"rotate", 2, (*world).killRotate},
		{"export", 1, (*world).killExport},
		{"import", 1, (*world).killImport},
		{"open", 2, (*world).killOpen},
	}
}

func (w *world) pick() moment {
	list, sum := moments(), 0
	for _, m := range list {
		sum += m.weight
	}
	n := w.random.IntN(sum)
	for _, m := range list {
		if n -= m.weight; n < 0 {
			return m
		}
	}
	return list[0]
}

// killAccept kills a window in one of the things of a clerk's day.
func (w *world) killAccept() error {
	parts := []string{"accept", "accept", "accept", "review", "print", "draft"}
	p := w.post()
	return w.strike(p, w.central(p, 0.7), workErrand, parts[w.random.IntN(len(parts))], 1+w.random.IntN(2))
}

func (w *world) killAttach() error {
	p := w.post()
	return w.strike(p, w.central(p, 0.5), attachErrand, "attach", 1+w.random.IntN(3))
}

func (w *world) killShorten() error {
	p := w.post()
	return w.strike(p, w.central(p, 0.7), growErrand, "shorten", 1+w.random.IntN(2))
}

func (w *world) killBackup() error {
	p := w.post()
	return w.strike(p, w.central(p, 0.5), backupErrand, "backup", 1+w.random.IntN(3))
}

// killCompact lets a store's file be mostly empty and kills the start that makes
// it smaller.
func (w *world) killCompact() error {
	p := w.post()
	s, err := p.start("", bloatErrand, 0)
	if err != nil {
		return err
	}
	if err := s.end(); err != nil {
		return err
	}
	return w.strike(p, "", workErrand, "compact", 1)
}

// killOpen kills a window while it starts.
func (w *world) killOpen() error {
	p := w.post()
	s, err := p.start(w.central(p, 0.5), workErrand, w.random.Uint64())
	if err != nil {
		return err
	}
	return w.hit(s, "open")
}

// killSync kills the window, the centre or both while they talk.
func (w *world) killSync() error {
	p := w.post()
	s, err := p.start(w.centre.url(), []errand{workErrand, attachErrand}[w.random.IntN(2)], w.random.Uint64())
	if err != nil {
		return err
	}
	if err := s.await(1, func(w word) bool { return w.Open }); err != nil {
		return errors.Join(err, s.kill())
	}
	time.Sleep(w.tally.within("sync", w.random))
	switch w.random.IntN(3) {
	case 0:
		err = w.restart()
		time.Sleep(time.Duration(w.random.IntN(100)) * time.Millisecond)
		err = errors.Join(err, s.kill())
	case 1:
		err = errors.Join(w.centre.kill(), s.kill(), w.centre.serve())
	default:
		err = s.kill()
	}
	w.tally.killed("sync", true)
	return err
}

// enrol lets a new window join while something dies.
func (w *world) enrol() error {
	const mostWindows = 4
	if len(w.posts) == mostWindows {
		return w.killSync()
	}
	p := newPost(w.dir, fmt.Sprintf("%02d", 3+len(w.posts)))
	w.posts = append(w.posts, p)
	s, err := p.start(w.centre.url(), workErrand, w.random.Uint64())
	if err != nil {
		return err
	}
	if err := s.await(1, func(w word) bool { return w.Begins == "join" }); err != nil {
		return errors.Join(err, s.kill())
	}
	time.Sleep(w.tally.within("enrol", w.random))
	if w.random.IntN(2) == 0 {
		err = w.restart()
	}
	err = errors.Join(err, s.kill())
	w.tally.killed("enrol", !s.said(func(w word) bool { return w.Joined }))
	return err
}

// killRotate kills the centre, and the change of its key.
func (w *world) killRotate() error {
	if err := w.centre.kill(); err != nil {
		return err
	}
	at, err := w.centre.doHalf(w.tally.within("rotate", w.random), append([]string{"keys", "rotate"}, w.centre.storage...)...)
	w.tally.killed("rotate", at)
	return errors.Join(err, w.centre.serve())
}

// killExport kills a backup of the centre and makes it again.
func (w *world) killExport() error {
	if err := w.centre.kill(); err != nil {
		return err
	}
	file := w.path("centre.backup")
	export := append([]string{"export", "--with-key", file}, w.centre.storage...)
	at, err := w.centre.doHalf(w.tally.within("export", w.random), export...)
	w.tally.killed("export", at)
	if _, gone := os.Stat(file); err == nil && gone == nil {
		// Killed between the name and the proof: what has its name is whole.
		err = errors.Join(w.centre.do("check", file), os.Remove(file))
	}
	if err == nil {
		err = w.centre.do(export...)
	}
	return errors.Join(err, os.Remove(file), w.centre.serve())
}

// killImport moves the centre to another store by a backup, killing the import
// once.
func (w *world) killImport() error {
	if err := w.centre.kill(); err != nil {
		return err
	}
	file := w.path("centre.move")
	err := w.centre.do(append([]string{"export", "--with-key", file}, w.centre.storage...)...)
	if err != nil {
		return err
	}
	half, err := w.another()
	if err != nil {
		return err
	}
	at, err := w.centre.doHalf(w.tally.within("import", w.random), append([]string{"import", "--moved", file}, half...)...)
	if err != nil {
		return err
	}
	w.tally.killed("import", at)
	if at {
		if half, err = w.another(); err != nil {
			return err
		}
		if err := w.centre.do(append([]string{"import", "--moved", file}, half...)...); err != nil {
			return err
		}
	}
	w.centre.storage = half
	return errors.Join(os.Remove(file), w.centre.serve())
}

// killRestore lays a window's folder aside as a dead disk would and makes it of a
// backup, while the centre knows more.
func (w *world) killRestore() error {
	p := w.post()
	// What the centre has not and the backup has not is gone with a disk, and
	// nobody promises otherwise.
	if err := w.reachCentre(p); err != nil {
		return err
	}
	if len(p.backups) == 0 {
		if err := errors.Join(w.strike(p, "", backupErrand, "backup", 2), w.reachCentre(p)); err != nil {
			return err
		}
	}
	if err := os.Rename(p.dir+"/store", fmt.Sprintf("%s/dead-%d", p.dir, time.Now().UnixNano())); err != nil {
		return err
	}
	from := p.backups[w.random.IntN(len(p.backups))]
	s, err := start(orders{Dir: p.dir, Errand: restoreErrand, Backup: from.file}, func(word) {})
	if err != nil {
		return err
	}
	if err := s.await(1, func(w word) bool { return w.Begins == "restore" }); err != nil {
		return errors.Join(err, s.kill())
	}
	if err := w.hit(s, "restore"); err != nil {
		return err
	}
	if err := makeOf(from.file, p.dir); err != nil {
		return err
	}
	p.behind, p.doomed = true, ""
	p.promises.drafts, p.promises.files = from.clone().drafts, from.clone().files
	return w.strike(p, w.centre.url(), workErrand, "accept", 1)
}
