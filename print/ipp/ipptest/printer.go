// Package ipptest is a real printer for tests: ippeveprinter of CUPS, which
// speaks IPP Everywhere, with a script in place of its print engine.
package ipptest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// Printer is such a printer. It keeps what it is given in a folder.
type Printer struct {
	Address string // ipp://localhost:…
	Folder  string // of the documents it took

	t           testing.TB
	port        int
	engine      string
	environment []string
	stop        func()
}

// Start runs a printer whose engine is a shell script; it reads the document as
// its first argument and says what it lacks on its standard error, as in
// "STATE: +media-empty". It needs a system bus and an mDNS daemon; where none
// runs the test starts its own, on loopback only.
func Start(t testing.TB, script string) *Printer {
	t.Helper()
	for program, pack := range map[string]string{
		"ippeveprinter": "cups-ipp-utils", "dbus-daemon": "dbus", "avahi-daemon": "avahi-daemon",
	} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is not installed: this test needs the Debian package %s", program, pack)
		}
	}
	p := &Printer{t: t, engine: filepath.Join(t.TempDir(), "engine"), environment: os.Environ(), port: freePort(t), Folder: t.TempDir()}
	if err := os.WriteFile(p.engine, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	alone(t)
	if !answers("unix", "/run/avahi-daemon/socket") {
		p.environment = append(p.environment, "DBUS_SYSTEM_BUS_ADDRESS="+startBus(t))
	}
	p.Address = fmt.Sprintf("ipp://localhost:%d/ipp/print", p.port)
	p.On()
	return p
}

// On switches the printer on. It has forgotten every job of before.
func (p *Printer) On() {
	p.t.Helper()
	printer := exec.Command("ippeveprinter", "--no-web-forms", "-p", fmt.Sprint(p.port), "-n", "localhost",
		"-f", "application/pdf,image/pwg-raster", "-k", "-d", p.Folder, "-c", p.engine, "OneWindow test")
	p.stop = run(p.t, printer, p.environment, func() bool { return answers("tcp", fmt.Sprintf("localhost:%d", p.port)) })
}

// Off pulls the plug.
func (p *Printer) Off() { p.stop() }

// Documents lists the files of what it took.
func (p *Printer) Documents() []string {
	p.t.Helper()
	list, err := filepath.Glob(filepath.Join(p.Folder, "*.pdf"))
	if err != nil {
		p.t.Fatal(err)
	}
	return list
}

// alone waits until no other test has a printer: packages are tested side by
// side, and a machine has room for one mDNS daemon.
func alone(t testing.TB) {
	t.Helper()
	lock := flock.New(filepath.Join(os.TempDir(), "onewindow-printer.lock"))
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lock.Unlock(); err != nil {
			t.Error(err)
		}
	})
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
func startBus(t testing.TB) string {
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

func write(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run starts a program and waits until it is ready. It ends with the test or
// when stop is called.
func run(t testing.TB, command *exec.Cmd, environment []string, ready func() bool) (stop func()) {
	t.Helper()
	var log bytes.Buffer
	command.Env, command.Stdout, command.Stderr = environment, &log, &log
	mortal(command)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	var outcome error // to be read once ended is closed
	go func() {
		defer close(ended)
		outcome = command.Wait()
	}()
	stop = sync.OnceFunc(func() {
		_ = command.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(3 * time.Second): // it waits for its engine
			_ = command.Process.Kill()
			<-ended
		}
	})
	t.Cleanup(stop)
	for range 100 {
		if ready() {
			return stop
		}
		select {
		case <-ended:
			t.Fatalf("%s ended: %v\n%s", command.Path, outcome, log.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("%s did not become ready", command.Path)
	return stop
}

func freePort(t testing.TB) int {
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
