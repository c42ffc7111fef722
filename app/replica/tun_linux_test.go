//go:build net

package replica_test

import (
	"errors"
	"fmt"
	"math/rand"
	"net"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The two ends of a bad line.
const (
	centreEnd = "10.99.0.1"
	windowEnd = "10.99.0.2"
)

// shape is how bad a line is.
type shape struct {
	rate  float64       // bytes a second, each way
	delay time.Duration // one way
	loss  float64       // of packets, in [0, 1)
	queue time.Duration // longest wait for its turn; what comes then is dropped
}

// badLine joins two network namespaces by two TUN devices and carries the IP
// packets between them: real TCP of this kernel over a line as bad as one likes.
type badLine struct {
	shape
	ends   map[string]*namespace
	chance struct {
		sync.Mutex
		*rand.Rand
	}
	toCentre, toWindow atomic.Int64 // bytes of IP that were sent, lost ones included
	working            sync.WaitGroup
}

// newBadLine needs the rights of root and the device /dev/net/tun.
func newBadLine(t testing.TB, s shape) *badLine {
	t.Helper()
	b := &badLine{shape: s, ends: map[string]*namespace{}}
	b.chance.Rand = rand.New(rand.NewSource(1))
	for _, end := range []string{centreEnd, windowEnd} {
		n, err := newNamespace(end)
		if err != nil {
			t.Fatalf("a network namespace with a TUN device needs root: %v", err)
		}
		b.ends[end] = n
	}
	b.working.Go(func() { b.carry(b.ends[windowEnd], b.ends[centreEnd], &b.toCentre) })
	b.working.Go(func() { b.carry(b.ends[centreEnd], b.ends[windowEnd], &b.toWindow) })
	t.Cleanup(func() {
		for _, n := range b.ends {
			n.close()
		}
		b.working.Wait()
	})
	return b
}

// packet is one on its way.
type packet struct {
	bytes []byte
	due   time.Time
}

// carry takes packets from one end to the other: each waits until the line is
// free, passes at its rate, and arrives after the delay, or never.
func (b *badLine) carry(from, to *namespace, count *atomic.Int64) {
	way := make(chan packet, 10_000)
	b.working.Go(func() {
		for p := range way {
			time.Sleep(time.Until(p.due))
			_, _ = to.device.Write(p.bytes) // into a device that is gone: the test is over
		}
	})
	defer close(way)
	buffer := make([]byte, 65536)
	var free time.Time // when the line is done with the packet before
	for {
		n, err := from.device.Read(buffer)
		if err != nil {
			return
		}
		now := time.Now()
		if free.Before(now) {
			free = now
		}
		if free.Sub(now) > b.queue {
			continue
		}
		count.Add(int64(n))
		free = free.Add(time.Duration(float64(n) / b.rate * float64(time.Second)))
		if !b.lost() {
			way <- packet{append([]byte(nil), buffer[:n]...), free.Add(b.delay)}
		}
	}
}

func (b *badLine) lost() bool {
	b.chance.Lock()
	defer b.chance.Unlock()
	return b.chance.Float64() < b.loss
}

// carried are the bytes of IP that went out from the window and came to it.
func (b *badLine) carried() (sent, received int64) { return b.toCentre.Load(), b.toWindow.Load() }

// listen listens at the centre's end.
func (b *badLine) listen(address string) (l net.Listener, err error) {
	b.ends[centreEnd].in(func() { l, err = net.Listen("tcp", address) })
	return l, err
}

// namespace is a network namespace with one TUN device in it. A socket belongs
// to the namespace of the thread that made it, so one thread stays in there.
type namespace struct {
	device *os.File
	do     chan func()
}

func newNamespace(address string) (*namespace, error) {
	n := &namespace{do: make(chan func())}
	ready := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the namespace
		err := unix.Unshare(unix.CLONE_NEWNET)
		if err == nil {
			n.device, err = openTun(address)
		}
		ready <- err
		for err == nil {
			do, more := <-n.do
			if !more {
				return
			}
			do()
		}
	}()
	return n, <-ready
}

// in does something in the namespace. Dials of several connections at once must
// not wait for each other longer than a dial may take; few are made.
func (n *namespace) in(do func()) {
	done := make(chan struct{})
	n.do <- func() { do(); close(done) }
	<-done
}

func (n *namespace) close() {
	close(n.do)
	_ = n.device.Close()
}

// openTun makes a TUN device with an address in 10.99.0.0/24 and takes it up.
func openTun(address string) (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/net/tun: %w", err)
	}
	request, err := unix.NewIfreq("line0")
	if err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	if err := takeUp("line0", address); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), "line0"), nil
}

func takeUp(device, address string) error {
	control, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(control) //nolint:errcheck // nothing is kept in it
	for _, step := range []struct {
		do  uint
		set func(*unix.Ifreq) error
	}{
		{unix.SIOCSIFADDR, func(r *unix.Ifreq) error { return r.SetInet4Addr(netip.MustParseAddr(address).AsSlice()) }},
		{unix.SIOCSIFNETMASK, func(r *unix.Ifreq) error { return r.SetInet4Addr([]byte{255, 255, 255, 0}) }},
		{unix.SIOCSIFFLAGS, func(r *unix.Ifreq) error { r.SetUint16(unix.IFF_UP | unix.IFF_RUNNING); return nil }},
	} {
		request, err := unix.NewIfreq(device)
		if err != nil {
			return err
		}
		if err := errors.Join(step.set(request), unix.IoctlIfreq(control, step.do, request)); err != nil {
			return err
		}
	}
	return nil
}
