//go:build linux

package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The screen of the smallest counter that is supported, in pixels.
const (
	Width  = 1366
	Height = 768
)

// patience is the limit for what the desk's own programs do; they answer in
// milliseconds, but a cold disk and two busy cores do not.
const patience = 30 * time.Second

// Display is a virtual screen and the person in front of it. It is for one
// goroutine, as there is one keyboard.
type Display struct {
	dir      string
	env      []string
	desk     []*Process // the display's own programs, in the order they started
	programs []*Process // what was started on it
	failures int
}

// Open starts a screen. Everything it and the programs on it write (logs,
// home, settings, pictures of failures) goes below dir, which it makes.
func Open(ctx context.Context, dir string) (*Display, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open a display: %w", err)
	}
	d := &Display{dir: dir, env: privateEnv(dir)}
	for _, start := range []func(context.Context) error{
		d.makeHome, d.startServer, d.startBus, d.startWindowManager, d.startInputMethod, d.putMouseAway,
	} {
		if err := start(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("open a display: %w", err), d.Close())
		}
	}
	return d, nil
}

// Close ends the programs that are still there, then the screen.
func (d *Display) Close() error {
	var errs []error
	for _, p := range slices.Backward(append(slices.Clone(d.desk), d.programs...)) {
		errs = append(errs, p.Kill())
	}
	d.desk, d.programs = nil, nil
	return errors.Join(errs...)
}

// Env is the environment for programs on this screen.
func (d *Display) Env() []string { return slices.Clone(d.env) }

// Dir is the folder given to Open, as an absolute path.
func (d *Display) Dir() string { return d.dir }

// Start runs a program on this screen; its output goes to name.log in Dir.
// When it ends without being killed or stopped, the waits of the Display fail
// at once and say so.
func (d *Display) Start(name string, argv ...string) (*Process, error) {
	p, err := Start(d.dir, name, d.env, argv...)
	if err != nil {
		return nil, err
	}
	d.programs = append(d.programs, p)
	return p, nil
}

// Forget tells that a program may end from now on: it was sent away.
func (d *Display) Forget(p *Process) {
	d.programs = slices.DeleteFunc(d.programs, func(q *Process) bool { return q == p })
}

// dead returns why waiting is vain, or nil.
func (d *Display) dead() error {
	for _, p := range append(slices.Clone(d.desk), d.programs...) {
		if !p.Running() {
			return p.errEnded()
		}
	}
	return nil
}

