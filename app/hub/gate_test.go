package hub_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// callers is a listener at which connections from any address arrive.
type callers struct {
	net.Listener
	coming chan net.Conn
}

type caller struct {
	net.Conn
	from   string
	closed *atomic.Int32
}

func (c caller) RemoteAddr() net.Addr { return name(c.from) }

func (c caller) Close() error {
	c.closed.Add(1)
	return nil
}

type name string

func (name) Network() string  { return "tcp" }
func (n name) String() string { return string(n) }

func (c callers) Accept() (net.Conn, error) {
	if conn, ok := <-c.coming; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

// Some hundred connections, of which there is room for fewer, in all and of one
// address; who leaves makes room.
func TestGateTurnsAwayWhatIsTooMany(t *testing.T) {
	var closed atomic.Int32
	turned := map[string]int{}
	l := callers{coming: make(chan net.Conn, 1000)}
	g := hub.NewGate(l, hub.Crowd{All: 250, OneAddress: 100}, func(why string) { turned[why]++ })
	come := func(n int, from string) {
		for i := range n {
			l.coming <- caller{from: fmt.Sprintf(from, i), closed: &closed}
		}
	}
	come(150, "192.0.2.1:%d")            // 100 of them
	come(150, "[2001:db8::%x]:443")      // 100 of one network
	come(80, "198.51.100.%d:1000")       // 50 until all is full
	come(20, "[2001:db8:0:1::%x]:50000") // none
	close(l.coming)
	inside := enter(t, g)
	if len(inside) != 250 || g.Standing() != 250 || turned["address"] != 100 || turned["all"] != 50 || closed.Load() != 150 {
		t.Fatalf("%d inside, %d counted, %v turned away, %d closed", len(inside), g.Standing(), turned, closed.Load())
	}
	for range 2 { // closing twice makes room for one
		if err := inside[0].Close(); err != nil {
			t.Error(err)
		}
	}
	l.coming = make(chan net.Conn, 2)
	come(2, "203.0.113.%d:1")
	close(l.coming)
	g.Listener = l
	if more := enter(t, g); len(more) != 1 || g.Standing() != 250 {
		t.Errorf("%d came in, %d stand", len(more), g.Standing())
	}
}

func enter(t *testing.T, g *hub.Gate) (inside []net.Conn) {
	t.Helper()
	for {
		c, err := g.Accept()
		if errors.Is(err, net.ErrClosed) {
			return inside
		}
		if err != nil {
			t.Fatal(err)
		}
		inside = append(inside, c)
	}
}

// Hundreds of connections that drip their heads or bodies are all shed within a
// while, and windows are served meanwhile.
func TestDrippingConnectionsAreShed(t *testing.T) {
	const drippers = 300
	c := open(t, t.TempDir(), func(config *hub.Config) { config.Patience = 500 * time.Millisecond })
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	beside := *c
	beside.Server = httptest.NewUnstartedServer(nil)
	gate := hub.NewGate(beside.Listener, hub.Crowd{}, func(string) {})
	beside.Listener, beside.Config = gate, hub.Server(c.hub, slog.New(slog.DiscardHandler))
	beside.Config.ReadHeaderTimeout = 500 * time.Millisecond // of half a minute
	beside.Start()
	defer beside.Close()
	var dripping sync.WaitGroup
	for i := range drippers {
		head := "GET /healthz HTTP/1.1\r\nHost: a\r\n"
		if i%3 > 0 { // a stranger's message, or one of who says that he is a window
			head = fmt.Sprintf("POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n", replica.PathEvents, 1000+i*10_000)
			if i%3 > 1 {
				head += replica.HeaderInstallation + ": " + w.Installation + "\r\n"
			}
			head += "\r\n"
		}
		dripping.Go(func() { drip(t, gate.Addr().String(), head) })
	}
	for range 5 {
		beside.answers(t, w, w.Receive(w.NewID()))
	}
	dripping.Wait()
	if n := gate.Standing(); n > 10 { // those of the window
		t.Errorf("%d connections still stand", n)
	}
}

// drip sends a head and then a byte now and then, until the other side has enough.
func drip(t *testing.T, address, head string) {
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, head); err != nil {
		return
	}
	shed := make(chan struct{})
	go func() {
		defer close(shed)
		_, _ = io.Copy(io.Discard, bufio.NewReader(c))
	}()
	for {
		select {
		case <-shed:
			return
		case <-ctx.Done():
			t.Error("it may drip for ever")
			_ = c.Close()
			<-shed
			return
		case <-time.After(50 * time.Millisecond):
			_, _ = io.WriteString(c, "a")
		}
	}
}
