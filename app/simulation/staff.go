package simulation

import (
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/roster"
)

// muster is a roster (人员名册) and the newest place of the log when it came into
// force.
type muster struct {
	behind uint64
	roster.Roster
}

// restaff lets somebody leave an office or come back to it. The first time the
// office gets a roster at all.
func (w *world) restaff(o *office) error {
	at, err := w.centre.last()
	if err != nil {
		return err
	}
	u := o.Users[0]
	fresh, err := w.centre.hub().ChangeRoster(o.ID, func(r roster.Roster) (roster.Roster, error) {
		if len(r.Users) == 0 {
			for _, u := range o.Users {
				r = r.With(roster.User{ID: u.ID, Name: u.Name, Role: u.Role, Section: u.Section})
			}
			return r, nil
		}
		gone := slices.DeleteFunc(slices.Clone(r.Users), func(u roster.User) bool { return u.Left == nil })
		if len(gone) > 0 && !w.dice.once(3) {
			back := pick(w.dice, gone)
			back.Left = nil
			u.ID = back.ID
			return r.With(back), nil
		}
		leaves := pick(w.dice, r.Users)
		now := w.now
		leaves.Left, u.ID = &now, leaves.ID
		return r.With(leaves), nil
	})
	w.say("the roster of %s changes: %s", o.ID, u.ID)
	o.rosters = append(o.rosters, muster{at, fresh})
	return err
}

// seated are the people who may sit down at the machine, as far as it has heard.
func (m *machine) seated() []catalog.User {
	if m.heard == 0 {
		return m.office.Users
	}
	known := m.office.rosters[m.heard-1]
	return slices.DeleteFunc(slices.Clone(m.office.Users), func(u catalog.User) bool {
		there, found := known.User(u.ID)
		return !found || there.Left != nil
	})
}

// sit lets a user take the seat, and says whether the machine lets them.
func (m *machine) sit(id string) (bool, error) {
	if !slices.ContainsFunc(m.seated(), func(u catalog.User) bool { return u.ID == id }) {
		return false, nil
	}
	return true, m.desk.SwitchUser(id)
}

// authors are the reasons for which the author of an event may have been refused
// that came when the log ended at a place: whether before or behind a change of
// the roster at that very place nobody wrote down.
func (o *office) authors(e casefile.Event, behind uint64) []string {
	reasons := []string{""}
	for _, m := range o.rosters {
		if m.behind > behind {
			break
		}
		if m.behind < behind {
			reasons = nil
		}
		u, known := m.User(e.By.ID)
		switch {
		case e.OfLogBook() && (known || e.By.ID == ""):
			reasons = append(reasons, "") // the program itself wrote it, or that somebody who left was shown out
		case !known:
			reasons = append(reasons, "author-unknown")
		case u.Left != nil:
			reasons = append(reasons, "author-left")
		default:
			reasons = append(reasons, "")
		}
	}
	return reasons
}

// isOfAuthor says whether a reason is about who wrote an event.
func isOfAuthor(reason string) bool { return strings.HasPrefix(reason, "author-") }
