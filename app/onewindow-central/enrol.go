package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"onewindow/app/hub"
)

type enrolCommand struct {
	New    enrolNew    `cmd:"" help:"Make a code that lets one installation in, at one window, once."`
	List   enrolList   `cmd:"" help:"List the codes made lately; what they read is kept nowhere."`
	Cancel enrolCancel `cmd:"" help:"Take back all codes for a window that were not used."`
}

type enrolNew struct {
	Storage
	Office string        `required:"" placeholder:"ID" help:"Office, for example 330402-nh."`
	Window string        `required:"" placeholder:"NN" help:"Window, for example 03."`
	Valid  time.Duration `placeholder:"TIME" help:"How long the code may be used, up to 720h (default ${default})." default:"24h"`
}

// Run makes the code and shows it, this once.
func (c enrolNew) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		code, i, err := h.NewTicket(c.Office, c.Window, c.Valid)
		if err == nil {
			_, err = fmt.Fprintf(c.out(), "%s\nfor window %s of office %s, once, until %s\n",
				code, i.Window, i.Office, i.Expires.Format(time.DateTime))
		}
		return err
	})
}

type enrolList struct{ Storage }

// Run writes a line for each code.
func (c enrolList) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		all, err := h.Tickets()
		if err != nil {
			return err
		}
		return listTickets(c.out(), all, time.Now())
	})
}

func listTickets(w io.Writer, all []hub.Ticket, now time.Time) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(columns ...any) { _, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", columns...) } // Flush tells
	row("OFFICE", "WINDOW", "MADE", "UNTIL", "STATE")
	for _, i := range all {
		state := "open"
		switch {
		case i.UsedBy != "":
			state = "used by " + i.UsedBy
		case !now.Before(i.Expires):
			state = "expired"
		}
		row(i.Office, i.Window, i.Made.Format(time.DateTime), i.Expires.Format(time.DateTime), state)
	}
	return table.Flush()
}

type enrolCancel struct{ ofWindow }

// Run takes the codes back.
func (c enrolCancel) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		n, err := h.CancelTickets(c.Office, c.Window)
		if err == nil {
			_, err = fmt.Fprintf(c.out(), "%d codes for window %s of office %s are taken back\n", n, c.Window, c.Office)
		}
		return err
	})
}
