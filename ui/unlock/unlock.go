// Package unlock is what stands in the window before the folder is open: the
// page that asks for the passphrase, and the one that shows how far a long step
// has come. Nothing of a case can be reached from here.
package unlock

import (
	"errors"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// ErrWrong says that the passphrase does not open the folder.
var ErrWrong = errors.New("unlock: wrong passphrase")

// Shortest is the least length of a new passphrase, in characters.
const Shortest = 8

// cardWide holds the three buttons in one line, in device-independent pixels.
const cardWide float32 = 600

// Params is what the page asks for, and of whom.
type Params struct {
	Window fyne.Window
	// Choose asks for a new passphrase, twice, instead of the one there is.
	Choose bool
	// Open tries a passphrase, beside the window: it takes a moment. The page
	// gives way to something else when it has succeeded. ErrWrong asks again.
	Open func(words string) error
	// Beside does work beside the window, on a goroutine of its own.
	Beside func(work func())
	// Skip goes on without any; nil where that is not possible.
	Skip func()
	// Failed is told of any other error.
	Failed func(error)
}

// Page asks for the passphrase.
type Page struct {
	params Params
	router *kit.Router

	words, again *kit.Field // again is nil where there is nothing to choose
	open, skip   *kit.Button
	busy         bool
}

// Show fills the window with the page.
func Show(p Params) *Page {
	page := &Page{params: p, router: kit.NewRouter(p.Window.Canvas())}
	fields := []fyne.CanvasObject{}
	if p.Choose {
		page.words = page.field("unlock.words", nil)
		page.again = page.field("unlock.again", page.submit)
		fields = append(fields, page.words, page.again)
	} else {
		page.words = page.field("unlock.words", page.submit)
		fields = append(fields, page.words)
	}
	p.Window.SetContent(kit.Centred(cardWide, kit.NewCard(kit.Column(look.Gap16,
		kit.Column(look.Gap4, kit.NewHeading(page.say("title")), kit.NewNoteParagraph(page.say("why"))),
		kit.Column(look.Gap4, fields...),
		page.buttons(),
	))))
	p.Window.SetTitle(text.T("app.name") + " · " + page.say("title"))
	page.router.Focus(page.words)
	return page
}

func (p *Page) say(key string) string {
	if p.params.Choose {
		return text.T("unlock.choose." + key)
	}
	return text.T("unlock.ask." + key)
}

// field is one for a passphrase. Enter stays in the last one: what is wrong with the
// words is typed again there, and the next Enter must not press the button beside.
func (p *Page) field(key string, enter func()) *kit.Field {
	return kit.NewField(kit.FieldSpec{
		Label: text.T(key), Secret: true, OnEnter: enter, OnChanged: func(string) { p.words.Clear() },
	})
}

func (p *Page) buttons() fyne.CanvasObject {
	keys := p.router.Window()
	p.open = kit.NewButton(p.say("do"), "Enter", kit.Primary, p.submit).Bind(keys)
	row := []fyne.CanvasObject{kit.Space()}
	if p.params.Skip != nil {
		p.skip = kit.NewButton(text.T("unlock.skip"), "F12", kit.Secondary, p.params.Skip).Bind(keys)
		row = []fyne.CanvasObject{p.skip, kit.Space()}
	}
	leave := kit.NewButton(text.T("refuse.leave"), "Esc", kit.Secondary, p.params.Window.Close).Bind(keys)
	return kit.Wrapping(look.Gap8, append(row, leave, p.open)...)
}

// submit tries what was typed.
func (p *Page) submit() {
	words := p.words.Value()
	if p.busy || !p.acceptable(words) {
		return
	}
	p.setBusy(true)
	p.params.Beside(func() {
		err := p.params.Open(words)
		fyne.Do(func() { p.tried(err) })
	})
}

// acceptable says whether the words can be tried, and under the field why not.
func (p *Page) acceptable(words string) bool {
	switch {
	case words == "":
		p.complain(p.words, "unlock.empty")
	case p.again == nil:
		return true
	case utf8.RuneCountInString(words) < Shortest:
		p.words.SetError(text.T("unlock.short", text.Data{"Count": Shortest}))
		p.words.Focus()
	case p.again.Value() == "":
		p.again.Focus() // nothing is wrong yet
	case p.again.Value() != words:
		p.complain(p.again, "unlock.differs")
	default:
		return true
	}
	return false
}

func (p *Page) complain(f *kit.Field, key string) {
	f.SetError(text.T(key))
	f.Focus()
}

func (p *Page) setBusy(on bool) {
	p.busy = on
	if !on {
		p.open.Enable()
		return
	}
	p.open.Disable()
	p.words.SetNote(text.T("unlock.trying"))
}

func (p *Page) tried(err error) {
	switch {
	case errors.Is(err, ErrWrong):
		p.setBusy(false)
		p.words.SetValue("")
		p.complain(p.words, "unlock.wrong")
	case err != nil:
		p.params.Failed(err)
	}
}
