package replica_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/app/roster"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// board is where a window keeps the roster.
type board struct {
	mu     sync.Mutex
	serial uint64
	signed []byte
	took   int
	fails  error
}

func (b *board) RosterSerial() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.serial
}

// TakeRoster keeps what comes; its serial is read by any key, since whoever calls
// it has checked it.
func (b *board) TakeRoster(signed []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.took++
	if b.fails == nil {
		b.signed = signed
	}
	return b.fails
}

// read opens what was kept by the keys a window knows.
func (b *board) read(t testing.TB, keys *seal.Ring) roster.Roster {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := roster.Open(b.signed, keys, b.serial)
	if err != nil {
		t.Fatal(err)
	}
	b.serial = r.Serial
	return r
}

func (b *board) taken() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.took
}

// employ puts the counter's clerk and some more on the roster of the office. It
// gives the clerk's password.
func (c *centre) employ(t testing.TB, more ...string) string {
	t.Helper()
	list := []roster.User{{ID: "c1", Name: "王芳", Role: casefile.Clerk}}
	for _, id := range more {
		list = append(list, roster.User{ID: id, Name: "沈丽", Role: casefile.Clerk})
	}
	invited, err := c.hub.ImportUsers(office, list)
	if err != nil {
		t.Fatal(err)
	}
	return invited[0].Once
}

func TestRosterComesWithTheNextContact(t *testing.T) {
	c := startCentre(t, time.Now)
	c.employ(t)
	w, b := newCounter(t, 1, "03", c.url()), &board{}
	w.client.People = b
	w.run(t)
	w.untilOnline(t)
	if r := b.read(t, w.kept(t)); r.Office != office || len(r.Users) != 1 {
		t.Errorf("%+v", r)
	}
	w.add(w.Receive("1")) // more pages with the same serial
	eventually(t, "settled", func() bool { return w.waiting() == 0 })
	if b.taken() != 1 {
		t.Errorf("it was fetched %d times", b.taken())
	}
	c.employ(t, "c2")
	w.add(w.Receive("2"))
	eventually(t, "fetched again", func() bool { return b.taken() > 1 })
	if r := b.read(t, w.kept(t)); len(r.Users) != 2 {
		t.Errorf("%+v", r)
	}
}

// A window that was away while the centre's key changed believes the roster of
// the new key, and one that knows a newer roster leaves what a restored centre
// has.
func TestRosterOfAFollowedKeyAndOfARestoredCentre(t *testing.T) {
	c := startCentre(t, time.Now)
	away, ahead := newCounter(t, 1, "03", c.url()), newCounter(t, 2, "04", c.url())
	away.run(t)
	away.untilOnline(t)
	away.stop()
	c.employ(t)
	if _, err := c.hub.RotateKey(workday.DateOf(time.Now())); err != nil {
		t.Fatal(err)
	}
	again, b, newer := newCounter(t, 1, "03", c.url()), &board{}, &board{serial: 1 << 40}
	again.memory, again.client.Settings, again.client.Local = away.memory, away.memory, away.memory
	again.client.People, ahead.client.People = b, newer
	again.run(t)
	ahead.run(t)
	again.untilOnline(t)
	ahead.untilOnline(t)
	if r := b.read(t, again.kept(t)); len(r.Users) != 1 {
		t.Errorf("%+v", r)
	}
	if newer.taken() != 0 {
		t.Error("an older roster was taken")
	}
}

