package ipp

import (
	"cmp"
	"context"
	"errors"
	"net/http/httptrace"
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

// Print sends the document and waits until the printer has printed it. Tell is
// called when the printer has taken the job, with its number, and whenever what
// it waits for changes: paper, a closed cover. It may be nil.
//
// A failure after the job was taken carries its number, so that nobody prints
// twice: [Printer.Wait] waits on.
func (p *Printer) Print(ctx context.Context, job Job, tell func(number int, wants []Reason)) error {
	number, err := p.Submit(ctx, job)
	if err != nil {
		return err
	}
	if tell != nil {
		tell(number, nil)
	}
	return p.Wait(ctx, number, job.Name, tell)
}

// Submit hands the document over (Print-Job) and returns the number the
// printer gave it. An error in Doubt may have left the job at the printer:
// [Printer.Find] asks.
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
	reached := false
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { reached = true }}
	reply, err := p.call(httptrace.WithClientTrace(ctx, trace), m, job.PDF)
	if err != nil {
		return 0, doubtful(err, reached)
	}
	number = attributes(reply.Job).number("job-id")
	if number == 0 {
		return 0, &Error{Code: BadAnswer, Doubt: true, Detail: "no job-id"}
	}
	return number, nil
}

// doubtful marks an error of a request that may have been acted upon: it left,
// and no printer has refused it.
func doubtful(err error, reached bool) error {
	failure := &Error{Code: Unreachable, err: err} // where the caller gave up
	errors.As(err, &failure)
	failure.Doubt = reached && !failure.rejected && (failure.Code == Unreachable || failure.Code == BadAnswer)
	return failure
}

// States of a job (RFC 8011 §5.3.7).
const (
	jobStopped   = 6
	jobCancelled = 7
	jobAborted   = 8
	jobCompleted = 9
)

// Wait polls a job to its end. It tells what the printer waits for, if it is a
// person, and waits on. A printer numbers its jobs anew when it is switched on:
// the name must be the one that was given, or the code is NoJob.
func (p *Printer) Wait(ctx context.Context, number int, name string, tell func(number int, wants []Reason)) error {
	var told []Reason
	var still time.Duration
	for {
		state, err := p.ask(ctx, number, name)
		var failure *Error
		if errors.As(err, &failure) {
			failure.Job = number
		}
		if state.done || err != nil {
			return err
		}
		// A warning counts when the job has stood still under it for a while.
		wants := state.wants
		if len(wants) == 0 {
			still = 0
		} else if still += p.poll; !state.stopped && still <= p.patience {
			wants = told
		}
		if tell != nil && !slices.Equal(wants, told) {
			tell(number, wants)
			told = wants
		}
		select {
		case <-ctx.Done():
			return &Error{Code: Unreachable, Job: number, err: ctx.Err()}
		case <-time.After(p.poll):
		}
	}
}

// progress is how far a job is.
type progress struct {
	done    bool
	stopped bool     // it does not go on before somebody has done something
	wants   []Reason // what that is, or warnings that may be why
}

// ask asks once for the state of a job.
func (p *Printer) ask(ctx context.Context, number int, name string) (progress, error) {
	m := p.request(goipp.OpGetJobAttributes)
	m.Operation.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(number)))
	reply, err := p.call(ctx, m, nil)
	if err != nil {
		return progress{}, err
	}
	job := attributes(reply.Job)
	if known := job.text("job-name"); known != "" && known != name {
		return progress{}, &Error{Code: NoJob, Detail: "the number is now that of " + known}
	}
	why := reasons(job.texts("job-state-reasons"))
	state := job.number("job-state")
	switch state {
	case jobCompleted:
		return progress{done: true}, nil
	case jobCancelled:
		return progress{done: true}, &Error{Code: Cancelled, Reasons: why}
	case jobAborted:
		return progress{done: true}, &Error{Code: Aborted, Reasons: why}
	}
	status, err := p.Status(ctx)
	if err != nil {
		return progress{}, err
	}
	if state == jobStopped || !status.Ready && len(status.Reasons) > 0 {
		return progress{stopped: true, wants: append(handwork(status.Reasons), halts(status.Reasons)...)}, nil
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
	return keep(list, wanted)
}

// halts keeps those that say the printer itself was stopped.
func halts(list []Reason) []Reason { return keep(list, []Reason{Offline, Paused, SpoolFull}) }

func keep(list, wanted []Reason) []Reason {
	return slices.DeleteFunc(slices.Clone(list), func(r Reason) bool { return !slices.Contains(wanted, r) })
}

// Find asks for the number of a job by its name, among those that are not over
// and those that are (Get-Jobs). The code is NoJob where there is none: but few
// printers remember for long what they have printed.
func (p *Printer) Find(ctx context.Context, name string) (number int, err error) {
	for _, which := range []string{"not-completed", "completed"} {
		m := p.request(goipp.OpGetJobs)
		m.Operation.Add(goipp.MakeAttribute("which-jobs", goipp.TagKeyword, goipp.String(which)))
		wanted := goipp.Attribute{Name: "requested-attributes"}
		wanted.Values.Add(goipp.TagKeyword, goipp.String("job-id"))
		wanted.Values.Add(goipp.TagKeyword, goipp.String("job-name"))
		m.Operation.Add(wanted)
		reply, err := p.call(ctx, m, nil)
		if err != nil {
			return 0, err
		}
		for _, group := range reply.Groups {
			if job := attributes(group.Attrs); group.Tag == goipp.TagJobGroup && job.text("job-name") == name {
				return job.number("job-id"), nil
			}
		}
	}
	return 0, &Error{Code: NoJob, Detail: name}
}

// Cancel takes a job back (Cancel-Job).
func (p *Printer) Cancel(ctx context.Context, number int) error {
	m := p.request(goipp.OpCancelJob)
	m.Operation.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(number)))
	m.Operation.Add(goipp.MakeAttribute("requesting-user-name", goipp.TagName, goipp.String(requester)))
	_, err := p.call(ctx, m, nil)
	return err
}
