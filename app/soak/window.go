//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
	"onewindow/store"
)

// window is a window without its glass: a real store, desk and line, wired as in
// the program but for what has no part in a crash.
type window struct {
	dir    string
	store  *store.Store
	desk   *desk.Desk
	client *replica.Client // nil where the window has no line
	say    func(word) error
	stop   func()

	mu     sync.Mutex
	status replica.Status
}

// windowKey names the window's own key among the store's settings, as the
// program does.
const windowKey = "installation-key"

// place says which window it is.
type place struct {
	dir     string // that holds everything of the window
	number  string // of the window, two digits
	central string // URL, "" for no line
}

// openStore opens the store of a window; told hears of its long steps.
func openStore(dir string, told func(store.Progress)) (*store.Store, error) {
	return store.Open(options(dir, told))
}

func options(dir string, told func(store.Progress)) store.Options {
	return store.Options{Dir: filepath.Join(dir, "store"), Installation: newID, Now: time.Now, Progress: told}
}

func openWindow(p place, say func(word) error) (_ *window, err error) {
	w := &window{dir: p.dir, say: say, stop: func() {}}
	if w.store, err = openStore(p.dir, tellStep(say)); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.store.Close())
		}
	}()
	params, err := furnish()
	if err != nil {
		return nil, err
	}
	key, err := ownKey(w.store)
	if err != nil {
		return nil, err
	}
	seals, err := desk.NewSeals(key, w.store.Installation(), params.Office.ID, p.number, workday.DateOf(time.Now()), rand.Reader)
	if err != nil {
		return nil, err
	}
	params.Store, params.Sealer, params.Line, params.Documents = w.store, seals, w, filepath.Join(p.dir, "documents")
	if w.desk, err = desk.New(params); err != nil {
		return nil, err
	}
	if w.desk.Settings().Window != p.number {
		if err := w.desk.SaveSettings(desk.Settings{Window: p.number}); err != nil {
			return nil, err
		}
	}
	if p.central == "" {
		return w, nil
	}
	member, err := w.store.Setting(replica.SettingMembership, &replica.Joined{})
	if err == nil && !member {
		err = say(word{Begins: "join"})
	}
	if err == nil {
		w.connect(p, params.Office.ID, key, seals)
	}
	return w, err
}

// furnish reads what every window has.
func furnish() (desk.Params, error) {
	p, err := desktest.Furnish()
	p.Printers, p.Codes, p.Now, p.NewID = &desktest.Printer{}, noCodes{}, time.Now, newID
	return p, err
}

// ownKey is the window's own key, made at its first start.
func ownKey(s *store.Store) (*seal.PrivateKey, error) {
	var raw []byte
	found, err := s.Setting(windowKey, &raw)
	if err != nil {
		return nil, err
	}
	if found {
		return seal.ParsePrivateKey(raw)
	}
	key, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	if raw, err = key.Bytes(); err != nil {
		return nil, err
	}
	return key, s.SaveSetting(windowKey, raw)
}

// connect keeps the window in step with the centre.
func (w *window) connect(p place, office string, key *seal.PrivateKey, seals *desk.Seals) {
	w.client = &replica.Client{
		Central: p.central,
		Enrolment: replica.Enrolment{
			Installation: w.store.Installation(), Office: office, Window: p.number, PublicKey: key.Public().Bytes(),
		},
		Key: key, Local: w.store.Local(), Files: w.store, Settings: w.store,
		Transport: replica.NewTransport(), Clock: hasty{}, Jitter: mathrand.Float64, NewID: newID, Report: w.report,
		Met: func(j replica.Joined) {
			_ = seals.Join(desk.Keyring{ // without it paper is printed all the same
				Base: j.Membership.PublicURL, Issuing: j.Membership.IssuingKey, List: j.List,
				Certificates: append(j.Neighbours, j.Membership.Certificate),
			})
			_ = w.say(word{Joined: true}) // who does not listen has killed us
		},
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = w.client.Run(ctx) // it fails only at its very start, and the soak sees that nothing comes
	}()
	w.stop = func() { stop(); <-ended }
}

func (w *window) report(s replica.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status = s
}

// inStep says whether both sides were in step since the start.
func (w *window) inStep() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.status.Online && !w.status.LastSync.IsZero() && w.status.Err == ""
}

// State is how the line stands, for the desk.
func (w *window) State() desk.LineState {
	w.mu.Lock()
	defer w.mu.Unlock()
	return desk.LineState{Configured: w.client != nil, Online: w.status.Online, Since: w.status.Since}
}

// Nudge asks for a contact.
func (w *window) Nudge() {
	if w.client != nil {
		w.client.Nudge()
	}
}

func (w *window) close() error {
	w.stop()
	return w.store.Close()
}

// hasty waits a hundredth of what it is asked to: a soak has no minutes.
type hasty struct{}

// Now is the time.
func (hasty) Now() time.Time { return time.Now() }

// After waits.
func (hasty) After(d time.Duration) <-chan time.Time { return time.After(d / 100) }

// noCodes finds none.
type noCodes struct{}

// Codes finds none.
func (noCodes) Codes(context.Context, []byte) ([]string, error) { return nil, nil }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// sit opens a window and does an errand at it until told ends, as its input does
// with the soak. It says what it does.
func sit(p place, what errand, seed uint64, told io.Reader, say func(word) error) error {
	w, err := openWindow(p, say)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, told) // its end is the sign
		stop()
	}()
	c, err := newClerk(w, say, seed)
	if err == nil {
		err = say(word{Open: true})
	}
	if err == nil {
		err = c.run(ctx, what)
	}
	if err == nil && what == settleErrand {
		<-ctx.Done()
	}
	stop()
	return errors.Join(err, w.close())
}
