package postgres

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

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

// gather takes who waits already. Where far fewer wait than shared the last
// transaction, those whom it answered are about to come back: a group of one or two
// would keep them all waiting for a commit of its own. So it waits for half as many,
// for a part of the time that the commit took; who is alone never waits.
func (l *Log) gather(first job) []job {
	jobs, entries := []job{first}, len(first.about)
	patience := time.NewTimer(min(l.took/4, mostPatience))
	defer patience.Stop()
	for len(jobs) < maxActions && entries < maxEntries {
		j, ok := l.next(2*len(jobs) < l.shared, patience.C)
		if !ok {
			break
		}
		jobs = append(jobs, j)
		entries += len(j.about)
	}
	return jobs
}

// mostPatience is how long a group waits for others at most.
const mostPatience = 2 * time.Millisecond

// next is a job that waits already, or that comes in time.
func (l *Log) next(patient bool, over <-chan time.Time) (j job, ok bool) {
	select {
	case j = <-l.jobs:
		return j, true
	default:
	}
	if !patient {
		return job{}, false
	}
	select {
	case j = <-l.jobs:
		return j, true
	case <-over:
		return job{}, false
	}
}

// commit runs the jobs in one transaction and tells each how it went.
func (l *Log) commit(jobs []job) {
	failures := make([]error, len(jobs))
	began := time.Now()
	g := newGroup(l.known)
	g.expect(jobs)
	for _, name := range l.usual {
		g.fetched.records[name] = nil
	}
	err := l.exclusively(g, func() error {
		for i, j := range jobs {
			failures[i] = g.run(j.action)
		}
		return nil
	})
	l.usual, l.shared, l.took = slices.Collect(maps.Keys(g.read)), len(jobs), time.Since(began)
	for i, j := range jobs {
		if failures[i] == nil {
			failures[i] = err
		}
		j.done <- failures[i]
	}
}

// exclusively runs do in a transaction in which no other writer, of this process
// or another, is under way, and keeps what it changed. All that is known to be
// asked goes to the database with the lock, and all changes with the commit:
// two journeys, however many actions there are.
func (l *Log) exclusively(g *group, do func() error) error {
	ctx, cancel := patient()
	defer cancel()
	c, err := l.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("postgres: write: %w", err)
	}
	defer c.Release()
	g.ctx, g.db = ctx, c
	if err = g.begin(); err == nil {
		err = do()
	}
	if err == nil {
		err = g.commit()
	}
	if err != nil {
		// Where the line is broken the database does the same by itself.
		_, _ = c.Exec(ctx, "rollback")
		return fmt.Errorf("postgres: write: %w", err)
	}
	return nil
}

// begin waits for the turn of this group and reads what it expects to need.
func (g *group) begin() error {
	var b pgx.Batch
	b.Queue("begin")
	b.Queue("select place from head where one for update").QueryRow(func(row pgx.Row) error { return row.Scan(&g.head) })
	g.prefetch(&b)
	return g.db.SendBatch(g.ctx, &b).Close()
}

// commit makes all changes durable.
func (g *group) commit() error {
	var b pgx.Batch
	g.flush(&b)
	b.Queue("commit").Exec(func(done pgconn.CommandTag) error {
		if done.String() != "COMMIT" {
			return pgx.ErrTxCommitRollback // an action's question had failed
		}
		return nil
	})
	return g.db.SendBatch(g.ctx, &b).Close()
}
