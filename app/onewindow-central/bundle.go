package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"onewindow/app/hub"
)

type bundleCommand struct {
	Import bundleImport `cmd:"" help:"Take a window's bundle over from a USB stick, exactly as if it had come over the line, and write the answer that the window imports. Again, it changes nothing."`
}

type bundleImport struct {
	Storage
	numbering
	Answer string `placeholder:"FILE" type:"path" help:"File to write the answer to; it must not exist yet. Without it nothing goes back to the window."`
	File   string `arg:"" type:"existingfile" help:"Bundle that the window exported."`
}

// Run takes the bundle over and says what it brought.
func (c bundleImport) Run() error {
	return c.withIssuer(c.Storage, func(h *hub.Hub) (err error) {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		done, err := c.take(h, file)
		if err != nil {
			return fmt.Errorf("%s: %w", c.File, err)
		}
		return tellDelivery(c.out(), done)
	})
}

// take takes the bundle over, with an answer or without.
func (c bundleImport) take(h *hub.Hub, file io.ReadSeeker) (done hub.Delivery, err error) {
	if c.Answer == "" {
		return h.TakeBundle(file, nil)
	}
	err = writeNew(c.Answer, func(w io.Writer) (err error) {
		done, err = h.TakeBundle(file, w)
		return err
	})
	return done, err
}

// tellDelivery tells a person what a bundle brought.
func tellDelivery(w io.Writer, d hub.Delivery) error {
	_, err := fmt.Fprintf(w, "window %s of office %s: %d events accepted, %d refused, %d files whole; %d pages go back\n",
		d.From.Window, d.From.Office, d.Accepted, d.Refused, d.Files, d.Pages)
	if d.Trouble != "" {
		_, failed := fmt.Fprintf(w, "part of it was not taken: %s\n", d.Trouble)
		err = errors.Join(err, failed)
	}
	return err
}
