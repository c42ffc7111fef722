package hub

import (
	"net"
	"net/netip"
	"sync"
)

// Crowd is how many connections may stand at once; 0 for any number. A window keeps
// up to three, and a service hall stands behind one address.
type Crowd struct {
	All        int
	OneAddress int // IPv4, or IPv6 of the /64 network that one customer has
}

// Gate is a listener that turns connections away where there are too many. A window
// takes that for a line that is down and comes again; what is turned away costs
// nearly nothing, and who is inside goes on. Safe for concurrent use.
type Gate struct {
	net.Listener
	crowd  Crowd
	turned func(why string)

	mu  sync.Mutex
	all int
	of  map[netip.Prefix]int
}

// NewGate puts a gate before a listener. Turned is told of each connection that is
// turned away, and why: "all" or "address".
func NewGate(l net.Listener, c Crowd, turned func(why string)) *Gate {
	return &Gate{Listener: l, crowd: c, turned: turned, of: map[netip.Prefix]int{}}
}

// Standing is how many connections there are.
func (g *Gate) Standing() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.all
}

// Accept waits for the next connection that there is room for.
func (g *Gate) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := networkOf(c.RemoteAddr().String())
		why := g.enter(from)
		if why == "" {
			return &visitor{Conn: c, leave: sync.OnceFunc(func() { g.leave(from) })}, nil
		}
		g.turned(why)
		_ = c.Close() // whatever it says, nothing is kept of it
	}
}

// enter lets one in, or says why not.
func (g *Gate) enter(from netip.Prefix) (why string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.crowd.All > 0 && g.all >= g.crowd.All:
		return "all"
	case g.crowd.OneAddress > 0 && g.of[from] >= g.crowd.OneAddress:
		return "address"
	}
	g.all++
	g.of[from]++
	return ""
}

func (g *Gate) leave(from netip.Prefix) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all--
	if g.of[from]--; g.of[from] == 0 {
		delete(g.of, from)
	}
}

// visitor is a connection that was let in.
type visitor struct {
	net.Conn
	leave func()
}

// Close ends it, and makes room for another.
func (v *visitor) Close() error {
	v.leave()
	return v.Conn.Close()
}

// CloseWrite says that nothing more comes, where the connection can: the HTTP server
// does so before it closes, or an answer to who still sends would be lost.
func (v *visitor) CloseWrite() error {
	if half, ok := v.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
