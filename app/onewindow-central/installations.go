package main

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"onewindow/app/hub"
)

type installationsCommand struct {
	List   installationsList   `cmd:"" help:"List all installations: when each was last here, how many events of its office it did not have then, and its program."`
	Revoke installationsRevoke `cmd:"" help:"Take an installation out from its next contact on, and free its window. What it has not delivered yet is kept aside."`
}

type installationsList struct{ Storage }

// Run writes a line for each installation.
func (c installationsList) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		all, err := h.Standings()
		if err != nil {
			return err
		}
		return list(c.out(), all)
	})
}

// list writes installations as a table for a person.
func list(w io.Writer, all []hub.Standing) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(columns ...any) { _, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", columns...) } // Flush tells
	row("INSTALLATION", "OFFICE", "WINDOW", "ENROLLED", "LAST CONTACT", "BEHIND", "PROGRAM", "REVOKED")
	for _, i := range all {
		contact, revoked := "-", "-"
		if !i.At.IsZero() {
			contact = i.At.Format(time.DateTime)
		}
		if i.Revoked != nil {
			revoked = fmt.Sprintf("%s, papers void from %s", i.Revoked.At.Format(time.DateTime), i.Revoked.Voided)
		}
		row(i.ID, i.Office, i.Window, i.Enrolled.Format(time.DateTime), contact, behind(i), cmp.Or(i.Program, "-"), revoked)
	}
	return table.Flush()
}

// behind is how many events a window lacked at its last contact.
func behind(i hub.Standing) string {
	if i.More {
		return fmt.Sprintf("%d+", i.Behind)
	}
	return strconv.Itoa(i.Behind)
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
