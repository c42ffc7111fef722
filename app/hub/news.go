package hub

import "sync"

// news wakes the downloads that wait for an event.
type news struct {
	mu      sync.Mutex
	arrived chan struct{}
	closed  bool
}

func newNews() *news { return &news{arrived: make(chan struct{})} }

// next is closed at the next arrival. Ask for it before looking at the log, or
// an arrival in between is missed.
func (n *news) next() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.arrived
}

func (n *news) arrive() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		close(n.arrived)
		n.arrived = make(chan struct{})
	}
}

// close wakes everybody for good.
func (n *news) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.closed = true
		close(n.arrived)
	}
}

func (n *news) over() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.closed
}
