package ipp

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/OpenPrinting/goipp"
)

// requester is who asks for every job. It is the program, not the clerk: a
// printer shows it on its panel and keeps it in its own log, and who printed
// stands in the case.
const requester = "onewindow"

// Job is a document on its way to paper.
type Job struct {
	Name   string // shown at the printer; no name of a person belongs here
	PDF    []byte
	Media  Medium // A4 if empty
	Copies int    // 1 if less
}

// Print sends the document and waits until the printer has printed it.
//
// If the printer stops for want of a person, Print returns an [*Error] with
// code [Stopped] and the number of the job, which stays at the printer:
// [Printer.Wait] waits on. A lost connection after the job was taken also
// carries its number, so that nobody prints twice.
func (p *Printer) Print(ctx context.Context, job Job) error {
	number, err := p.Submit(ctx, job)
	if err != nil {
		return err
	}
	return p.Wait(ctx, number)
}

// Submit hands the document over (Print-Job) and returns the number the
// printer gave it.
func (p *Printer) Submit(ctx context.Context, job Job) (number int, err error) {
	m := p.request(goipp.OpPrintJob)
	m.Operation.Add(goipp.MakeAttribute("requesting-user-name", goipp.TagName, goipp.String(requester)))
	m.Operation.Add(goipp.MakeAttribute("job-name", goipp.TagName, goipp.String(job.Name)))
	m.Operation.Add(goipp.MakeAttribute("document-format", goipp.TagMimeType, goipp.String("application/pdf")))
	// Without these two many printers assume Letter and shrink the page,
	// which makes a form and a QR code the wrong size.
	m.Job.Add(goipp.MakeAttribute("media", goipp.TagKeyword, goipp.String(cmp.Or(job.Media, A4))))
	m.Job.Add(goipp.MakeAttribute("print-scaling", goipp.TagKeyword, goipp.String("none")))
	m.Job.Add(goipp.MakeAttribute("copies", goipp.TagInteger, goipp.Integer(max(1, job.Copies))))
	reply, err := p.call(ctx, m, job.PDF)
	if err != nil {
		return 0, err
	}
	number = attributes(reply.Job).number("job-id")
	if number == 0 {
		return 0, &Error{Code: BadAnswer, Detail: "no job-id"}
	}
	return number, nil
}

// States of a job (RFC 8011 §5.3.7).
const (
	jobStopped   = 6
	jobCancelled = 7
	jobAborted   = 8
	jobCompleted = 9
)

// Wait polls a job to its end. A call that cannot reach the printer is
// repeated until ctx ends: the job is there, only the line is not.
func (p *Printer) Wait(ctx context.Context, number int) error {
	var warned time.Duration
	for {
		state, err := p.ask(ctx, number)
		var failure *Error
		if errors.As(err, &failure) {
			failure.Job = number
		}
		lost := failure != nil && failure.Code == Unreachable
		if state.done || err != nil && !lost {
			return err
		}
		if len(state.wants) == 0 {
			warned = 0
		} else if warned += p.poll; warned > p.patience {
			return &Error{Code: Stopped, Reasons: state.wants, Job: number}
		}
		select {
		case <-ctx.Done():
			if lost {
				return err
			}
			return ctx.Err()
		case <-time.After(p.poll):
		}
	}
}

// progress is how far a job is.
type progress struct {
	done  bool
	wants []Reason // warnings a person could do something about
}

// ask asks once for the state of a job.
func (p *Printer) ask(ctx context.Context, number int) (progress, error) {
	m := p.request(goipp.OpGetJobAttributes)
	m.Operation.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(number)))
	reply, err := p.call(ctx, m, nil)
	if err != nil {
		return progress{}, err
	}
	job := attributes(reply.Job)
	why := reasons(job.texts("job-state-reasons"))
	switch job.number("job-state") {
	case jobCompleted:
		return progress{done: true}, nil
	case jobCancelled:
		return progress{done: true}, &Error{Code: Cancelled, Reasons: why}
	case jobAborted:
		return progress{done: true}, &Error{Code: Aborted, Reasons: why}
	case jobStopped:
		return progress{done: true}, p.stopped(ctx)
	}
	status, err := p.Status(ctx)
	if err != nil {
		return progress{}, err
	}
	if !status.Ready && len(status.Reasons) > 0 {
		return progress{done: true}, &Error{Code: Stopped, Reasons: status.Reasons}
	}
	return progress{wants: handwork(status.Reasons)}, nil
}

// handwork keeps the reasons that want a person. Many printers only warn of an
// empty tray, as another may be full; if the job does not go on, that was the
// tray it needed.
func handwork(list []Reason) []Reason {
	wanted := []Reason{
		MediaEmpty, MediaNeeded, MediaJam, TonerEmpty, MarkerEmpty, CoverOpen, DoorOpen, OutputFull, TrayMissing,
	}
	return slices.DeleteFunc(slices.Clone(list), func(r Reason) bool { return !slices.Contains(wanted, r) })
}

// stopped says what the printer waits for.
func (p *Printer) stopped(ctx context.Context) error {
	status, err := p.Status(ctx)
	if err != nil {
		return err
	}
	return &Error{Code: Stopped, Reasons: status.Reasons}
}
