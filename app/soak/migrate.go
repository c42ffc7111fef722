//go:build linux

package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/desk"
	"onewindow/store"
)

// killMigrate kills the program while it brings a folder of an old format up to
// date, and lets the next start finish that.
func (w *world) killMigrate() error {
	archives, err := filepath.Glob(filepath.Join(w.old, "format*.tar.gz"))
	if err != nil || len(archives) == 0 {
		return errors.Join(err, fmt.Errorf("no folders of old formats in %s", w.old))
	}
	from := archives[w.random.IntN(len(archives))]
	p := newPost(w.path("old"), "03")
	if err := unpack(from, filepath.Join(p.dir, "store")); err != nil {
		return err
	}
	moment := string(store.StepList)             // the one step of the later formats
	if filepath.Base(from) == "format1.tar.gz" { // the one that has attachments to seal
		moment = string(store.StepMigrate)
		for i := range 12 {
			if err := keepPlain(p.dir, fmt.Appendf(nil, "scan %d", i)); err != nil {
				return err
			}
		}
	}
	if err := w.strike(p, "", upgradeErrand, moment, 1); err != nil {
		return err
	}
	return errors.Join(p.verifyOld(), os.RemoveAll(w.path("old")))
}

// upgradeErrand brings a folder up to date.
const upgradeErrand errand = "upgrade"

// upgrade opens a folder, which brings it up to date, until told ends.
func upgrade(dir string, told io.Reader, say func(word) error) error {
	s, err := openStore(dir, tellStep(say))
	if err == nil {
		err = say(word{Open: true})
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, told)
	return errors.Join(err, s.Close())
}

// verifyOld wants what is in the folders of old formats: three cases, one event
// in the tray, two that wait, a lease with 99 numbers left and a draft.
func (p *post) verifyOld() (err error) {
	s, err := openStore(p.dir, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	rows, err := s.List(desk.Query{Limit: 10})
	if err != nil {
		return err
	}
	tray, err := s.Tray()
	if err != nil {
		return err
	}
	box, err := s.Outbox()
	if err != nil {
		return err
	}
	drafts, err := s.Drafts()
	if err != nil {
		return err
	}
	if rows.Total != 3 || len(tray) != 1 || box.Events != 2 || box.Numbers != 99 || len(drafts) != 1 {
		return fmt.Errorf("after the migration: %d cases, %d in the tray, outbox %+v, %d drafts", rows.Total, len(tray), box, len(drafts))
	}
	c, err := s.Case("c1")
	if err != nil {
		return err
	}
	f, err := s.File(c.Materials[0].Files[0].Hash)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	return errors.Join(err, f.Close())
}

// keepPlain keeps a scan as format 1 did.
func keepPlain(dir string, content []byte) error {
	sum := sm3.Sum(content)
	name := hex.EncodeToString(sum[:])
	folder := filepath.Join(dir, "store", "files", name[:2])
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name), content, 0o600)
}

// unpack unpacks a folder of this repository's own test data.
func unpack(archive, dir string) (err error) {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for all := tar.NewReader(plain); ; {
		head, err := all.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(head.Name))
		if head.Typeflag == tar.TypeDir {
			err = os.MkdirAll(path, 0o700)
		} else {
			err = unpackFile(all, path)
		}
		if err != nil {
			return err
		}
	}
}

func unpackFile(from io.Reader, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	raw, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	return os.WriteFile(path, raw, 0o600)
}
