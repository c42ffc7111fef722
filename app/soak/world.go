//go:build linux

package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// world is one centre and its windows, from their enrolment to a settlement in
// which both sides are held against each other.
type world struct {
	random *rand.Rand
	dir    string
	old    string // folder of the store's old formats
	centre *centre
	posts  []*post
	tally  *tally

	databases func() (string, error) // makes an empty one; nil where the centre has a folder
	stores    int                    // that the centre had
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

// run does some rounds and settles.
func (w *world) run(rounds int, told func()) (err error) {
	if err := w.centre.serve(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.centre.kill()) }()
	if err := w.enrol(); err != nil {
		return fmt.Errorf("enrolment: %w", err)
	}
	told()
	for range rounds - 1 {
		m := w.pick()
		if err := m.run(w); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		if err := w.look(); err != nil {
			return fmt.Errorf("after %s: %w", m.name, err)
		}
		told()
	}
	return w.settle()
}

// look opens some windows in between. The others keep what the kill left until
// a process that may be killed in turn mends it.
func (w *world) look() error {
	p := w.posts[w.random.IntN(len(w.posts))]
	if w.random.IntN(2) == 0 {
		return nil
	}
	return p.verify()
}

// post is any window.
func (w *world) post() *post { return w.posts[w.random.IntN(len(w.posts))] }

// central is the centre's URL for a window, or none where its line is down. One
// that was restored can do nothing before it has heard the centre.
func (w *world) central(p *post, down float64) string {
	if w.random.Float64() < down && !p.behind {
		return ""
	}
	return w.centre.url()
}

// restart kills the centre where it runs and starts it.
func (w *world) restart() error { return errors.Join(w.centre.kill(), w.centre.serve()) }

// hit waits for a while within the moment that has just begun and kills.
func (w *world) hit(s *sitting, moment string) error {
	time.Sleep(w.tally.within(moment, w.random))
	if err := s.kill(); err != nil {
		return err
	}
	w.tally.killed(moment, s.last().Begins == moment || moment == "open" && !s.opened())
	return nil
}

// strike starts a window and kills it in the nth of the moments that it says have
// begun.
func (w *world) strike(p *post, central string, what errand, moment string, nth int) error {
	s, err := p.start(central, what, w.random.Uint64())
	if err != nil {
		return err
	}
	if err := s.await(nth, func(w word) bool { return w.Begins == moment }); err != nil {
		return errors.Join(err, s.kill())
	}
	return w.hit(s, moment)
}

// reachCentre brings everything of a window to the centre.
func (w *world) reachCentre(p *post) error {
	s, err := p.start(w.centre.url(), settleErrand, 0)
	if err != nil {
		return err
	}
	if err := s.await(1, func(w word) bool { return w.Settled }); err != nil {
		return errors.Join(fmt.Errorf("window %s does not settle: %w (%s)", p.number, err, w.centre.lastWords()), s.kill())
	}
	p.behind = false
	return s.end()
}

// leave removes the world.
func (w *world) leave() error { return os.RemoveAll(w.dir) }

// another makes an empty store for a centre and gives the arguments that name it.
func (w *world) another() ([]string, error) {
	w.stores++
	data := w.path(fmt.Sprint("centre-", w.stores))
	if w.databases == nil {
		return []string{"--data", data}, nil
	}
	url, err := w.databases()
	files := []string{"disk", "database"}[w.random.IntN(2)]
	return []string{"--data", data, "--database", url, "--files", files}, err
}
