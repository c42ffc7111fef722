package simulation

import (
	"errors"
	"fmt"
	"image"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/spool"
	"onewindow/app/workday"
	"onewindow/store"
)

// office is a service office with its windows.
type office struct {
	catalog.Office
	world    *world
	windows  []*machine // at work, nil where none was switched on yet
	retired  []*machine // revoked, and replaced by another
	cut      bool       // the line of the whole house is down
	projects []project  // that people come about
	rosters  []muster   // one after the other
}

// machine is the computer at a window, with one folder after the other on its
// disk, and the program on it.
type machine struct {
	world  *world
	office *office
	window string // two digits
	name   string // for the trace
	folder string
	files  int // folders used up so far
	skew   time.Duration
	line   *line
	key    *seal.PrivateKey

	onDesk string // the case that people are at

	store  *store.Store // nil while it is switched off
	desk   *desk.Desk
	client *replica.Client
	status replica.Status

	installation string
	chain        []*word // what the folder has written and remembers, in the order of its chain
	seq          uint64  // place of the last of them
	backups      []backup
	pocket       []string // bundles on their way to the centre
	answers      []string // and back
	shaken       bool     // crashed or restored
	succeeds     bool     // another machine stood here before
	heard        int      // rosters of the office that it has heard of
	revoked      bool
	unknown      bool   // to a centre that was put back from a copy, which has to revoke it once more
	revokedAt    uint64 // newest place of the log when the centre revoked it
}

// newMachine puts a new computer at a window and switches it on.
func (w *world) newMachine(o *office, window string) (*machine, error) {
	w.machines++
	m := &machine{
		world: w, office: o, window: window, name: fmt.Sprintf("%s/%s#%d", o.ID, window, w.machines),
		folder: filepath.Join(w.plan.Folder, fmt.Sprintf("machine-%d", w.machines)),
		skew:   time.Duration(w.dice.between(-100, 100)) * time.Second,
	}
	if w.dice.once(10) {
		m.skew = time.Duration(w.dice.between(-180, 180)) * time.Minute
	}
	m.line = &line{machine: m}
	var err error
	if m.key, err = seal.GenerateKey(w.entropy); err != nil {
		return nil, err
	}
	w.say("%s is set up, its clock %v ahead", m.name, m.skew)
	return m, m.open()
}

// now is the clock of the machine.
func (m *machine) now() time.Time { return m.world.now.Add(m.skew).In(desk.Zone()) }

// Now is the clock of the client.
func (m *machine) Now() time.Time { return m.now() }

// After never comes: a contact waits for nothing.
func (m *machine) After(time.Duration) <-chan time.Time { return nil }

// State is how the line stands, as the desk sees it.
func (m *machine) State() desk.LineState {
	s := m.status
	return desk.LineState{Configured: true, Online: s.Online, Since: s.Since, LastSync: s.LastSync, Skew: s.Skew, Fault: s.Err}
}

// Nudge is left to the dice: they say when a contact is made.
func (m *machine) Nudge() {}

func (m *machine) newID() string { return m.world.newID() }

// dir is where the present folder lies.
func (m *machine) dir() string { return filepath.Join(m.folder, fmt.Sprintf("%d", m.files)) }

// open switches the machine on.
func (m *machine) open() (err error) {
	if m.store, err = store.Open(store.Options{Dir: m.dir(), Installation: m.newID, Now: m.now}); err != nil {
		return err
	}
	m.installation = m.store.Installation()
	office := m.office.Office
	office.Window = m.window
	seals, err := desk.NewSeals(m.key, m.installation, office.ID, m.window, workday.DateOf(m.now()), m.world.entropy)
	if err != nil {
		return err
	}
	m.client = &replica.Client{
		Central: "http://centre.invalid", Key: m.key, Local: local{m.store.Local(), m}, Files: m.store, Settings: m.store,
		Enrolment: replica.Enrolment{
			Installation: m.installation, Office: office.ID, Window: m.window, PublicKey: m.key.Public().Bytes(), Code: enrolmentCode,
		},
		Transport: m.line, Clock: m, Jitter: func() float64 { return 0 }, NewID: m.newID,
		Report: func(s replica.Status) { m.status = s }, Single: m.world.traffic == nil,
	}
	courier := &replica.Courier{
		Installation: m.installation, Key: m.key, Local: m.store.Local(), Files: m.store, Settings: m.store,
		Now: m.now, NewID: m.newID, Random: m.world.entropy,
	}
	m.status = replica.Status{}
	m.desk, err = desk.New(desk.Params{
		Store: m.store, Catalog: m.world.rules.items, Embedded: m.world.rules.calendar, Office: office,
		Paper: blank{}, Sealer: seals, Line: m, Stick: courier, Now: m.now, NewID: m.newID, Installation: m.installation,
		Documents: filepath.Join(m.folder, "documents"), Log: slog.New(slog.DiscardHandler),
	})
	m.client.Almanac, courier.Almanac = m.desk, m.desk
	return err
}

