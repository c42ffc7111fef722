package desk

import (
	"errors"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/roster"
)

// Names under which the store keeps the roster, and what each of its people did
// at the door of this window.
const (
	settingRoster = "roster"
	settingVisits = "visits"
)

// people are who works at the office. The office's file names them until the
// centre has sent a roster (人员名册) for the first time; from then on the
// latest roster does, whatever becomes of the line.
type people struct {
	roster *roster.Roster // nil where the centre never sent one
	visits map[string]visit
}

// visit is what somebody did at the door of this window.
type visit struct {
	Attempts roster.Attempts `json:"attempts"` // that failed
	Last     time.Time       `json:"last"`     // when they last came in; zero for never
}

// readPeople reads what the store keeps of them.
func (d *Desk) readPeople() error {
	d.people.visits = map[string]visit{}
	if _, err := d.own.Setting(settingVisits, &d.people.visits); err != nil {
		return err
	}
	var r roster.Roster
	found, err := d.own.Setting(settingRoster, &r) // its signature was checked when it came
	if found {
		d.people.roster = &r
	}
	return err
}

// Rostered says whether people sign in here with a password: the centre has sent
// a roster.
func (d *Desk) Rostered() bool { return d.roster() != nil }

func (d *Desk) roster() *roster.Roster {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.people.roster
}

// users are the people of the office who may act today.
func (d *Desk) users() []catalog.User {
	r := d.roster()
	if r == nil {
		return d.p.Office.Users
	}
	var list []catalog.User
	for _, u := range r.Users {
		if u.Left == nil {
			list = append(list, asUser(u))
		}
	}
	return list
}

func asUser(u roster.User) catalog.User {
	return catalog.User{ID: u.ID, Name: u.Name, Role: u.Role, Section: u.Section}
}

// person finds somebody on the roster, whether they left or not.
func (d *Desk) person(id string) (roster.User, bool) {
	r := d.roster()
	if r == nil {
		return roster.User{}, false
	}
	return r.User(id)
}

// RosterSerial is the serial of the roster in force, 0 for none.
func (d *Desk) RosterSerial() uint64 {
	if r := d.roster(); r != nil {
		return r.Serial
	}
	return 0
}

// RosterIssued is when the centre signed the roster in force, zero for none.
func (d *Desk) RosterIssued() time.Time {
	if r := d.roster(); r != nil {
		return r.Issued
	}
	return time.Time{}
}

// TakeRoster puts a roster of the centre into force, also after a restart. Its
// errors are those of roster.Open. Whoever sits at the desk
// and is no longer on it, or no longer in the same place, is signed out at once;
// what they typed is kept as a draft.
func (d *Desk) TakeRoster(signed []byte) error {
	known := d.RosterSerial()
	fresh, err := d.p.OpenRoster(signed, known)
	if err != nil || fresh.Serial == known {
		return err
	}
	if err := d.own.SaveSetting(settingRoster, fresh); err != nil {
		return err
	}
	out := d.mustLeave(fresh)
	if out {
		d.keepTyping()
	}
	leaver := d.User()
	d.mu.Lock()
	d.people.roster = &fresh
	if out {
		d.user, d.locked, d.due = catalog.User{}, false, false
	}
	left := d.unseated
	d.mu.Unlock()
	err = d.note(catalog.User{}, casefile.Logged{What: casefile.RosterTaken, About: serialWords(fresh.Serial)})
	if out && known > 0 {
		err = errors.Join(err, d.note(leaver, casefile.Logged{What: casefile.SignedOut, About: settingRoster}))
	}
	if out && left != nil {
		left()
	}
	return err
}

// mustLeave says whether a roster takes the seat from whoever has it: who sat
// down before there was any, who left, whose place is another one now, and whose
// password was set anew by somebody else.
func (d *Desk) mustLeave(fresh roster.Roster) bool {
	user := d.User()
	if user.ID == "" {
		return false
	}
	was, known := d.person(user.ID)
	now, there := fresh.User(user.ID)
	if !known || !there {
		return true
	}
	return now.Left != nil || asUser(now) != user || now.MustChange && !was.MustChange
}

// Person is somebody of the office as the page of people shows them (人员).
type Person struct {
	catalog.User
	Left       bool
	MustChange bool
	LastHere   time.Time // when they last signed in at this window, zero for never
}

// People lists who works, or worked, at the office; for supervisor and
// administrator.
func (d *Desk) People() ([]Person, error) {
	if !d.SeesEverybody() {
		return nil, &Message{Key: "people-others"}
	}
	r := d.roster()
	if r == nil {
		var list []Person
		for _, u := range d.p.Office.Users {
			list = append(list, Person{User: u})
		}
		return list, nil
	}
	list := make([]Person, len(r.Users))
	for i, u := range r.Users {
		list[i] = Person{User: asUser(u), Left: u.Left != nil, MustChange: u.MustChange, LastHere: d.visit(u.ID).Last}
	}
	return list, nil
}
