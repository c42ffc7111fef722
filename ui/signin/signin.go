// Package signin is what stands in the window while nobody may work in it: the
// page to sign in, the lock, and the page on which a password that somebody else
// chose is changed.
package signin

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Params is what the page stands on.
type Params struct {
	Desk   *desk.Desk
	Router *kit.Router
	// Cover hides the window under a screen and gives it all keys.
	Cover func(screen fyne.CanvasObject) *kit.Scope
	// Background runs work off the main goroutine and then done on it.
	Background func(work func(context.Context) error, done func(error))
	// After runs do on the main goroutine when a while has passed.
	After func(d time.Duration, do func())
	// In is told that somebody may work.
	In func()
	// Leave ends the program.
	Leave func()
	// Title names in the title bar where one is.
	Title func(words string)
}

// Page is the page. One lasts as long as its window.
type Page struct {
	p    Params
	mode mode

	id, password *kit.Field // id is nil where it is known who is asked
	change       *change    // on the page that changes a password
	enter        *kit.Button
	busy         bool
	given        string // the password that was signed in with, until another is chosen
	round        int    // of the countdown
}

// mode is what the page asks for.
type mode string

// What the page can ask for.
const (
	gone  mode = ""      // it is not on the screen
	open  mode = "open"  // who it is
	lock  mode = "lock"  // whether it is still the same person
	other mode = "other" // who takes a locked window over
	renew mode = "renew" // another password
)

// longestID is more characters than any id of a roster has.
const longestID = 64

// cardWide is the width of the page's card, in device-independent pixels.
const cardWide = 560

// New makes the page; it shows nothing yet.
func New(p Params) *Page { return &Page{p: p} }

// Shown says whether the page hides the window.
func (g *Page) Shown() bool { return g.mode != gone }

// Follow shows what the presence at the desk asks for, or gives the window back.
// Why says in a sentence why somebody has to sign in; it may be "".
func (g *Page) Follow(why string) {
	switch presence := g.p.Desk.Presence(); {
	case presence == desk.Present:
		if g.Shown() {
			g.mode, g.given = gone, ""
			g.p.In()
		}
	case presence == desk.Due:
		g.show(renew, why)
	case presence == desk.Locked && g.mode != lock && g.mode != other:
		g.show(lock, why)
	case presence == desk.Nobody && g.mode != open:
		g.show(open, why)
	}
}

// Other asks who takes a locked window over.
func (g *Page) Other() {
	if g.mode == lock {
		g.show(other, "")
	}
}

// show fills the window.
func (g *Page) show(m mode, why string) {
	if m == g.mode {
		return
	}
	g.mode, g.busy, g.id, g.change = m, false, nil, nil
	g.round++
	var body fyne.CanvasObject
	if m == renew {
		g.change = newChange(g.given == "", g.submit)
		body = g.change.content
	} else {
		body = g.fields()
	}
	head := kit.Column(look.Gap4, kit.NewHeading(g.title()), kit.NewNoteParagraph(g.about(why)))
	if m == open {
		head.Objects = append([]fyne.CanvasObject{kit.NewHeading(text.T("app.name")).In(look.Primary)}, head.Objects...)
	}
	buttons := g.buttons()
	row := []fyne.CanvasObject{kit.Space()}
	for _, b := range buttons {
		row = append(row, b)
	}
	card := kit.NewCard(kit.Column(look.Gap16, head, body, kit.Row(look.Gap8, row...)))
	keys := g.p.Cover(kit.Centred(cardWide, card))
	for _, b := range buttons {
		b.Bind(keys)
	}
	g.p.Title(g.title())
	g.focus()
	g.count()
}

func (g *Page) title() string { return text.T("signin." + string(g.mode) + ".title") }

// about is what stands under the title.
func (g *Page) about(why string) string {
	o, u := g.p.Desk.Office(), g.p.Desk.User()
	data := text.Data{"Office": o.Name, "Window": o.Window, "Name": u.Name, "Role": ""}
	if u.ID != "" {
		data["Role"] = text.T("role." + string(u.Role))
	}
	words := text.T("signin."+string(g.mode)+".why", data)
	if why != "" {
		words = why + " " + words
	}
	return words
}

func (g *Page) fields() fyne.CanvasObject {
	g.password = kit.NewField(kit.FieldSpec{Label: text.T("signin.password"), Secret: true, MostRunes: 200, OnChanged: g.typed, OnEnter: g.submit})
	if g.mode == lock {
		return g.password
	}
	g.id = kit.NewField(kit.FieldSpec{
		Label: text.T("signin.id"), Hint: text.T("signin.id.hint"), MostRunes: longestID,
		OnChanged: func(string) { g.id.Clear(); g.count() },
	})
	return kit.Column(look.Gap4, g.id, g.password)
}