// close switches the machine off.
func (m *machine) close() error {
	if m.store == nil {
		return nil
	}
	err := m.store.Close()
	m.store, m.desk, m.client = nil, nil, nil
	return err
}

// contacted notes how the machine spoke with the centre.
func (m *machine) contacted(err error) error {
	code := replica.CodeOf(err)
	m.world.say("%s calls the centre: %s", m.name, ok(code))
	if code == "" {
		m.heard = len(m.office.rosters)
	}
	if code == replica.CodeLocal || code == replica.CodeAltered {
		return fmt.Errorf("the store of %s cannot follow the centre: %w", m.name, err)
	}
	if m.unknown {
		return m.world.revokeAgain()
	}
	return nil
}

func ok(code string) string {
	if code == "" {
		return "done"
	}
	return code
}

// note writes into the book what the machine wrote, and whether a person was
// told that it is done. What was refused must have left nothing.
func (m *machine) note(told bool) error {
	for behind := uint64(0); ; {
		events, err := m.store.Local().PendingBehind(behind, math.MaxInt, math.MaxInt)
		if err != nil || len(events) == 0 {
			return err
		}
		for _, e := range events {
			if behind = e.Seq; m.world.book.words[e.ID] != nil {
				continue
			}
			if !told {
				return fmt.Errorf("%s was told no and has event %s all the same", m.name, e.ID)
			}
			entry, err := m.world.book.add(m, e)
			if err != nil {
				return err
			}
			m.chain, m.seq = append(m.chain, entry), e.Seq
			m.world.say("  %d %s %s", e.Seq, e.Kind, e.ID)
		}
	}
}

// remembers says whether the folder has written an event and not forgotten it.
func (m *machine) remembers(id string) bool {
	return slices.ContainsFunc(m.chain, func(w *word) bool { return w.event.ID == id })
}

// holds says whether the bytes of a file are on the disk. They may have died with
// the one before.
func (m *machine) holds(hash string) bool {
	f, err := m.store.File(hash)
	return err == nil && f.Close() == nil
}

// joined says whether the machine belongs to the centre.
func (m *machine) joined() (bool, error) {
	var kept replica.Joined
	found, err := m.store.Setting(replica.SettingMembership, &kept)
	return found && len(kept.Membership.Certificate) > 0, err
}

// blank lays out papers with nothing on them: what is on them is checked
// elsewhere.
type blank struct{}

// PDF is empty.
func (blank) PDF(casefile.Sheet) ([]byte, error) { return []byte("%PDF"), nil }

// Preview shows nothing.
func (blank) Preview(casefile.Sheet, int, float64) (image.Image, error) {
	return image.NewGray(image.Rect(0, 0, 1, 1)), nil
}

// Pages is one.
func (blank) Pages(casefile.Sheet) (int, error) { return 1, nil }

// Leaves are none.
func (blank) Leaves(casefile.Sheet) ([]casefile.Leaf, error) { return nil, nil }

// Spool is empty.
func (blank) Spool(casefile.Sheet, spool.Format) (spool.Paper, error) { return spool.Paper{}, nil }

// remove throws the present folder away.
func (m *machine) remove() error {
	gone := m.dir()
	m.files++
	return errors.Join(m.close(), os.RemoveAll(gone))
}
