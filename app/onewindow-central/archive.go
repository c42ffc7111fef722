package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"onewindow/app/hub"
	"onewindow/store/durable"
)

type exportCommand struct {
	Storage
	WithKey bool   `help:"Put the private key of the central system into the archive: a backup that can take its place needs it. Keep such a file as you would the key."`
	NoFiles bool   `help:"Leave attachments out."`
	File    string `arg:"" type:"path" help:"Archive to write (JSON lines); it must not exist yet."`
}

// Run writes the archive and proves it.
func (c exportCommand) Run() (err error) {
	v, err := c.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	x := hub.Export{Log: v, Files: v, Key: c.WithKey, Now: time.Now}
	if c.NoFiles {
		x.Files = nil
	}
	if err := writeNew(c.File, func(w io.Writer) error {
		_, err := x.To(w)
		return err
	}); err != nil {
		return err
	}
	return prove(c.out(), c.File)
}

// writeNew writes a file that does not exist yet. It is there under its name
// only once it is whole and durable. What a killed attempt left has a name of its
// own and stands in no other's way.
func writeNew(path string, write func(io.Writer) error) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fmt.Errorf("%s: %w", path, fs.ErrExist))
	}
	aside, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(aside, 1<<20)
	err = write(out)
	if err == nil {
		err = errors.Join(out.Flush(), aside.Sync())
	}
	if err = errors.Join(err, aside.Close()); err != nil {
		return errors.Join(err, os.Remove(aside.Name()))
	}
	return errors.Join(os.Rename(aside.Name(), path), durable.SyncFolder(filepath.Dir(path)))
}

func prove(out io.Writer, archive string) error {
	return withFile(archive, func(r io.Reader) error {
		tally, err := hub.CheckArchive(r)
		if err == nil {
			_, err = fmt.Fprintf(out, "%s is whole: %d events, %d refused, %d files\n", archive, tally.Events, tally.Refused, tally.Files)
		}
		return err
	})
}

type importCommand struct {
	Storage
	Moved bool   `help:"The archive is all that the centre ever did: it moves, and nothing was done at it since. Otherwise the windows give back what they did since, and numbers are left out in every series, because those given since may be on paper."`
	File  string `arg:"" type:"existingfile" help:"Archive to restore from."`
}

// Run proves the archive and restores it into an empty store, or goes on where that
// broke off. What was done since the archive was written, the windows give back.
func (c importCommand) Run() (err error) {
	if err := prove(c.out(), c.File); err != nil {
		return err
	}
	if c.bench != nil && c.bench.live != nil {
		return errors.New("the central system runs on this store: import into an empty one that nobody uses")
	}
	v, err := c.openAny()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	if c.Moved {
		return withFile(c.File, func(r io.Reader) error { return hub.ImportArchive(v, v, r) })
	}
	return withFile(c.File, func(r io.Reader) error {
		begun, err := hub.RestoreArchive(v, v, r, time.Now())
		if err == nil && begun.Serial > 0 {
			err = tellBegun(c.out(), begun)
		}
		return err
	})
}

func withFile(path string, do func(io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(do(f), f.Close())
}
