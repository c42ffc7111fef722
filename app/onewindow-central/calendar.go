package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"onewindow/app/hub"
	"onewindow/app/workday"
	"onewindow/assets"
)

type calendarCommand struct {
	Import calendarImport `cmd:"" help:"Put the years of a calendar file (CSV or ICS) into force and recount open deadlines."`
	Show   calendarShow   `cmd:"" help:"Write the calendar in force as CSV, which can be imported again."`
}

type calendarImport struct {
	Storage
	File string `arg:"" type:"existingfile" help:"Calendar file."`
}

// Run imports the file and says what moved.
func (c calendarImport) Run() error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	return withHub(c.Storage, func(h *hub.Hub) error {
		done, err := h.ImportCalendar(file)
		if err != nil {
			return fmt.Errorf("%s: %w", c.File, err)
		}
		return report(c.out(), done)
	})
}

// report tells a person what an import did.
func report(w io.Writer, done hub.CalendarImport) error {
	_, err := fmt.Fprintf(w, "in force for %v; %d deadlines counted anew\n", done.Years, len(done.Moved))
	for _, m := range done.Moved {
		note := ""
		if m.Provisional {
			note = "  (provisional)"
		}
		_, failed := fmt.Fprintf(w, "%s  %s → %s%s\n", m.Number, m.Before, m.After, note)
		err = errors.Join(err, failed)
	}
	return err
}

type calendarShow struct {
	Storage
}

// Run writes the calendar to the standard output.
func (c calendarShow) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		calendar, err := h.CalendarInForce()
		if err != nil {
			return err
		}
		_, err = c.out().Write(calendar.CSV())
		return err
	})
}

// withHub lets a command do something at the centre: the one that runs on the
// folder, or one that listens to nobody meanwhile. Change adds to what such a centre knows.
func withHub(s Storage, do func(*hub.Hub) error, change ...func(*hub.Config)) (err error) {
	if s.bench != nil && s.bench.live != nil {
		return do(s.bench.live.hub)
	}
	log, err := s.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	calendar, err := embeddedCalendar()
	if err != nil {
		return err
	}
	config := hub.Config{Log: log, Files: log, Now: time.Now, Random: rand.Reader, Calendar: calendar}
	for _, f := range change {
		f(&config)
	}
	h, err := hub.New(config)
	if err != nil {
		return err
	}
	return errors.Join(do(h), h.Close())
}

// embeddedCalendar is the calendar the program carries.
func embeddedCalendar() (*workday.Calendar, error) {
	raw, err := assets.Calendar()
	if err != nil {
		return nil, err
	}
	return workday.Parse(bytes.NewReader(raw))
}
