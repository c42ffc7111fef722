package replica_test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/casefile"
)

// impatient is a proxy that cuts every connection on which nothing passes for a
// while.
type impatient struct {
	listener net.Listener
	centre   string
	idle     time.Duration
	cuts     atomic.Int32
	open     sync.WaitGroup
}

func startImpatient(t *testing.T, centre string, idle time.Duration) *impatient {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &impatient{listener: l, centre: centre, idle: idle}
	p.open.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			p.open.Go(func() { p.carry(client) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.open.Wait()
	})
	return p
}

func (p *impatient) carry(client net.Conn) {
	centre, err := net.Dial("tcp", p.centre)
	if err != nil {
		_ = client.Close()
		return
	}
	cut := func() { _, _ = client.Close(), centre.Close() }
	silence := time.AfterFunc(p.idle, func() { p.cuts.Add(1); cut() })
	var both sync.WaitGroup
	for from, to := range map[net.Conn]net.Conn{client: centre, centre: client} {
		both.Go(func() {
			_, _ = io.Copy(to, noisy{from, func() { silence.Reset(p.idle) }})
			cut()
		})
	}
	both.Wait()
	silence.Stop()
}

// noisy tells of what it reads.
type noisy struct {
	io.Reader
	heard func()
}

func (n noisy) Read(b []byte) (int, error) {
	count, err := n.Reader.Read(b)
	if count > 0 {
		n.heard()
	}
	return count, err
}

// What one window does, another sees within a second, and a proxy that cuts
// silent connections neither delays that nor shows as a line that is down.
func TestNewsArriveWithinASecond(t *testing.T) { newsArrive(t, 2500*time.Millisecond, 4) }

func newsArrive(t *testing.T, idle time.Duration, rounds int) {
	t.Helper()
	c := startCentre(t, time.Now)
	p := startImpatient(t, c.address, idle)
	url := "http://" + p.listener.Addr().String()
	w := startBothWays(t, url, url)
	limit := time.Now().Add(4 * idle)
	for p.cuts.Load() < 2 {
		if time.Now().After(limit) {
			t.Fatal("the proxy cut nothing")
		}
		time.Sleep(10 * time.Millisecond)
	}
	slow := 0
	for n := range rounds {
		time.Sleep(idle / 5)
		e := w.one.Receive(w.one.NewID())
		start := time.Now()
		write(t, w.mine, e)
		w.one.client.Nudge()
		eventually(t, "the other window sees it", func() bool {
			file, err := w.theirs.Case(e.Case)
			return err == nil && file.State == casefile.StateReceived
		})
		took := time.Since(start)
		t.Logf("event %d: %v", n, took)
		if took > time.Second {
			slow++
		}
	}
	if slow > rounds/4 { // a busy machine may hold one up
		t.Errorf("%d of %d events took longer than a second", slow, rounds)
	}
	if codes := w.shown.others(""); len(codes) > 0 {
		t.Errorf("the window says %q", codes)
	}
}
