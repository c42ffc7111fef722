package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/emmansun/gmsm/sm3"
	"github.com/jackc/pgx/v5"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// The questions, each for many keys at once.
const (
	askKept = `select id, place, hash, '' from log where id = any($1)
		union all select id, 0, hash, reason from refused where answers and id = any($1)`
	askTails   = `select installation, seq, hash from chains where installation = any($1)`
	askCases   = `select case_id, place, hash, raw from log where case_id = any($1) order by case_id, place`
	askRecords = `select name, hash, record from records where name = any($1)`
	// Of an installation that stands as it is remembered comes its version alone.
	askInstallations = `select i.id, i.xmin::text, case when i.xmin::text <> seen.version then i.installation end
		from unnest($1::text[], $2::text[]) as seen (id, version) join installations i using (id)`
	askNumbers = `select n.office, n.number, n.case_id from numbers n
		join unnest($1::text[], $2::text[]) as wanted (office, number) using (office, number)`
)

// expect notes what the jobs say they are about. What they ask for besides
// costs a journey of its own.
func (g *group) expect(jobs []job) {
	f := &g.fetched
	for _, j := range jobs {
		for _, e := range j.about {
			if checkEntry(e) != nil {
				continue // nothing is known of what cannot be kept
			}
			f.kept[e.Event.ID] = maybe[hub.Kept]{}
			f.tails[e.Event.Installation] = hub.Link{}
			f.installations[e.Event.Installation] = maybe[hub.Installation]{}
			if !e.Event.OfLogBook() { // nobody reads that to add to it
				f.cases[e.Event.Case] = nil
				f.installations[e.Event.Case] = maybe[hub.Installation]{} // whose log book it would be
			}
			for _, n := range e.Numbers {
				f.numbers[pair{e.Office, n}] = maybe[string]{}
			}
		}
	}
}

// prefetch asks for all that is expected to be needed.
func (g *group) prefetch(b *pgx.Batch) {
	f := &g.fetched
	if len(f.records) > 0 {
		b.Queue(askRecords, keys(f.records)).Query(f.readRecords)
	}
	if len(f.kept) == 0 {
		return
	}
	offices, numbers := halves(f.numbers)
	b.Queue(askKept, keys(f.kept)).Query(f.readKept)
	b.Queue(askTails, keys(f.tails)).Query(f.readTails)
	ids, versions := g.known.versions(f.installations)
	b.Queue(askInstallations, ids, versions).Query(func(rows pgx.Rows) error { return g.known.read(rows, f.installations) })
	b.Queue(askCases, keys(f.cases)).Query(f.readCases)
	b.Queue(askNumbers, offices, numbers).Query(f.readNumbers)
}

func (f *facts) readKept(rows pgx.Rows) error {
	var id string
	var k hub.Kept
	_, err := pgx.ForEachRow(rows, []any{&id, &k.Place, &k.Hash, &k.Reason}, func() error {
		f.kept[id] = maybe[hub.Kept]{k, true}
		return nil
	})
	return err
}

func (f *facts) readTails(rows pgx.Rows) error {
	var installation string
	var tail hub.Link
	_, err := pgx.ForEachRow(rows, []any{&installation, &tail.Seq, &tail.Hash}, func() error {
		f.tails[installation] = tail
		return nil
	})
	return err
}

func (f *facts) readRecords(rows pgx.Rows) error {
	var name, hash string
	var raw []byte
	_, err := pgx.ForEachRow(rows, []any{&name, &hash, &raw}, func() error {
		if !hasHash(raw, hash) {
			return fmt.Errorf("%w: record %s has another hash", hub.ErrDamaged, name)
		}
		f.records[name], raw = raw, nil
		return nil
	})
	return err
}

func (f *facts) readCases(rows pgx.Rows) error {
	var id, hash string
	var place uint64
	var raw []byte
	_, err := pgx.ForEachRow(rows, []any{&id, &place, &hash, &raw}, func() error {
		if err := check(place, hash, raw); err != nil {
			return err
		}
		e, err := casefile.Parse(raw)
		f.cases[id] = append(f.cases[id], e)
		return err
	})
	return err
}

func (f *facts) readNumbers(rows pgx.Rows) error {
	var key pair
	var id string
	_, err := pgx.ForEachRow(rows, []any{&key.one, &key.two, &id}, func() error {
		f.numbers[key] = maybe[string]{id, true}
		return nil
	})
	return err
}

