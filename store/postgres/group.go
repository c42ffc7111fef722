package postgres

import (
	"context"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// group is what shares one transaction of the database: actions that run one
// after the other over the same memory.
type group struct {
	ctx     context.Context
	db      database                   // in the transaction
	known   acquainted                 // to the groups before
	head    uint64                     // the newest place before this group
	fetched facts                      // as the database has them
	leased  map[string][]replica.Lease // by installation, as the database has them
	read    map[string]bool            // names of the records that were asked for
	changed changes                    // by the actions that went well
}

// pair is a key of two parts.
type pair struct{ one, two string }

// maybe is a value that may be known to be absent.
type maybe[V any] struct {
	value V
	there bool
}

// facts are what is known of the log.
type facts struct {
	kept          map[string]maybe[hub.Kept]         // by event id
	tails         map[string]hub.Link                // by installation
	cases         map[string][]casefile.Event        // by case
	numbers       map[pair]maybe[string]             // office, number → case
	series        map[string]uint64                  // last number taken
	leases        map[pair]maybe[replica.Lease]      // installation, id
	installations map[string]maybe[hub.Installation] // by id
	windows       map[pair]maybe[string]             // office, window → installation
	records       map[string][]byte                  // by name, nil for none
}

// changes are facts that the database does not have yet.
type changes struct {
	facts
	admitted []hub.Entry // in the order of their places, the first behind the head
	refused  []refusal
	files    map[pair]int64 // office, hash → size
	brought  map[pair]bool  // office, hash

	readmitted map[link]uint64   // refused entry → place
	raised     map[string]uint64 // series → numbers up to this one are taken
}

// link is a link of a chain.
type link struct {
	installation string
	seq          uint64
}

// refusal is an entry that found no place.
type refusal struct {
	hub.Entry
	reason  string
	behind  uint64 // the newest place when it came
	answers bool   // nothing else answers for its id
}

func newGroup(known acquainted) *group {
	return &group{known: known, fetched: newFacts(), changed: newChanges(), read: map[string]bool{}, leased: map[string][]replica.Lease{}}
}

// database is a connection that questions and changes go over.
type database interface {
	querier
	Query(ctx context.Context, question string, args ...any) (pgx.Rows, error)
	Exec(ctx context.Context, statement string, args ...any) (pgconn.CommandTag, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

func newFacts() facts {
	return facts{
		kept: map[string]maybe[hub.Kept]{}, tails: map[string]hub.Link{}, cases: map[string][]casefile.Event{},
		numbers: map[pair]maybe[string]{}, series: map[string]uint64{}, leases: map[pair]maybe[replica.Lease]{},
		installations: map[string]maybe[hub.Installation]{}, windows: map[pair]maybe[string]{},
		records: map[string][]byte{},
	}
}

func newChanges() changes {
	return changes{
		facts: newFacts(), files: map[pair]int64{}, brought: map[pair]bool{}, readmitted: map[link]uint64{}, raised: map[string]uint64{},
	}
}

// run runs one action. What it did counts only if it went well.
func (g *group) run(action func(hub.Tx) error) (err error) {
	own := newChanges()
	// A fault in one action must not end the process of all the others.
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("postgres: the action broke off: %v", fault)
		}
	}()
	if err := action(&transaction{group: g, changes: &own}); err != nil {
		return err
	}
	g.changed.take(own)
	return nil
}

// take adds later changes.
func (c *changes) take(later changes) {
	maps.Copy(c.kept, later.kept)
	maps.Copy(c.tails, later.tails)
	maps.Copy(c.cases, later.cases)
	maps.Copy(c.numbers, later.numbers)
	maps.Copy(c.series, later.series)
	maps.Copy(c.leases, later.leases)
	maps.Copy(c.installations, later.installations)
	maps.Copy(c.windows, later.windows)
	maps.Copy(c.records, later.records)
	maps.Copy(c.files, later.files)
	maps.Copy(c.brought, later.brought)
	maps.Copy(c.readmitted, later.readmitted)
	for series, to := range later.raised {
		c.raised[series] = max(to, c.raised[series])
	}
	c.admitted = append(c.admitted, later.admitted...)
	c.refused = append(c.refused, later.refused...)
}
