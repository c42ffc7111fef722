package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"onewindow/app/hub"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

type keysCommand struct {
	List   keysList   `cmd:"" help:"List the issuing keys, the keys of the windows, and what was taken back. The central system must not run meanwhile."`
	Rotate keysRotate `cmd:"" help:"Make a new issuing key, certified by the present one. Paper signed so far stays genuine; the windows learn of it at their next contact. The central system must not run meanwhile."`
	Revoke keysRevoke `cmd:"" help:"Take the key of a window back: it is out at its next contact. The central system must not run meanwhile."`
}

type keysList struct {
	Data string `placeholder:"DIR" help:"Folder of the log and the files." default:"${data}"`
}

// Run writes the list to the standard output.
func (c keysList) Run() error {
	return withHub(c.Data, func(h *hub.Hub) error {
		list, err := h.Keys()
		if err != nil {
			return err
		}
		windows, err := h.Log.Installations()
		return errors.Join(err, writeKeys(os.Stdout, list, windows))
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
	Data       string       `placeholder:"DIR" help:"Folder of the log and the files." default:"${data}"`
	StolenFrom workday.Date `placeholder:"DATE" help:"Take the present key back from that day on; what it signed on that day or later is not believed. Leave it out where the key is merely old."`
}

// Run makes the key and names it.
func (c keysRotate) Run() error {
	return withHub(c.Data, func(h *hub.Hub) error {
		id, err := h.RotateKey(c.StolenFrom)
		if err == nil {
			_, err = fmt.Printf("issuing key %s from today\n", id)
		}
		return err
	})
}

type keysRevoke struct {
	Data string       `placeholder:"DIR" help:"Folder of the log and the files." default:"${data}"`
	From workday.Date `placeholder:"DATE" help:"Day from which nothing the key signs is believed; today where none is given. Of a stolen key, name the first day of its certificate."`
	Key  string       `arg:"" help:"Key of the window, twelve hexadecimal digits as \"keys list\" shows them."`
}

// Run takes the key back.
func (c keysRevoke) Run() error {
	var id seal.KeyID
	if err := id.UnmarshalText([]byte(c.Key)); err != nil {
		return err
	}
	from := c.From
	if from.IsZero() {
		from = workday.DateOf(time.Now())
	}
	return withHub(c.Data, func(h *hub.Hub) error {
		if err := h.RevokeKey(id, from); err != nil {
			return err
		}
		_, err := fmt.Printf("key %s is revoked from %s\n", id, from)
		return err
	})
}
