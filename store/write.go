package store

import (
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/spool"
)

// Write runs one action as one transaction. The action asks its Writer and not
// the Store: a reading transaction inside a writing one can lock both for good.
func (s *Store) Write(action func(desk.Writer) error) error {
	return s.update(func(t *tx) error { return action(writer{t}) })
}

// writer is the inside of one action. It dies with its transaction.
type writer struct{ t *tx }

// Case folds the case with what this action has already added.
func (w writer) Case(id string) (casefile.Case, error) { return w.t.fold(id) }

// Append gives the event its place in this installation's chain and keeps it.
func (w writer) Append(e casefile.Event) error { return w.t.append(e) }

// Latest is when the last event of this installation's chain was written, zero
// where there is none, or none is kept.
func (w writer) Latest() (time.Time, error) {
	id := w.t.bucket(bucketChain).Get(number(numberOf(w.t.meta("seq"))))
	if id == nil {
		return time.Time{}, nil
	}
	e, err := w.t.event(string(id))
	return e.At, err
}

// Next is the next number of a counter of this installation, from 1.
func (w writer) Next(series string) (uint64, error) {
	b := w.t.bucket(bucketSeries)
	last := b.Get([]byte(series))
	n := numberOf(last) + 1
	if last == nil {
		n = w.t.start(series) + 1
	}
	if err := b.Put([]byte(series), number(n)); err != nil {
		return 0, err
	}
	return n, w.t.noteTaken(series, n, false)
}

// Take is the next number of a leased block; ok is false where none is left.
func (w writer) Take(kind replica.NumberKind, year int) (uint64, bool, error) {
	n, ok, err := w.t.take(kind, year)
	if err != nil || !ok {
		return 0, false, err
	}
	return n, true, w.t.noteTaken(desk.LeaseSeries(kind, year), n, false)
}

// DropDraft ends the draft the action came from.
func (w writer) DropDraft(id string) error { return w.t.drop(bucketDrafts, id) }

// PutJob puts a print into the queue.
func (w writer) PutJob(j spool.Job, p spool.Paper) error { return w.t.putJob(j, p) }

// ChangeJob changes a job of the queue.
func (w writer) ChangeJob(id string, change func(*spool.Job) error) (spool.Job, error) {
	return w.t.changeJob(id, change)
}
