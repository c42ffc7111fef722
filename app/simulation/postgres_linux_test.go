package simulation_test

import (
	"flag"
	"testing"

	"onewindow/app/simulation"
	"onewindow/store/postgres/pgtest"
)

var onPostgres = flag.Int("postgres", max(2, usual/20), "how many runs to play on PostgreSQL too, from seed 1 on")

// databases is a PostgreSQL server for the runs of one test.
func databases(t *testing.T) *pgtest.Server {
	t.Helper()
	server, err := pgtest.Start(false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// What overlaps comes to the one process or the other.
func TestRunsThatOverlapOnPostgres(t *testing.T) {
	r, dir, server := rules(t), folder(t), databases(t)
	eachSeed(t, *onPostgres, func(n uint64) simulation.Result {
		p := plan(n, dir)
		p.Databases = server
		return overlapping(t, r, p)
	})
}

// Two processes of the centre on one PostgreSQL, behind a toss, are the one process
// on a folder, to the last letter of the trace.
func TestRunsOnPostgres(t *testing.T) {
	r, dir, server := rules(t), folder(t), databases(t)
	eachSeed(t, *onPostgres, func(n uint64) simulation.Result {
		p := plan(n, dir)
		on := p
		on.Databases = server
		one, two := play(t, r, p), play(t, r, on)
		if one.Hash != two.Hash {
			t.Errorf("seed %d: %s", n, firstDifference(one.Trace, two.Trace))
		}
		return two
	})
}
