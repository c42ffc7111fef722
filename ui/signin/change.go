package signin

import (
	"context"
	"errors"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/app/roster"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// change are the fields of another password.
type change struct {
	current     *kit.Field // nil where it was given just now
	next, again *kit.Field
	content     fyne.CanvasObject
}

// newChange asks for the current password too where that is needed. Enter in the
// last field submits; it must never walk on to another button.
func newChange(askCurrent bool, submit func()) *change {
	c := &change{}
	field := func(key string, enter func()) *kit.Field {
		var f *kit.Field
		f = kit.NewField(kit.FieldSpec{
			Label: text.T(key), Secret: true, MostRunes: 200, OnEnter: enter, OnChanged: func(string) { f.Clear() },
		})
		return f
	}
	c.next, c.again = field("signin.next", nil), field("signin.again", submit)
	c.next.SetHint(text.T("signin.next.hint", text.Data{"Count": roster.MinPassword}))
	fields := []fyne.CanvasObject{c.next, c.again}
	if askCurrent {
		c.current = field("signin.current", nil)
		fields = append([]fyne.CanvasObject{c.current}, fields...)
	}
	c.content = kit.Column(look.Gap4, fields...)
	return c
}

func (c *change) first() *kit.Field {
	if c.current != nil {
		return c.current
	}
	return c.next
}

// ask gives what was typed; where that cannot be, it says so under the field.
func (c *change) ask(given string) (current, next string, ok bool) {
	current, next = given, c.next.Value()
	if c.current != nil {
		if current = c.current.Value(); current == "" {
			return "", "", complain(c.current, "signin.password.missing")
		}
	}
	switch {
	case next == "":
		return "", "", complain(c.next, "signin.password.missing")
	case utf8.RuneCountInString(next) < roster.MinPassword:
		c.next.SetError(text.T("signin.refused.password-short", text.Data{"least": roster.MinPassword}))
		c.next.Focus()
		return "", "", false
	case next == current:
		return "", "", complain(c.next, "signin.refused.password-unchanged")
	case c.again.Value() == "":
		c.again.Focus() // nothing is wrong yet
		return "", "", false
	case c.again.Value() != next:
		return "", "", complain(c.again, "signin.differs")
	}
	return current, next, true
}

// complain says what is wrong with a field; it is always false.
func complain(f *kit.Field, key string) bool {
	f.SetError(text.T(key))
	f.Focus()
	return false
}

// refused says where it belongs why the password was not changed.
func (c *change) refused(err error) {
	at := c.again
	var m *desk.Message
	if errors.As(err, &m) {
		switch m.Key {
		case "password-wrong":
			if c.current != nil {
				at = c.current
			}
		case "password-short", "password-unchanged", "password-id":
			at = c.next
		}
	}
	at.SetError(reason(err))
	at.Focus()
}

// AskChange opens the dialog in which whoever sits at the desk changes their
// password.
func AskChange(d *desk.Desk, f frame.Frame) {
	var dialog *kit.Dialog
	c := newChange(true, func() { dialog.Confirm() })
	busy := false
	submit := func() bool {
		current, next, ok := c.ask("")
		if !ok || busy {
			return false
		}
		busy = true
		c.again.SetNote(text.T("signin.trying"))
		f.Background(func(ctx context.Context) error { return d.ChangePassword(ctx, current, next) }, func(err error) {
			busy = false
			if err != nil {
				c.again.Clear()
				c.refused(err)
				return
			}
			dialog.Close()
			f.Done(text.T("signin.changed"), text.T("signin.changed.words"))
		})
		return false
	}
	dialog = kit.ShowDialog(f.Router(), kit.DialogSpec{
		Title: text.T("signin.change.title"), Width: 440,
		Body:    kit.Column(look.Gap12, kit.NewNoteParagraph(text.T("signin.change.why")), c.content),
		Confirm: text.T("signin.renew.do"), Cancel: text.T("dialog.cancel"),
		First: c.current.FocusTarget(), OnConfirm: submit,
	})
}
