package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/store"
	"onewindow/store/central"
)

// asProgram makes the test binary behave as the program itself.
const asProgram = "ONEWINDOW_CENTRAL_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

func TestServesAndStopsAtOnceThoughADownloadWaits(t *testing.T) {
	p, err := Open(Options{Storage: Storage{Data: t.TempDir()}, Listen: "127.0.0.1:0", Region: "330402", Log: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	w := startWindow(t, 1, p.URL())
	w.until(t, func(s replica.Status) bool { return s.Online })
	time.Sleep(50 * time.Millisecond) // the download is waiting now
	began := time.Now()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	w.until(t, func(s replica.Status) bool { return s.Err == replica.CodeOffline })
}

func TestPlainHTTPStaysOnThisMachine(t *testing.T) {
	if p, err := Open(Options{Storage: Storage{Data: t.TempDir()}, Listen: "0.0.0.0:0", Log: io.Discard}); err == nil {
		t.Error("listens to everybody", p.Close())
	}
	if got := publicURL("https://hall.example/", ""); got != "HTTPS://HALL.EXAMPLE" {
		t.Error(got)
	}
}

// The process is killed again and again while a window works: nothing that the
// window wrote is lost or doubled, and no certificate number is given twice.
func TestKilledProcessLosesNothing(t *testing.T) {
	dir := t.TempDir()
	address := "127.0.0.1:0"
	kill := func() {}
	start := func() string {
		url, stop := startProcess(t, dir, address)
		address, kill = strings.TrimPrefix(url, "http://"), stop
		return url
	}
	w := startWindow(t, 1, start())
	w.until(t, func(s replica.Status) bool { return s.Online })
	const cases = 20
	var ids []string
	for n := range cases {
		events := w.counter.Granted(n + 1)
		ids = append(ids, events[0].Case)
		w.write(t, events...)
		if n%4 == 3 {
			time.Sleep(time.Duration(n) * time.Millisecond) // another moment each time
			kill()
			start()
			w.client.Nudge()
		}
	}
	if numbers := w.certificates(t, ids); len(numbers) != cases {
		t.Errorf("%d numbers for %d certificates", len(numbers), cases)
	}
	kill()
}

// startProcess runs the program as a process; kill ends it as a power cut would.
func startProcess(t *testing.T, dir, address string) (url string, kill func()) {
	t.Helper()
	return startCentre(t, address, "--data", dir)
}

func startCentre(t *testing.T, address string, storage ...string) (url string, kill func()) {
	t.Helper()
	command := exec.CommandContext(context.Background(), os.Args[0], append([]string{"serve", "--listen", address}, storage...)...)
	command.Env = append(os.Environ(), asProgram+"=1")
	var log bytes.Buffer
	command.Stderr = &log
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	_, url, _ = strings.Cut(strings.TrimSpace(line), "listens on ")
	done := false
	kill = func() {
		if done {
			return
		}
		done = true
		if err := command.Process.Signal(syscall.SIGKILL); err != nil {
			t.Error(err)
		}
		var exit *exec.ExitError
		if err := command.Wait(); !errors.As(err, &exit) {
			t.Errorf("%v", err)
		}
	}
	t.Cleanup(kill)
	return url, kill
}

func TestTerminatedProcessEndsCleanly(t *testing.T) {
	command := exec.CommandContext(context.Background(), os.Args[0], "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0")
	command.Env = append(os.Environ(), asProgram+"=1")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, url, _ := strings.Cut(strings.TrimSpace(line), "listens on ")
	if err := command.Process.Signal(syscall.SIGHUP); err != nil { // for daemons, "read your certificate anew"
		t.Fatal(err)
	}
	response, err := http.Get(url + "/healthz") //nolint:noctx // a test's own server
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("%d, %v", response.StatusCode, err)
	}
	http.DefaultClient.CloseIdleConnections()
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func TestReleasedWindowCanBeTaken(t *testing.T) {
	dir := t.TempDir()
	url, kill := startProcess(t, dir, "127.0.0.1:0")
	startWindow(t, 1, url).until(t, func(s replica.Status) bool { return s.Online })
	successor := startWindow(t, 2, url)
	successor.until(t, func(s replica.Status) bool { return s.Err == "window-taken" })
	address := strings.TrimPrefix(url, "http://")
	if err := (release{ofWindow{Storage: Storage{Data: dir}, Office: "330402-nh", Window: "03"}}).Run(); !errors.Is(err, central.ErrInUse) {
		t.Errorf("released under a running centre: %v", err)
	}
	kill()
	if err := (release{ofWindow{Storage: Storage{Data: dir}, Office: "330402-nh", Window: "04"}}).Run(); err == nil {
		t.Error("a window that nobody holds was released")
	}
	if err := (release{ofWindow{Storage: Storage{Data: dir}, Office: "330402-nh", Window: "03"}}).Run(); err != nil {
		t.Fatal(err)
	}
	startProcess(t, dir, address)
	successor.until(t, func(s replica.Status) bool { return s.Online })
}

// window is a counter with its real store and a client at work.
type window struct {
	counter *hubtest.Counter
	store   *store.Store
	client  *replica.Client
	states  chan replica.Status
}

// system is the machine's clock.
type system struct{}

func (system) Now() time.Time { return time.Now() }

// After makes the pauses between tries short, but not so short that the centre turns
// the window away for asking too often.
func (system) After(d time.Duration) <-chan time.Time {
	return time.After(min(d, 100*time.Millisecond))
}

func startWindow(t *testing.T, seed byte, url string) *window {
	t.Helper()
	return startWindowAt(t, seed, url, "03")
}

func startWindowAt(t *testing.T, seed byte, url, number string) *window {
	t.Helper()
	w := prepareWindow(t, seed, url, number)
	w.run(t)
	return w
}

func prepareWindow(t *testing.T, seed byte, url, number string) *window {
	t.Helper()
	w := &window{counter: hubtest.NewCounter(t, seed, "330402-nh", number), states: make(chan replica.Status, 4096)}
	key, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w.counter.Key = key
	if w.store, err = store.Open(store.Options{
		Dir: t.TempDir(), Now: time.Now, Installation: func() string { return w.counter.Installation },
	}); err != nil {
		t.Fatal(err)
	}
	w.client = &replica.Client{
		Central: url, Enrolment: w.counter.Enrolment(), Key: key,
		Local: w.store.Local(), Files: w.store, Settings: w.store,
		Transport: replica.NewTransport(), Clock: system{}, Jitter: func() float64 { return 1 },
		NewID: uuid.NewString, Report: func(s replica.Status) { w.states <- s },
	}
	return w
}

func (w *window) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.client.Run(ctx) }() // closes its idle connections in the end
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ended, w.store.Close()); err != nil {
			t.Error(err)
		}
	})
}

