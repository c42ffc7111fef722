package main

import (
	"errors"
	"fmt"
	"io"

	"onewindow/app/hub"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

type keysCommand struct {
	List   keysList   `cmd:"" help:"List the issuing keys, the keys of the windows, and what was taken back."`
	Rotate keysRotate `cmd:"" help:"Make a new issuing key, certified by the present one. Paper signed so far stays genuine; the windows learn of it at their next contact."`
}

type keysList struct {
	Storage
}

// Run writes the list to the standard output.
func (c keysList) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		list, err := h.Keys()
		if err != nil {
			return err
		}
		windows, err := h.Log.Installations()
		return errors.Join(err, writeKeys(c.out(), list, windows))
	})
}

// writeKeys tells a person which keys there are.
func writeKeys(w io.Writer, list seal.List, windows []hub.Installation) error {
	_, err := fmt.Fprintf(w, "list %d of %s\n", list.Serial, list.Issued)
	write := func(format string, values ...any) {
		_, failed := fmt.Fprintf(w, format, values...)
		err = errors.Join(err, failed)
	}
	revoked := map[seal.KeyID]workday.Date{}
	for _, k := range list.Keys {
		if before, is := revoked[k.Key]; !is || k.From.Before(before) {
			revoked[k.Key] = k.From
		}
	}
	note := func(id seal.KeyID) string {
		if from, is := revoked[id]; is {
			return "  revoked from " + from.String()
		}
		return ""
	}
	for _, s := range list.Issuing {
		write("%s  issuing key from %s%s\n", s.Key.ID(), s.From, note(s.Key.ID()))
	}
	for _, i := range windows {
		write("%s  window %s of %s%s\n", i.Key, i.Window, i.Office, note(i.Key))
	}
	write("%d documents revoked or replaced\n", len(list.Documents))
	return err
}

type keysRotate struct {
	Storage
	StolenFrom workday.Date `placeholder:"DATE" help:"Take the present key back from that day on; what it signed on that day or later is not believed. Leave it out where the key is merely old."`
}

// Run makes the key and names it.
func (c keysRotate) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		id, err := h.RotateKey(c.StolenFrom)
		if err == nil {
			_, err = fmt.Fprintf(c.out(), "issuing key %s from today\n"+
				"Make a backup with it now (export --with-key): windows no longer follow a centre restored from an earlier one.\n", id)
		}
		return err
	})
}
