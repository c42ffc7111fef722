package postgres_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/store/postgres"
)

const (
	clients = 50
	office  = "330402-01"
)

// sizesVariable names the environment variable that lists the sizes of the logs
// to measure, in the order they are measured in, for instance 10000,10000000,10000,10000000:
// taken in turns they meet the same weather. Ten million events take 20 GB of the
// folder for temporary files.
const sizesVariable = "ONEWINDOW_BENCH_EVENTS"

// sizes are how many events the logs hold.
func sizes(b *testing.B) []int {
	list := []int{10_000, 1_000_000}
	if asked := os.Getenv(sizesVariable); asked != "" {
		list = nil
		for one := range strings.SplitSeq(asked, ",") {
			n, err := strconv.Atoi(one)
			if err != nil || n < 1 {
				b.Fatalf("%s: %q is no number of events", sizesVariable, one)
			}
			list = append(list, n)
		}
	}
	return list
}

// BenchmarkWrite measures how many events a second 50 clients make durable, each
// with the questions that the hub asks before it admits one, on logs of several
// lengths. One event in ten goes to a case from anywhere in the log. The
// reference beside it inserts the same bytes into a plain table. All logs are
// there before the first is measured, so that they are measured side by side.
func BenchmarkWrite(b *testing.B) {
	order, all := sizes(b), map[int]*filled{}
	for _, kept := range order {
		if all[kept] == nil {
			all[kept] = newFilled(b, kept)
			defer all[kept].close(b)
		}
	}
	for _, batch := range []int{1, 100} {
		for _, kept := range order {
			f := all[kept]
			name := fmt.Sprintf("kept=%d/batch=%d", f.kept, batch)
			b.Run(name+"/log", func(b *testing.B) {
				measure(b, batch, f.kept, func(entries []hub.Entry) error { return admitAsHub(f.log, entries) })
			})
			b.Run(name+"/insert", func(b *testing.B) {
				pool := f.pool(b)
				defer pool.Close()
				measure(b, batch, f.kept, func(entries []hub.Entry) error { return insert(pool, entries) })
			})
		}
	}
}

// filled is a log that holds many events already.
type filled struct {
	kept int
	log  *postgres.Log
	url  string
}

func newFilled(b *testing.B, kept int) *filled {
	url := server.Database(b)
	log, err := openLog(url)
	if err != nil {
		b.Fatal(err)
	}
	f := &filled{kept, log, url}
	pool := f.pool(b)
	defer pool.Close()
	fill(b, pool, kept)
	return f
}

// pool is a line to the database for each client.
func (f *filled) pool(b *testing.B) *pgxpool.Pool {
	pool, err := pgxpool.New(context.Background(), f.url+fmt.Sprint("&pool_max_conns=", clients))
	if err != nil {
		b.Fatal(err)
	}
	return pool
}

func (f *filled) close(b *testing.B) {
	if err := f.log.Close(); err != nil {
		b.Error(err)
	}
}

// runs numbers the measurements: none may use the ids of another.
var runs atomic.Uint64

// measure lets the clients write b.N events in batches.
func measure(b *testing.B, batch, kept int, write func([]hub.Entry) error) {
	per := (b.N + clients*batch - 1) / (clients * batch) // batches of each client
	all, run := make([][]hub.Entry, clients), runs.Add(1)
	for i := range all {
		all[i] = entries(b, run, i, per*batch, kept)
	}
	b.ResetTimer()
	before := spent(b)
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
	report(b, clients*per*batch, before)
}

// report tells events a second, and the processor time of an event: of both the
// clients and the server, and so much less shaken by what else the machine does.
func report(b *testing.B, events int, before time.Duration) {
	b.StopTimer()
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64((spent(b)-before).Microseconds())/float64(events), "cpu-µs/event")
}

// spent is the processor time that this process and the server have used.
func spent(b *testing.B) time.Duration {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		b.Fatal(err)
	}
	its, err := server.CPU()
	if err != nil {
		b.Fatal(err)
	}
	return its + time.Duration(own.Utime.Nano()+own.Stime.Nano())
}

// entries are the events of one client, one in ten in a case of the filled log.
func entries(b *testing.B, run uint64, client, n, kept int) []hub.Entry {
	where := rand.New(rand.NewPCG(run, uint64(client)))
	w := hubtest.NewCounter(b, byte(client), office, fmt.Sprint(client))
	w.Installation = fmt.Sprintf("%s-%d", w.Installation, run)
	list := make([]hub.Entry, n)
	for i := range list {
		number := fmt.Sprintf("%d-%d-%d", run, client, i)
		e := w.Receive(number)
		e.ID, e.Case = fmt.Sprintf("%s-%d", e.ID, run), fmt.Sprintf("%s-%d", e.Case, run)
		if i%10 == 9 {
			e.Case = oldCase(where.IntN(kept))
		}
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

// oldCase is the case of the nth event of a filled log; six follow each other.
func oldCase(n int) string {
	sum := md5.Sum(fmt.Append(nil, n/6))
	return "c" + hex.EncodeToString(sum[:])
}

// fill puts events into the log, the indexes behind them, and makes the table of
// the reference.
func fill(b *testing.B, pool *pgxpool.Pool, n int) {
	w := hubtest.NewCounter(b, 0, office, "0")
	e := w.Receive("0")
	raw, err1 := e.Bytes()
	hash, err2 := e.Hash()
	if err := errors.Join(err1, err2); err != nil {
		b.Fatal(err)
	}
	execute := func(statement string, args ...any) {
		if _, err := pool.Exec(context.Background(), statement, args...); err != nil {
			b.Fatal(err)
		}
	}
	execute(`create table plain (place bigserial primary key, raw bytea not null)`)
	execute(`alter table log drop constraint log_pkey, drop constraint log_id_key`)
	execute(`drop index log_case, log_office`)
	execute(`insert into log (place, id, case_id, office, installation, seq, hash, raw)
		select n, 'e' || md5(n::text), 'c' || md5((n / 6)::text), $1, 'i' || n % 400, n / 400, $2, $3
		from generate_series(1, $4::bigint) n`, office, hash, raw, n)
	execute(`alter table log add constraint log_pkey primary key (place), add constraint log_id_key unique (id)`)
	execute(`create index log_case on log (case_id, place)`)
	execute(`create index log_office on log (office, place)`)
	execute(`insert into numbers (office, number, case_id)
		select $1, md5(n::text), 'c' || md5(n::text) from generate_series(1, $2::bigint) n`, office, n/3)
	execute(`update head set place = $1`, n)
	execute(`vacuum analyze`)
	execute(`checkpoint`)
}
