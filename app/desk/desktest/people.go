package desktest

import (
	"context"
	"errors"
	"fmt"

	"onewindow/app/desk"
	"onewindow/app/roster"
)

// Password is what each of the demo office's people signs in with once there is
// a roster.
func Password(id string) string { return "long words of " + id }

// Cheap is a cost of passwords that tests can wait for.
func Cheap() roster.Cost { return roster.Cost{Passes: 1, Memory: 64, Lanes: 1} }

// Sign lets the centre put the office's people on its next roster, with a change,
// and the counter take it over. The first one takes the seat from whoever has it.
func (c *Counter) Sign(change func(*roster.Roster)) error {
	if c.people.Serial == 0 {
		if err := c.firstPeople(); err != nil {
			return err
		}
	}
	c.people.Serial++
	c.people.Issued = c.Time
	if change != nil {
		change(&c.people)
	}
	signed, err := c.people.Sign(c.issuing, c.random)
	if err != nil {
		return err
	}
	return c.TakeRoster(signed)
}

// firstPeople are the demo office's, each with a password of their own.
func (c *Counter) firstPeople() error {
	office := c.Office()
	c.people = roster.Roster{Office: office.ID}
	for _, u := range office.Users {
		v, err := roster.NewVerifier(Password(u.ID), c.random, Cheap())
		if err != nil {
			return err
		}
		c.people = c.people.With(roster.User{ID: u.ID, Name: u.Name, Role: u.Role, Section: u.Section, Verifier: v})
	}
	return nil
}

// Leave lets somebody leave the office on the counter's day.
func (c *Counter) Leave(id string) error {
	return c.Sign(func(r *roster.Roster) {
		u, _ := r.User(id)
		u.Left = &c.Time
		*r = r.With(u)
	})
}

// Signed signs somebody in with their password.
func (c *Counter) Signed(id string) error { return c.SignIn(id, Password(id)) }

// MessageKey is the key of what a desk answered, "" where it had no complaint.
func MessageKey(err error) string {
	var m *desk.Message
	switch {
	case err == nil:
		return ""
	case errors.As(err, &m):
		return m.Key
	}
	return fmt.Sprintf("%T", err)
}

// Centre changes passwords for the counter.
type Centre struct {
	Fault error // what it answers; nil lets a password be changed
	Asked []string
	c     *Counter
}

// ChangePassword puts the new password on the roster, which the counter gets with
// its next contact.
func (k *Centre) ChangePassword(_ context.Context, user, _, next string) error {
	k.Asked = append(k.Asked, user)
	if k.Fault != nil {
		return k.Fault
	}
	v, err := roster.NewVerifier(next, k.c.random, Cheap())
	if err != nil {
		return err
	}
	u, _ := k.c.people.User(user)
	u.Verifier, u.MustChange = v, false
	k.c.people = k.c.people.With(u)
	return nil
}
