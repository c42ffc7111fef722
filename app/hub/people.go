package hub

import (
	"fmt"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/roster"
)

// AddUser puts somebody on the roster of an office, or back on it, and gives the
// password they come in with the first time. It gives ErrUserExists.
func (h *Hub) AddUser(office string, u roster.User) (once string, err error) {
	if once, u, err = h.withOnce(u); err != nil {
		return "", err
	}
	_, err = h.ChangeRoster(office, func(r roster.Roster) (roster.Roster, error) {
		if before, known := r.User(u.ID); known && before.Left == nil {
			return r, fmt.Errorf("%w: %s", ErrUserExists, u.ID)
		}
		return r.With(u), u.Check()
	})
	return once, err
}

// withOnce gives a user a password that they must change.
func (h *Hub) withOnce(u roster.User) (string, roster.User, error) {
	once, err := roster.OncePassword(h.Random)
	if err != nil {
		return "", u, err
	}
	u.MustChange, u.Left = true, nil
	u.Verifier, err = roster.NewVerifier(once, h.Random, h.Cost)
	return once, u, err
}

// ResetPassword gives a user a new password to come in with, and forgives the
// failures at the centre. It gives ErrUserUnknown.
func (h *Hub) ResetPassword(office, id string) (once string, err error) {
	once, fresh, err := h.withOnce(roster.User{})
	if err != nil {
		return "", err
	}
	err = h.changeUser(office, id, func(u roster.User) roster.User {
		u.Verifier, u.MustChange = fresh.Verifier, true
		return u
	})
	if err != nil {
		return "", err
	}
	return once, h.Log.Write(func(tx Tx) error { return keepAttempts(tx, office, id, roster.Attempts{}) })
}

// SetRole gives a user another role and section. It gives ErrUserUnknown.
func (h *Hub) SetRole(office, id string, role casefile.Role, section string) error {
	return h.changeUser(office, id, func(u roster.User) roster.User {
		u.Role, u.Section = role, section
		return u
	})
}

// Dismiss takes a user out: what they wrote and the centre has not got yet will
// be kept aside. It gives ErrUserUnknown.
func (h *Hub) Dismiss(office, id string) error {
	return h.changeUser(office, id, func(u roster.User) roster.User {
		now := h.Now().UTC().Truncate(time.Second)
		u.Left, u.Verifier = &now, ""
		return u
	})
}

func (h *Hub) changeUser(office, id string, change func(roster.User) roster.User) error {
	_, err := h.ChangeRoster(office, func(r roster.Roster) (roster.Roster, error) {
		u, known := r.User(id)
		if !known || u.Left != nil {
			return r, fmt.Errorf("%w: %s", ErrUserUnknown, id)
		}
		u = change(u)
		return r.With(u), u.Check()
	})
	return err
}

// Invitation is the password that somebody comes in with the first time.
type Invitation struct {
	User roster.User
	Once string
}

// ImportUsers puts a list of people on the roster of an office, all or none.
// Whoever is on it keeps their password; the others are invited. Nobody is taken
// out by it.
func (h *Hub) ImportUsers(office string, list []roster.User) ([]Invitation, error) {
	before, err := h.Roster(office)
	if err != nil {
		return nil, err
	}
	var invited []Invitation
	for _, u := range list {
		if known, is := before.User(u.ID); is && known.Left == nil {
			continue
		}
		once, u, err := h.withOnce(u)
		if err != nil {
			return nil, err
		}
		invited = append(invited, Invitation{u, once})
	}
	_, err = h.ChangeRoster(office, func(r roster.Roster) (roster.Roster, error) { return merged(r, list, invited) })
	return invited, err
}

func merged(r roster.Roster, list []roster.User, invited []Invitation) (roster.Roster, error) {
	for _, u := range list {
		if err := u.Check(); err != nil {
			return r, err
		}
		if known, is := r.User(u.ID); is {
			known.Name, known.Role, known.Section = u.Name, u.Role, u.Section
			u = known
		}
		r = r.With(u)
	}
	for _, i := range invited {
		r = r.With(i.User)
	}
	return r, nil
}
