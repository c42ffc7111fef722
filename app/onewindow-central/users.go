package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/roster"
)

type usersCommand struct {
	Add      usersAdd      `cmd:"" help:"Put somebody on the roster of an office, and print the password they come in with the first time. From the first user on, the central system refuses what others write there."`
	List     usersList     `cmd:"" help:"List the people of an office."`
	Role     usersRole     `cmd:"" help:"Give somebody another role and section. What they wrote in the earlier one and the central system has not got yet is kept aside: let the windows sync first."`
	Password usersPassword `cmd:"" help:"Print a new password for somebody to come in with."`
	Leave    usersLeave    `cmd:"" help:"Take somebody out who works there no longer. What they wrote and the central system has not got yet is kept aside."`
	Import   usersImport   `cmd:"" help:"Put a list of people on the roster: a CSV file with id, name, role, section. Whoever is on it keeps the password."`
}

// ofOffice is what all of them ask for.
type ofOffice struct {
	Storage
	Office string `required:"" placeholder:"ID" help:"Office, for example 330402-nh."`
}

// ofUser is what asks for somebody on the roster.
type ofUser struct {
	ofOffice
	ID string `arg:"" help:"Id of the user."`
}

// inRole is what asks for what somebody may do.
type inRole struct {
	Role    string `arg:"" enum:"clerk,reviewer,approver,supervisor,administrator" help:"clerk, reviewer, approver, supervisor or administrator."`
	Section string `placeholder:"NAME" help:"Section (科室) of a reviewer."`
}

type usersAdd struct {
	ofOffice
	ID   string `arg:"" help:"Id that they sign in with (工号)."`
	Name string `arg:"" help:"Name."`
	inRole
}

// Run adds the user and prints the password.
func (c usersAdd) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		once, err := h.AddUser(c.Office, roster.User{ID: c.ID, Name: c.Name, Role: casefile.Role(c.Role), Section: c.Section})
		if err != nil {
			return err
		}
		return errors.Join(tellOnce(c.out(), c.ID, once), tellOfWindows(c.out(), h, c.Office))
	})
}

// tellOnce tells a password that is kept nowhere.
func tellOnce(w io.Writer, id, once string) error {
	_, err := fmt.Fprintf(w, "%s comes in with the password %s and must change it then\n", id, once)
	return err
}

// tellOfWindows says where an office has no window: its name may be mistyped.
func tellOfWindows(w io.Writer, h *hub.Hub, office string) error {
	all, err := h.Log.Installations()
	if err != nil {
		return err
	}
	for _, i := range all {
		if i.Office == office {
			return nil
		}
	}
	_, err = fmt.Fprintf(w, "note: no window of an office %s has joined yet\n", office)
	return err
}

type usersList struct{ ofOffice }

// Run writes a line for each of them.
func (c usersList) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		r, err := h.Roster(c.Office)
		if err != nil {
			return err
		}
		return listUsers(c.out(), r)
	})
}

// listUsers writes a roster as a table for a person.
func listUsers(w io.Writer, r roster.Roster) error {
	if r.Serial == 0 {
		_, err := fmt.Fprintln(w, "the office has no roster: the authors of its events are not checked")
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(columns ...any) { _, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", columns...) } // Flush tells
	row("ID", "NAME", "ROLE", "SECTION", "STANDING")
	for _, u := range r.Users {
		row(u.ID, u.Name, u.Role, u.Section, stands(u))
	}
	return table.Flush()
}

func stands(u roster.User) string {
	switch {
	case u.Left != nil:
		return "left " + u.Left.Local().Format(time.DateTime)
	case u.MustChange:
		return "must change the password"
	}
	return "-"
}

type usersRole struct {
	ofUser
	inRole
}

// Run changes the role.
func (c usersRole) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		if err := h.SetRole(c.Office, c.ID, casefile.Role(c.Role), c.Section); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.out(), "%s of office %s is %s\n", c.ID, c.Office, strings.TrimSpace(c.Role+" "+c.Section))
		return err
	})
}

type usersPassword struct{ ofUser }

// Run prints a new password.
func (c usersPassword) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		once, err := h.ResetPassword(c.Office, c.ID)
		if err != nil {
			return err
		}
		return tellOnce(c.out(), c.ID, once)
	})
}

type usersLeave struct{ ofUser }

// Run takes the user out.
func (c usersLeave) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) error {
		if err := h.Dismiss(c.Office, c.ID); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.out(), "%s of office %s is out; the windows learn of it at their next contact\n", c.ID, c.Office)
		return err
	})
}

type usersImport struct {
	ofOffice
	File string `arg:"" type:"existingfile" help:"CSV file (UTF-8 or GB 18030): id, name, role, section. The role in English or Chinese."`
}

// Run imports the list and prints the passwords of whoever is new.
func (c usersImport) Run() error {
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	list, err := readUsers(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return withHub(c.Storage, func(h *hub.Hub) error {
		invited, err := h.ImportUsers(c.Office, list)
		if err != nil {
			return err
		}
		for _, i := range invited {
			err = errors.Join(err, tellOnce(c.out(), i.User.ID, i.Once))
		}
		_, failed := fmt.Fprintf(c.out(), "%d people, %d of them new\n", len(list), len(invited))
		return errors.Join(err, failed, tellOfWindows(c.out(), h, c.Office))
	})
}
