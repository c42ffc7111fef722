package settings

import (
	"encoding/json"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// exchange tells how the exchange with the central system stands (同步).
type exchange struct {
	p     Params
	state *kit.Light
	facts *fyne.Container
	head  *fyne.Container
	again *kit.Button
	stick *stick
	card  fyne.CanvasObject
	shown desk.Status
}

func newExchange(p Params) *exchange {
	e := &exchange{p: p, state: kit.NewLight(look.Secondary, ""), facts: kit.Column(look.Gap4)}
	e.again = kit.NewButton(text.T("settings.sync.retry"), "F8", kit.Secondary, e.retry)
	e.stick = newStick(p, e.read)
	e.head = kit.Row(look.Gap16, kit.NewStrong(text.T("settings.sync")), e.state, kit.Space(), e.stick.busy, e.again, e.stick.out, e.stick.in)
	e.card = kit.NewCard(kit.Column(look.Gap12, e.head, e.facts))
	return e
}

// retry asks for a contact now.
func (e *exchange) retry() {
	if !e.shown.Line.Configured {
		return
	}
	e.p.Desk.SyncNow()
	e.p.Frame.Done(text.T("settings.sync.retried"), "")
}

func (e *exchange) read() {
	status, err := e.p.Desk.Status()
	if err != nil {
		e.p.Frame.Tell(err)
		return
	}
	e.shown = status
	colour, words := standing(status.Line)
	e.state.Set(colour, words)
	if status.Line.Configured {
		e.again.Enable()
	} else {
		e.again.Disable()
	}
	e.facts.Objects = []fyne.CanvasObject{kit.NewFacts(120, facts(status)...), e.tray()}
	e.facts.Refresh()
	e.head.Refresh() // the words of the state may want another room
}

// tray lists what the centre could not take, each with its reason.
func (e *exchange) tray() fyne.CanvasObject {
	strays, err := e.p.Desk.Tray()
	if err != nil {
		e.p.Frame.Tell(err)
		return kit.Column(0)
	}
	lines := make([]fyne.CanvasObject, 0, len(strays)+1)
	for _, s := range strays {
		lines = append(lines, e.stray(s))
	}
	if len(lines) > 0 {
		lines = append([]fyne.CanvasObject{kit.Hairline()}, lines...)
	}
	return kit.Column(look.Gap8, lines...)
}

// stray is one such event: what it was, of which case, and why it found no place.
func (e *exchange) stray(s desk.Stray) fyne.CanvasObject {
	what := text.T("work.event." + string(s.Event.Kind))
	open := kit.NewLink(text.T("settings.tray.open"), func() { e.p.Frame.OpenCase(s.Event.Case) })
	number := statedNumber(s.Event)
	if c, err := e.p.Desk.Open(s.Event.Case); err == nil && c.Number != "" {
		number = c.Number
	} else {
		open.Hide()
	}
	return kit.Column(2,
		kit.Row(look.Gap12, kit.NewLight(look.Warning, what), kit.NewWords(number), kit.NewNote(s.Event.By.Name+"　"+instant(s.Since)), kit.Space(), open),
		kit.NewNoteParagraph(reasonWords(s.Reason)))
}

// statedNumber is the case number that a refused receipt states: where the
// receipt found no place there is no case to ask.
func statedNumber(e casefile.Event) string {
	var stated struct {
		Number string `json:"number"`
	}
	if e.Kind != casefile.KindReceived || json.Unmarshal(e.Body, &stated) != nil {
		return ""
	}
	return stated.Number
}

// reasonWords says why an event was refused; the rules and the centre share the
// codes of refusals. A newer centre may refuse for a reason unknown here.
func reasonWords(code string) string {
	key := "work.refused." + code
	if words := text.T(key); words != key {
		return words
	}
	return text.T("settings.tray.reason", text.Data{"Code": code})
}

func standing(l desk.LineState) (fyne.ThemeColorName, string) {
	switch {
	case !l.Configured:
		return look.Secondary, text.T("settings.sync.local")
	case l.Online:
		return look.Success, text.T("settings.sync.online")
	}
	return look.Warning, text.T("settings.sync.offline")
}

func facts(s desk.Status) []kit.Fact {
	fact := func(key, words string) kit.Fact { return kit.Fact{Name: text.T("settings.sync." + key), Text: words} }
	waiting := text.T("settings.sync.nothing")
	if s.Outbox.Events > 0 {
		waiting = text.T("settings.sync.events", text.Data{"Count": s.Outbox.Events, "Oldest": instant(s.Outbox.Oldest)})
	}
	last := text.T("settings.sync.never")
	if !s.Line.LastSync.IsZero() {
		last = instant(s.Line.LastSync)
	}
	list := []kit.Fact{
		fact("waiting", waiting), fact("last", last), fact("numbers", strconv.FormatUint(s.Outbox.Numbers, 10)),
	}
	if s.Line.Configured && !s.Line.Online {
		list = append(list, fact("fault", frame.FaultWords(s.Line.Fault)), fact("since", instant(s.Line.Since)))
	}
	if skew := s.Line.Skew.Abs(); skew > 2*time.Minute {
		list = append(list, fact("skew", text.T("settings.sync.minutes", text.Data{"Count": int(skew.Minutes())})))
	}
	tray := text.T("settings.sync.tray.none")
	if s.Tray > 0 {
		tray = text.T("settings.sync.tray.count", text.Data{"Count": s.Tray})
	}
	return append(list, fact("tray", tray))
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(desk.Zone()).Format("2006-01-02 15:04")
}
