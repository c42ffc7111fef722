package store_test

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// What is carried: events of 1.9 KB, each a case of its own, in pages of 500.
const (
	carriedEvents = 10_000
	carriedAtOnce = 500
)

// BenchmarkCarry measures the processor time, of all threads, that an event takes
// on its way through a store: a first download with the lists that are made behind
// it; what waits being read for an upload; the centre's answers. The wall clock says
// little where others work on the machine.
func BenchmarkCarry(b *testing.B) {
	b.Run("apply", func(b *testing.B) {
		pages := carriedPages(b)
		measureCarried(b, func(*store.Store) {}, func(s *store.Store) {
			for _, p := range pages {
				check(b, s.Local().Apply(p))
			}
			listedAll(s)
		})
	})
	b.Run("pending", func(b *testing.B) {
		events := carried(b, here)
		measureCarried(b, func(s *store.Store) { keep(b, s, events) }, func(s *store.Store) {
			for seq := uint64(0); seq < carriedEvents; {
				list, err := s.Local().PendingBehind(seq, carriedAtOnce, 1<<30)
				check(b, err)
				seq = list[len(list)-1].Seq
			}
		})
	})
	b.Run("settle", func(b *testing.B) {
		events := carried(b, here)
		var answers []replica.Answer
		measureCarried(b, func(s *store.Store) {
			keep(b, s, events)
			answers = answers[:0]
			for i, e := range pending(b, s) {
				answers = append(answers, confirm(b, e, uint64(i+1)))
			}
		}, func(s *store.Store) {
			for i := 0; i < len(answers); i += carriedAtOnce {
				check(b, s.Local().Settle(answers[i:i+carriedAtOnce]))
			}
			listedAll(s)
		})
	})
}

// measureCarried runs carry on a fresh store each time.
func measureCarried(b *testing.B, prepare, carry func(*store.Store)) {
	var spent time.Duration
	b.ReportAllocs()
	for range b.N {
		b.StopTimer()
		s := openFor(b, b.TempDir())
		prepare(s)
		listedAll(s)
		b.StartTimer()
		before := processorTime(b)
		carry(s)
		spent += processorTime(b) - before
		b.StopTimer()
		check(b, s.Close())
		b.StartTimer()
	}
	b.ReportMetric(float64(spent.Microseconds())/float64(b.N*carriedEvents), "cpu-µs/event")
}

// listedAll waits until the lists are as far as they go by themselves.
func listedAll(s *store.Store) {
	for s.Unlisted() > 128 {
		time.Sleep(time.Millisecond)
	}
}

// processorTime is what the process has taken so far, user and system.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	check(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// carried are receipts of 1.9 KB whose names and statements all differ.
func carried(b *testing.B, installation string) []casefile.Event {
	draw := rand.New(rand.NewPCG(1, 1))
	list := make([]casefile.Event, carriedEvents)
	for i := range list {
		receipt := manyReceived(i)
		receipt.Application.Land.Location = string(hanzi(draw, 355))
		e := event(b, fmt.Sprintf("0193%08x-7000-9000-0000-%012d", i, i), caseID(i), clerk, receipt)
		e.Installation, e.Seq = installation, uint64(i+1)
		list[i] = e
	}
	return list
}

func carriedPages(b *testing.B) []replica.Page {
	var pages []replica.Page
	for i, e := range carried(b, there) {
		if i%carriedAtOnce == 0 {
			pages = append(pages, replica.Page{Next: fmt.Sprint(i + carriedAtOnce)})
		}
		p := &pages[len(pages)-1]
		p.Events = append(p.Events, ordered(b, e, uint64(i+1)))
	}
	return pages
}

// keep writes own events in few transactions.
func keep(b *testing.B, s *store.Store, events []casefile.Event) {
	for ; len(events) > 0; events = events[carriedAtOnce:] {
		check(b, s.Write(func(w desk.Writer) error {
			for _, e := range events[:carriedAtOnce] {
				if err := w.Append(e); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}
