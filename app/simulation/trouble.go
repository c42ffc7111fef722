package simulation

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/app/replica/bundle"
	"onewindow/store"
)

// mood is how often which trouble comes in a run: a defect often needs several of
// one kind.
type mood struct {
	weather, crash, backup, restore, revoke, sticks, mishap, stumble, announce, staff, setback int

	silence int // a window calls the centre after its work once in so many times
	crowd   int // most cases that people do something to
}

func moods() []mood {
	return []mood{
		{weather: 6, crash: 2, backup: 2, restore: 4, revoke: 1, sticks: 6, stumble: 2, announce: 1, staff: 2, silence: 2, crowd: 40},
		{weather: 2, crash: 1, backup: 3, restore: 4, revoke: 1, sticks: 16, mishap: 3, stumble: 1, silence: 3, crowd: 10},
		{weather: 3, crash: 4, backup: 6, restore: 10, revoke: 1, sticks: 3, mishap: 1, stumble: 2, silence: 2, crowd: 10},
		{weather: 12, crash: 3, revoke: 2, stumble: 3, announce: 1, staff: 1, silence: 5, crowd: 3},
		{weather: 3, crash: 1, backup: 1, restore: 1, revoke: 1, sticks: 3, stumble: 1, announce: 1, setback: 6, silence: 2, crowd: 10},
	}
}

// trouble is everything that people do not do on purpose, and what they do about
// it.
func (w *world) trouble() error {
	m, err := w.someMachine()
	if err != nil {
		return err
	}
	kinds := []struct {
		often int
		come  func() error
	}{
		{w.mood.weather, func() error { return w.weather(m) }}, {w.mood.crash, m.crash},
		{w.mood.backup, m.backUp}, {w.mood.restore, m.restore}, {w.mood.revoke, func() error { return w.revoke(m) }},
		{w.mood.sticks, func() error { return w.carrySticks(m) }}, {w.mood.mishap, func() error { return w.mishap(m) }},
		{w.mood.stumble, w.stumble}, {w.mood.announce, w.announce},
		{w.mood.staff, func() error { return w.restaff(m.office) }}, {w.mood.setback, w.setBack},
	}
	all := 0
	for _, k := range kinds {
		all += k.often
	}
	n := w.dice.IntN(all)
	for _, k := range kinds {
		if n < k.often {
			return k.come()
		}
		n -= k.often
	}
	return nil
}