// privateEnv is the caller's environment without what ties a program to the
// caller's own desktop, settings and language.
func privateEnv(dir string) []string {
	var env []string
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		own := strings.HasPrefix(name, "XDG_") || strings.HasPrefix(name, "LC_") || strings.HasPrefix(name, "DBUS_") ||
			slices.Contains([]string{"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "HOME", "LANG", "LANGUAGE", "XMODIFIERS"}, name)
		if !own {
			env = append(env, v)
		}
	}
	home := filepath.Join(dir, "home")
	return append(env,
		"HOME="+home,
		"XDG_CONFIG_HOME="+filepath.Join(home, ".config"),
		"XDG_DATA_HOME="+filepath.Join(home, ".local", "share"),
		"XDG_CACHE_HOME="+filepath.Join(home, ".cache"),
		"XDG_RUNTIME_DIR="+filepath.Join(home, ".run"),
		"LANG=C.UTF-8", "LC_ALL=C.UTF-8", // without UTF-8 there is no Chinese input
		"XMODIFIERS=@im=fcitx",
		"LIBGL_ALWAYS_SOFTWARE=1",
	)
}

func (d *Display) makeHome(context.Context) error {
	home := filepath.Join(d.dir, "home")
	for _, sub := range []string{".config/openbox", ".config/fcitx5/conf", ".local/share", ".cache", ".run", "frame"} {
		if err := os.MkdirAll(filepath.Join(home, sub), 0o700); err != nil {
			return err
		}
	}
	for name, text := range settings() {
		if err := os.WriteFile(filepath.Join(home, ".config", name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// startServer starts Xvfb, which chooses a free display number itself: asking
// for one would race with every other display of the machine.
func (d *Display) startServer(ctx context.Context) error {
	number, err := d.startTelling("xvfb", "Xvfb", "-displayfd", "3",
		"-screen", "0", fmt.Sprintf("%dx%dx24", Width, Height),
		"-fbdir", filepath.Join(d.dir, "home", "frame"), "-nolisten", "tcp", "-noreset")
	if err != nil {
		return err
	}
	d.env = append(d.env, "DISPLAY=:"+number)
	return ctx.Err()
}

func (d *Display) startBus(ctx context.Context) error {
	address, err := d.startTelling("dbus", "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=3")
	if err != nil {
		return err
	}
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+address)
	return ctx.Err()
}

func (d *Display) startWindowManager(ctx context.Context) error {
	if err := d.startDesk("openbox", "openbox", "--sm-disable"); err != nil {
		return err
	}
	return d.waitRootProperty(ctx, "_NET_SUPPORTING_WM_CHECK", "window id")
}

// startInputMethod leaves out the parts of fcitx5 that take keys for
// themselves (clipboard, quick phrase, unicode) or talk to the network.
func (d *Display) startInputMethod(ctx context.Context) error {
	err := d.startDesk("fcitx5", "fcitx5",
		"--disable=wayland,waylandim,clipboard,quickphrase,unicode,cloudpinyin,notifications,notificationitem,kimpanel,spell")
	if err != nil {
		return err
	}
	// A program that opens its window before the input method is announced
	// would never find it; one that does between the announcement and the
	// first turn of fcitx5's main loop may wait for its answer forever.
	if err := d.waitRootProperty(ctx, "XIM_SERVERS", "fcitx"); err != nil {
		return err
	}
	return Until(ctx, patience, "an answer of fcitx5", func() (bool, error) {
		_, err := output(ctx, d.env, "fcitx5-remote")
		return err == nil, d.dead()
	})
}

// putMouseAway takes the pointer from the middle of the screen, where it would
// hover over whatever happens to be there.
func (d *Display) putMouseAway(ctx context.Context) error {
	_, err := output(ctx, d.env, "xdotool", "mousemove", fmt.Sprint(Width-1), fmt.Sprint(Height-1))
	return err
}

func (d *Display) startDesk(name string, argv ...string) error {
	p, err := Start(d.dir, name, d.env, argv...)
	if err != nil {
		return err
	}
	d.desk = append(d.desk, p)
	return nil
}

// startTelling starts a program that writes one line to file descriptor 3 when
// it is ready, and returns that line.
func (d *Display) startTelling(name string, argv ...string) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	p, err := start(d.dir, name, d.env, []*os.File{w}, argv)
	err = errors.Join(err, w.Close())
	if err != nil {
		return "", errors.Join(err, r.Close())
	}
	d.desk = append(d.desk, p)
	line, err := readLine(r)
	if err != nil {
		return "", fmt.Errorf("%s did not say that it is ready: %w\n%s", name, err, p.Tail(12))
	}
	return line, nil
}

func readLine(r *os.File) (string, error) {
	defer func() { _ = r.Close() }() // only read from
	if err := r.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return "", err
	}
	var line []byte
	for one := make([]byte, 1); ; {
		_, err := r.Read(one)
		switch {
		case errors.Is(err, io.EOF):
			return "", io.ErrUnexpectedEOF
		case err != nil:
			return "", err
		case one[0] == '\n':
			return string(line), nil
		}
		line = append(line, one[0])
	}
}

func (d *Display) waitRootProperty(ctx context.Context, property, substring string) error {
	return Until(ctx, patience, "root window property "+property, func() (bool, error) {
		if err := d.dead(); err != nil {
			return false, err
		}
		text, err := output(ctx, d.env, "xprop", "-root", property)
		return strings.Contains(text, substring), err
	})
}
