package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// BenchmarkAccept is the durable part of accepting: two events, a case number,
// a leased number, the end of the draft; in turns with a bare append to a file,
// which no store can beat on the same disk.
func BenchmarkAccept(b *testing.B) {
	for _, cases := range []int{0, 20_000} {
		b.Run(fmt.Sprintf("behind %d cases", cases), func(b *testing.B) {
			s := open(b, b.TempDir())
			seed(b, s, cases)
			benchAccept(b, s)
		})
	}
}

func BenchmarkFirstPage(b *testing.B) {
	s := open(b, b.TempDir())
	seed(b, s, 20_000)
	for name, q := range map[string]desk.Query{
		"all":        {Sort: desk.ByDue, Desc: true, Limit: 50},
		"of a state": {Sort: desk.ByApplicant, States: []casefile.State{casefile.StateReceived}, Limit: 50},
		"found":      {Text: "单位19", Limit: 50},
		"not found":  {Text: "没有这个单位", Limit: 50},
	} {
		b.Run(name, func(b *testing.B) {
			timed(b, func(int) {
				_, err := s.List(q)
				check(b, err)
			})
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	s := openFor(b, dir)
	seed(b, s, 20_000)
	check(b, s.Close())
	timed(b, func(int) {
		s := openFor(b, dir)
		b.StopTimer()
		check(b, s.Close())
		b.StartTimer()
	})
}

// BenchmarkCheck reads everything in a folder of 20 000 cases.
func BenchmarkCheck(b *testing.B) {
	dir := b.TempDir()
	s := openFor(b, dir)
	seed(b, s, 20_000)
	check(b, s.Close())
	timed(b, func(int) {
		found, err := store.Check(store.Checks{Options: options(dir)})
		check(b, err)
		if len(found) > 0 {
			b.Fatalf("found %+v", found)
		}
	})
}

// BenchmarkBackup writes a backup of 20 000 cases without scans.
func BenchmarkBackup(b *testing.B) {
	s := open(b, b.TempDir())
	seed(b, s, 20_000)
	file := filepath.Join(b.TempDir(), "backup.tar")
	timed(b, func(int) { check(b, s.BackupTo(file)) })
}

func BenchmarkApply(b *testing.B) {
	s := open(b, b.TempDir())
	seed(b, s, 20_000)
	next := 20_000
	timed(b, func(int) {
		check(b, s.Local().Apply(manyCases(b, next, 500)))
		next += 500
	})
}

// timed runs step b.N times and reports the slowest hundredth beside the mean.
func timed(b *testing.B, step func(i int)) {
	var took []time.Duration
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		step(i)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// seed fills the store as a first download does.
func seed(b *testing.B, s *store.Store, cases int) {
	b.Helper()
	for from := 0; from < cases; from += 500 {
		check(b, s.Local().Apply(manyCases(b, from, 500)))
	}
}

func manyCases(b *testing.B, from, count int) replica.Page {
	p := replica.Page{Next: fmt.Sprint(from + count)}
	for i := from; i < from+count; i++ {
		body := received(fmt.Sprintf("02-20261123-%06d", i), fmt.Sprintf("单位%05d", i*7919%100_000))
		e := foreign(event(b, fmt.Sprintf("f%d", i), fmt.Sprintf("case-%d", i), clerk, body), uint64(i+1))
		p.Events = append(p.Events, ordered(b, e, uint64(i+1)))
	}
	return p
}

// leaseMany leases more numbers than any run takes, in blocks as long as may be.
func leaseMany(b *testing.B, s *store.Store) {
	b.Helper()
	for i := range uint64(20) {
		check(b, s.Local().AddLease(lease(fmt.Sprintf("l%d", i), i*replica.MaxLease+1, (i+1)*replica.MaxLease)))
	}
}
