package ui

import (
	"time"

	"onewindow/app/casefile"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/signin"
	"onewindow/ui/text"
)

// buildSeat makes what watches over who sits at the window.
func (a *App) buildSeat() {
	a.signin = signin.New(signin.Params{
		Desk: a.desk, Router: a.shell.Router(), Cover: a.shell.Lock, Background: a.Background,
		After: func(d time.Duration, do func()) { a.shell.params.After(d, do) }, In: a.in, Leave: a.window.Close,
		Title: func(words string) { a.window.SetTitle(text.T("app.name") + " · " + words) },
	})
	keys := a.shell.Router().Window()
	keys.On("Ctrl+Shift+L", a.lock)
	a.active = a.now()
	a.shell.Router().OnActivity(func() { a.active = a.now() })
	a.desk.OnLeaving(func() {
		if err := a.intake.Keep(); err != nil {
			a.log.Error("keep what was typed last", "error", err)
		}
	}, a.StoreChanged)
}

// follow hides the window while nobody may work in it, and brings it back.
func (a *App) follow() {
	why := ""
	if a.seated != "" && a.desk.User().ID == "" { // nobody signed out here: the roster said so
		why = text.T("signin.roster")
		a.seated = ""
	}
	a.signin.Follow(why)
}

// in gives the window to whoever has signed in: as it was to the one who locked
// it, afresh to anybody else.
func (a *App) in() {
	user := a.desk.User()
	same := user.ID == a.seated
	if !same {
		a.shell.Router().CloseAll()
	}
	a.shell.Unlock()
	a.active = a.now()
	a.Title(a.title)
	if !same {
		a.seated = user.ID
		a.intake.Begin()
		a.home()
	}
	a.Changed()
}

// watchSeat locks the window after a while without a key or a move of the mouse,
// and looks whether the roster took the seat from somebody.
func (a *App) watchSeat() {
	limit := time.Duration(a.desk.Settings().LockAfter) * time.Minute
	// The wall clock counts, because the other one stands while a machine sleeps.
	if idle := a.now().Round(0).Sub(a.active.Round(0)); limit > 0 && idle >= limit && !a.signin.Shown() {
		a.lock()
		return
	}
	a.follow()
}

// lock hides the window until its user shows again who they are.
func (a *App) lock() {
	if err := a.desk.Lock(); err != nil {
		a.log.Error("put the lock on record", "error", err)
	}
	a.follow()
}

// signOut leaves the seat empty.
func (a *App) signOut() {
	if err := a.desk.SignOut(); err != nil {
		a.log.Error("put the end of work on record", "error", err)
	}
	a.seated = ""
	a.follow()
}

// change lets somebody else take the seat.
func (a *App) change() {
	if !a.desk.Rostered() {
		a.chooseUser()
		return
	}
	a.lock()
	a.signin.Other()
}

func (a *App) userWords() string {
	u := a.desk.User()
	if u.ID == "" {
		return ""
	}
	return text.T("shell.user", text.Data{"Name": u.Name, "Role": text.T("role." + string(u.Role))})
}

// userMenu is what the name of the user offers: where people sign in, what they
// do about themselves, else the other users.
func (a *App) userMenu() []kit.MenuItem {
	if a.desk.Rostered() {
		return []kit.MenuItem{
			{Text: text.T("shell.lock"), Do: a.lock},
			{Text: text.T("shell.change"), Do: a.change},
			{Text: text.T("signin.change.title"), Do: func() { signin.AskChange(a.desk, a) }},
			{Text: text.T("signin.out"), Do: a.signOut},
		}
	}
	var items []kit.MenuItem
	for _, u := range a.desk.Office().Users {
		items = append(items, kit.MenuItem{
			Text: text.T("shell.user", text.Data{"Name": u.Name, "Role": text.T("role." + string(u.Role))}),
			Do:   func() { a.seat(u.ID) },
		})
	}
	return items
}

// chooseUser lets another user take the seat, by keyboard.
func (a *App) chooseUser() {
	users := a.desk.Office().Users
	var dialog *kit.Dialog
	rows := kit.NewRows(kit.RowsSpec{
		Columns: []kit.RowColumn{{Title: text.T("shell.users.name")}, {Title: text.T("shell.users.role"), Width: 110}, {Title: text.T("shell.users.section"), Width: 120}},
		Count:   func() int { return len(users) },
		Cells: func(i int) []kit.RowCell {
			return []kit.RowCell{{Text: users[i].Name, Bold: true}, {Text: text.T("role." + string(users[i].Role))}, {Text: users[i].Section, Colour: look.Secondary}}
		},
		OnOpened: func(i int) { dialog.Close(); a.seat(users[i].ID) },
	})
	dialog = kit.ShowDialog(a.shell.Router(), kit.DialogSpec{
		Title: text.T("shell.users"), Width: 420, Cancel: text.T("dialog.cancel"),
		Body:  kit.Column(look.Gap8, kit.NewNote(text.T("shell.users.body")), kit.Fixed(0, 270, kit.NewBareCard(rows))),
		First: rows.FocusTarget(),
	})
	rows.Select(0)
}

// seat puts a user at the desk and shows the page that is theirs.
func (a *App) seat(id string) {
	if err := a.desk.SwitchUser(id); err != nil {
		a.Tell(err)
		return
	}
	a.seated = id
	a.home()
	a.Changed()
}

// home shows the page that is the user's.
func (a *App) home() {
	a.shell.SetUser(a.userWords())
	switch a.desk.User().Role {
	case casefile.Clerk:
		a.Go(placeIntake)
	case casefile.Supervisor:
		a.Go(placeWatch)
	case casefile.Administrator:
		a.Go(placeSettings)
	default:
		a.Go(placeReview)
	}
	a.Title(text.T("shell.user.switched", text.Data{"Name": a.desk.User().Name}))
}