// mishap lets a machine lose its disk at the worst moment: while a stick is under
// way that comes to the centre when the machine has long been worked with again,
// or after it took a stick over that it will find again.
func (w *world) mishap(m *machine) error {
	deliver := func() error {
		if len(m.pocket) == 0 {
			return nil
		}
		return m.deliver(len(m.pocket) - 1)
	}
	bringBack := func() error {
		if len(m.answers) == 0 {
			return nil
		}
		return m.bringBack(m.answers[len(m.answers)-1])
	}
	call := func() error { return w.contact(m) }
	steps := []func() error{m.backUp, m.act, m.act, m.export, m.restore, call, m.act, m.act, deliver}
	if w.dice.once(2) {
		steps = []func() error{
			m.export, m.backUp, deliver, bringBack, m.act, m.act, call, m.act, m.restore, call, bringBack, m.act, m.act, call,
		}
	}
	for i, step := range steps {
		if i > 0 && w.dice.once(8) {
			continue // no two mishaps are the same
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// weather lets lines go down and come up again.
func (w *world) weather(m *machine) error {
	switch n := w.dice.IntN(8); {
	case n < 3:
		m.line.cut = !m.line.cut
		w.say("%s: line cut %v", m.name, m.line.cut)
	case n < 6:
		m.line.bad = !m.line.bad
		w.say("%s: line bad %v", m.name, m.line.bad)
	case n < 7:
		m.office.cut = !m.office.cut
		w.say("%s: line of the house cut %v", m.office.ID, m.office.cut)
	default:
		w.down = !w.down
		w.say("centre out of reach %v", w.down)
	}
	return nil
}

// stumble lets the process of the centre end and begin again, in an orderly way
// or not.
func (w *world) stumble() error {
	w.loss.restarted = true
	if w.dice.once(2) {
		w.say("centre restarts")
		return w.centre.restart()
	}
	w.say("centre crashes")
	return w.centre.crash()
}

// crash ends the program on a machine without a goodbye and starts it again on
// what lay on the disk.
func (m *machine) crash() error {
	m.world.tally.Crashes++
	m.shaken = true
	before := m.dir()
	m.files++
	var err error
	switch n := m.world.dice.IntN(3); n {
	case 0:
		m.world.say("%s is killed", m.name)
		err = os.CopyFS(m.dir(), os.DirFS(before))
	case 1:
		m.world.say("%s loses its power", m.name)
		err = m.loseLastCommits(before)
	default:
		m.world.say("%s loses its log, not its journal", m.name)
		if err = os.CopyFS(m.dir(), os.DirFS(before)); err == nil {
			err = os.Remove(filepath.Join(m.dir(), "onewindow.db"))
		}
	}
	return errors.Join(err, m.close(), os.RemoveAll(before), m.open())
}

// loseLastCommits leaves the log as it was before an action, and the journal with
// it: what is in the journal was said to be done.
func (m *machine) loseLastCommits(before string) error {
	db, err := os.ReadFile(filepath.Join(before, "onewindow.db"))
	if err != nil {
		return err
	}
	if err := m.act(); err != nil {
		return err
	}
	if err := os.CopyFS(m.dir(), os.DirFS(before)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(m.dir(), "onewindow.db"), db, 0o600)
}

// backup is a backup of a folder and how far its chain had come then.
type backup struct {
	file  string
	chain []*word
	seq   uint64
}

// backUp backs up a machine that belongs to the centre. What one did before its
// first contact nobody else could tell a restored folder.
func (m *machine) backUp() error {
	if in, err := m.joined(); err != nil || !in {
		return err
	}
	m.world.carried++
	file := filepath.Join(m.folder, fmt.Sprintf("backup-%d.tar", m.world.carried))
	m.world.say("%s is backed up behind %d", m.name, m.seq)
	m.backups = append(m.backups, backup{file, m.chain[:len(m.chain):len(m.chain)], m.seq})
	return m.store.BackupTo(file)
}

// restore loses the disk of a machine and puts one of its backups in its place.
func (m *machine) restore() error {
	if len(m.backups) == 0 {
		return m.backUp()
	}
	from := pick(m.world.dice, m.backups)
	m.world.tally.Restores++
	m.shaken = true
	m.world.say("%s loses its disk at %d and is restored behind %d", m.name, m.seq, from.seq)
	for _, entry := range m.chain {
		known, err := m.world.centre.knows(entry.event.ID)
		if err != nil {
			return err
		}
		entry.died = !known
	}
	for _, entry := range from.chain {
		entry.died = false
	}
	m.chain, m.seq = from.chain, from.seq
	if err := m.remove(); err != nil {
		return err
	}
	file, err := os.Open(from.file)
	if err != nil {
		return err
	}
	return errors.Join(store.Restore(file, m.dir(), store.Restoring{At: m.now()}), file.Close(), m.open(), m.world.mourn())
}

// revoke takes a machine out at the centre and puts another in its place. The
// old one does not know yet.
func (w *world) revoke(m *machine) error {
	if m.revoked || m.client == nil {
		return nil
	}
	if in, err := m.joined(); err != nil || !in {
		return err
	}
	if _, err := w.centre.hub().Revoke(m.installation, w.dice.once(2)); errors.Is(err, hub.ErrUnknown) && w.loss.happened() {
		return nil // not before it has enrolled once more
	} else if err != nil {
		return err
	}
	w.say("%s is revoked", m.name)
	m.revoked = true
	var err error
	if m.revokedAt, err = w.centre.last(); err != nil {
		return err
	}
	next, err := w.newMachine(m.office, m.window)
	if err != nil {
		return err
	}
	next.succeeds = true
	m.office.windows[slices.Index(m.office.windows, m)] = next
	m.office.retired = append(m.office.retired, m)
	return w.mourn()
}

// announce lets the administrator of the centre put a calendar into force.
func (w *world) announce() error {
	w.years++
	if w.years > 2 {
		return nil
	}
	csv := "2027,notice,示例通知\n2027-01-01,off,元旦\n"
	if w.years > 1 {
		csv = "2027,notice,示例通知（更正）\n2027-01-01,off,元旦\n2027-01-04,off,元旦\n"
	}
	w.say("calendar %d is announced", w.years)
	_, err := w.centre.hub().ImportCalendar([]byte(csv))
	if errors.Is(err, hub.ErrRestoring) {
		w.years-- // another day
		return nil
	}
	return err
}

// carrySticks takes a bundle from a machine, brings one to the centre and brings
// an answer back: a whole journey, or a part of one that goes on another day.
func (w *world) carrySticks(m *machine) error {
	for range w.dice.between(1, 3) {
		var err error
		switch n := w.dice.IntN(4); {
		case n == 1 && len(m.answers) > 0:
			err = m.bringBack(pick(w.dice, m.answers))
		case n > 1 && len(m.pocket) > 0:
			err = m.deliver(w.dice.IntN(len(m.pocket)))
		default:
			err = m.export()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// export writes a bundle for the centre.
func (m *machine) export() error {
	w := m.world
	w.carried++
	path := filepath.Join(m.folder, fmt.Sprintf("up-%d.bundle", w.carried))
	done, err := m.desk.ExportBundle(path)
	code, lawful := refusal(err)
	w.say("%s writes a stick with %d events: %s", m.name, done.Events, ok(code))
	if !lawful {
		return err
	}
	if err == nil {
		m.pocket = append(m.pocket, path)
	}
	return nil
}

// deliver brings a bundle to the centre and keeps the answer.
func (m *machine) deliver(i int) error {
	w := m.world
	file, err := os.ReadFile(m.pocket[i])
	if err != nil {
		return err
	}
	var answer bytes.Buffer
	done, err := w.centre.hub().TakeBundle(bytes.NewReader(file), &answer)
	var strange *bundle.Error
	if w.loss.happened() && errors.As(err, &strange) && strange.Code == bundle.Unknown {
		w.say("%s enrolled after the copy of the centre was made, and has to call it first", m.name)
		return nil
	}
	if err != nil {
		return fmt.Errorf("the centre does not take a stick of %s: %w", m.name, err)
	}
	w.tally.Sticks++
	w.say("%s sends %s to the centre: %d accepted, %d refused, %s", m.name, filepath.Base(m.pocket[i]), done.Accepted, done.Refused, ok(done.Trouble))
	path := m.pocket[i] + ".answer"
	if !w.dice.once(4) {
		m.pocket = append(m.pocket[:i], m.pocket[i+1:]...)
	}
	m.answers = append(m.answers, path)
	return os.WriteFile(path, answer.Bytes(), 0o600)
}

// bringBack lets the machine take an answer over.
func (m *machine) bringBack(path string) error {
	brought, err := m.desk.ImportBundle(path)
	code, lawful := refusal(err)
	if code == "" {
		code = brought.Trouble
	}
	m.world.say("%s takes %s over: %d confirmed, %d refused, %d events, %d numbers, %s", m.name, filepath.Base(path),
		brought.Confirmed, brought.Refused, brought.Events, brought.Numbers, ok(code))
	if !lawful || code == replica.CodeLocal || code == replica.CodeAltered {
		return fmt.Errorf("%s cannot take an answer over: %w", m.name, err)
	}
	return nil
}
