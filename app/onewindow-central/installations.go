package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"onewindow/app/hub"
)

type installationsCommand struct {
	List   installationsList   `cmd:"" help:"List all installations."`
	Revoke installationsRevoke `cmd:"" help:"Take an installation out from its next contact on, and free its window. What it has not delivered yet is kept aside."`
}

type installationsList struct{ Storage }

// Run writes a line for each installation.
func (c installationsList) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		all, err := h.Log.Installations()
		if err != nil {
			return err
		}
		return list(c.out(), all)
	})
}

// list writes installations as a table for a person.
func list(w io.Writer, all []hub.Installation) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(columns ...any) { _, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", columns...) } // Flush tells
	row("INSTALLATION", "OFFICE", "WINDOW", "ENROLLED", "REVOKED")
	for _, i := range all {
		revoked := "-"
		if i.Revoked != nil {
			revoked = fmt.Sprintf("%s, papers void from %s", i.Revoked.At.Format(time.DateTime), i.Revoked.Voided)
		}
		row(i.ID, i.Office, i.Window, i.Enrolled.Format(time.DateTime), revoked)
	}
	return table.Flush()
}

type installationsRevoke struct {
	Storage
	Stolen       bool   `help:"Void all papers that its key signed, also those dated before today."`
	Installation string `arg:"" help:"Id of the installation, as the list shows it."`
}

// Run revokes the installation.
func (c installationsRevoke) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		i, err := h.Revoke(c.Installation, c.Stolen)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out(), "installation %s, window %s of office %s, is revoked; its papers from %s on are void\n",
			i.ID, i.Window, i.Office, i.Revoked.Voided)
		return err
	})
}
