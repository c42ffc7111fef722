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
	card  fyne.CanvasObject
}

func newExchange(p Params) *exchange {
	e := &exchange{p: p, words: kit.NewNote("")}
	e.open = kit.NewButton(text.T("settings.sync.open"), "Alt+5", kit.Secondary, func() { p.OpenSync() })
	e.card = kit.NewCard(kit.Row(look.Gap16, kit.NewStrong(text.T("settings.sync")), e.words, kit.Space(), e.open))
	return e
}

func (e *exchange) read() {
	status, err := e.p.Desk.Status()
	if err != nil {
		e.p.Frame.Tell(err)
		return
	}
	e.words.Set(text.T("settings.sync.words", text.Data{"Waiting": status.Outbox.Events, "Tray": status.Tray}))
}
