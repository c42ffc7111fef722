package postgres

import (
	"encoding/hex"

	"github.com/emmansun/gmsm/sm3"
	"github.com/jackc/pgx/v5"
)

// flush puts down all changes.
func (g *group) flush(b *pgx.Batch) {
	c := &g.changed
	g.putLog(b)
	g.putRefused(b)
	c.putTails(b)
	g.putNumbers(b)
	c.putFiles(b)
	c.putSeries(b)
	c.putLeases(b)
	c.putInstallations(b)
	c.putWindows(b)
	c.putRecords(b)
}

func (g *group) putLog(b *pgx.Batch) {
	n := len(g.changed.admitted)
	if n == 0 {
		return
	}
	ids, cases, offices := make([]string, n), make([]string, n), make([]string, n)
	installations, seqs := make([]string, n), make([]uint64, n)
	hashes, raws := make([]string, n), make([][]byte, n)
	for i, e := range g.changed.admitted {
		ids[i], cases[i], offices[i] = e.Event.ID, e.Event.Case, e.Office
		installations[i], seqs[i] = e.Event.Installation, e.Event.Seq
		hashes[i], raws[i] = e.Hash, e.Raw
	}
	b.Queue(`insert into log (place, id, case_id, office, installation, seq, hash, raw)
		select $1 + nth, id, case_id, office, installation, seq, hash, raw
		from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bytea[])
		with ordinality as new (id, case_id, office, installation, seq, hash, raw, nth)`,
		g.head, ids, cases, offices, installations, seqs, hashes, raws)
	b.Queue(`update head set place = $1 where one`, g.head+uint64(n))
	b.Queue("notify " + channel)
}

func (g *group) putRefused(b *pgx.Batch) {
	for _, r := range g.changed.refused {
		b.Queue(`insert into refused (installation, seq, id, hash, reason, behind, answers, raw) values ($1, $2, $3, $4, $5, $6, $7, $8)
			on conflict (installation, seq) do update set (id, hash, reason, behind, answers, raw) =
			(excluded.id, excluded.hash, excluded.reason, excluded.behind, excluded.answers, excluded.raw)`,
			r.Event.Installation, r.Event.Seq, r.Event.ID, r.Hash, r.reason, r.behind, r.answers, r.Raw)
	}
	for at, place := range g.changed.readmitted {
		b.Queue(`update refused set place = $3, answers = false where installation = $1 and seq = $2`, at.installation, at.seq, place)
	}
}

func (c *changes) putTails(b *pgx.Batch) {
	if len(c.tails) == 0 {
		return
	}
	var installations, hashes []string
	var seqs []uint64
	for installation, tail := range c.tails {
		installations, seqs, hashes = append(installations, installation), append(seqs, tail.Seq), append(hashes, tail.Hash)
	}
	b.Queue(`insert into chains (installation, seq, hash) select * from unnest($1::text[], $2::bigint[], $3::text[])
		on conflict (installation) do update set seq = excluded.seq, hash = excluded.hash`, installations, seqs, hashes)
}

// putNumbers puts down which case carries a number. One of which the database has
// said that no case does is put in without being sought again, nearly all of them.
func (g *group) putNumbers(b *pgx.Batch) {
	fresh, others := map[pair]maybe[string]{}, map[pair]maybe[string]{}
	for key, id := range g.changed.numbers {
		if before, asked := g.fetched.numbers[key]; asked && !before.there {
			fresh[key] = id
		} else {
			others[key] = id
		}
	}
	const insert = `insert into numbers (office, number, case_id) select * from unnest($1::text[], $2::text[], $3::text[])`
	queueNumbers(b, insert, fresh)
	queueNumbers(b, insert+` on conflict (office, number) do update set case_id = excluded.case_id`, others)
}

func queueNumbers(b *pgx.Batch, statement string, list map[pair]maybe[string]) {
	if len(list) == 0 {
		return
	}
	offices, numbers := halves(list)
	cases := make([]string, len(offices))
	for i := range offices {
		cases[i] = list[pair{offices[i], numbers[i]}].value
	}
	b.Queue(statement, offices, numbers, cases)
}

func (c *changes) putFiles(b *pgx.Batch) {
	for key, size := range c.files {
		b.Queue(`insert into named_files (office, hash, size) values ($1, $2, $3)
			on conflict (office, hash) do update set size = excluded.size where not named_files.brought`, key.one, key.two, size)
	}
	for key := range c.brought {
		b.Queue(`update named_files set brought = true where office = $1 and hash = $2`, key.one, key.two)
	}
}

func (c *changes) putSeries(b *pgx.Batch) {
	for name, last := range c.series {
		b.Queue(`insert into series (name, last) values ($1, $2) on conflict (name) do update set last = excluded.last`, name, last)
	}
	for name, to := range c.raised {
		b.Queue(`insert into series (name, last) values ($1, $2)
			on conflict (name) do update set last = greatest(series.last, excluded.last)`, name, to)
	}
}

func (c *changes) putLeases(b *pgx.Batch) {
	for key, l := range c.leases {
		b.Queue(`insert into leases (installation, id, lease) values ($1, $2, $3)
			on conflict (installation, id) do update set lease = excluded.lease`, key.one, key.two, l.value)
	}
}

func (c *changes) putInstallations(b *pgx.Batch) {
	for id, i := range c.installations {
		b.Queue(`insert into installations (id, installation) values ($1, $2)
			on conflict (id) do update set installation = excluded.installation`, id, i.value)
	}
}

func (c *changes) putWindows(b *pgx.Batch) {
	for key, holder := range c.windows {
		if !holder.there {
			b.Queue(`delete from windows where office = $1 and name = $2`, key.one, key.two)
			continue
		}
		b.Queue(`insert into windows (office, name, installation) values ($1, $2, $3)
			on conflict (office, name) do update set installation = excluded.installation`, key.one, key.two, holder.value)
	}
}

func (c *changes) putRecords(b *pgx.Batch) {
	for name, record := range c.records {
		if record == nil {
			b.Queue(`delete from records where name = $1`, name)
			continue
		}
		sum := sm3.Sum(record)
		b.Queue(`insert into records (name, hash, record) values ($1, $2, $3)
			on conflict (name) do update set hash = excluded.hash, record = excluded.record`, name, hex.EncodeToString(sum[:]), record)
	}
}
