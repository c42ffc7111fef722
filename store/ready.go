package store

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/store/vault"
)

// arrival is an event of a downloaded page. Of what this window did not write, the
// records are sealed before it is known whether they are here already: they seldom
// are.
type arrival struct {
	order  uint64
	event  casefile.Event
	raw    []byte
	log    sealed
	places []sealed
}

// ready is a page that was made ready for its transaction. That takes more work than
// the transaction itself, and holds up nobody.
type ready struct {
	replica.Page
	arrivals []arrival
	foreseen map[string]*folding // of cases that may begin in the page
}

// makeReady reads, seals and folds what is in a page, on all cores. It gives
// ErrMalformed where an event cannot be read.
func (s *Store) makeReady(page replica.Page) (*ready, error) {
	r := &ready{Page: page, arrivals: make([]arrival, len(page.Events))}
	errs := make([]error, len(page.Events))
	share(len(page.Events), func() func(int) {
		with := &sealer{key: s.key}
		return func(i int) { r.arrivals[i], errs[i] = with.arrival(page.Events[i], s.installation) }
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return r, r.foresee(s.key)
}

func (s *sealer) arrival(o replica.Ordered, installation string) (arrival, error) {
	e, raw, err := casefile.ParseCompact(o.Event)
	if err != nil {
		return arrival{}, fmt.Errorf("%w: order %d: %w", ErrMalformed, o.Order, err)
	}
	if e.ID == "" || e.Case == "" {
		return arrival{}, fmt.Errorf("%w: order %d has no id or no case", ErrMalformed, o.Order)
	}
	a := arrival{order: o.Order, event: e, raw: raw}
	if e.Installation != installation {
		a.log, a.places = s.seal(bucketEvents, []byte(e.ID), raw), s.places(e, o.Order)
	}
	return a, nil
}

// foresee folds the cases that seem to begin in the page, as if it had all of their
// events. What else is known of them the transaction will say.
func (r *ready) foresee(key *vault.Key) error {
	begun := map[string][]filed{}
	for _, a := range r.arrivals {
		e := a.event
		list, known := begun[e.Case]
		if !e.OfLogBook() && (known || e.On == 0) {
			begun[e.Case] = append(list, filed{e, false})
		}
	}
	ids := slices.Collect(maps.Keys(begun))
	foldings, errs := make([]*folding, len(ids)), make([]error, len(ids))
	share(len(ids), func() func(int) {
		with := &sealer{key: key}
		return func(i int) { foldings[i], errs[i] = with.foresee(ids[i], begun[ids[i]]) }
	})
	r.foreseen = make(map[string]*folding, len(ids))
	for i, id := range ids {
		if errs[i] != nil {
			return errs[i]
		}
		r.foreseen[id] = foldings[i]
	}
	return nil
}

// foresee folds a case that the lists will not have known.
func (s *sealer) foresee(id string, list []filed) (*folding, error) {
	f, err := s.folding(id, list)
	if err == nil && f.row != nil {
		f.noted = s.seal(bucketUnlisted, []byte(id), nil)
	}
	return f, err
}

// atATime is how many pieces of work one core takes on at a time.
const atATime = 16

// share does pieces of work on all cores and waits until all are done. Each core
// works with hands of its own.
func share(pieces int, hands func() (work func(i int))) {
	var taken atomic.Int64
	var done sync.WaitGroup
	toil := func() {
		work := hands()
		for {
			from := int(taken.Add(atATime)) - atATime
			if from >= pieces {
				return
			}
			for i := from; i < min(from+atATime, pieces); i++ {
				work(i)
			}
		}
	}
	for range min(runtime.GOMAXPROCS(0), (pieces+atATime-1)/atATime) - 1 {
		done.Go(toil)
	}
	toil()
	done.Wait()
}
