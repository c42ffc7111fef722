package spool

import (
	"context"
	"errors"
)

// ErrState says that what a person asked for cannot be done to a job as it
// stands now.
var ErrState = errors.New("spool: not in this state")

// Retry sends a job once more that a device refused or gave up, or that still
// waits for a device. Printer may name another device of the same format; ""
// keeps the one it has.
func (q *Queue) Retry(id, printer string) error {
	return q.order(id, func(j *Job) error {
		if j.State != Failed && (j.State != Waiting || j.Fault == "") {
			return ErrState
		}
		j.again(printer)
		return nil
	})
}

// Answer is what a person saw: whether the paper of an unclear job came out.
// Where it did the job is done; where it did not it is sent once more. That it
// came out may also be said of a job whose device cannot be reached any more.
func (q *Queue) Answer(id string, cameOut bool, printer string) error {
	return q.order(id, func(j *Job) error {
		switch {
		case j.State != Unclear && (!cameOut || !j.Lost()):
			return ErrState
		case cameOut:
			j.State, j.Fault, j.Reasons = Done, "", nil
		default:
			j.again(printer)
		}
		return nil
	})
}

// Lost says whether the device that has or may have the job cannot be asked.
func (j Job) Lost() bool {
	return j.Fault != "" && (j.State == Sending || j.State == Printing || j.State == Stopped)
}

func (j *Job) again(printer string) {
	j.State, j.Fault, j.Reasons, j.Ticket, j.GiveUp = Waiting, "", nil, "", ""
	if printer != "" {
		j.Printer = printer
	}
}

// Cancellable says whether a job can be given up at once: nothing of it is at a
// device now.
func (j Job) Cancellable() bool { return j.State == Waiting || j.State.Held() }

// Cancel gives a job up. It is what a keeper applies in the transaction that
// also records the void print.
func (j *Job) Cancel() error {
	if !j.Cancellable() {
		return ErrState
	}
	j.State, j.Fault, j.Reasons = Cancelled, "", nil
	return nil
}

// TakeBack asks the device to stop a job that it has. The reason stays with the
// job; when the device has stopped, the job is Failed with code Withdrawn.
func (q *Queue) TakeBack(ctx context.Context, id, reason string) error {
	j, err := q.change(id, func(j *Job) error {
		if j.State != Printing && j.State != Stopped {
			return ErrState
		}
		j.GiveUp = reason
		return nil
	})
	if err != nil {
		return err
	}
	device, err := q.Open(j.Printer)
	if err != nil {
		return err
	}
	return device.Cancel(ctx, j.Name(), j.Ticket)
}

func (q *Queue) order(id string, change func(*Job) error) error {
	_, err := q.change(id, change)
	if err == nil {
		q.Wake()
	}
	return err
}
