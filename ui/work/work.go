// Package work is the pages of cases that wait for someone: 办件, 审查, 领证 and
// 督办. The list stands at the left, the chosen case with the next thing to do
// at the right.
package work

import (
	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Params is what a page stands on.
type Params struct {
	Desk  *desk.Desk
	Frame frame.Frame
	Place Place
	// OpenDraft goes on with a draft on the intake page.
	OpenDraft func(desk.Draft)
	// Folder takes the attachments that are opened for reading. They are copies
	// that may hold personal data: whoever owns the folder empties it.
	Folder string
}

// View is such a page.
type View struct {
	p     Params
	kind  kind
	queue desk.Queue // the list shown; drafts stands for the drafts
	words string     // what is searched for, "" for nothing

	list   *pages
	drafts []desk.Draft
	chosen string // id of the case or draft in the panel, "" for none
	busy   bool   // an action is on its way

	heading    *kit.Words
	chips      *kit.Chips
	search     *kit.Button // takes the search away
	total      *kit.Words
	figures    *figures
	duplicates *duplicates
	rows       *kit.Rows
	panel      *panel
	split      *split
	left       *fyne.Container // all but the panel
	root       fyne.CanvasObject
}

var _ frame.View = (*View)(nil)

// New builds a page; it reads nothing before it is shown.
func New(p Params) *View {
	v := &View{p: p, kind: kinds()[p.Place]}
	v.queue = v.kind.queues[0]
	v.list = newPages(p.Desk, v.kind.sort, v.kind.descending)
	v.heading = kit.NewHeading(text.T(v.kind.heading))
	v.total = kit.NewNote("")
	v.total.Align = fyne.TextAlignTrailing
	v.chips = kit.NewRadioChips(string(v.queue), v.chipsOf(nil, 0), func(queue string) { v.show(desk.Queue(queue)) })
	if len(v.kind.queues) == 1 {
		v.chips.Hide()
	}
	v.search = kit.NewLink("", func() { v.Search("") })
	v.search.Hide()
	v.rows = v.newRows()
	v.panel = newPanel(v)
	head := kit.Fixed(0, look.ButtonHigh, kit.Row(look.Gap16, v.heading, v.chips, v.search))
	foot := kit.Pad(0, look.Gap16, look.Gap8, look.Gap16, v.total)
	list := kit.Column(0, kit.Grow(v.rows), foot)
	v.figures, v.duplicates = &figures{}, &duplicates{}
	above := v.figures.build(p.Place)
	v.left = kit.Column(look.Gap8, head, v.duplicates.build(), above, kit.Grow(kit.NewBareCard(list)))
	v.split = &split{}
	v.root = &fyne.Container{Layout: v.split, Objects: []fyne.CanvasObject{v.left, v.panel.card}}
	return v
}

// Content is the page.
func (v *View) Content() fyne.CanvasObject { return v.root }

// Bind gives the page its keys.
func (v *View) Bind(keys *kit.Scope) {
	keys.On("F8", v.panel.primary.Press)
	keys.On("F9", v.compareDuplicates)
	keys.On("F10", v.more)
	keys.On("Ctrl+P", v.panel.print.Press)
	keys.On("Enter", v.panel.enlarge)
	keys.On("Esc", v.back)
	keys.On(kit.Key(fyne.KeyPageDown), func() { v.panel.turn(1) })
	keys.On(kit.Key(fyne.KeyPageUp), func() { v.panel.turn(-1) })
}

// more opens the menu of what else can be done; its button has to be in sight,
// because the menu hangs on it.
func (v *View) more() {
	if !v.panel.card.Visible() && v.queue != drafts && v.rows.Selected() >= 0 {
		v.split.opened = true
		v.root.Refresh()
		v.p.Frame.Router().Focus(v.panel.tabs)
	}
	v.panel.more.Press()
}

// Shown reads the lists again, names page and count in the title bar, and puts
// the keyboard onto the rows.
func (v *View) Shown() {
	if _, err := v.p.Desk.KeepTime(); err != nil {
		v.p.Frame.Tell(err)
	}
	v.reload(stay)
	v.title()
	v.p.Frame.Router().Focus(v.rows)
}

// title names the page and how many the list holds.
func (v *View) title() { v.p.Frame.Title(text.T(v.kind.heading) + " " + v.total.Text) }

// Stale reads the lists again; selection and caret stay where they are.
func (v *View) Stale() { v.reload(stay) }

// longestSearch is as many characters of a search as stand beside the heading.
const longestSearch = 24

// Search lists the cases that hold the words in their number, names or codes;
// no words show the list as it was.
func (v *View) Search(words string) {
	v.words = words
	v.search.SetText(text.T("work.search.clear", text.Data{"Words": shorten(words, longestSearch)}))
	show(v.search, words != "")
	show(v.chips, words == "" && len(v.kind.queues) > 1)
	if words != "" {
		v.queue = desk.AllCases
	}
	v.chips.Set(string(v.queue))
	v.show(v.queue)
	v.p.Frame.Router().Focus(v.rows)
}

// Open shows a case, wherever in the lists it stands.
func (v *View) Open(id string) {
	v.chosen = id
	v.panel.open(id)
	v.split.opened = true
	v.reload(stay)
	if v.rows.Selected() < 0 && v.queue != desk.AllCases && v.offers(desk.AllCases) {
		v.queue = desk.AllCases
		v.chips.Set(string(v.queue))
		v.reload(stay)
	}
}

// show puts another list into the rows.
func (v *View) show(queue desk.Queue) {
	v.queue = queue
	v.chosen = ""
	v.rows.Reset()
	v.panel.clear()
	v.reload(stay)
	if v.count() > 0 {
		v.rows.Select(0)
	}
	v.title()
}

// back leaves the panel for the list, and, where the list is left already, the
// search.
func (v *View) back() {
	focused := v.p.Frame.Window().Canvas().Focused()
	switch {
	case v.split.opened || focused != v.rows.FocusTarget():
		v.split.opened = false
		v.root.Refresh()
		v.p.Frame.Router().Focus(v.rows)
	case v.words != "":
		v.Search("")
	}
}

// after is where the selection goes when a case has left its list.
type after bool

const (
	stay after = false // the case stays in the panel, no row is chosen
	next after = true  // to the case that took its place
)

// reload reads list and counts again.
func (v *View) reload(then after) {
	at := v.rows.Selected()
	v.readCounts()
	v.readFigures()
	v.readDuplicates()
	v.read()
	v.rows.Refresh()
	place := v.find(v.chosen, at)
	switch {
	case place >= 0:
		v.rows.Mark(place)
		v.panel.reopen(v.chosen)
	case then == next && v.count() > 0:
		v.rows.Deselect()
		v.rows.Select(at)
	case v.chosen == "" && v.count() > 0:
		v.rows.Select(0)
	default:
		v.rows.Deselect()
		v.panel.reopen(v.chosen)
	}
}

// read fills the list shown.
func (v *View) read() {
	if v.queue == drafts {
		var err error
		if v.drafts, err = v.p.Desk.Drafts(); err != nil {
			v.p.Frame.Tell(err)
		}
		v.total.Set(text.T("work.total", text.Data{"Count": len(v.drafts)}))
		v.rows.SetEmpty(text.T("work.empty.drafts"))
		return
	}
	if err := v.list.load(v.queue, v.words); err != nil {
		v.p.Frame.Tell(err)
	}
	total := "work.total"
	if v.list.more {
		total = "work.total.more"
	}
	v.total.Set(text.T(total, text.Data{"Count": v.list.total}))
	v.rows.SetEmpty(v.emptyWords())
	v.left.Refresh() // counts and figures may want another room
}

func (v *View) emptyWords() string {
	if v.words != "" {
		return text.T("work.empty.search", text.Data{"Words": v.words})
	}
	return text.T("work.empty." + string(v.queue))
}

// find is the row of a case or draft, or −1.
func (v *View) find(id string, near int) int {
	if id == "" {
		return -1
	}
	if v.queue != drafts {
		return v.list.find(id, near)
	}
	for i, d := range v.drafts {
		if d.ID == id {
			return i
		}
	}
	return -1
}

// done is called when an action is over: it looks again and goes on.
func (v *View) done(c casefile.Case, title, words string) {
	v.p.Frame.Title(title + " " + c.Number)
	said := c.Number + "　" + shorten(c.Application.Project.Name, longestTitle)
	if words != "" {
		said += "　" + words
	}
	v.p.Frame.Done(title, said)
	v.reload(next)
	v.p.Frame.Changed()
}
