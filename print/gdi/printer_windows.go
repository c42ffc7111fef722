package gdi

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"onewindow/app/spool"
)

// Printer is a printer of Windows by its name there.
type Printer struct{ Name string }

// poll is how often the spooler is asked for a job.
const poll = 500 * time.Millisecond

// Print draws the pages, or sends the commands of a receipt printer as they
// are, and follows the job through the spooler.
func (p Printer) Print(ctx context.Context, name string, paper spool.Paper, tell func(spool.Progress)) error {
	var job uint32
	var err error
	switch paper.Format {
	case spool.Pictures:
		job, err = p.draw(name, paper)
	case spool.Strip:
		job, err = p.raw(name, paper)
	default:
		return &spool.Fault{Code: spool.BadFormat}
	}
	if err != nil {
		// What the spooler has not got whole it throws away.
		return &spool.Fault{Code: codeOf(err), Sent: spool.Never, Err: err}
	}
	tell(spool.Progress{Ticket: strconv.FormatUint(uint64(job), 10)})
	return p.watch(ctx, name, job, tell)
}

// codeOf tells a printer that is not there from one that refuses.
func codeOf(err error) spool.Code {
	if errors.Is(err, windows.ERROR_INVALID_PRINTER_NAME) {
		return spool.BadAddress
	}
	return spool.Refused
}

func (p Printer) draw(name string, paper spool.Paper) (uint32, error) {
	printer, err := windows.UTF16PtrFromString(p.Name)
	if err != nil {
		return 0, err
	}
	document, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return 0, err
	}
	s := newSpooler()
	h, err := s.open(p.Name)
	if err != nil {
		return 0, err
	}
	defer s.close(h)
	mode, err := s.mode(h, printer, paper.Wide, paper.High)
	if err != nil {
		return 0, err
	}
	c, job, err := begin(printer, document, mode)
	if err != nil {
		return 0, err
	}
	defer c.close()
	for _, picture := range paper.Parts {
		if err := c.page(paper, picture); err != nil {
			return 0, errors.Join(err, c.does("AbortDoc"))
		}
	}
	return job, c.does("EndDoc")
}

func (p Printer) raw(name string, paper spool.Paper) (job uint32, err error) {
	document, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return 0, err
	}
	kind, err := windows.UTF16PtrFromString("RAW")
	if err != nil {
		return 0, err
	}
	s := newSpooler()
	h, err := s.open(p.Name)
	if err != nil {
		return 0, err
	}
	defer s.close(h)
	// DOC_INFO_1W
	info := struct{ Document, Output, Kind *uint16 }{Document: document, Kind: kind}
	id, err := call(s.dll, "StartDocPrinterW", uintptr(h), 1, uintptr(unsafe.Pointer(&info)))
	if err != nil {
		return 0, err
	}
	for _, part := range paper.Parts {
		var written uint32
		_, err := call(s.dll, "WritePrinter", uintptr(h), uintptr(unsafe.Pointer(&part[0])), uintptr(len(part)), uintptr(unsafe.Pointer(&written)))
		if err == nil && int(written) != len(part) {
			err = fmt.Errorf("gdi: %d of %d bytes written", written, len(part))
		}
		if err != nil {
			_, bad := call(s.dll, "AbortPrinter", uintptr(h))
			return 0, errors.Join(err, bad)
		}
	}
	_, err = call(s.dll, "EndDocPrinter", uintptr(h))
	return uint32(id), err
}

// watch follows a job. The spooler forgets a job when it has been printed: one
// that is gone and was not being deleted is done.
func (p Printer) watch(ctx context.Context, name string, job uint32, tell func(spool.Progress)) error {
	s := newSpooler()
	h, err := s.open(p.Name)
	if err != nil {
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Taken, Err: err}
	}
	defer s.close(h)
	var last uint32
	told := 0
	for {
		status, document, known, err := s.job(h, job)
		switch {
		case err != nil:
			return &spool.Fault{Code: spool.Unreachable, Sent: spool.Taken, Err: err}
		case !known && last&(statusDeleting|statusDeleted) != 0:
			return &spool.Fault{Code: spool.Withdrawn, Sent: spool.Taken}
		case !known, status&(statusPrinted|statusComplete) != 0:
			return nil
		case document != name:
			return &spool.Fault{Code: spool.Unknown, Sent: spool.Taken}
		}
		last = status
		if wants := reasons(status); len(wants) != told {
			told = len(wants)
			tell(spool.Progress{Ticket: strconv.FormatUint(uint64(job), 10), Reasons: wants})
		}
		select {
		case <-ctx.Done():
			return &spool.Fault{Code: spool.Unreachable, Sent: spool.Taken, Err: ctx.Err()}
		case <-time.After(poll):
		}
	}
}

// reasons is what a job waits for.
func reasons(status uint32) []spool.Reason {
	switch {
	case status&statusPaperOut != 0:
		return []spool.Reason{spool.MediaEmpty}
	case status&statusOffline != 0:
		return []spool.Reason{spool.Offline}
	case status&statusPaused != 0:
		return []spool.Reason{spool.Paused}
	case status&(statusError|statusBlocked|statusPerson) != 0:
		return []spool.Reason{spool.MediaJam}
	}
	return nil
}

// Follow goes on with a job of before; one that the spooler no longer has may
// have been printed or not.
func (p Printer) Follow(ctx context.Context, name, ticket string, tell func(spool.Progress)) error {
	s := newSpooler()
	h, err := s.open(p.Name)
	if err != nil {
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Perhaps, Err: err}
	}
	job, err := s.find(h, name)
	s.close(h)
	switch {
	case err != nil:
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Perhaps, Err: err}
	case job == 0:
		return &spool.Fault{Code: spool.Unknown, Sent: spool.Perhaps, Err: fmt.Errorf("gdi: no job %q, once %s", name, ticket)}
	}
	return p.watch(ctx, name, job, tell)
}

// Cancel deletes a job from the spooler.
func (p Printer) Cancel(_ context.Context, name, _ string) error {
	s := newSpooler()
	h, err := s.open(p.Name)
	if err != nil {
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Taken, Err: err}
	}
	defer s.close(h)
	job, err := s.find(h, name)
	if err == nil && job != 0 {
		err = s.cancel(h, job)
	}
	if err != nil {
		return &spool.Fault{Code: spool.Refused, Sent: spool.Taken, Err: err}
	}
	return nil
}
