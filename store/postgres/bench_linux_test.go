package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/store/postgres"
)

const (
	clients = 50
	office  = "330402-01"
)

// BenchmarkWrite measures how many events a second 50 clients make durable, each
// with the questions that the hub asks before it admits one, on logs of two
// lengths. The reference beside it inserts the same bytes into a plain table.
func BenchmarkWrite(b *testing.B) {
	for _, kept := range []int{10_000, 1_000_000} {
		url := server.Database(b)
		log, err := openLog(url)
		if err != nil {
			b.Fatal(err)
		}
		pool, err := pgxpool.New(context.Background(), url+fmt.Sprint("&pool_max_conns=", clients))
		if err != nil {
			b.Fatal(err)
		}
		fill(b, pool, kept)
		for _, batch := range []int{1, 100} {
			name := fmt.Sprintf("kept=%d/batch=%d", kept, batch)
			b.Run(name+"/log", func(b *testing.B) {
				measure(b, batch, func(entries []hub.Entry) error { return admitAsHub(log, entries) })
			})
			b.Run(name+"/insert", func(b *testing.B) {
				measure(b, batch, func(entries []hub.Entry) error { return insert(pool, entries) })
			})
		}
		pool.Close()
		if err := log.Close(); err != nil {
			b.Error(err)
		}
	}
}

// runs numbers the measurements: none may use the ids of another.
var runs atomic.Uint64

// measure lets the clients write b.N events in batches.
func measure(b *testing.B, batch int, write func([]hub.Entry) error) {
	per := (b.N + clients*batch - 1) / (clients * batch) // batches of each client
	all, run := make([][]hub.Entry, clients), runs.Add(1)
	for i := range all {
		all[i] = entries(b, run, i, per*batch)
	}
	b.ResetTimer()
	var wait sync.WaitGroup
	for _, mine := range all {
		wait.Go(func() {
			for len(mine) > 0 {
				if err := write(mine[:batch]); err != nil {
					b.Error(err)
					return
				}
				mine = mine[batch:]
			}
		})
	}
	wait.Wait()
	total := float64(clients * per * batch)
	b.ReportMetric(total/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/total, "µs/event")
}

// entries are the events of one client.
func entries(b *testing.B, run uint64, client, n int) []hub.Entry {
	w := hubtest.NewCounter(b, byte(client), office, fmt.Sprint(client))
	w.Installation = fmt.Sprintf("%s-%d", w.Installation, run)
	list := make([]hub.Entry, n)
	for i := range list {
		number := fmt.Sprintf("%d-%d-%d", run, client, i)
		e := w.Receive(number)
		e.ID, e.Case = fmt.Sprintf("%s-%d", e.ID, run), fmt.Sprintf("%s-%d", e.Case, run)
		raw, err1 := e.Bytes()
		hash, err2 := e.Hash()
		if err := errors.Join(err1, err2); err != nil {
			b.Fatal(err)
		}
		list[i] = hub.Entry{Event: e, Raw: raw, Hash: hash, Office: office, Numbers: []string{number}}
	}
	return list
}

// admitAsHub asks what the hub asks before it admits.
func admitAsHub(log *postgres.Log, entries []hub.Entry) error {
	return log.Write(func(tx hub.Tx) error {
		for _, e := range entries {
			_, _, err1 := tx.Kept(e.Event.ID)
			_, err2 := tx.Tail(e.Event.Installation)
			_, err3 := tx.Case(e.Event.Case)
			_, _, err4 := tx.Find(e.Office, e.Numbers[0])
			_, err5 := tx.Admit(e)
			if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
				return err
			}
		}
		return nil
	}, entries...)
}

// insert is the reference: one statement, one commit, a sequence for the order.
func insert(pool *pgxpool.Pool, entries []hub.Entry) error {
	raws := make([][]byte, len(entries))
	for i, e := range entries {
		raws[i] = e.Raw
	}
	_, err := pool.Exec(context.Background(), `insert into plain (raw) select unnest($1::bytea[])`, raws)
	return err
}

// fill puts events into the log, and makes the table of the reference.
func fill(b *testing.B, pool *pgxpool.Pool, n int) {
	ctx := context.Background()
	for _, statement := range []string{
		`create table plain (place bigserial primary key, raw bytea not null)`,
		fmt.Sprintf(`insert into log (place, id, case_id, office, installation, seq, hash, raw)
			select n, 'e' || md5(n::text), 'c' || md5((n / 6)::text), '%s', 'i' || n %% 400, n / 400, repeat('0', 64),
				convert_to(repeat(md5(n::text), 37), 'UTF8')
			from generate_series(1, %d) n`, office, n),
		fmt.Sprintf(`insert into numbers (office, number, case_id)
			select '%s', md5(n::text), 'c' || md5(n::text) from generate_series(1, %d) n`, office, n/3),
		fmt.Sprintf(`update head set place = %d`, n),
		`vacuum analyze`,
		`checkpoint`,
	} {
		if _, err := pool.Exec(ctx, statement); err != nil {
			b.Fatal(err)
		}
	}
}
