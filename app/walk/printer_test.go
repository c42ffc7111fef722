//go:build linux && walk

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onewindow/app/walk/screen"
)

func TestIPPPrinter(t *testing.T) {
	c := table(t)
	c.bare = true
	p := plugIn(t, c)
	if err := c.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	does(t, c, press("alt+9"), sees("设置"), press("Tab"), fills(p.uri), press("ctrl+s"), sees("已保存"), picture("printer set"))
	does(t, c, press("F3"), sees("收件"))
	does(t, c, form()...)
	does(t, c, toReport())
	does(t, c, materials()...)
	numbers := []string{accepts(t, c)}
	does(t, c, p.takes("收件凭证", numbers[0]), p.takes(decision, numbers[0]))

	if err := p.program.Stop(patience); err != nil {
		t.Fatal(err)
	}
	does(t, c, press("F3"), sees("收件"))
	does(t, c, recalls()...)
	does(t, c, materials()...)
	numbers = append(numbers, accepts(t, c))
	does(t, c, prints("收件凭证", "收件凭证", numbers[1]), prints("受理通知书", decision, numbers[1]))
	does(t, c, press("alt+6"), sees("打印 · 队列"), picture("printer gone, kept all the same"))
	if err := c.killWindow(); err != nil {
		t.Fatal(err)
	}
	wantInStore(t, c, numbers)
}

// patience is the limit for a printer and what it stands on to start or to end.
const patience = 15 * time.Second

// printer is a real IPP Everywhere printer, ippeveprinter of CUPS, that keeps
// what it is given in a folder.
type printer struct {
	uri, spool string
	program    *screen.Process
}

// plugIn starts a printer on this machine alone. It announces itself over
// mDNS; where no daemon for that runs it brings its own, on a bus of its own.
func plugIn(t *testing.T, c *counter) printer {
	t.Helper()
	env := os.Environ()
	dir := filepath.Join(c.data, "printer")
	p := printer{spool: filepath.Join(dir, "spool")}
	if err := os.MkdirAll(p.spool, 0o700); err != nil {
		t.Fatal(err)
	}
	if !connects("unix", mdnsSocket) {
		env = append(env, "DBUS_SYSTEM_BUS_ADDRESS="+startAnnouncer(t, dir, env))
	}
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	p.uri = "ipp://localhost:" + port + "/ipp/print"
	p.program = running(t, dir, "ippeveprinter", env, "tcp", "localhost:"+port,
		"ippeveprinter", "--no-web-forms", "-p", port, "-n", "localhost", "-f", "application/pdf", "-k", "-d", p.spool, "-c", "/bin/true", "OneWindow walk")
	return p
}

const mdnsSocket = "/run/avahi-daemon/socket"

// startAnnouncer starts a private system bus with an mDNS daemon on it.
func startAnnouncer(t *testing.T, dir string, env []string) string {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "bus") // a socket's path must be short
	files := map[string]string{
		"bus.conf": `<busconfig><type>system</type><listen>unix:path=` + socket + `</listen>
<auth>EXTERNAL</auth><policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
<allow own="*"/><allow user="*"/></policy></busconfig>`,
		"avahi.conf": "[server]\nallow-interfaces=lo\nuse-ipv6=no\nenable-dbus=yes\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	running(t, dir, "bus", env, "unix", socket,
		"dbus-daemon", "--config-file="+filepath.Join(dir, "bus.conf"), "--nofork", "--nopidfile")
	address := "unix:path=" + socket
	running(t, dir, "avahi", append(env, "DBUS_SYSTEM_BUS_ADDRESS="+address), "unix", mdnsSocket,
		"avahi-daemon", "-f", filepath.Join(dir, "avahi.conf"), "--no-drop-root", "--no-chroot", "--no-rlimits")
	return address
}

// running starts a program, waits until it listens, and ends it with the test.
func running(t *testing.T, dir, name string, env []string, network, address string, argv ...string) *screen.Process {
	t.Helper()
	p, err := screen.Start(dir, name, env, argv...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(patience); err != nil {
			t.Error(err)
		}
	})
	err = screen.Until(t.Context(), patience, name+" to listen", func() (bool, error) {
		if !p.Running() {
			return false, fmt.Errorf("it ended; its last lines:\n%s", p.Tail(12))
		}
		return connects(network, address), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// connects tells whether somebody listens at an address.
func connects(network, address string) bool {
	conn, err := net.Dial(network, address)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// takes waits until the printer holds a document with these words.
func (p printer) takes(words ...string) act {
	return func(ctx context.Context, c *counter) error {
		var found, last string
		err := c.screen.Until(ctx, soon, fmt.Sprintf("a document with %q at the printer", words), func() (_ bool, err error) {
			found, last, err = findDocument(ctx, p.spool, words)
			return found != "", err
		})
		if err != nil {
			return fmt.Errorf("%w; the last one reads:\n%s", err, last)
		}
		return nil
	}
}
