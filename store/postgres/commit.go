package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"onewindow/app/hub"
)

// Limits of what shares one transaction: the others wait for it.
const (
	maxActions = 256
	maxEntries = 2000 // that the actions are about
)

// job is an action that waits for its turn.
type job struct {
	action func(hub.Tx) error
	about  []hub.Entry
	done   chan error
}

// Write runs action as one durable transaction. Actions that arrive together
// share one commit; one that fails takes no other with it.
func (l *Log) Write(action func(hub.Tx) error, about ...hub.Entry) error {
	j := job{action: action, about: about, done: make(chan error, 1)}
	select {
	case l.jobs <- j:
		return <-j.done
	case <-l.closing.Done():
		return ErrClosed
	}
}

// commitAll runs whatever comes until the log is closed.
func (l *Log) commitAll() {
	for {
		select {
		case first := <-l.jobs:
			l.commit(l.gather(first))
		case <-l.closing.Done():
			return
		}
	}
}

// gather takes who waits already; it waits for nobody.
func (l *Log) gather(first job) []job {
	jobs, entries := []job{first}, len(first.about)
	for len(jobs) < maxActions && entries < maxEntries {
		select {
		case j := <-l.jobs:
			jobs = append(jobs, j)
			entries += len(j.about)
		default:
			return jobs
		}
	}
	return jobs
}

// commit runs the jobs in one transaction and tells each how it went.
func (l *Log) commit(jobs []job) {
	failures := make([]error, len(jobs))
	err := l.exclusively(func(ctx context.Context, tx pgx.Tx, head uint64) error {
		g := newGroup(ctx, tx, head)
		if err := g.prefetch(jobs); err != nil {
			return err
		}
		for i, j := range jobs {
			failures[i] = g.run(j.action)
		}
		return g.flush()
	})
	for i, j := range jobs {
		if failures[i] == nil {
			failures[i] = err
		}
		j.done <- failures[i]
	}
}

// exclusively runs do in a transaction in which no other writer, of this
// process or another, is under way. Head is the newest place.
func (l *Log) exclusively(do func(ctx context.Context, tx pgx.Tx, head uint64) error) error {
	ctx, cancel := patient()
	defer cancel()
	err := pgx.BeginFunc(ctx, l.pool, func(tx pgx.Tx) error {
		var head uint64
		if err := tx.QueryRow(ctx, `select place from head where one for update`).Scan(&head); err != nil {
			return err
		}
		return do(ctx, tx, head)
	})
	if err != nil {
		return fmt.Errorf("postgres: write: %w", err)
	}
	return nil
}