// misplace keeps, under this office's name, a roster that the centre signed for
// another.
func (c *centre) misplace(t testing.TB) {
	t.Helper()
	raw, err := c.store.IssuingKey(func() ([]byte, error) { return nil, errors.New("there is none") })
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.ParsePrivateKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	other, err := roster.Roster{Office: "330411-01", Serial: 1 << 40, Issued: time.Now().UTC()}.Sign(key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.store.Write(func(tx hub.Tx) error { return tx.Keep("roster|"+office, other) }); err != nil {
		t.Fatal(err)
	}
}

func TestRosterOfAnotherOfficeHoldsUpNothing(t *testing.T) {
	c := startCentre(t, time.Now)
	c.misplace(t)
	w, b := newCounter(t, 1, "03", c.url()), &board{}
	w.client.People = b
	w.run(t)
	if status := w.untilCode(t, replica.CodeRoster); !status.Online {
		t.Error("the line is down")
	}
	w.add(w.Receive("1"))
	eventually(t, "answered", func() bool { return w.waiting() == 0 })
	if b.taken() != 0 {
		t.Error("it was taken")
	}
}

func TestRosterThatCannotBeKeptIsAskedForAgain(t *testing.T) {
	c := startCentre(t, time.Now)
	c.employ(t)
	w, b := newCounter(t, 1, "03", c.url()), &board{fails: errors.New("the disk is full")}
	w.client.People = b
	w.run(t)
	w.untilCode(t, replica.CodeLocal)
	b.mu.Lock()
	b.fails = nil
	b.mu.Unlock()
	w.untilOnline(t)
	if r := b.read(t, w.kept(t)); len(r.Users) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestRosterComesByStick(t *testing.T) {
	c := startCentre(t, time.Now)
	w, b := newTraveller(t, c, 1, "03"), &board{}
	w.People = b
	c.employ(t)
	_, answer := c.deliver(t, w.export(t))
	for range 2 {
		if got := w.bring(t, answer); got.Trouble != "" {
			t.Errorf("%+v", got)
		}
		b.read(t, w.stored(t))
	}
	_, again := c.deliver(t, w.export(t))
	w.bring(t, again)
	if b.taken() != 1 || len(b.read(t, w.stored(t)).Users) != 1 {
		t.Errorf("it was taken %d times", b.taken())
	}
	c.misplace(t)
	e := w.Receive("1")
	if err := w.store.Write(func(d desk.Writer) error { return d.Append(e) }); err != nil {
		t.Fatal(err)
	}
	_, last := c.deliver(t, w.export(t))
	if got := w.bring(t, last); got.Trouble != replica.CodeRoster || got.Confirmed+got.Refused != 1 || b.taken() != 1 {
		t.Errorf("%+v, taken %d times", got, b.taken())
	}
}

// stored is the ring of what the store keeps.
func (w *traveller) stored(t testing.TB) *seal.Ring {
	t.Helper()
	var kept replica.Joined
	if _, err := w.store.Setting(replica.SettingMembership, &kept); err != nil {
		t.Fatal(err)
	}
	ring, err := kept.Ring()
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestPasswordGoesToTheCentre(t *testing.T) {
	c := startCentre(t, time.Now)
	once := c.employ(t)
	w, b := newCounter(t, 1, "03", c.url()), &board{}
	p := &replica.Passwords{
		Central: c.url(), Installation: w.Installation, Key: w.Key, Settings: w.memory, Transport: w.client.Transport,
		Clock: w.clock, People: b, Cost: cheap(), Random: rand.Reader,
	}
	change := func(current, next string) string {
		return replica.CodeOf(p.ChangePassword(context.Background(), "c1", current, next))
	}
	if got := change(once, "a better one"); got != replica.CodeOffline {
		t.Errorf("before it joined: %q", got)
	}
	w.client.People = b
	w.run(t)
	w.untilOnline(t)
	before := b.read(t, w.kept(t))
	if got := change("guess", "a better one"); got != "password" {
		t.Errorf("a guess: %q", got)
	}
	if got := change(once, once); got != "verifier" {
		t.Errorf("the same again: %q", got)
	}
	if got := change(once, "a better one"); got != "" {
		t.Errorf("the right one: %q", got)
	}
	if u, _ := b.read(t, w.kept(t)).User("c1"); !u.Verifier.Matches("a better one") || b.serial <= before.Serial {
		t.Errorf("%+v", u)
	}
	for range 5 {
		change("guess", "another one")
	}
	err := p.ChangePassword(context.Background(), "c1", "a better one", "another one")
	if wait := replica.WaitOf(err); replica.CodeOf(err) != "locked" || wait < 50*time.Second || wait > time.Minute {
		t.Errorf("%v, wait %v", err, wait)
	}
	c.kill()
	if got := change("a better one", "another one"); got != replica.CodeOffline {
		t.Errorf("without a line: %q", got)
	}
}

// cheap is a cost for tests.
func cheap() roster.Cost { return roster.Cost{Passes: 1, Memory: 64, Lanes: 1} }
