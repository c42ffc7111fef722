//go:build linux

package screen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Process is a program that was started, in a process group of its own, with
// all it says in a log file.
type Process struct {
	// Name is what messages and the log file call it.
	Name string
	// Log is the path of the file with its output.
	Log string

	cmd  *exec.Cmd
	done chan struct{}
	err  error // valid once done is closed
}

// Start runs argv with env. Its output is added to dir/name.log, so that a
// program started again under the same name continues its log.
func Start(dir, name string, env []string, argv ...string) (*Process, error) {
	return start(dir, name, env, nil, argv)
}

func start(dir, name string, env []string, extra []*os.File, argv []string) (*Process, error) {
	if len(argv) == 0 {
		return nil, fmt.Errorf("start %s: no command given", name)
	}
	p := &Process{Name: name, Log: filepath.Join(dir, name+".log"), done: make(chan struct{})}
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	p.cmd = exec.Command(argv[0], argv[1:]...)
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr, p.cmd.ExtraFiles = env, log, log, extra
	// The group lets Kill reach the children too; the death signal keeps a
	// crashed test from leaving a display behind.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	err = p.cmd.Start()
	if closeErr := log.Close(); err == nil && closeErr != nil {
		err = closeErr
	}
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// PID is the process id, which is also the id of its group.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Running reports whether the program has not ended yet.
func (p *Process) Running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Wait returns when the program has ended, with its exit error, or when ctx
// has.
func (p *Process) Wait(ctx context.Context) error {
	select {
	case <-p.done:
		return p.err
	case <-ctx.Done():
		return fmt.Errorf("wait for %s to end: %w", p.Name, ctx.Err())
	}
}

// Kill takes the power away: SIGKILL to the whole group, as a crash would. It
// returns when the program is gone; that it was killed is no error.
func (p *Process) Kill() error {
	if err := p.signal(syscall.SIGKILL); err != nil {
		return err
	}
	<-p.done
	return nil
}

// Stop asks the program to end (SIGTERM) and kills it when it has not within
// the limit. An exit code other than zero is an error, being asked is not.
func (p *Process) Stop(limit time.Duration) error {
	if err := p.signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.done:
	case <-time.After(limit):
		return errors.Join(fmt.Errorf("stop %s: still there after %s", p.Name, limit), p.Kill())
	}
	var exit *exec.ExitError
	if errors.As(p.err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signal() == syscall.SIGTERM {
			return nil
		}
	}
	return p.err
}

func (p *Process) signal(sig syscall.Signal) error {
	if !p.Running() {
		return nil
	}
	err := syscall.Kill(-p.PID(), sig)
	if err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("send %s to %s: %w", sig, p.Name, err)
	}
	return nil
}

// stacks makes a Go program that hangs tell where each of its goroutines stands,
// and end by it.
func (p *Process) stacks(limit time.Duration) (string, error) {
	if err := p.signal(syscall.SIGQUIT); err != nil {
		return "", err
	}
	select {
	case <-p.done:
	case <-time.After(limit):
	}
	text, err := os.ReadFile(p.Log)
	_, told, found := strings.Cut(string(text), "SIGQUIT")
	if !found {
		return string(text), err
	}
	return told, err
}

// Tail returns the last n lines of the program's log, for a message.
func (p *Process) Tail(n int) string {
	text, err := os.ReadFile(p.Log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// errEnded says that a program is gone although nobody sent it away.
func (p *Process) errEnded() error {
	err := p.err
	if err == nil {
		err = errors.New("exit status 0")
	}
	return fmt.Errorf("%s ended by itself (%w); last lines of %s:\n%s", p.Name, err, p.Log, p.Tail(12))
}

// output runs a short tool to its end and returns what it printed.
func output(ctx context.Context, env []string, argv ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = env
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return string(out), fmt.Errorf("%s: %w: %s", strings.Join(argv, " "), err, strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return string(out), fmt.Errorf("%s: %w", strings.Join(argv, " "), err)
	}
	return string(out), nil
}

// Until asks again and again, 40 times a second, whether something holds. An
// error of the question ends the wait at once.
func Until(ctx context.Context, limit time.Duration, what string, holds func() (bool, error)) error {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("%s: not within %s", what, limit))
	defer cancel()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := holds()
		switch {
		case ctx.Err() != nil && !ok:
			return context.Cause(ctx)
		case err != nil:
			return fmt.Errorf("%s: %w", what, err)
		case ok:
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}
