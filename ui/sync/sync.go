// Package sync is the 同步 page: how the exchange with the central system stands,
// what waits for it, and what it could not take.
package sync

import (
	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Params is what the page stands on.
type Params struct {
	Desk  *desk.Desk
	Frame frame.Frame
	// OpenDraft goes on with a draft on the intake page.
	OpenDraft func(desk.Draft)
}

// View is the page.
type View struct {
	p        Params
	light    *kit.Light
	again    *kit.Button
	stick    *stick
	head     *fyne.Container
	standing *standing
	tabs     *kit.Tabs
	waiting  *waiting
	tray     *tray
	body     *fyne.Container
	halves   *halves
	both     *fyne.Container
	root     fyne.CanvasObject
	shown    desk.Status
	titled   bool // the title is the tab's, not what just happened
}

var _ frame.View = (*View)(nil)

// The tabs.
const (
	tabWaiting = iota
	tabTray
)

// part is what a tab shows.
type part interface {
	content() fyne.CanvasObject
	read()
	focus() fyne.Focusable
	open() // Ctrl+Enter
}

// New builds the page; it reads nothing before it is shown.
func New(p Params) *View {
	v := &View{p: p, light: kit.NewLight(look.Secondary, "")}
	v.again = kit.NewButton(text.T("sync.retry"), "F8", kit.Primary, v.retry)
	v.stick = newStick(p, v.Stale)
	v.head = kit.Wrapping(look.Gap8, kit.Pad(0, look.Gap8, 0, 0, kit.NewHeading(text.T("sync.title"))), v.light, kit.Space(),
		v.stick.in, v.stick.out, v.again)
	v.standing, v.waiting, v.tray = newStanding(), newWaiting(v), newTray(v)
	v.tabs = kit.NewTabs(v.tabNames(), func(int) { v.show() })
	v.body = &fyne.Container{Layout: kit.Fill{}}
	v.halves = &halves{there: kit.NewLink(text.T("sync.facts"), v.turn), back: kit.NewLink(text.T("sync.lists"), v.turn)}
	lists := kit.Column(look.Gap8, kit.Row(0, kit.Fixed(tabsWide, 0, v.tabs), kit.Space(), v.halves.there), kit.Grow(v.body))
	facts := kit.NewCard(kit.Column(0, kit.Row(0, v.halves.back, kit.Space()), kit.Grow(v.standing.scroll)))
	v.both = &fyne.Container{Layout: v.halves, Objects: []fyne.CanvasObject{facts, lists}}
	v.root = kit.Column(look.Gap8, v.head, kit.Grow(v.both))
	return v
}

// tabsWide is the width of the tabs in device-independent pixels.
const tabsWide float32 = 220

// turn shows the facts instead of the lists, or the lists again.
func (v *View) turn() {
	v.halves.facts = !v.halves.facts
	v.both.Refresh()
}

func (v *View) tabNames() []string {
	return []string{
		text.T("sync.tab.waiting", text.Data{"Count": v.shown.Outbox.Events}),
		text.T("sync.tab.tray", text.Data{"Count": v.shown.Tray}),
	}
}

// Content is the page.
func (v *View) Content() fyne.CanvasObject { return v.root }

// Bind gives the page its keys.
func (v *View) Bind(keys *kit.Scope) {
	keys.On("F8", v.retry)
	keys.On("F10", v.stick.chooseExport)
	keys.On("F11", v.stick.chooseImport)
	keys.On("Ctrl+1", func() { v.tabs.Select(tabWaiting) })
	keys.On("Ctrl+2", func() { v.tabs.Select(tabTray) })
	keys.On("Ctrl+Enter", func() { v.part().open() })
	v.tray.bind(keys)
	keys.On(kit.Key(fyne.KeyPageDown), func() { v.standing.scroll.Page(1) })
	keys.On(kit.Key(fyne.KeyPageUp), func() { v.standing.scroll.Page(-1) })
}

// Shown begins with the tray where something lies in it: only that wants a person.
func (v *View) Shown() {
	v.readStatus()
	if v.shown.Tray > 0 {
		v.tabs.Select(tabTray)
	}
	v.show()
}

// Stale reads again; selection and caret stay where they are.
func (v *View) Stale() {
	v.readStatus()
	v.part().read()
	v.title()
}

// title names the tab and its count.
func (v *View) title() {
	if v.titled {
		v.p.Frame.Title(text.T("sync.title") + " · " + v.tabNames()[v.tabs.Selected()])
	}
}

func (v *View) part() part { return []part{v.waiting, v.tray}[v.tabs.Selected()] }

func (v *View) show() {
	at := v.part()
	at.read()
	v.body.Objects = []fyne.CanvasObject{at.content()}
	v.root.Refresh()
	v.titled = true
	v.title()
	v.p.Frame.Window().Canvas().Focus(at.focus())
}

func (v *View) readStatus() {
	status, err := v.p.Desk.Status()
	if err != nil {
		v.p.Frame.Tell(err)
		return
	}
	v.shown = status
	member, err := v.p.Desk.Membership()
	if err != nil {
		v.p.Frame.Tell(err)
	}
	colour, words := stateOf(status.Line)
	v.light.Set(colour, words)
	if status.Line.Configured {
		v.again.Enable()
	} else {
		v.again.Disable()
	}
	v.tabs.SetNames(v.tabNames())
	v.standing.show(status, v.p.Desk.Settings(), member)
	v.head.Refresh() // the words of the state may want another room
}

// retry asks for a contact now.
func (v *View) retry() {
	if !v.shown.Line.Configured {
		return
	}
	v.p.Desk.SyncNow()
	v.p.Frame.Done(text.T("sync.retried"), "")
}