func (w *window) write(t *testing.T, events ...casefile.Event) {
	t.Helper()
	for _, e := range events {
		if err := w.store.Write(func(d desk.Writer) error { return d.Append(e) }); err != nil {
			t.Fatal(err)
		}
		w.client.Nudge()
	}
}

// certificates waits until every case has its certificate and returns their numbers.
func (w *window) certificates(t *testing.T, ids []string) map[string]bool {
	t.Helper()
	numbers, have := map[string]bool{}, 0
	for limit := time.Now().Add(30 * time.Second); have < len(ids); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%d of %d certificates came", have, len(ids))
		}
		have = 0
		for _, id := range ids {
			file, err := w.store.Case(id)
			if errors.Is(err, desk.ErrUnknownCase) {
				continue // it comes from another window
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(file.Misfits) > 0 {
				t.Fatalf("case %s: %+v", file.Number, file.Misfits)
			}
			if len(file.Certificates) > 0 {
				numbers[file.Certificates[0].Number] = true
				have++
			}
		}
	}
	return numbers
}

func (w *window) until(t *testing.T, is func(replica.Status) bool) {
	t.Helper()
	limit, last := time.After(time.Minute), replica.Status{}
	for {
		select {
		case s := <-w.states:
			last = s
			if is(s) {
				return
			}
		case <-limit:
			t.Fatalf("the awaited status never came, the last was %+v", last)
		}
	}
}
