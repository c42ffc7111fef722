package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
)

type quarantineCommand struct {
	List   quarantineList   `cmd:"" help:"List the events that the central system refused and keeps aside."`
	Show   quarantineShow   `cmd:"" help:"Show one of them whole, personal data included, or who released it and why."`
	Export quarantineExport `cmd:"" help:"Write all of them into a file (JSON lines), personal data included."`

	Release quarantineRelease `cmd:"" help:"Judge some of them again, by the roster and the rules of today, and let in what fits now. Who says so and why stays on record."`
}

type quarantineList struct {
	Storage
	Reason string `placeholder:"CODE" help:"Only those refused for that reason, for example author-left."`
}

// Run writes a line for each event.
func (c quarantineList) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error { return listRefused(c.out(), h.Log, c.Reason) })
}

// listRefused writes a table for a person; nothing in it tells of an applicant.
func listRefused(w io.Writer, log hub.Log, reason string) error {
	windows, err := windowNames(log)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(columns ...any) { _, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", columns...) } // Flush tells
	row("EVENT", "REASON", "KIND", "AUTHOR", "TIME", "INSTALLATION")
	count := 0
	err = hub.EachRefused(log, func(r hub.RefusedEvent, e casefile.Event) error {
		if reason != "" && r.Reason != reason {
			return nil
		}
		count++
		row(e.ID, r.Reason, string(e.Kind), e.By.ID, e.At.Local().Format(time.DateTime), windows[e.Installation])
		return nil
	})
	if err = errors.Join(err, table.Flush()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%d events are kept aside\n", count)
	return err
}

// windowNames says what installations are called.
func windowNames(log hub.Log) (map[string]string, error) {
	all, err := log.Installations()
	names := make(map[string]string, len(all))
	for _, i := range all {
		names[i.ID] = fmt.Sprintf("window %s of %s (%s)", i.Window, i.Office, i.ID)
	}
	return names, err
}

type quarantineShow struct {
	Storage
	ID string `arg:"" help:"Id of the event, as the list shows it."`
}

// Run writes the event.
func (c quarantineShow) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		released, is, err := h.Released(c.ID)
		if err != nil || !is {
			return errors.Join(err, showRefused(c.out(), h.Log, c.ID))
		}
		_, err = fmt.Fprintf(c.out(), "refused: %s; released by %s on %s to place %d: %s\n", released.Refused,
			released.Word.By, released.Word.At.Local().Format(time.DateTime), released.Place, released.Word.Why)
		return err
	})
}

// showRefused writes all that was refused under an id: it may have come twice,
// with other bytes.
func showRefused(w io.Writer, log hub.Log, id string) error {
	found := false
	err := hub.EachRefused(log, func(r hub.RefusedEvent, e casefile.Event) error {
		if e.ID != id {
			return nil
		}
		found = true
		var plain bytes.Buffer
		if err := json.Indent(&plain, r.Raw, "", "  "); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "refused: %s, after place %d\n%s\n", r.Reason, r.Behind, plain.Bytes())
		return err
	})
	if err == nil && !found {
		err = fmt.Errorf("no event %s is kept aside", id)
	}
	return err
}

type quarantineExport struct {
	Storage
	File string `arg:"" type:"path" help:"File to write; it must not exist yet."`
}

// Run writes the file.
func (c quarantineExport) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		count := 0
		err := writeNew(c.File, func(w io.Writer) (err error) {
			count, err = exportRefused(w, h.Log)
			return err
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out(), "%d events written to %s\n", count, c.File)
		return err
	})
}

// keptAside is a line of an export.
type keptAside struct {
	Reason string `json:"reason"`
	Behind uint64 `json:"behind"` // the newest place when it came
	Event  []byte `json:"event"`  // as it came, in base64: its hash is over these bytes
}

func exportRefused(w io.Writer, log hub.Log) (count int, err error) {
	lines := json.NewEncoder(w)
	err = hub.EachRefused(log, func(r hub.RefusedEvent, _ casefile.Event) error {
		count++
		return lines.Encode(keptAside{r.Reason, r.Behind, r.Raw})
	})
	return count, err
}

type quarantineRelease struct {
	Storage
	numbering
	By  string   `required:"" placeholder:"NAME" help:"Who answers for it."`
	Why string   `required:"" placeholder:"TEXT" help:"Why."`
	IDs []string `arg:"" name:"id" help:"Ids of events, as the list shows them. What follows from a refused event was refused as well: name all of them."`
}

// Run releases the events and says of each what became of it.
func (c quarantineRelease) Run() error {
	return c.withIssuer(c.Storage, func(h *hub.Hub) error {
		done, err := h.Release(c.IDs, hub.Word{By: c.By, Why: c.Why})
		if err != nil {
			return err
		}
		return tellReleases(c.out(), done)
	})
}

// tellReleases tells what became of each event. Its error says how many stay aside.
func tellReleases(w io.Writer, list []hub.Release) error {
	aside := 0
	for _, r := range list {
		outcome := fmt.Sprintf("is in the log at place %d; it was refused for %s", r.Place, r.Refused)
		if r.Place == 0 {
			outcome = "stays aside: " + r.Against
			aside++
		}
		if _, err := fmt.Fprintf(w, "%s %s\n", r.ID, outcome); err != nil {
			return err
		}
		for _, f := range r.Lacks {
			// A window that still belongs here brings its files by itself.
			if _, err := fmt.Fprintf(w, "  without its file %s (%d bytes, SM3 %s): save it at its window if that is revoked, and bring it with: files supply\n",
				f.Name, f.Size, f.Hash); err != nil {
				return err
			}
		}
	}
	if aside > 0 {
		return fmt.Errorf("%d of %d events stay aside", aside, len(list))
	}
	return nil
}
