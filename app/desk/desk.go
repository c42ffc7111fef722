// Package desk is what a person at the window can do, one method an action.
// The user interface calls nothing else.
//
// The desk holds no rule of law (package casefile does) and no storage: it
// takes what was typed, asks the rules, keeps the outcome in one durable
// transaction and only then says "done".
package desk

import (
	"context"
	"image"
	"log/slog"
	"slices"
	"sync"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/roster"
	"onewindow/app/seal"
	"onewindow/app/spool"
	"onewindow/app/workday"
)

// Zone is the time of every office (UTC+8). It is fixed here because a Windows
// desktop without Go has no zone table.
func Zone() *time.Location { return time.FixedZone("CST", 8*60*60) }

// Params is what a desk stands on.
type Params struct {
	Store    Store
	Catalog  *catalog.Catalog
	Embedded *workday.Calendar // in force until another was imported or came from the centre
	Office   catalog.Office
	Paper    Paper
	Printers Printers
	Sealer   Sealer
	Codes    CodeReader
	Line     Line
	Stick    Stick   // nil where there is no centre to carry to
	Fetcher  Fetcher // nil where there is no centre to fetch from

	Installation string // id of this window, which its log book goes by
	// OpenRoster checks that the centre signed a roster, and reads it.
	// It is older than the one known: roster.ErrOutdated.
	OpenRoster func(signed []byte, known uint64) (roster.Roster, error)
	Unattended bool      // a command of whoever holds the key of the folder, with nobody at a window
	Passwords  Passwords // nil where there is no centre to change them at

	Now       func() time.Time
	NewID     func() string  // UUIDv7
	Documents string         // folder that printed documents are saved in
	Changed   func(Settings) // called after the settings were saved
	Log       *slog.Logger
}

// Paper lays documents out. Pages count from 1.
type Paper interface {
	PDF(s casefile.Sheet) ([]byte, error)
	// Preview draws a page, counted from 1, at dpi dots per inch.
	Preview(s casefile.Sheet, page int, dpi float64) (image.Image, error)
	Pages(s casefile.Sheet) (int, error)
	// Leaves lays the pages out to be looked at.
	Leaves(s casefile.Sheet) ([]casefile.Leaf, error)
	// Spool makes a document ready for a device that takes the format.
	Spool(s casefile.Sheet, format spool.Format) (spool.Paper, error)
}

// Printers are the devices around the window.
type Printers interface {
	// Open gives the device at an address.
	Open(address string) (spool.Device, error)
	// Find lists the printers that this machine knows of, none where nobody
	// answers.
	Find(ctx context.Context) ([]FoundPrinter, error)
}

// FoundPrinter is a printer that can be chosen in the settings.
type FoundPrinter struct {
	Address string
	Name    string
	About   string // model or place, may be ""
}

// Sealer signs what leaves the window and checks what comes back.
type Sealer interface {
	// Sign makes the payload of a QR code with this installation's key.
	Sign(s seal.Statement) (payload string, err error)
	// URL is the public address of a payload.
	URL(payload string) string
	// Check judges a payload, or an address that ends in one, without network.
	Check(text string) seal.Result
	// Certificates lists those of the installations whose keys are known.
	Certificates() []seal.Certificate
}

// Line is the connection to the central system.
type Line interface {
	State() LineState
	// Nudge asks for a contact now.
	Nudge()
}

// LineState is how the connection stands.
type LineState struct {
	Configured bool // false in the local demo office without a central system
	Online     bool
	Since      time.Time // when Online last changed
	LastSync   time.Time // zero before the first
	Skew       time.Duration
	Fault      string // stable code of why it is offline, "" where online

	NextTry time.Time // of a contact while offline; zero where one is under way
	Traffic Traffic
	Sending Transfer // the file that is on its way to the centre; zero for none
}

// Traffic is what went over the line since an instant, at most since midnight.
type Traffic struct {
	Since                      time.Time
	Sent, Received             int64 // bytes on the wire, packed
	EventsSent, EventsReceived int
}

// Transfer is how far a file has come, in bytes.
type Transfer struct {
	Name       string
	Done, Size int64
}

// Desk is one counter with one person in front of it at a time.
type Desk struct {
	p       Params
	own     Store // past the guard of the seat, for what the machine does by itself
	almanac *almanac
	queue   *spool.Queue

	mu       sync.Mutex
	user     catalog.User // "" in its id where nobody sits here
	locked   bool
	proving  sync.Mutex // held while a password is tried
	due      bool       // a password that somebody else chose has to be changed first
	leaving  func()     // keeps what is being typed; may be nil
	unseated func()     // hears that a roster took the seat; may be nil
	people   people
	settings Settings
	land     LandSettings
	told     func() // of a change in the print queue; may be nil

	trayDoor sync.Mutex // lets one person's word on the tray be written at a time
}

