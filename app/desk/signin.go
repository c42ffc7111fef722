package desk

import (
	"context"
	"errors"
	"maps"
	"strconv"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/replica"
	"onewindow/app/roster"
)

// SignIn gives the seat to somebody of the roster who knows their password. It
// works without a line, by the latest roster. Whoever sat here before is signed
// out, their typing kept as a draft. Trying a password takes a sixth of a second:
// not for the goroutine of the window.
//
// It is a *Message: sign-in-wrong, sign-in-wait after too many failures, or
// sign-in-left for somebody who no longer works here.
func (d *Desk) SignIn(id, password string) error {
	u, err := d.prove(strings.TrimSpace(id), password)
	if err != nil {
		return err
	}
	before := d.User()
	if before.ID != "" && before.ID != u.ID {
		d.keepTyping()
		if err := d.note(before, casefile.Logged{What: casefile.SignedOut, About: u.ID}); err != nil {
			return explain(err)
		}
	}
	if err := d.note(asUser(u), casefile.Logged{What: casefile.SignedIn}); err != nil {
		return explain(err)
	}
	d.take(asUser(u), u.MustChange)
	d.settleGivenUp()
	return nil
}

// Unlock gives the locked window back to whoever sits at it. Its errors are
// those of SignIn.
func (d *Desk) Unlock(password string) error {
	user := d.User()
	if user.ID == "" {
		return &Message{Key: "seat-empty"}
	}
	u, err := d.prove(user.ID, password)
	if err != nil {
		return err
	}
	if err := d.note(user, casefile.Logged{What: casefile.SignedIn, About: unlocked}); err != nil {
		return explain(err)
	}
	d.take(asUser(u), false) // a window is not locked before the password was changed
	d.settleGivenUp()
	return nil
}

// Lock hides the window from everybody who does not know the password of
// whoever sits at it (锁屏). It does nothing where nobody signed in.
func (d *Desk) Lock() error {
	if !d.Rostered() || d.Presence() != Present {
		return nil
	}
	d.keepTyping()
	d.mu.Lock()
	d.locked = true
	user := d.user
	d.mu.Unlock()
	return explain(d.note(user, casefile.Logged{What: casefile.LockedWindow}))
}

// SignOut leaves the seat empty; what was typed is kept as a draft.
func (d *Desk) SignOut() error {
	user := d.User()
	if !d.Rostered() || user.ID == "" {
		return nil
	}
	d.keepTyping()
	d.take(catalog.User{}, false)
	return explain(d.note(user, casefile.Logged{What: casefile.SignedOut}))
}

// prove finds the user who knows the password. A failure is on record before it
// is told, so that pulling the plug gives nobody another try.
func (d *Desk) prove(id, password string) (roster.User, error) {
	d.proving.Lock() // attempts are counted one by one
	defer d.proving.Unlock()
	if wait := d.Wait(id); wait > 0 {
		return roster.User{}, waitMessage(wait)
	}
	u, known := d.person(id)
	if known && u.Verifier.Matches(password) {
		if u.Left != nil {
			return u, &Message{Key: "sign-in-left"}
		}
		return u, explain(d.saveVisit(id, visit{Last: d.now()}))
	}
	return u, d.failed(id, known)
}

// unlocked is what a log line of somebody who came back to their locked window is
// about.
const unlocked = "lock"

// failed counts a failure and says how it stands. An id that nobody has is not
// put on record: people type their password into the wrong field.
func (d *Desk) failed(id string, known bool) error {
	about := id
	if !known {
		about = ""
	}
	v := d.visit(id)
	v.Attempts = v.Attempts.Failed(d.now())
	if err := d.saveVisit(id, v); err != nil {
		return explain(err)
	}
	what := casefile.SignInFailed
	wait := d.Wait(id)
	if wait > 0 {
		what = casefile.LockedOut
	}
	if err := d.note(catalog.User{}, casefile.Logged{What: what, About: about}); err != nil {
		return explain(err)
	}
	if wait > 0 {
		return waitMessage(wait)
	}
	return &Message{Key: "sign-in-wrong"}
}

func waitMessage(wait time.Duration) error {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	return &Message{Key: "sign-in-wait", Data: map[string]any{"Minutes": minutes}}
}

// Wait is how long somebody has to wait before the next try to sign in, 0 for not
// at all.
func (d *Desk) Wait(id string) time.Duration {
	return d.visit(strings.TrimSpace(id)).Attempts.Wait(d.now())
}

func (d *Desk) visit(id string) visit {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.people.visits[d.visitor(id)]
}

// strangers is under which name ids that nobody has are counted, together: they
// must not fill the store.
const strangers = ""

// visitor is under which name an id is counted.
func (d *Desk) visitor(id string) string {
	if d.people.roster != nil {
		if _, known := d.people.roster.User(id); known {
			return id
		}
	}
	return strangers
}

func (d *Desk) saveVisit(id string, v visit) error {
	d.mu.Lock()
	visits := maps.Clone(d.people.visits)
	visits[d.visitor(id)] = v
	d.mu.Unlock()
	if err := d.own.SaveSetting(settingVisits, visits); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.people.visits = visits
	return nil
}

// Passwords changes passwords at the centre, which keeps the roster.
type Passwords interface {
	// ChangePassword proves the current password and sets another. replica.CodeOf
	// says why it did not; the roster that says so is in force when it returns.
	ChangePassword(ctx context.Context, user, current, next string) error
}

// ChangePassword gives whoever sits at the desk another password. It needs the
// line: the centre keeps the roster, and every window of the office learns of it
// there.
func (d *Desk) ChangePassword(ctx context.Context, current, next string) error {
	user := d.User()
	switch {
	case user.ID == "":
		return &Message{Key: "seat-empty"}
	case d.Presence() == Locked:
		return &Message{Key: "seat-locked"}
	case !d.Rostered() || d.p.Passwords == nil:
		return &Message{Key: "password-offline"}
	}
	if u, known := d.person(user.ID); known {
		if err := roster.CheckPassword(u, next); err != nil {
			return passwordTrouble(err)
		}
	}
	if err := d.p.Passwords.ChangePassword(ctx, user.ID, current, next); err != nil {
		return passwordTrouble(err)
	}
	d.mu.Lock()
	d.due = false
	d.mu.Unlock()
	return explain(d.note(user, casefile.Logged{What: casefile.PasswordChanged}))
}

// ChangeLater lets whoever sits at the desk go on with a password that somebody
// else chose, as long as there is no line to change it over: a window must work
// for weeks without. They are asked again whenever they sign in.
func (d *Desk) ChangeLater() error {
	if d.Online() {
		return &Message{Key: "seat-due"}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.due = false
	return nil
}

// Online says whether the centre can be reached.
func (d *Desk) Online() bool { return d.p.Line.State().Online }

// passwordTrouble says why a password was not changed.
func passwordTrouble(err error) error {
	var unfit *roster.Unfit
	var already *Message
	switch {
	case errors.As(err, &already):
		return already
	case errors.As(err, &unfit):
		return &Message{Key: unfit.Code, Data: unfit.Data, Cause: err}
	}
	switch replica.CodeOf(err) {
	case "password":
		return &Message{Key: "password-wrong", Cause: err}
	case "locked":
		return &Message{Key: "password-later", Cause: err}
	case "verifier", "unknown-user", "no-roster":
		return &Message{Key: "password-refused", Cause: err}
	}
	return &Message{Key: "password-offline", Cause: err}
}

// serialWords is a serial as the log book names it.
func serialWords(n uint64) string { return strconv.FormatUint(n, 10) }
