package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"onewindow/app/hub"
	"onewindow/app/replica"
)

// pageSize is how many events are read at once.
const pageSize = 500

// Walk hands everything kept to visit, from one snapshot of the database.
func (l *Log) Walk(visit func(hub.Line) error) error {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(l.closing, l.pool, options, func(tx pgx.Tx) error {
		w := walk{l.closing, tx, visit}
		for _, step := range []func() error{w.windows, w.series, w.leases, w.records, w.owed, w.log} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("postgres: read all: %w", err)
	}
	return nil
}

// walk goes through one transaction.
type walk struct {
	ctx   context.Context
	tx    pgx.Tx
	visit func(hub.Line) error
}

func (w walk) windows() error {
	return each(w, `select office, name as window, installation from windows order by office, name`,
		func(h hub.HeldWindow) hub.Line { return hub.Line{Window: &h} })
}

func (w walk) series() error {
	return each(w, `select name, last from series order by name`, func(s hub.Series) hub.Line { return hub.Line{Series: &s} })
}

func (w walk) records() error {
	return each(w, `select name, record as bytes from records order by name`,
		func(r hub.NamedRecord) hub.Line { return hub.Line{Record: &r} })
}

func (w walk) owed() error {
	return each(w, `select office, hash from named_files where not brought order by office, hash`,
		func(o hub.OwedFile) hub.Line { return hub.Line{Owed: &o} })
}

// each visits every row, its columns named as the fields are.
func each[V any](w walk, question string, line func(V) hub.Line, args ...any) error {
	rows, err := w.tx.Query(w.ctx, question, args...)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[V])
	if err != nil {
		return err
	}
	for _, v := range all {
		if err := w.visit(line(v)); err != nil {
			return err
		}
	}
	return nil
}

func (w walk) leases() error {
	rows, err := w.tx.Query(w.ctx, `select lease from leases order by installation, id`)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[replica.Lease])
	if err != nil {
		return err
	}
	for _, l := range all {
		if err := w.visit(hub.Line{Lease: &l}); err != nil {
			return err
		}
	}
	return nil
}

// log visits the events, each refused entry behind its place.
func (w walk) log() error {
	for place := uint64(0); ; {
		page, err := w.page(place)
		if err != nil {
			return err
		}
		end := place
		if len(page) > 0 {
			end = page[len(page)-1].Place
		}
		late, err := w.refused(place, end, len(page) < pageSize)
		if err != nil {
			return err
		}
		if err := w.merge(page, late); err != nil || len(page) < pageSize {
			return err
		}
		place = end
	}
}

func (w walk) page(behind uint64) ([]hub.PlacedEvent, error) {
	rows, err := w.tx.Query(w.ctx, `select place, office, raw, hash from log where place > $1 order by place limit $2`, behind, pageSize)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, readPlaced)
}

// refused are the entries refused behind the places from one up to another, that
// one too if it is the last.
func (w walk) refused(from, to uint64, last bool) ([]hub.RefusedEvent, error) {
	if last {
		to++
	}
	rows, err := w.tx.Query(w.ctx, `select behind, reason, raw, coalesce(place, 0) as place from refused where behind >= $1 and behind < $2
		order by behind, installation, seq`, from, to)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[hub.RefusedEvent])
}

// merge visits events and refused entries in the order in which they came.
func (w walk) merge(events []hub.PlacedEvent, late []hub.RefusedEvent) error {
	for len(events)+len(late) > 0 {
		var l hub.Line
		if len(events) == 0 || len(late) > 0 && late[0].Behind < events[0].Place {
			l.Refused, late = &late[0], late[1:]
		} else {
			l.Event, events = &events[0], events[1:]
		}
		if err := w.visit(l); err != nil {
			return err
		}
	}
	return nil
}

func readPlaced(row pgx.CollectableRow) (hub.PlacedEvent, error) {
	var e hub.PlacedEvent
	var raw []byte
	var hash string
	if err := row.Scan(&e.Place, &e.Office, &raw, &hash); err != nil {
		return e, err
	}
	e.Raw = raw
	return e, check(e.Place, hash, raw)
}