// New opens the desk: with nobody at it where the centre has sent a roster, else
// with the first user that the office's file names.
func New(p Params) (*Desk, error) {
	d := &Desk{p: p, own: p.Store, settings: Settings{Window: p.Office.Window, LockAfter: defaultLockAfter}}
	d.p.Store = seatedStore{p.Store, d.may}
	if _, err := p.Store.Setting(settingsName, &d.settings); err != nil {
		return nil, err
	}
	if _, err := p.Store.Setting(landName, &d.land); err != nil {
		return nil, err
	}
	err := d.readPeople()
	if err != nil {
		return nil, err
	}
	if !d.Rostered() {
		d.user = p.Office.Users[0]
	}
	d.queue = d.newQueue()
	d.almanac, err = newAlmanac(p.Store, p.Embedded)
	return d, err
}

// Office is the office the desk stands in.
func (d *Desk) Office() catalog.Office {
	o := d.p.Office
	o.Window = d.Settings().Window
	o.Users = d.users()
	return o
}

// Catalog is what the office offers.
func (d *Desk) Catalog() *catalog.Catalog { return d.p.Catalog }

// User is who sits at the desk; without an id where nobody does.
func (d *Desk) User() catalog.User {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.user
}

// SwitchUser lets another user of an office without a roster take the seat.
// Elsewhere one signs in.
func (d *Desk) SwitchUser(id string) error {
	if d.Rostered() {
		return &Message{Key: "sign-in-needed"}
	}
	for _, u := range d.p.Office.Users {
		if u.ID == id {
			d.mu.Lock()
			d.user = u
			d.mu.Unlock()
			return nil
		}
	}
	return &Message{Key: "user-unknown", Data: map[string]any{"User": id}}
}

// Status is the line at the foot of the window.
type Status struct {
	Line   LineState
	Outbox Outbox
	Tray   int
	Jobs   []spool.Job // of the print queue that are not over, oldest first
	At     time.Time   // when it was read
}

// Status reads how things stand.
func (d *Desk) Status() (Status, error) {
	outbox, err := d.p.Store.Outbox()
	if err != nil {
		return Status{}, explain(err)
	}
	tray, err := d.p.Store.Tray()
	if err != nil {
		return Status{}, explain(err)
	}
	jobs, err := d.p.Store.Jobs()
	if err != nil {
		return Status{}, explain(err)
	}
	open := slices.DeleteFunc(jobs, func(j spool.Job) bool { return j.State.Over() })
	return Status{Line: d.p.Line.State(), Outbox: outbox, Tray: len(tray), Jobs: open, At: d.now()}, nil
}

// Tray lists own events that found no place in the common record, with the
// code of the reason: a person settles them.
func (d *Desk) Tray() ([]Stray, error) {
	list, err := d.p.Store.Tray()
	return list, explain(err)
}

// SyncNow asks for a contact with the centre now.
func (d *Desk) SyncNow() { d.p.Line.Nudge() }

// now is the office's wall clock.
func (d *Desk) now() time.Time { return d.p.Now().In(Zone()) }

// Today is the office's date.
func (d *Desk) Today() workday.Date { return d.today() }

func (d *Desk) today() workday.Date { return workday.DateOf(d.p.Now()) }

// event makes an event of a body at the hand of the user.
func (d *Desk) event(c casefile.Case, body casefile.Body) (casefile.Event, error) {
	// The version in force on the day of acceptance governs the case from then on.
	policy, on := c.Policy, d.today()
	switch b := body.(type) {
	case *casefile.Accepted:
		policy, on = "", b.Deadline.Start
	case *casefile.Deemed:
		policy, on = "", b.Deadline.Start
	}
	if policy == "" {
		policy = d.policyOn(on)
	}
	e, err := casefile.New(d.p.NewID(), c.ID, c.Version, d.User().Actor(), d.now(), policy, body)
	e.Skew = d.p.Line.State().Skew
	return e, err
}

// act lets body happen to a case: the rules agree, the event is durable, and
// the line is told that something waits.
func (d *Desk) act(caseID string, body casefile.Body) (casefile.Case, error) {
	var after casefile.Case
	err := d.p.Store.Write(func(w Writer) error {
		c, err := w.Case(caseID)
		if err != nil {
			return err
		}
		after, err = d.add(w, c, body)
		return err
	})
	if err != nil {
		return casefile.Case{}, explain(err)
	}
	d.p.Line.Nudge()
	return after, nil
}

// add appends body to c inside an action, if the rules agree.
func (d *Desk) add(w Writer, c casefile.Case, body casefile.Body) (casefile.Case, error) {
	if no := casefile.Decide(c, body, d.User().Actor()); no != nil {
		return c, no
	}
	e, err := d.event(c, body)
	if err != nil {
		return c, err
	}
	latest, err := w.Latest()
	if err != nil {
		return c, err
	}
	if e.At.Before(latest) && workday.DateOf(e.At) == workday.DateOf(latest) {
		// A clock that was set back must not turn the record around. Set back to
		// another day it may: what happens is dated by that day.
		e.At = latest
	}
	if err := w.Append(e); err != nil {
		return c, err
	}
	return c.Then(e), nil
}
