package hub

import (
	"context"
	"errors"
	"sync"
	"time"

	"onewindow/app/replica"
)

// nowAndThen is how often what waits for another process on the same log looks
// for itself: a call from there may be lost.
const (
	newsNowAndThen = 5 * time.Second
	turnNowAndThen = time.Second
)

// turns are the uploads that came before the ones they follow: a window sends two
// at a time, and on two connections the later may be here first.
type turns struct {
	mu    sync.Mutex
	early map[string]chan struct{} // by installation
}

// wait has the upload of an installation called when another of its was taken
// over, until it leaves. Only one may wait: a window has no more on their way.
func (t *turns) wait(installation string) (called <-chan struct{}, leave func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, other := t.early[installation]; other {
		return nil, nil, false
	}
	if t.early == nil {
		t.early = map[string]chan struct{}{}
	}
	calls := make(chan struct{}, 1)
	t.early[installation] = calls
	return calls, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.early, installation)
	}, true
}

// call calls the one that waits, if any does.
func (t *turns) call(installation string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case t.early[installation] <- struct{}{}:
	default: // nobody waits, or has been called already
	}
}

// takeInTurn takes events over as soon as those before them in their chain are
// here, or answers after a while that they do not follow. It is right in any
// number of processes: what they do is in the log.
func (h *Hub) takeInTurn(ctx context.Context, d delivery, wait time.Duration) (replica.Acknowledgement, error) {
	ack, err := h.takeOver(d)
	if wait == 0 || !isEarly(err, d.entries) {
		return ack, err
	}
	called, leave, ok := h.turns.wait(d.from.ID)
	if !ok {
		return replica.Acknowledgement{}, err
	}
	defer leave()
	over := time.NewTimer(wait)
	defer over.Stop()
	for last := false; ; {
		if ack, err = h.takeOver(d); last || !isEarly(err, d.entries) || h.news.over() {
			return ack, err
		}
		again := time.NewTimer(turnNowAndThen)
		select {
		case <-called:
		case <-again.C:
		case <-over.C:
			last = true
		case <-ctx.Done():
			return replica.Acknowledgement{}, err
		}
		again.Stop()
	}
}

// isEarly says whether events were turned away because others stand before them in
// their chain that are not here yet.
func isEarly(err error, arrived []Entry) bool {
	var f *failure
	return errors.As(err, &f) && f.problem.Code == "chain" && arrived[0].Event.Seq > f.problem.Seq
}