// buttons are those of the page; the last one is what Enter does.
func (g *Page) buttons() []*kit.Button {
	var list []*kit.Button
	add := func(key string, on kit.Key, do func()) {
		list = append(list, kit.NewButton(text.T(key), on, kit.Secondary, do))
	}
	switch g.mode {
	case open:
		add("refuse.leave", "Esc", g.p.Leave)
	case lock:
		add("signin.other", "Ctrl+U", func() { g.show(other, "") })
	case other:
		add("signin.back", "Esc", func() { g.show(lock, "") })
	case renew:
		if !g.p.Desk.Online() {
			add("signin.later", "F12", g.later)
		}
		add("signin.out", "Esc", g.out)
	}
	g.enter = kit.NewButton(text.T("signin."+string(g.mode)+".do"), "Enter", kit.Primary, g.submit)
	return append(list, g.enter)
}

func (g *Page) focus() {
	switch {
	case g.change != nil:
		g.p.Router.Focus(g.change.first())
	case g.id != nil:
		g.p.Router.Focus(g.id)
	default:
		g.p.Router.Focus(g.password)
	}
}

// who is the id of whoever is asked for a password.
func (g *Page) who() string {
	if g.id == nil {
		return g.p.Desk.User().ID
	}
	return strings.TrimSpace(g.id.Value())
}

// typed hears every change of the password. A capital letter without Shift says
// that Caps Lock is on.
func (g *Page) typed(value string) {
	last, _ := utf8.DecodeLastRuneInString(value)
	if capital := unicode.IsUpper(last); unicode.IsLetter(last) && (capital || unicode.IsLower(last)) && capital != kit.ShiftHeld() {
		if capital {
			g.password.SetWarning(text.T("signin.caps"))
			return
		}
	}
	if g.waiting() == 0 {
		g.password.Clear()
	}
}

func (g *Page) submit() {
	if g.busy || g.enter.Disabled() {
		return
	}
	if g.mode == renew {
		g.renew()
		return
	}
	id, words := g.who(), g.password.Value()
	switch {
	case id == "":
		g.id.SetError(text.T("signin.id.missing"))
		g.id.Focus()
		return
	case words == "":
		g.password.SetError(text.T("signin.password.missing"))
		g.password.Focus()
		return
	}
	g.work(func(context.Context) error {
		if g.mode == lock {
			return g.p.Desk.Unlock(words)
		}
		return g.p.Desk.SignIn(id, words)
	}, func(err error) {
		if err == nil {
			g.given = words
			g.Follow("")
			return
		}
		g.refused(err)
	})
}

// work does something that takes a moment beside the window.
func (g *Page) work(do func(context.Context) error, done func(error)) {
	g.busy = true
	g.enter.Disable()
	g.note(text.T("signin.trying"))
	mode := g.mode
	g.p.Background(do, func(err error) {
		g.busy = false
		if g.mode != mode {
			return // the page has become another one
		}
		g.enter.Enable()
		g.note("")
		done(err)
	})
}

func (g *Page) note(words string) { g.last().SetNote(words) }

// last is the field that Enter is pressed in.
func (g *Page) last() *kit.Field {
	if g.change != nil {
		return g.change.again
	}
	return g.password
}

// refused says under the password why it did not open the window.
func (g *Page) refused(err error) {
	g.password.SetValue("")
	g.password.SetError(reason(err))
	g.password.Focus()
	g.count()
}

// reason is what is said in one line.
func reason(err error) string {
	var m *desk.Message
	if errors.As(err, &m) {
		if key := "signin.refused." + m.Key; text.T(key) != key {
			return text.T(key, text.Data(m.Data))
		}
	}
	return frame.WordsOf(err).Happened
}

func (g *Page) waiting() time.Duration { return g.p.Desk.Wait(g.who()) }

// count counts the time down that somebody has to wait after too many failures.
func (g *Page) count() {
	g.round++
	if g.mode != renew && g.mode != gone {
		g.tick(g.round)
	}
}

func (g *Page) tick(round int) {
	if round != g.round || g.busy || g.mode == gone {
		return
	}
	left := g.waiting()
	if left == 0 {
		if g.enter.Disabled() {
			g.enter.Enable()
			g.password.Clear()
		}
		return
	}
	seconds := int((left + time.Second - 1) / time.Second)
	g.enter.Disable()
	g.password.SetError(text.T("signin.wait", text.Data{"Minutes": seconds / 60, "Seconds": twoDigits(seconds % 60)}))
	g.p.After(time.Second, func() { g.tick(round) })
}

func twoDigits(n int) string { return string(rune('0'+n/10)) + string(rune('0'+n%10)) }

// out leaves the seat.
func (g *Page) out() {
	if err := g.p.Desk.SignOut(); err != nil {
		g.change.again.SetError(reason(err))
		return
	}
	g.given = ""
	g.Follow("")
}

// later goes on with the password that somebody else chose, while there is no
// line to change it over.
func (g *Page) later() {
	if err := g.p.Desk.ChangeLater(); err != nil {
		g.change.again.SetError(reason(err))
		return
	}
	g.Follow("")
}

// renew sets the new password.
func (g *Page) renew() {
	current, next, ok := g.change.ask(g.given)
	if !ok {
		return
	}
	g.work(func(ctx context.Context) error { return g.p.Desk.ChangePassword(ctx, current, next) }, func(err error) {
		if err != nil {
			g.change.refused(err)
			return
		}
		g.Follow("")
	})
}
