package hub_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// crowded is how many windows wait for news at once where the system lets a process
// have so many files: both ends of each connection are in it.
const crowded = 10_000

// room raises how many files this process may have open, and says for how many
// connections there is room.
func room(b *testing.B) int {
	b.Helper()
	const spare = 500
	for _, wish := range []uint64{2*crowded + spare, 0} {
		var has syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &has); err != nil {
			b.Fatal(err)
		}
		if has.Cur, has.Max = max(has.Max, wish), max(has.Max, wish); syscall.Setrlimit(syscall.RLIMIT_NOFILE, &has) == nil {
			return min(crowded, (int(has.Cur)-spare)/2)
		}
	}
	b.Fatal("the limit of open files cannot be raised")
	return 0
}

// BenchmarkCrowd lets ten thousand connections wait for news, and measures what each
// takes of memory, what another office's upload takes meanwhile, and how long it
// takes until all have heard of an event of their own office.
func BenchmarkCrowd(b *testing.B) {
	n := room(b)
	c := open(b, b.TempDir())
	waiting, other := hubtest.NewCounter(b, 1, office, "03"), hubtest.NewCounter(b, 2, "330411-01", "03")
	c.enrol(b, waiting)
	c.enrol(b, other)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := hub.Server(c.hub, slog.New(slog.DiscardHandler))
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		_ = server.Close() // it ends by this
		<-served
	}()
	uploads := 0
	for b.Loop() {
		end := c.page(b, waiting, "after=").Next
		before := inUse()
		crowd := gather(b, listener.Addr().String(), waiting, n, end)
		b.ReportMetric(float64(inUse()-before)/float64(n)/1024, "KB/connection")
		var slowest, all time.Duration
		const tries = 20
		for range tries { // of another office
			uploads++
			took := timed(func() { c.answers(b, other, other.Receive(fmt.Sprintf("03-20261123-%04d", uploads))) })
			slowest, all = max(slowest, took), all+took
		}
		b.ReportMetric(float64(all.Microseconds())/tries/1000, "ms/upload")
		b.ReportMetric(float64(slowest.Microseconds())/1000, "ms/slowest")
		uploads++
		own := waiting.Receive(fmt.Sprintf("03-20261123-%04d", uploads))
		told := timed(func() {
			c.answers(b, waiting, own)
			for _, conn := range crowd {
				c.hears(b, conn, own.ID)
			}
		})
		b.ReportMetric(told.Seconds(), "s/told-all")
		b.ReportMetric(float64(n), "connections")
	}
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// inUse is the memory of all goroutines and what they hold.
func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// gather lets many connections ask for news behind the end of the log.
func gather(b *testing.B, address string, w *hubtest.Counter, n int, end string) []net.Conn {
	b.Helper()
	crowd := make([]net.Conn, n)
	for i := range crowd {
		conn, err := net.Dial("tcp", address) //nolint:noctx // to this process
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = conn.Close() }) // nothing more comes
		r := asked(b, w, http.MethodGet, replica.PathEvents+"?wait=30&after="+end, nil)
		r.Host, r.RequestURI = address, ""
		if err := r.Write(conn); err != nil {
			b.Fatal(err)
		}
		crowd[i] = conn
	}
	return crowd
}

// hears wants the answer that brings an event.
func (c *centre) hears(b *testing.B, conn net.Conn, id string) {
	b.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		b.Fatal(err)
	}
	raw, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%d: %s, %v", response.StatusCode, raw, err)
	}
	if response.Header.Get("Content-Encoding") == replica.Encoding {
		if raw, err = c.codec.Unpack(raw); err != nil {
			b.Fatal(err)
		}
	}
	if page, err := replica.ReadPage(raw); err != nil || len(page.Events) != 1 || !strings.Contains(string(page.Events[0].Event), id) {
		b.Fatalf("it hears %s, %v", raw, err)
	}
}
