//go:build linux

package screen

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"
)

func run(t *testing.T, script string) *Process {
	t.Helper()
	p, err := Start(t.TempDir(), "script", nil, "/bin/sh", "-c", script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Kill(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func TestKillReachesTheChildrenToo(t *testing.T) {
	p := run(t, "/bin/sleep 60 & wait")
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if p.Running() {
		t.Error("still running after Kill")
	}
	// The child becomes init's and is gone as soon as init has seen it.
	err := Until(t.Context(), 5*time.Second, "an empty group", func() (bool, error) {
		return errors.Is(syscall.Kill(-p.PID(), 0), syscall.ESRCH), nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestStop(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		good   bool
	}{
		"ends when asked":           {"echo up; exec /bin/sleep 60", true},
		"ends in order when asked":  {"trap 'exit 0' TERM; echo up; /bin/sleep 60 & wait", true},
		"fails when asked":          {"trap 'exit 3' TERM; echo up; /bin/sleep 60 & wait", false},
		"must be killed in the end": {"trap '' TERM; echo up; /bin/sleep 60 & wait; wait", false},
	} {
		t.Run(name, func(t *testing.T) {
			p := run(t, c.script)
			err := Until(t.Context(), 5*time.Second, "up", func() (bool, error) { return p.Tail(1) == "up", nil })
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Stop(time.Second); (err == nil) != c.good {
				t.Errorf("Stop: %v, want good %v", err, c.good)
			}
			if p.Running() {
				t.Error("still running after Stop")
			}
		})
	}
}

func TestTheLogTellsWhyAProgramEnded(t *testing.T) {
	p := run(t, "echo one; echo the disk is full >&2; exit 7")
	if err := p.Wait(t.Context()); err == nil {
		t.Error("exit 7 is no error")
	}
	for _, want := range []string{"script", "exit status 7", "the disk is full"} {
		if got := p.errEnded().Error(); !strings.Contains(got, want) {
			t.Errorf("%q does not tell %q", got, want)
		}
	}
}

func TestWaitsEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(t, "exec /bin/sleep 60").Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait: %v, want context.Canceled", err)
	}
	err := Until(ctx, time.Minute, "never", func() (bool, error) { return false, nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Until: %v, want context.Canceled", err)
	}
}
