package simulation

import (
	"errors"
	"fmt"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
)

// mostRounds is how often every machine may call the centre until all know the
// same.
const mostRounds = 12

// rest ends all faults and lets everybody sync until nothing moves any more.
func (w *world) rest() error {
	w.dice, w.toss = diceOf(w.plan.Seed, 0), tossOf(w.plan.Seed, 0)
	w.arrive(len(w.late))
	w.down = false
	if err := w.admit(); err != nil {
		return err
	}
	for _, o := range w.offices {
		o.cut = false
	}
	for _, m := range w.all() {
		m.line.cut, m.line.bad = false, false
	}
	var restless string
	for range mostRounds {
		restless = ""
		before, err := w.centre.last()
		if err != nil {
			return err
		}
		for _, m := range w.all() {
			w.now = w.now.Add(time.Second)
			if err := w.contact(m); err != nil {
				return err
			}
			waits, err := m.waits()
			if err != nil {
				return err
			}
			if waits != "" {
				restless = m.name + ": " + waits
			}
		}
		after, err := w.centre.last()
		if err != nil {
			return err
		}
		if restless != "" || before != after {
			continue
		}
		if again, err := w.issueAgain(); err != nil || !again {
			return err
		}
	}
	return fmt.Errorf("%d rounds bring no rest; %s", mostRounds, restless)
}

// waits says what a machine is not through with, "" for nothing.
func (m *machine) waits() (string, error) {
	box, err := m.store.Outbox()
	if err != nil {
		return "", err
	}
	files, err := m.store.Local().UnsentFiles(1)
	if err != nil {
		return "", err
	}
	switch {
	case m.revoked && m.world.loss.happened() && (m.status.Err == "revoked" || m.status.Err == "window-taken"):
		return "", nil // it may give nothing back, and what it still has follows nothing
	case m.revoked && (m.status.Err == "revoked" && box.Events == 0 || m.status.Err == "chain"):
		return "", nil // one that forked before it was revoked can be told nothing any more
	case m.status.Err == replica.CodeFileLost && box.Events == 0:
		return "", m.works() // its bytes died with a disk
	case m.status.Err == replica.CodeRestoring && m.world.loss.open && box.Events == 0:
		return "", nil // until all have given back there are no numbers
	case m.status.Err != "":
		return m.status.Err, nil
	case box.Events > 0:
		return fmt.Sprintf("%d events wait", box.Events), nil
	case len(files) > 0:
		return "files wait", nil
	}
	return "", m.works()
}

// errRehearsal takes back what was only tried.
var errRehearsal = errors.New("simulation: rehearsal")

// works makes sure that somebody could go on working at the window.
func (m *machine) works() error {
	err := m.store.Write(func(w desk.Writer) error {
		e, err := casefile.New(m.newID(), m.newID(), 0, casefile.Actor{}, m.now(), "", &casefile.Withdrawn{})
		if err != nil {
			return err
		}
		if err := w.Append(e); err != nil {
			return err
		}
		return errRehearsal
	})
	if errors.Is(err, errRehearsal) {
		return nil
	}
	return fmt.Errorf("nobody can work at %s: %w", m.name, err)
}
