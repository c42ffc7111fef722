package escpos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"onewindow/app/spool"
)

// Printer is a receipt printer at the end of a stream of bytes. It has no
// memory for jobs: what was sent when the line broke only eyes can tell.
type Printer struct {
	dial func(ctx context.Context) (io.WriteCloser, error)
	poll time.Duration // between two questions for its state
	wait time.Duration // for an answer to the first one
}

// Option changes how a [Printer] works.
type Option func(*Printer)

// WithPoll sets how long to wait between two questions, half a second without
// it, and how long a printer may take for the first answer, which is as long.
func WithPoll(every time.Duration) Option {
	return func(p *Printer) { p.poll, p.wait = every, every }
}

func newPrinter(dial func(context.Context) (io.WriteCloser, error), options []Option) *Printer {
	p := &Printer{dial: dial, poll: 500 * time.Millisecond, wait: 500 * time.Millisecond}
	for _, option := range options {
		option(p)
	}
	return p
}

// Network is a printer at host:port.
func Network(address string, options ...Option) *Printer {
	return newPrinter(func(ctx context.Context) (io.WriteCloser, error) {
		dialer := net.Dialer{Timeout: dialTimeout}
		return dialer.DialContext(ctx, "tcp", address)
	}, options)
}

// dialTimeout is how long a printer may take to answer the telephone.
const dialTimeout = 5 * time.Second

// File is a printer behind a device file such as /dev/usb/lp0. It is never
// made: a printer that is unplugged must not leave a file of that name.
func File(path string, options ...Option) *Printer {
	return newPrinter(func(context.Context) (io.WriteCloser, error) {
		return os.OpenFile(path, os.O_WRONLY, 0)
	}, options)
}

// Print sends a strip and waits until it is out. Where the printer answers
// questions it is asked for paper before anything is sent, and told of when it
// waits; one that never answers is done when it has taken all bytes.
func (p *Printer) Print(ctx context.Context, _ string, paper spool.Paper, tell func(spool.Progress)) error {
	if paper.Format != spool.Strip || len(paper.Parts) == 0 {
		return &spool.Fault{Code: spool.BadFormat}
	}
	out, err := p.dial(ctx)
	if err != nil {
		return &spool.Fault{Code: spool.Unreachable, Err: err}
	}
	defer out.Close() //nolint:errcheck // what counts was read or written before
	stop := context.AfterFunc(ctx, func() { hangUp(out) })
	defer stop()
	line, asks := out.(net.Conn)
	if !asks {
		return p.pour(out, paper.Parts)
	}
	talk := newTalk(line)
	wants, answered := talk.wants(p.wait)
	if len(wants) > 0 {
		return &spool.Fault{Code: spool.Halted, Reasons: wants}
	}
	if err := ctx.Err(); err != nil {
		return &spool.Fault{Code: spool.Unreachable, Err: err}
	}
	if err := p.pour(out, paper.Parts); err != nil {
		return err
	}
	tell(spool.Progress{})
	if !answered {
		return nil
	}
	return p.await(ctx, talk, tell)
}

// hangUp ends a write or a read that hangs.
func hangUp(line io.Closer) {
	_ = line.Close() //nolint:errcheck // whoever uses it gets the error
}

// pour writes all of it. From the first byte on nobody knows what was printed.
func (p *Printer) pour(out io.Writer, parts [][]byte) error {
	for _, part := range parts {
		if _, err := out.Write(part); err != nil {
			return &spool.Fault{Code: spool.Unknown, Sent: spool.Perhaps, Err: err}
		}
	}
	return nil
}

// await asks for an answer that comes only when everything before is printed,
// and meanwhile for what the printer wants.
func (p *Printer) await(ctx context.Context, t *talk, tell func(spool.Progress)) error {
	if err := t.ask(tellPaper); err != nil {
		return &spool.Fault{Code: spool.Unknown, Sent: spool.Taken, Err: err}
	}
	var told []spool.Reason
	for silent := 0; silent < patience; {
		if t.printed(p.poll) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return &spool.Fault{Code: spool.Unreachable, Sent: spool.Taken, Err: err}
		}
		wants, answered := t.wants(p.poll)
		switch {
		case t.out:
			return nil
		case t.broken != nil:
			return &spool.Fault{Code: spool.Unknown, Sent: spool.Taken, Err: t.broken}
		case !answered:
			silent++
			continue
		}
		silent = 0
		if len(wants) != len(told) {
			told = wants
			tell(spool.Progress{Reasons: wants})
		}
	}
	return &spool.Fault{Code: spool.Unknown, Sent: spool.Taken, Err: errSilent}
}

// patience is how many questions in a row may stay without an answer.
const patience = 20

var errSilent = errors.New("escpos: the printer answers no more")

// Follow cannot tell anything: the printer has no names for jobs.
func (p *Printer) Follow(context.Context, string, string, func(spool.Progress)) error {
	return &spool.Fault{Code: spool.Unknown, Sent: spool.Perhaps, Err: fmt.Errorf("escpos: %w", errors.ErrUnsupported)}
}

// Cancel cannot be done either: what was sent is in the printer.
func (p *Printer) Cancel(context.Context, string, string) error {
	return &spool.Fault{Code: spool.Refused, Sent: spool.Taken, Err: fmt.Errorf("escpos: %w", errors.ErrUnsupported)}
}
