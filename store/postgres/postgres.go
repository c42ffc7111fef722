// Package postgres keeps the log of the central system on PostgreSQL (14 or
// later): any number of hub processes work on one database.
//
// A writer's actions run one after the other over what the database held, in
// memory, and their effects go to the database together: one transaction, one
// sync for all that arrived meanwhile. Every such transaction locks the one row
// of the table head first. So transactions of all processes are serial, and a
// place in the global order becomes visible only after all below it: a reader
// behind a cursor misses nothing, as it would with a sequence, whose later
// number may be committed first.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// patience is how long the database may take for one transaction or one look.
const patience = 30 * time.Second

// ErrClosed says that the log has been closed.
var ErrClosed = errors.New("postgres: the log is closed")

// Log is the central log on one database. Safe for concurrent use.
type Log struct {
	pool *pgxpool.Pool
	jobs chan job
	writer
	closing context.Context
	close   context.CancelFunc
	ended   sync.WaitGroup
}

// writer is what the one who runs the groups remembers of those before.
type writer struct {
	usual  []string // records that the last asked for, as the next will
	known  acquainted
	shared int           // how many actions shared the last
	took   time.Duration // what it took
}

// Open connects to the database that the URL names (postgres://…, see the
// documentation of libpq) and lays it out, or brings an older layout up to
// date. A database of a later layout is left alone.
func Open(ctx context.Context, url string) (*Log, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	config.AfterConnect = prepare
	if err := migrate(ctx, config.ConnConfig); err != nil {
		return nil, fmt.Errorf("postgres: lay the database out: %w", err)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	l := &Log{pool: pool, jobs: make(chan job), writer: writer{known: acquainted{}}}
	l.closing, l.close = context.WithCancel(context.Background())
	l.ended.Go(l.commitAll)
	return l, nil
}

// prepare sets a new connection up. Durable means durable, whatever the
// server's default. And every query here has its index: a plan that was made
// while the tables were nearly empty must not read all of them later on. None is
// long enough to be worth compiling.
func prepare(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, `select set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),
		case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', false) end`)
	return err
}

// Close waits for what is under way and disconnects.
func (l *Log) Close() error {
	l.close()
	l.ended.Wait()
	l.pool.Close()
	return nil
}

// patient is a context for one piece of work at the database.
func patient() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), patience)
}
