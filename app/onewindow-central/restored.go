package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"onewindow/app/hub"
)

type restoredCommand struct {
	Show  restoredShow  `cmd:"" default:"withargs" help:"List which windows have given back what they know, and which have not been heard of since."`
	Begin restoredBegin `cmd:"" help:"Say that the log was put back from a copy (a folder copied back, a database restored). Import says so by itself."`
	End   restoredEnd   `cmd:"" help:"Let the central system number and issue again: all windows have given back, or are waited for no longer."`
}

type restoredBegin struct {
	Storage
	Behind *uint64 `placeholder:"PLACE" help:"Last place of the copy. If not given, where the log ended when the central system began that runs on the folder, or ends now if none does. On a database it is where the log ends now: say it there if windows have worked with it since."`
}

// Run begins the epoch.
func (c restoredBegin) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		begun, err := h.BeginEpoch(c.Behind)
		if err != nil {
			return err
		}
		return tellBegun(c.out(), begun)
	})
}

// tellBegun tells a person what goes on now, and what does not.
func tellBegun(w io.Writer, e hub.Epoch) error {
	_, err := fmt.Fprintf(w, "the log is known to end at place %d; at their next contact the windows give back what they know behind it.\n"+
		"Until then (restored end) no certificate is numbered and no numbers are leased.\n"+
		"Windows that were revoked and people who left since the copy was made are not known to be gone: take them out again.\n", e.Behind)
	return err
}

type restoredShow struct{ Storage }

// Run lists who has given back.
func (c restoredShow) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		epoch, givers, err := h.Givers()
		if err != nil {
			return err
		}
		return tellGivers(c.out(), epoch, givers)
	})
}

func tellGivers(w io.Writer, e hub.Epoch, givers []hub.Giver) error {
	if e.Serial == 0 {
		_, err := fmt.Fprintln(w, "the log was never restored from a copy")
		return err
	}
	until := "still open"
	if !e.Open() {
		until = "ended " + e.Ended.Local().Format(time.DateTime)
	}
	if _, err := fmt.Fprintf(w, "restored behind place %d, %s, %s\n", e.Behind, e.Begun.Local().Format(time.DateTime), until); err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(columns ...any) { _, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%v\t%v\t%v\n", columns...) } // Flush tells
	row("INSTALLATION", "OFFICE", "WINDOW", "GAVE BACK", "TAKEN", "KNOWN", "REFUSED")
	for _, g := range givers {
		row(g.ID, g.Office, g.Window, gaveBack(g), g.Taken, g.Known, g.Refused)
	}
	return table.Flush()
}

// gaveBack is when a window gave back all it knows.
func gaveBack(g hub.Giver) string {
	switch at := g.At; {
	case g.Whole:
		return at.Local().Format(time.DateTime)
	case !at.IsZero():
		return "part of it"
	}
	return "not yet"
}

type restoredEnd struct {
	Storage
	Region string `placeholder:"CODE" help:"Six-digit region of certificate numbers where an office's code does not begin with one (default ${default})." default:"330402"`
	Anyway bool   `help:"Wait no longer for windows that have not given back. What only they know may come late and be refused; a certificate that only they know of may be issued again."`
}

// errAwaited says that some window has not given back.
var errAwaited = errors.New("some windows have not given back yet what they know (restored); wait for them, or say --anyway")

// Run ends the epoch.
func (c restoredEnd) Run() error {
	items, err := catalogItems()
	if err != nil {
		return err
	}
	issues := func(config *hub.Config) { config.Region, config.Item = c.Region, items }
	return withHub(c.Storage, func(h *hub.Hub) error {
		_, givers, err := h.Givers()
		if err != nil {
			return err
		}
		for _, g := range givers {
			if !g.Whole && !c.Anyway {
				return errors.Join(tellAwaited(c.out(), givers), errAwaited)
			}
		}
		looked, err := h.EndEpoch()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out(), "the central system issues again; %d cases that went on since were looked at\n", looked)
		return err
	}, issues)
}

func tellAwaited(w io.Writer, givers []hub.Giver) error {
	for _, g := range givers {
		if g.Whole {
			continue
		}
		if _, err := fmt.Fprintf(w, "window %s of office %s: %s\n", g.Window, g.Office, gaveBack(g)); err != nil {
			return err
		}
	}
	return nil
}
