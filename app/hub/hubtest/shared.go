package hubtest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/hub"
)

// RunSharedConformance runs the tests that a Log passes on which several
// processes work. Each call of an Opener stands for one more process.
func RunSharedConformance(t *testing.T, fresh func(t *testing.T) Opener) {
	for name, test := range map[string]func(*testing.T, Opener){
		"a reader misses nothing of two processes": readerMissesNothingOfTwo,
		"numbers are one series for two processes": numbersAreOneSeries,
		"the issuing key is one for two processes": issuingKeyIsOne,
		"a file comes in pieces to two processes":  fileComesToTwo,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
}

// both opens the store as two processes do that start together.
func both(t *testing.T, open Opener, step func(one, two Store)) {
	t.Helper()
	var wait sync.WaitGroup
	var stores [2]Store
	var errs [2]error
	for i := range stores {
		wait.Go(func() { stores[i], errs[i] = open() })
	}
	wait.Wait()
	for i, s := range stores {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
	}
	step(stores[0], stores[1])
}

func readerMissesNothing(t *testing.T, open Opener) {
	use(t, open, func(s Store) { follow(t, s, s, s) })
}

func readerMissesNothingOfTwo(t *testing.T, open Opener) {
	both(t, open, func(one, two Store) {
		use(t, open, func(three Store) { follow(t, three, one, two) })
	})
}

// follow lets many write and one read behind a cursor meanwhile: each event
// comes to it once, at the place its writer was told, in order and without a
// gap. Some writers fail on purpose, which must leave no gap either.
func follow(t *testing.T, reader Store, processes ...Store) {
	const writers, each = 6, 25
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var wait sync.WaitGroup
	var told sync.Map // event → place
	var writing atomic.Int32
	for i := range writers {
		writing.Add(1)
		wait.Go(func() {
			defer writing.Add(-1)
			w := NewCounter(t, byte(i+1), here, fmt.Sprint(i))
			for n := range each {
				place, e := writeOrFail(t, processes[i%len(processes)], w, n%5 == 4)
				if place > 0 {
					told.Store(string(e.Raw), place)
				}
			}
		})
	}
	seen := uint64(0)
	for over := false; !over && ctx.Err() == nil; {
		over = writing.Load() == 0
		found, err := reader.After(here, seen, 7, 1<<20)
		if err != nil {
			t.Error(err)
			break
		}
		for _, o := range found.Events {
			if seen++; o.Order != seen {
				t.Fatalf("place %d came after place %d", o.Order, seen-1)
			}
		}
		over = over && !found.More
	}
	wait.Wait()
	checkTold(t, reader, &told, writers*each*4/5, seen)
}

// writeOrFail writes one event, or fails behind it.
func writeOrFail(t *testing.T, s Store, w *Counter, fails bool) (place uint64, e hub.Entry) {
	seq, prev := w.seq, w.prev
	e = entry(t, w.Receive(w.NewID()), here)
	err := s.Write(func(tx hub.Tx) (err error) {
		if place, err = tx.Admit(e); err == nil && fails {
			return context.Canceled
		}
		return err
	}, e)
	if fails {
		w.seq, w.prev = seq, prev
		return 0, e
	}
	if err != nil {
		t.Error(err)
	}
	return place, e
}

// checkTold compares the whole log with what the writers were told.
func checkTold(t *testing.T, s Store, told *sync.Map, want int, seen uint64) {
	t.Helper()
	if seen != uint64(want) {
		t.Errorf("the reader saw %d events of %d", seen, want)
	}
	found, err := s.After(here, 0, 10*want, 1<<30)
	must(t, err)
	if len(found.Events) != want || found.Last != uint64(want) {
		t.Errorf("%d events, last %d, want %d", len(found.Events), found.Last, want)
	}
	for _, o := range found.Events {
		if place, ok := told.Load(string(o.Event)); !ok || place != o.Order {
			t.Errorf("place %d: its writer was told %v", o.Order, place)
		}
	}
}

func numbersAreOneSeries(t *testing.T, open Opener) {
	both(t, open, func(one, two Store) {
		const each = 50
		var wait sync.WaitGroup
		var taken sync.Map
		for _, s := range []Store{one, two, one, two} {
			wait.Go(func() {
				for range each {
					var n uint64
					err := s.Write(func(tx hub.Tx) (err error) {
						n, err = tx.Next("series", 3)
						return err
					})
					if err != nil {
						t.Error(err)
					}
					if _, twice := taken.LoadOrStore(n, true); twice || n%3 != 1 || n > 4*each*3 {
						t.Errorf("number %d", n)
					}
				}
			})
		}
		wait.Wait()
	})
}

func issuingKeyIsOne(t *testing.T, open Opener) {
	both(t, open, func(one, two Store) {
		var wait sync.WaitGroup
		var keys [2]string
		for i, s := range []Store{one, two} {
			wait.Go(func() {
				key, err := s.IssuingKey(func() ([]byte, error) { return fmt.Append(nil, "key ", i), nil })
				if err != nil {
					t.Error(err)
				}
				keys[i] = string(key)
			})
		}
		wait.Wait()
		if keys[0] != keys[1] || keys[0] == "" {
			t.Errorf("%q", keys)
		}
	})
}
