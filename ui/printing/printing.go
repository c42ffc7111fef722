// Package printing is the 打印 page: what is on its way to paper, what this
// window printed on a day, and the count at the day's end.
package printing

import (
	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Params is what the page stands on.
type Params struct {
	Desk  *desk.Desk
	Frame frame.Frame
}

// View is the page.
type View struct {
	p     Params
	tabs  *kit.Tabs
	queue *queue
	log   *log
	count *count
	on    workday.Date // the day of log and count
	day   *kit.Words
	days  fyne.CanvasObject // chooses it
	body  *fyne.Container
	root  fyne.CanvasObject
}

var _ frame.View = (*View)(nil)

// The tabs.
const (
	tabQueue = iota
	tabLog
	tabCount
)

// part is what a tab shows.
type part interface {
	content() fyne.CanvasObject
	read()
	focus() fyne.Focusable
	primary() // F8
	void()    // Delete
	open()    // Ctrl+Enter
}

// New builds the page; it reads nothing before it is shown.
func New(p Params) *View {
	v := &View{p: p, day: kit.NewStrong("")}
	v.tabs = kit.NewTabs([]string{text.T("printing.queue"), text.T("printing.log"), text.T("printing.count")}, func(int) { v.show() })
	v.queue, v.log, v.count = newQueue(v), newLog(v), newCount(v)
	v.days = kit.Row(look.Gap8,
		kit.NewButton(text.T("printing.day.before"), "Alt+Left", kit.Secondary, func() { v.step(-1) }),
		v.day,
		kit.NewButton(text.T("printing.day.after"), "Alt+Right", kit.Secondary, func() { v.step(1) }))
	v.body = &fyne.Container{Layout: kit.Fill{}}
	head := kit.Fixed(0, look.ButtonHigh, kit.Row(look.Gap16, kit.NewHeading(text.T("rail.printing")), v.tabs, kit.Space(), v.days))
	v.root = kit.Column(look.Gap8, head, kit.Grow(v.body))
	return v
}

// Content is the page.
func (v *View) Content() fyne.CanvasObject { return v.root }

// Bind gives the page its keys.
func (v *View) Bind(keys *kit.Scope) {
	keys.On("F8", func() { v.part().primary() })
	keys.On(kit.Key(fyne.KeyDelete), func() { v.part().void() })
	keys.On("Ctrl+Enter", func() { v.part().open() })
	keys.On("Alt+Left", func() { v.step(-1) })
	keys.On("Alt+Right", func() { v.step(1) })
	keys.On("Ctrl+1", func() { v.tabs.Select(tabQueue) })
	keys.On("Ctrl+2", func() { v.tabs.Select(tabLog) })
	keys.On("Ctrl+3", func() { v.tabs.Select(tabCount) })
}

// Shown shows the queue, or the tab that was open, as it is today. What wants a
// person is chosen.
func (v *View) Shown() {
	v.on = v.p.Desk.Today()
	v.queue.chosen = ""
	v.show()
}

// Stale reads again; selection and caret stay where they are.
func (v *View) Stale() { v.part().read() }

func (v *View) part() part {
	return []part{v.queue, v.log, v.count}[v.tabs.Selected()]
}

func (v *View) show() {
	at := v.part()
	if v.tabs.Selected() == tabQueue {
		v.days.Hide()
	} else {
		v.days.Show()
	}
	v.day.Set(v.on.String())
	at.read()
	v.body.Objects = []fyne.CanvasObject{at.content()}
	v.root.Refresh()
	v.p.Frame.Title(text.T("rail.printing") + " · " + []string{text.T("printing.queue"), text.T("printing.log"), text.T("printing.count")}[v.tabs.Selected()])
	v.p.Frame.Window().Canvas().Focus(at.focus())
}

// step goes to another day, never past today.
func (v *View) step(days int) {
	if next := v.on.Add(days); v.tabs.Selected() != tabQueue && !next.After(v.p.Desk.Today()) {
		v.on = next
		v.show()
	}
}
