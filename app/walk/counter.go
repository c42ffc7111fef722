//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"onewindow/app/walk/screen"
)

// ready is the limit for a program to be usable after its start, on two busy
// cores and a cold disk.
const ready = 30 * time.Second

// counter is a desk with a screen, the window program on it, and the central
// system somewhere else: a second process.
type counter struct {
	bin  string // folder of the programs
	out  string // folder for documents and screenshots
	data string // folder the programs live in
	addr string // where the central system listens
	bare bool   // the window has no input method: letters come as fast as keys

	store string // folder of the window program, in data if not set otherwise

	screen  *screen.Display
	central *screen.Process // nil while it is down
	window  *screen.Process // nil while it is closed
}

// sitDown opens a screen and starts both programs on fresh data in the folder
// data, which is emptied first.
func sitDown(ctx context.Context, bin, out, data string) (*counter, error) {
	c, err := newCounter(ctx, bin, out, data)
	if err != nil {
		return nil, err
	}
	if err := c.start(ctx); err != nil {
		return nil, errors.Join(err, c.leave())
	}
	return c, nil
}

// newCounter is a counter with an empty screen.
func newCounter(ctx context.Context, bin, out, data string) (*counter, error) {
	c := &counter{}
	for _, folder := range []struct {
		absolute *string
		name     string
	}{{&c.bin, bin}, {&c.out, out}, {&c.data, data}} {
		path, err := filepath.Abs(folder.name)
		if err != nil {
			return nil, fmt.Errorf("folder %s: %w", folder.name, err)
		}
		*folder.absolute = path
	}
	c.store = filepath.Join(c.data, "window")
	if err := errors.Join(os.RemoveAll(c.data), os.MkdirAll(c.out, 0o755)); err != nil {
		return nil, fmt.Errorf("make room: %w", err)
	}
	var err error
	if c.addr, err = freeAddress(); err != nil {
		return nil, err
	}
	c.screen, err = screen.Open(ctx, filepath.Join(c.data, "screen"))
	return c, err
}

// start starts both programs.
func (c *counter) start(ctx context.Context) error {
	return errors.Join(c.startCentral(ctx), c.openWindow(ctx))
}

// leave ends whatever still runs.
func (c *counter) leave() error { return c.screen.Close() }

// startCentral starts the central system where it last stopped, and waits
// until it answers.
func (c *counter) startCentral(ctx context.Context) error {
	central, err := c.screen.Start("central", filepath.Join(c.bin, "onewindow-central"),
		"serve", "--data", filepath.Join(c.data, "centre"), "--listen", c.addr)
	if err != nil {
		return err
	}
	c.central = central
	return answers(ctx, central, "http://"+c.addr+"/")
}

// killCentral takes the central system's power away.
func (c *counter) killCentral() error {
	c.screen.Forget(c.central)
	err := c.central.Kill()
	c.central = nil
	return err
}

// openWindow starts the window program on the data of before, and waits until
// it stands on the screen.
func (c *counter) openWindow(ctx context.Context) error {
	argv := []string{filepath.Join(c.bin, "onewindow"), "--demo", "--central", "http://" + c.addr, "--data", c.store}
	if c.bare {
		argv = append([]string{"env", "XMODIFIERS=@im=none"}, argv...)
	}
	window, err := c.screen.Start("window", argv...)
	if err != nil {
		return err
	}
	c.window = window
	if _, err = c.screen.WaitTitle(ctx, "一窗通", ready); err != nil {
		return errors.Join(err, c.screen.Autopsy(ctx, window))
	}
	return c.screen.WaitPainted(ctx, ready)
}

// killWindow takes the window's power away.
func (c *counter) killWindow() error {
	c.screen.Forget(c.window)
	err := c.window.Kill()
	c.window = nil
	return err
}

// answers waits until a web address answers, with whatever status.
func answers(ctx context.Context, p *screen.Process, url string) error {
	err := screen.Until(ctx, ready, p.Name+" at "+url, func() (bool, error) {
		if !p.Running() {
			return false, errors.New("it ended")
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return false, err
		}
		client := http.Client{Timeout: time.Second}
		response, err := client.Do(request)
		if err != nil {
			return false, nil //nolint:nilerr // not yet
		}
		return true, response.Body.Close()
	})
	if err != nil {
		return fmt.Errorf("%w; its last lines:\n%s", err, p.Tail(12))
	}
	return nil
}

// freeAddress finds a port of this machine nobody listens on. Another program
// could take it before the central system does; then the start fails and says
// so.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}
