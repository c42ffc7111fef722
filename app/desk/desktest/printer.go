package desktest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"onewindow/app/desk"
	"onewindow/app/spool"
)

// Printer is every printer around the counter, at whatever address. It prints
// at once and remembers the names of its jobs.
type Printer struct {
	mu     sync.Mutex
	names  []string
	papers []spool.Paper
	fault  *spool.Fault
	wants  []spool.Reason
	found  []desk.FoundPrinter
	over   chan struct{} // closed when a stopped job goes on
}

// Names lists what it printed, or began to print.
func (p *Printer) Names() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.names)
}

// Papers lists the documents themselves.
func (p *Printer) Papers() []spool.Paper {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.papers)
}

// Fail lets every job end in a fault until it is nil again.
func (p *Printer) Fail(f *spool.Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
}

// Stop lets the next job wait for a person until Go or its cancellation.
func (p *Printer) Stop(reasons ...spool.Reason) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wants, p.over = reasons, make(chan struct{})
}

// Go lets a stopped job go on.
func (p *Printer) Go() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wants = nil
	close(p.over)
}

// Offer lets the machine know of printers.
func (p *Printer) Offer(list ...desk.FoundPrinter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found = list
}

// Open gives itself.
func (p *Printer) Open(string) (spool.Device, error) { return p, nil }

// Find lists what was offered.
func (p *Printer) Find(context.Context) ([]desk.FoundPrinter, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.found, nil
}

// Print prints at once, fails, or stops, as it was told.
func (p *Printer) Print(ctx context.Context, name string, paper spool.Paper, tell func(spool.Progress)) error {
	p.mu.Lock()
	fault, wants, over := p.fault, p.wants, p.over
	if fault == nil || fault.Sent != spool.Never {
		p.names, p.papers = append(p.names, name), append(p.papers, paper)
	}
	number := len(p.names)
	p.mu.Unlock()
	if fault != nil {
		return fault
	}
	tell(spool.Progress{Ticket: fmt.Sprint(number)})
	if len(wants) == 0 {
		return nil
	}
	tell(spool.Progress{Ticket: fmt.Sprint(number), Reasons: wants})
	select {
	case <-over:
	case <-ctx.Done():
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Taken, Err: ctx.Err()}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault != nil {
		return p.fault
	}
	return nil
}

// Follow knows no job of before.
func (p *Printer) Follow(context.Context, string, string, func(spool.Progress)) error {
	return &spool.Fault{Code: spool.Unknown, Sent: spool.Perhaps}
}

// Cancel ends the job that stands still.
func (p *Printer) Cancel(context.Context, string, string) error {
	p.Fail(&spool.Fault{Code: spool.Withdrawn, Sent: spool.Taken})
	p.Go()
	return nil
}

// Serve lets the print queue run until the test ends.
func (c *Counter) Serve(t testing.TB) {
	t.Helper()
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.ServePrinters(ctx, nil)
	}()
	t.Cleanup(func() { end(); <-ended })
}

// Job waits until the youngest job of the queue is in a state.
func (c *Counter) Job(t testing.TB, state spool.State) spool.Job {
	t.Helper()
	var last spool.Job
	for range 500 {
		jobs, err := c.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		if len(jobs) > 0 {
			if last = jobs[len(jobs)-1]; last.State == state {
				return last
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the job is %+v, never %s", last, state)
	return last
}
