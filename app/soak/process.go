//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is how long anything may take before the soak calls it stuck.
const patience = 60 * time.Second

// asWindow holds, as JSON, what a process of this program is started for that is
// a window and not the soak.
const asWindow = "ONEWINDOW_SOAK_WINDOW"

// orders are what it holds.
type orders struct {
	Dir, Number, Central string
	Errand               errand
	Seed                 uint64
	Backup               string // to restore, of restoreErrand
}

// obey does what the orders of this process say.
func obey(raw string) error {
	var o orders
	if err := json.Unmarshal([]byte(raw), &o); err != nil {
		return err
	}
	say := saying(os.Stdout)
	err := sitOrRestore(o, say)
	if err != nil {
		return errors.Join(err, say(word{Fault: err.Error()}))
	}
	return nil
}

func sitOrRestore(o orders, say func(word) error) error {
	switch o.Errand {
	case restoreErrand:
		return restoreFrom(o.Backup, o.Dir, say)
	case upgradeErrand:
		return upgrade(o.Dir, os.Stdin, say)
	}
	return sit(place{o.Dir, o.Number, o.Central}, o.Errand, o.Seed, os.Stdin, say)
}

// sitting is a process that works at a window.
type sitting struct {
	command *exec.Cmd
	told    io.Closer // its end asks the process to end
	over    chan struct{}

	mu    sync.Mutex
	heard []word
	more  chan struct{} // closed when more was heard
}

// start starts a process; take hears every word before anybody else does.
func start(o orders, take func(word)) (*sitting, error) {
	raw, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &sitting{command: exec.CommandContext(context.Background(), program), over: make(chan struct{}), more: make(chan struct{})}
	s.command.Env = append(os.Environ(), asWindow+"="+string(raw))
	s.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if s.told, err = s.command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	go s.listen(out, take)
	return s, nil
}

func (s *sitting) listen(out io.Reader, take func(word)) {
	defer close(s.over)
	for in := bufio.NewReaderSize(out, 1<<20); ; {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return // a line that does not end was never said
		}
		var w word
		if err := json.Unmarshal(line, &w); err != nil {
			w = word{Fault: fmt.Sprintf("it said %q", line)}
		}
		take(w)
		s.mu.Lock()
		s.heard = append(s.heard, w)
		close(s.more)
		s.more = make(chan struct{})
		s.mu.Unlock()
	}
}

// await waits for the nth word that is wanted.
func (s *sitting) await(nth int, wanted func(word) bool) error {
	late := time.After(patience)
	for seen, at := 0, 0; ; {
		s.mu.Lock()
		fresh, more := s.heard[at:], s.more
		s.mu.Unlock()
		for _, w := range fresh {
			at++
			if w.Fault != "" {
				return errors.New(w.Fault)
			}
			if wanted(w) {
				seen++
			}
			if seen == nth {
				return nil
			}
		}
		select {
		case <-more:
		case <-s.over:
			if err := s.fault(); err != nil {
				return err
			}
			return errors.New("the window ended by itself")
		case <-late:
			return fmt.Errorf("nothing in %v; the last word was %+v", patience, s.last())
		}
	}
}

// opened says whether the window had its folder open.
func (s *sitting) opened() bool { return s.said(func(w word) bool { return w.Open }) }

// said says whether such a word was said.
func (s *sitting) said(wanted func(word) bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.heard, wanted)
}

// last is the last word.
func (s *sitting) last() word {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.heard) == 0 {
		return word{}
	}
	return s.heard[len(s.heard)-1]
}

// kill ends the process as a power cut would, and hears what it had said.
func (s *sitting) kill() error {
	if err := s.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-s.over
	err := errors.Join(s.told.Close(), s.fault())
	_ = s.command.Wait() // it was killed
	return err
}

// fault is why the process would have ended by itself.
func (s *sitting) fault() error {
	if w := s.last(); w.Fault != "" {
		return errors.New(w.Fault)
	}
	return nil
}

// end lets the process end by itself.
func (s *sitting) end() error {
	if err := s.told.Close(); err != nil {
		return err
	}
	<-s.over
	return errors.Join(s.fault(), s.command.Wait())
}

// centre is the real central system.
type centre struct {
	program string   // its executable
	storage []string // arguments that say where its data is
	dir     string   // of its log
	address string
	process *exec.Cmd
}

// serve starts it and waits until it listens.
func (c *centre) serve() error {
	c.process = c.command(append([]string{"serve", "--listen", c.address, "--rate", "0"}, c.storage...)...)
	out, err := c.process.StdoutPipe()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(filepath.Join(c.dir, "centre.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	c.process.Stderr = log
	err = errors.Join(c.process.Start(), log.Close())
	if err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, url, listens := strings.Cut(strings.TrimSpace(line), "listens on ")
	if err != nil || !listens {
		return errors.Join(fmt.Errorf("the centre does not listen (%q): %s", line, c.lastWords()), err, c.kill())
	}
	c.address = strings.TrimPrefix(url, "http://")
	return nil
}

func (c *centre) url() string { return "http://" + c.address }

func (c *centre) kill() error {
	if c.process == nil {
		return nil
	}
	err := c.process.Process.Kill()
	_ = c.process.Wait() // it was killed
	c.process = nil
	return err
}

// command is one of the centre's commands, dying with the soak.
func (c *centre) command(args ...string) *exec.Cmd {
	command := exec.CommandContext(context.Background(), c.program, args...)
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return command
}

// do runs a command to its end.
func (c *centre) do(args ...string) error {
	said, err := c.command(args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("onewindow-central %s: %w: %s", strings.Join(args, " "), err, said)
	}
	return nil
}

// doHalf kills a command after a while and says whether it was still at it.
func (c *centre) doHalf(after time.Duration, args ...string) (bool, error) {
	command := c.command(args...)
	if err := command.Start(); err != nil {
		return false, err
	}
	time.Sleep(after)
	if err := command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return false, err
	}
	err := command.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		return false, fmt.Errorf("onewindow-central %s: %w", strings.Join(args, " "), err)
	}
	return err != nil, nil
}

// lastWords is the end of the centre's log.
func (c *centre) lastWords() string {
	raw, err := os.ReadFile(filepath.Join(c.dir, "centre.log"))
	if err != nil {
		return err.Error()
	}
	return string(raw[max(0, len(raw)-500):])
}
