package spool

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// Keeper keeps jobs. Every call is one durable transaction.
type Keeper interface {
	// Jobs lists every job, oldest first.
	Jobs() ([]Job, error)
	// Paper is what a job prints. It is there as long as the job is not over.
	Paper(id string) (Paper, error)
	// ChangeJob reads a job, changes it and keeps it; an error of change keeps
	// the job as it was and comes back. The paper of a job that is over may go.
	ChangeJob(id string, change func(*Job) error) (Job, error)
	// SweepJobs forgets what was over before an instant.
	SweepJobs(before time.Time) error
}

// Progress is what a device says of a job it has taken.
type Progress struct {
	Ticket  string   // the device's own name for the job
	Reasons []Reason // what it waits for; none while it works
}

// Device is a printer as the queue needs it. Its errors are a *Fault.
type Device interface {
	// Print hands a document over under a name and follows it until it lies in
	// the tray. It tells the ticket as soon as the device has taken the job.
	Print(ctx context.Context, name string, p Paper, tell func(Progress)) error
	// Follow goes on with a job that was, or may have been, handed over before;
	// ticket is "" where none was seen. The code is Unknown where the device
	// does not know the job.
	Follow(ctx context.Context, name, ticket string, tell func(Progress)) error
	// Cancel takes a job back that the device has.
	Cancel(ctx context.Context, name, ticket string) error
}

// Queue brings kept jobs to their devices: one at a time at each device, in
// their order. Its methods may be called from any goroutine.
type Queue struct {
	Keeper Keeper
	Open   func(address string) (Device, error)
	Now    func() time.Time
	// Pause waits between two attempts; it returns early when ctx ends or more
	// receives.
	Pause func(ctx context.Context, d time.Duration, more <-chan struct{})
	// Changed is called after a job has changed; it must return at once.
	Changed func(Job)
	Log     *slog.Logger

	mu    sync.Mutex
	lanes map[string]chan struct{} // by address of the devices being served
	more  chan struct{}
}

// kept is how long a job that is over stays in the list.
const kept = 24 * time.Hour

// Run serves the queue until ctx ends. It must not run twice at a time.
func (q *Queue) Run(ctx context.Context) {
	q.mu.Lock()
	q.lanes, q.more = map[string]chan struct{}{}, make(chan struct{}, 1)
	more := q.more
	q.mu.Unlock()
	if err := q.Keeper.SweepJobs(q.Now().Add(-kept)); err != nil {
		q.Log.Error("sweep the print queue", "error", err)
	}
	var serving sync.WaitGroup
	for ctx.Err() == nil {
		q.begin(ctx, &serving)
		select {
		case <-ctx.Done():
		case <-more:
		}
	}
	serving.Wait()
}

// begin serves every device that has work and is not served yet.
func (q *Queue) begin(ctx context.Context, serving *sync.WaitGroup) {
	jobs, err := q.Keeper.Jobs()
	if err != nil {
		q.Log.Error("read the print queue", "error", err)
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range jobs {
		if _, served := q.lanes[j.Printer]; served || !movable(j) {
			continue
		}
		lane := make(chan struct{}, 1)
		q.lanes[j.Printer] = lane
		serving.Go(func() {
			q.serve(ctx, j.Printer, lane)
			q.mu.Lock()
			delete(q.lanes, j.Printer)
			q.mu.Unlock()
			q.Wake() // a job may have come while this one was leaving
		})
	}
}

// movable says whether the queue by itself can do something about a job.
func movable(j Job) bool { return !j.State.Over() && !j.State.Held() }

// Wake has the queue look again, now.
func (q *Queue) Wake() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, lane := range q.lanes {
		nudge(lane)
	}
	if q.more != nil {
		nudge(q.more)
	}
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it will look anyhow
	}
}

// serve works through the jobs of one device.
func (q *Queue) serve(ctx context.Context, printer string, more <-chan struct{}) {
	var wait time.Duration
	for ctx.Err() == nil {
		j, found, err := q.next(printer)
		if err != nil {
			q.Log.Error("read the print queue", "error", err)
			return
		}
		if !found {
			return
		}
		if q.Step(ctx, j) {
			wait = 0
			continue
		}
		wait = min(max(2*wait, shortest), longest)
		q.Pause(ctx, wait, more)
	}
}

// Pauses between two attempts at a device that does not answer.
const (
	shortest = 2 * time.Second
	longest  = 30 * time.Second
)

func (q *Queue) next(printer string) (Job, bool, error) {
	jobs, err := q.Keeper.Jobs()
	for _, j := range jobs {
		if j.Printer == printer && movable(j) {
			return j, true, nil
		}
	}
	return Job{}, false, err
}

