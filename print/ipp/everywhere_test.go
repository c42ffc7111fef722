package ipp_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/print/ipp"
)

// everywhere runs a real IPP Everywhere printer, ippeveprinter of CUPS, with
// a script in place of its print engine. It needs a system bus and an mDNS
// daemon; where none runs the test starts its own, on loopback only.
type everywhere struct {
	address string
	spool   string
}

func startPrinter(t *testing.T, script string) everywhere {
	t.Helper()
	for program, pack := range map[string]string{
		"ippeveprinter": "cups-ipp-utils", "dbus-daemon": "dbus", "avahi-daemon": "avahi-daemon",
	} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is not installed: this test needs the Debian package %s", program, pack)
		}
	}
	engine := filepath.Join(t.TempDir(), "engine")
	if err := os.WriteFile(engine, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	environment := os.Environ()
	if !answers("unix", "/run/avahi-daemon/socket") {
		environment = append(environment, "DBUS_SYSTEM_BUS_ADDRESS="+startBus(t))
	}
	port := freePort(t)
	e := everywhere{address: fmt.Sprintf("ipp://localhost:%d/ipp/print", port), spool: t.TempDir()}
	printer := exec.Command("ippeveprinter", "--no-web-forms", "-p", fmt.Sprint(port), "-n", "localhost",
		"-f", "application/pdf,image/pwg-raster", "-k", "-d", e.spool, "-c", engine, "OneWindow test")
	run(t, printer, environment, func() bool { return answers("tcp", fmt.Sprintf("localhost:%d", port)) })
	return e
}

// answers tells whether somebody listens at an address.
func answers(network, address string) bool {
	conn, err := net.Dial(network, address)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// startBus runs a private system bus with an mDNS daemon on it.
func startBus(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	socket := filepath.Join(dir, "bus")
	bus := write(t, dir, "bus.conf", `<busconfig><type>system</type><listen>unix:path=`+socket+`</listen>
<auth>EXTERNAL</auth><policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
<allow own="*"/><allow user="*"/></policy></busconfig>`)
	mdns := write(t, dir, "avahi.conf", "[server]\nallow-interfaces=lo\nuse-ipv6=no\nenable-dbus=yes\n")
	run(t, exec.Command("dbus-daemon", "--config-file="+bus, "--nofork", "--nopidfile"), os.Environ(),
		func() bool { return answers("unix", socket) })
	address := "unix:path=" + socket
	run(t, exec.Command("avahi-daemon", "-f", mdns, "--no-drop-root", "--no-chroot", "--no-rlimits"),
		append(os.Environ(), "DBUS_SYSTEM_BUS_ADDRESS="+address),
		func() bool { return answers("unix", "/run/avahi-daemon/socket") })
	return address
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run starts a program, waits until it is ready and ends it with the test.
func run(t *testing.T, command *exec.Cmd, environment []string, ready func() bool) {
	t.Helper()
	var log bytes.Buffer
	command.Env, command.Stdout, command.Stderr = environment, &log, &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	var outcome error // to be read once ended is closed
	go func() {
		defer close(ended)
		outcome = command.Wait()
	}()
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			_ = command.Process.Kill()
			<-ended
		}
	})
	for range 100 {
		if ready() {
			return
		}
		select {
		case <-ended:
			t.Fatalf("%s ended: %v\n%s", command.Path, outcome, log.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("%s did not become ready", command.Path)
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return port
}

func TestRealPrinter(t *testing.T) {
	e := startPrinter(t, "exit 0")
	p := open(t, e.address)
	status, err := p.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !status.Ready || !status.PDF || !slices.Contains(status.Media, ipp.A4) {
		t.Errorf("status %+v: want ready, PDF and A4", status)
	}
	document := []byte("%PDF-1.4\n" + strings.Repeat("一窗通 ", 1000) + "\n%%EOF\n")
	if err := p.Print(t.Context(), ipp.Job{Name: "acceptance", PDF: document}, nil); err != nil {
		t.Fatal(err)
	}
	spooled, err := filepath.Glob(filepath.Join(e.spool, "*.pdf"))
	if err != nil || len(spooled) != 1 {
		t.Fatalf("spool holds %v (%v), want one PDF", spooled, err)
	}
	data, err := os.ReadFile(spooled[0])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, document) {
		t.Errorf("the printer received %d bytes, other than the %d sent", len(data), len(document))
	}
}

func TestRealPrinterWithoutPaper(t *testing.T) {
	e := startPrinter(t, `echo "STATE: +media-empty" >&2; sleep 3; echo "STATE: -media-empty" >&2`)
	p := open(t, e.address)
	var told [][]ipp.Reason
	err := p.Print(t.Context(), ipp.Job{Name: "receipt", PDF: []byte("%PDF-1.4\n%%EOF\n")}, func(number int, wants []ipp.Reason) {
		told = append(told, wants)
		if number == 0 {
			t.Error("told of no job")
		}
	})
	if err != nil || len(told) < 2 || !slices.Equal(told[1], []ipp.Reason{ipp.MediaEmpty}) {
		t.Errorf("told %v, %v: want media-empty, and the paper printed when there was some again", told, err)
	}
}

// A real printer finds a job by its name as long as it remembers, and takes one
// back.
func TestRealPrinterFindsAndTakesBack(t *testing.T) {
	e := startPrinter(t, "sleep 4")
	p := open(t, e.address)
	number, err := p.Submit(t.Context(), ipp.Job{Name: "permit 7.1", PDF: []byte("%PDF-1.4\n%%EOF\n")})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := p.Find(t.Context(), "permit 7.1"); found != number || err != nil {
		t.Errorf("found job %d (%v), want %d", found, err, number)
	}
	_, err = p.Find(t.Context(), "permit 7.2")
	fails(t, err, ipp.NoJob)
	if err := p.Cancel(t.Context(), number); err != nil {
		t.Fatal(err)
	}
	fails(t, p.Wait(t.Context(), number, "permit 7.1", nil), ipp.Cancelled)
}

func TestRealPrinterGivesUp(t *testing.T) {
	e := startPrinter(t, "exit 1")
	err := open(t, e.address).Print(t.Context(), ipp.Job{Name: "receipt", PDF: []byte("%PDF-1.4\n%%EOF\n")}, nil)
	fails(t, err, ipp.Aborted)
}
