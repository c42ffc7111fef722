package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"onewindow/app/desk"
	"onewindow/assets"
	"onewindow/ui/frame"
	"onewindow/ui/sync"
	"onewindow/ui/text"
)

// bundleCommand exchanges with the centre on a USB stick.
type bundleCommand struct {
	Export bundleExport `cmd:"" help:"Write all that waits for the central system, and the files it does not hold yet, into a file that it alone can read."`
	Import bundleImport `cmd:"" help:"Take the central system's answer over. Again, it changes nothing."`
}

// carried is what both commands ask for.
type carried struct {
	folder
	File string `arg:"" help:"Bundle, for example on the stick."`
}

type bundleExport struct{ carried }

// Run writes the bundle.
func (c *bundleExport) Run() error {
	return c.carry(os.Stdout, func(d *desk.Desk) (string, error) {
		done, err := d.ExportBundle(c.File)
		return sync.CarriedWords(done), err
	})
}

type bundleImport struct{ carried }

// Run takes the answer over.
func (c *bundleImport) Run() error {
	return c.carry(os.Stdout, func(d *desk.Desk) (string, error) {
		done, err := d.ImportBundle(c.File)
		return sync.BroughtWords(done), err
	})
}

// carry opens the window's folder, does one thing with it and says how it went.
func (c *carried) carry(out io.Writer, do func(*desk.Desk) (string, error)) (err error) {
	if err := text.Use(assets.Translations, c.Lang); err != nil {
		return err
	}
	key, err := c.existing()
	if err != nil {
		return err
	}
	p, err := open(windowCommand{Data: c.Data, Lang: c.Lang, unattended: true}, key, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	words, err := do(p.desk)
	if err != nil {
		p.log.Error("the exchange on a stick failed", "error", err)
		w := frame.WordsOf(err)
		return fmt.Errorf("%s\n%s\n%s", w.Happened, w.Kept, w.Todo)
	}
	_, err = fmt.Fprintln(out, words)
	return err
}