// errMoved says that somebody else has changed the job meanwhile.
var errMoved = errors.New("spool: the job has moved on")

// Step takes one job as far as it goes now. It returns false where the device
// has to be tried again later.
func (q *Queue) Step(ctx context.Context, j Job) bool {
	device, err := q.Open(j.Printer)
	if err != nil {
		fault := &Fault{Code: BadAddress, Err: err}
		if j.State != Waiting {
			fault.Sent = Perhaps
		}
		return q.settle(ctx, j, fault)
	}
	if j.State == Waiting {
		return q.send(ctx, device, j)
	}
	return q.follow(ctx, device, j)
}

// send hands a job over for the first time. That it is about to leave is on
// record before it does.
func (q *Queue) send(ctx context.Context, device Device, j Job) bool {
	paper, err := q.Keeper.Paper(j.ID)
	if err != nil {
		return q.settle(ctx, j, &Fault{Code: Broken, Err: err})
	}
	leaving, err := q.change(j.ID, func(now *Job) error {
		if now.State != Waiting {
			return errMoved
		}
		now.State, now.Ticket = Sending, ""
		now.Tries++
		return nil
	})
	if err != nil {
		return errors.Is(err, errMoved)
	}
	err = device.Print(ctx, leaving.Name(), paper, q.teller(leaving.ID))
	return q.settle(ctx, leaving, err)
}

// follow goes on with a job that was on its way when the program or the line
// broke off.
func (q *Queue) follow(ctx context.Context, device Device, j Job) bool {
	err := device.Follow(ctx, j.Name(), j.Ticket, q.teller(j.ID))
	var fault *Fault
	if errors.As(err, &fault) && fault.Sent == Never {
		fault.Sent = Perhaps // Follow sends nothing: what was known before still holds
	}
	return q.settle(ctx, j, err)
}

// teller keeps what a device says on the way.
func (q *Queue) teller(id string) func(Progress) {
	return func(p Progress) {
		_, err := q.change(id, func(j *Job) error {
			if !movable(*j) || j.State == Waiting {
				return errMoved
			}
			j.State, j.Reasons, j.Fault = Printing, p.Reasons, ""
			if p.Ticket != "" {
				j.Ticket = p.Ticket
			}
			if len(p.Reasons) > 0 {
				j.State = Stopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, errMoved) {
			q.Log.Error("keep the progress of a print", "job", id, "error", err)
		}
	}
}

// settle keeps how an attempt ended. It returns false where the device has to
// be tried again later.
func (q *Queue) settle(ctx context.Context, j Job, outcome error) bool {
	again := false
	_, err := q.change(j.ID, func(now *Job) error {
		if !movable(*now) || now.Tries != j.Tries {
			return errMoved
		}
		again = judge(now, outcome, ctx.Err() != nil)
		return nil
	})
	if outcome != nil {
		q.Log.Warn("print", "job", j.ID, "title", j.Title, "printer", j.Printer, "error", outcome)
	}
	return (err == nil || errors.Is(err, errMoved)) && !again
}

// judge is what an outcome makes of a job, and whether the device has to be
// tried again.
func judge(j *Job, outcome error, closing bool) (again bool) {
	if outcome == nil {
		j.State, j.Fault, j.Reasons = Done, "", nil
		return false
	}
	fault := &Fault{Code: Unreachable, Sent: Perhaps, Err: outcome}
	errors.As(outcome, &fault)
	if closing && fault.Sent != Never {
		return true // the next start asks the device
	}
	j.Fault, j.Reasons = fault.Code, fault.Reasons
	switch fault.Code {
	case Unreachable, Busy, Halted, BadAnswer:
		if fault.Sent == Never {
			j.State = Waiting
		}
		return true
	case Aborted, Withdrawn:
		j.State = Failed
	default:
		j.State = Failed
		if fault.Sent != Never {
			j.State = Unclear // it may have been printed: only eyes can tell
		}
	}
	return false
}

// change changes a job and says so.
func (q *Queue) change(id string, change func(*Job) error) (Job, error) {
	j, err := q.Keeper.ChangeJob(id, func(j *Job) error {
		if err := change(j); err != nil {
			return err
		}
		j.Changed = q.Now()
		return nil
	})
	switch {
	case err == nil && q.Changed != nil:
		q.Changed(j)
	case err != nil && !errors.Is(err, errMoved):
		q.Log.Error("keep a print job", "job", id, "error", err)
	}
	return j, err
}
