package postgres

import (
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// askInstallation asks for one installation.
const askInstallation = `select installation from installations where id = $1`

// askStretch asks for the head and, in the same snapshot, for the office's
// events behind a place. The bytes of an event beyond the limits stay away: it
// only says that there is more.
const askStretch = `
	select head.place, found.place, found.hash, found.raw from head left join lateral (
		select place, hash, case when nth = 1 or nth <= $3 and before < $4 then raw end as raw from (
			select place, hash, raw, row_number() over following as nth,
				sum(octet_length(raw)) over following - octet_length(raw) as before
			from (select place, hash, raw from log where office = $1 and place > $2 order by place limit $3 + 1) as next
			window following as (order by place)
		) as measured
	) as found on true where head.one order by found.place`

// After returns the events of the office behind a place.
func (l *Log) After(office string, place uint64, limit, maxBytes int) (hub.Stretch, error) {
	ctx, cancel := patient()
	defer cancel()
	if !isText(office) {
		office = ""
	}
	rows, err := l.pool.Query(ctx, askStretch, office, min(place, math.MaxInt64), max(limit, 1), maxBytes)
	if err != nil {
		return hub.Stretch{}, fmt.Errorf("postgres: read the log: %w", err)
	}
	s, err := stretch(rows)
	if err != nil {
		return hub.Stretch{}, fmt.Errorf("postgres: read the log: %w", err)
	}
	return s, nil
}

func stretch(rows pgx.Rows) (hub.Stretch, error) {
	var s hub.Stretch
	var at *uint64
	var hash *string
	var raw []byte
	_, err := pgx.ForEachRow(rows, []any{&s.Last, &at, &hash, &raw}, func() error {
		switch {
		case at == nil:
			return nil // the head alone
		case raw == nil:
			s.More = true
			return nil
		}
		s.Events = append(s.Events, replica.Ordered{Order: *at, Event: raw})
		return check(*at, *hash, raw)
	})
	return s, err
}

// Case returns the events of a case in the global order.
func (l *Log) Case(id string) ([]casefile.Event, error) {
	if !isText(id) {
		return nil, nil
	}
	ctx, cancel := patient()
	defer cancel()
	rows, err := l.pool.Query(ctx, askCases, []string{id})
	if err != nil {
		return nil, fmt.Errorf("postgres: read case %s: %w", id, err)
	}
	found := newFacts()
	if err := found.readCases(rows); err != nil {
		return nil, fmt.Errorf("postgres: read case %s: %w", id, err)
	}
	return found.cases[id], nil
}

// Find says which case of the office carries a number.
func (l *Log) Find(office, number string) (caseID string, ok bool, err error) {
	return look[string](l, `select case_id from numbers where office = $1 and number = $2`, office, number)
}

// Installation is the enrolled installation with that id.
func (l *Log) Installation(id string) (hub.Installation, bool, error) {
	return look[hub.Installation](l, askInstallation, id)
}

// Installations lists all installations, by id.
func (l *Log) Installations() ([]hub.Installation, error) {
	ctx, cancel := patient()
	defer cancel()
	rows, err := l.pool.Query(ctx, `select installation from installations order by id`)
	if err != nil {
		return nil, fmt.Errorf("postgres: read the installations: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[hub.Installation])
	if err != nil {
		return nil, fmt.Errorf("postgres: read the installations: %w", err)
	}
	return list, nil
}

// NamedFile is a file that an event of the office has named.
func (l *Log) NamedFile(office, hash string) (hub.NamedFile, bool, error) {
	return look[hub.NamedFile](l, `select json_build_object('Size', size, 'Brought', brought)
		from named_files where office = $1 and hash = $2`, office, hash)
}

// Refused lists entries that found no place.
func (l *Log) Refused(installation string, seq uint64, limit int) ([]hub.RefusedEvent, error) {
	if !isText(installation) {
		installation = ""
	}
	ctx, cancel := patient()
	defer cancel()
	rows, err := l.pool.Query(ctx, `select behind, reason, raw, 0::bigint as place from refused where (installation, seq) > ($1, $2) and place is null
		order by installation, seq limit $3`, installation, min(seq, math.MaxInt64), limit)
	if err != nil {
		return nil, fmt.Errorf("postgres: list refused entries: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[hub.RefusedEvent])
	if err != nil {
		return nil, fmt.Errorf("postgres: list refused entries: %w", err)
	}
	return list, nil
}

// Cases lists ids of cases behind one. It goes from one to the next along the
// index, past all events of each.
func (l *Log) Cases(behind string, limit int) ([]string, error) {
	ctx, cancel := patient()
	defer cancel()
	rows, err := l.pool.Query(ctx, `
		with recursive listed (id, nth) as (
			(select case_id, 1 from log where case_id > $1 order by case_id limit 1)
			union all
			select (select case_id from log where case_id > listed.id order by case_id limit 1), nth + 1
			from listed where id is not null and nth < $2
		) select id from listed where id is not null`, behind, limit)
	if err != nil {
		return nil, fmt.Errorf("postgres: list cases: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("postgres: list cases: %w", err)
	}
	return ids, nil
}

// Record is what was kept under a name, nil for nothing.
func (l *Log) Record(name string) ([]byte, error) {
	ctx, cancel := patient()
	defer cancel()
	raw, err := record(ctx, l.pool, name)
	if err != nil {
		return nil, fmt.Errorf("postgres: read: %w", err)
	}
	return raw, nil
}

// look reads one value, which may not be there.
func look[V any](l *Log, question string, key ...string) (V, bool, error) {
	ctx, cancel := patient()
	defer cancel()
	v, err := one[V](ctx, l.pool, question, key...)
	if err != nil {
		err = fmt.Errorf("postgres: read: %w", err)
	}
	return v.value, v.there, err
}

// IssuingKey is the private key of the centre.
func (l *Log) IssuingKey(create func() ([]byte, error)) ([]byte, error) {
	const ask = `select value from secrets where name = $1`
	if key, ok, err := look[[]byte](l, ask, "issuing-key"); ok || err != nil {
		return key, err
	}
	var key []byte
	g := newGroup(acquainted{})
	err := l.exclusively(g, func() error {
		kept, err := one[[]byte](g.ctx, g.db, ask, "issuing-key")
		if key = kept.value; kept.there || err != nil {
			return err
		}
		if key, err = create(); err != nil {
			return err
		}
		_, err = g.db.Exec(g.ctx, `insert into secrets (name, value) values ('issuing-key', $1)`, key)
		return err
	})
	return key, err
}
