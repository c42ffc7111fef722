package simulation

import (
	"errors"
	"math"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// loss is what became of the centre's disk.
type loss struct {
	copies    []copied
	places    []uint64 // of the copies that were put back
	unsaid    *uint64  // last place of the copy that was put back, while nobody has said so; nil for none
	restarted bool     // since it was put back
	open      bool     // the windows give back
}

// copied is a copy of what the centre keeps.
type copied struct {
	name string
	last uint64
}

func (l loss) happened() bool { return len(l.places) > 0 }

// sound is the place up to which the log is the one it always was.
func (l loss) sound() uint64 {
	sound := uint64(math.MaxUint64)
	for _, place := range l.places {
		sound = min(sound, place)
	}
	return sound
}

// setBack lets the centre lose its disk and be put back from a copy, somebody say
// so sooner or later, and the centre issue again when all have given back.
func (w *world) setBack() error {
	switch n := w.dice.IntN(4); {
	case w.loss.unsaid != nil:
		return w.admit()
	case w.loss.open && n > 0:
		return w.endEpoch()
	case len(w.loss.copies) == 0 || n == 0:
		return w.copyCentre()
	}
	return w.loseCentre()
}

func (w *world) copyCentre() error {
	last, err := w.centre.last()
	if err != nil {
		return err
	}
	w.say("the centre is copied at %d", last)
	name, err := w.centre.copy()
	w.loss.copies = append(w.loss.copies, copied{name, last})
	return err
}

func (w *world) loseCentre() error {
	from := pick(w.dice, w.loss.copies)
	last, err := w.centre.last()
	if err != nil {
		return err
	}
	w.say("the centre loses its disk at %d and is put back from a copy at %d", last, from.last)
	w.tally.Setbacks++
	if err := w.centre.putBack(from.name); err != nil {
		return err
	}
	w.loss.places, w.loss.unsaid, w.loss.restarted, w.loss.open = append(w.loss.places, from.last), &from.last, false, false
	// Copies of the log that is gone are of another history: to put one of them back
	// besides, with a window's disk lost between, is more than can be mended. The
	// same copy put back twice leaves the same numbers out twice.
	w.loss.copies = slices.DeleteFunc(w.loss.copies, func(c copied) bool {
		return c == from || w.tally.Restores > 0 && c.last >= from.last
	})
	if err := w.revokeAgain(); err != nil {
		return err
	}
	if w.dice.once(2) {
		if err := w.admit(); err != nil {
			return err
		}
	}
	return w.mourn()
}

// revokeAgain takes those out again of whom the copy does not know that they are.
func (w *world) revokeAgain() error {
	for _, m := range w.all() {
		if !m.revoked {
			continue
		}
		last, err := w.centre.last()
		if err != nil {
			return err
		}
		if !m.unknown || last < m.revokedAt {
			m.revokedAt = last
		}
		_, err = w.centre.hub().Revoke(m.installation, false)
		m.unknown = errors.Is(err, hub.ErrUnknown) // it has to enrol before it can be revoked
		if err != nil && !m.unknown {
			return err
		}
	}
	return nil
}

// admit lets somebody say that the centre was put back.
func (w *world) admit() error {
	if w.loss.unsaid == nil {
		return nil
	}
	behind := w.loss.unsaid
	if !w.loss.restarted {
		behind = nil // the process knows where it began
	}
	begun, err := w.centre.hub().BeginEpoch(behind)
	w.say("the windows are to give back what they know behind %d", begun.Behind)
	w.loss.unsaid, w.loss.open = nil, true
	return err
}

// endEpoch lets the centre issue again, once all windows have given back.
func (w *world) endEpoch() error {
	_, givers, err := w.centre.hub().Givers()
	if err != nil {
		return err
	}
	for _, g := range givers {
		if !g.Whole {
			return nil
		}
	}
	_, err = w.issueAgain()
	return err
}

// issueAgain ends the epoch, and says whether there was one to end.
func (w *world) issueAgain() (bool, error) {
	if !w.loss.open {
		return false, nil
	}
	w.loss.open = false
	looked, err := w.centre.hub().EndEpoch()
	w.say("the centre issues again, and looks at %d cases", looked)
	return true, err
}

// mourn notes of the words that the centre does not know whether anybody does who
// may still bring them.
func (w *world) mourn() error {
	if !w.loss.happened() {
		return nil
	}
	held := map[string]bool{}
	for _, m := range w.all() {
		if m.revoked {
			continue
		}
		if err := m.hold(held); err != nil {
			return err
		}
	}
	for _, entry := range w.book.order {
		known, err := w.centre.knows(entry.event.ID)
		if err != nil {
			return err
		}
		entry.died = !known && !held[entry.event.ID]
	}
	return nil
}

// hold notes the events that the machine could bring.
func (m *machine) hold(held map[string]bool) error {
	local := m.store.Local()
	list, _, err := local.Known(0, replica.Mark{}, math.MaxInt, math.MaxInt)
	if err != nil {
		return err
	}
	for _, given := range list {
		e, err := casefile.Parse(given.Event)
		if err != nil {
			return err
		}
		held[e.ID] = true
	}
	waiting, err := local.PendingBehind(0, math.MaxInt, math.MaxInt)
	for _, e := range waiting {
		held[e.ID] = true
	}
	return err
}

// patched says whether an event stands where chains may have holes, because it
// came back from a window.
func (r *record) patched(e casefile.Event) bool {
	place := r.places[e.ID]
	return r.world.loss.happened() && (place == 0 || place > r.world.loss.sound())
}

// wouldServe says whether a centre of which nobody has said yet that it was put
// back would serve the machine as if nothing had happened. Somebody has to say so
// before.
func (w *world) wouldServe(m *machine) (bool, error) {
	if w.loss.unsaid == nil {
		return false, nil
	}
	list, _, err := m.store.Local().Known(*w.loss.unsaid, replica.Mark{}, 1, 1)
	return len(list) == 0, err
}
