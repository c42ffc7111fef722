package settings

import (
	"fyne.io/fyne/v2"

	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// exchange is one line on how the exchange stands; its page tells the rest.
type exchange struct {
	p     Params
	words *kit.Words
	open  *kit.Button
	line  *fyne.Container
	card  fyne.CanvasObject
}

func newExchange(p Params) *exchange {
	e := &exchange{p: p, words: kit.NewNote("")}
	e.open = kit.NewButton(text.T("settings.sync.open"), "Alt+5", kit.Secondary, func() { p.OpenSync() })
	e.line = kit.Wrapping(look.Gap16, kit.NewStrong(text.T("settings.sync")), e.words, kit.Space(), e.open)
	e.card = kit.NewCard(e.line)
	return e
}

func (e *exchange) read() {
	status, err := e.p.Desk.Status()
	if err != nil {
		e.p.Frame.Tell(err)
		return
	}
	e.words.Set(text.T("settings.sync.words", text.Data{"Waiting": status.Outbox.Events, "Tray": status.Tray}))
	e.line.Refresh() // the words want another room
}
