package hub

import "sync"

// news wakes the downloads that wait for an event of their office. Ten thousand may
// wait, and each looks into the log when it is woken.
type news struct {
	mu      sync.Mutex
	arrived map[string]chan struct{} // by office
	closed  bool
}

func newNews() *news { return &news{arrived: map[string]chan struct{}{}} }

// next is closed at the next arrival for an office. Ask for it before looking at
// the log, or an arrival in between is missed.
func (n *news) next(office string) <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := n.arrived[office]
	if c == nil {
		c = make(chan struct{})
		n.arrived[office] = c
		if n.closed {
			close(c)
		}
	}
	return c
}

// arrive wakes who waits for an event of the office.
func (n *news) arrive(office string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if c := n.arrived[office]; c != nil && !n.closed {
		close(c)
		delete(n.arrived, office)
	}
}

// arriveAll wakes everybody.
func (n *news) arriveAll() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.wake()
	}
}

func (n *news) wake() {
	for _, c := range n.arrived {
		close(c)
	}
	clear(n.arrived)
}

// close wakes everybody for good.
func (n *news) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.closed = true
		n.wake()
	}
}

func (n *news) over() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.closed
}