// check finds bytes at a place of the log that are no longer those that were kept.
func check(place uint64, hash string, raw []byte) error {
	if !hasHash(raw, hash) {
		return fmt.Errorf("%w: the record at place %d has another hash", hub.ErrDamaged, place)
	}
	return nil
}

func hasHash(raw []byte, hash string) bool {
	sum := sm3.Sum(raw)
	return hex.EncodeToString(sum[:]) == hash
}

func (g *group) fetchKept(id string) (maybe[hub.Kept], error) {
	found := newFacts()
	err := g.ask(found.readKept, askKept, id)
	return found.kept[id], err
}

func (g *group) fetchTail(installation string) (hub.Link, error) {
	found := newFacts()
	err := g.ask(found.readTails, askTails, installation)
	return found.tails[installation], err
}

func (g *group) fetchCase(id string) ([]casefile.Event, error) {
	found := newFacts()
	err := g.ask(found.readCases, askCases, id)
	return found.cases[id], err
}

func (g *group) fetchNumber(key pair) (maybe[string], error) {
	found := newFacts()
	err := g.ask(found.readNumbers, askNumbers, key.one, key.two)
	return found.numbers[key], err
}

// ask puts a question for many keys about one. Nothing is known of a key that
// the database could not hold.
func (g *group) ask(read func(pgx.Rows) error, question string, key ...string) error {
	if !areText(key) {
		return nil
	}
	var lists []any
	for _, k := range key {
		lists = append(lists, []string{k})
	}
	rows, err := g.db.Query(g.ctx, question, lists...)
	if err != nil {
		return err
	}
	return read(rows)
}

func (g *group) fetchSeries(name string) (uint64, error) {
	last, err := one[uint64](g.ctx, g.db, `select last from series where name = $1`, name)
	return last.value, err
}

func (g *group) fetchLease(key pair) (maybe[replica.Lease], error) {
	return one[replica.Lease](g.ctx, g.db, `select lease from leases where installation = $1 and id = $2`, key.one, key.two)
}

func (g *group) fetchLeases(installation string) ([]replica.Lease, error) {
	if !areText([]string{installation}) {
		return nil, nil
	}
	rows, err := g.db.Query(g.ctx, `select lease from leases where installation = $1`, installation)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[replica.Lease])
}

func (g *group) fetchInstallation(id string) (maybe[hub.Installation], error) {
	return one[hub.Installation](g.ctx, g.db, askInstallation, id)
}

func (g *group) fetchHolder(key pair) (maybe[string], error) {
	return one[string](g.ctx, g.db, `select installation from windows where office = $1 and name = $2`, key.one, key.two)
}

func (g *group) fetchRecord(name string) ([]byte, error) { return record(g.ctx, g.db, name) }

// record reads what was kept under a name, nil for nothing.
func record(ctx context.Context, q querier, name string) ([]byte, error) {
	var raw []byte
	var hash string
	err := q.QueryRow(ctx, `select record, hash from records where name = $1`, name).Scan(&raw, &hash)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case !hasHash(raw, hash):
		return nil, fmt.Errorf("%w: record %s has another hash", hub.ErrDamaged, name)
	}
	return raw, nil
}

// querier is a transaction or the pool.
type querier interface {
	QueryRow(ctx context.Context, question string, args ...any) pgx.Row
}

// one reads one value, which may not be there. Nothing is known of a key that
// the database could not hold.
func one[V any](ctx context.Context, q querier, question string, key ...string) (maybe[V], error) {
	if !areText(key) {
		return maybe[V]{}, nil
	}
	args := make([]any, len(key))
	for i, k := range key {
		args[i] = k
	}
	var v V
	err := q.QueryRow(ctx, question, args...).Scan(&v)
	if errors.Is(err, pgx.ErrNoRows) {
		return maybe[V]{}, nil
	}
	return maybe[V]{v, err == nil}, err
}

func keys[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }

// halves lists the parts of keys side by side.
func halves[V any](m map[pair]V) (ones, twos []string) {
	ones, twos = make([]string, 0, len(m)), make([]string, 0, len(m))
	for key := range m {
		ones, twos = append(ones, key.one), append(twos, key.two)
	}
	return ones, twos
}
