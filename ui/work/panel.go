package work

import (
	"reflect"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// The tabs of a case, in the order they stand in.
const (
	tabOverview = iota
	tabMaterials
	tabTimeline
	tabMap
	tabDocuments
	tabAudit
)

// panel shows the chosen case: what it is, how long it has, what happened, and
// the one thing that the user can do next.
type panel struct {
	view *View

	shown  desk.View        // the case; its ID is "" where there is none
	reader string           // id of who it is shown to: what they may do bears other names
	forms  []desk.Procedure // what the user may do to it by a form
	draft  desk.Draft
	number *kit.Words
	badge  *kit.Badge
	title  *kit.Words
	who    *kit.Words
	band   *kit.Strip
	// notices are what else is under way, a line each.
	notices *fyne.Container
	tabs    *kit.Tabs
	scroll  *kit.Scroll
	body    *fyne.Container // the scroll, or the documents
	papers  *papers
	land    *landMap
	print   *kit.Button
	// primary is the main action of the user in front of this case.
	primary *kit.Button
	more    *kit.Button // what else the user may do

	full  fyne.CanvasObject // all of the above
	blank fyne.CanvasObject // what is said where no case is chosen
	card  fyne.CanvasObject
}

func newPanel(v *View) *panel {
	p := &panel{view: v, number: kit.NewNote(""), badge: kit.NewBadge(text.T("work.pending"))}
	p.title = kit.NewHeading("")
	p.title.Wrap = true
	p.who = kit.NewNote("")
	p.who.Room = 60
	p.band = kit.NewStrip()
	p.notices = kit.Column(2)
	p.tabs = kit.NewTabs(p.tabNames(), func(int) { p.fill() })
	p.tabs.Select(tabTimeline)
	p.scroll = kit.NewScroll(kit.Column(0))
	p.body = &fyne.Container{Layout: kit.Fill{}, Objects: []fyne.CanvasObject{p.scroll}}
	p.papers = newPapers(p)
	p.land = newLandMap(p)
	p.print = kit.NewButton(text.T("work.print"), "Ctrl+P", kit.Secondary, p.printPaper)
	p.primary = kit.NewButton("", "F8", kit.Primary, nil)
	p.more = kit.NewActions(text.T("work.more"), "F10", p.others)

	head := kit.Column(look.Gap4, kit.Row(look.Gap8, p.number, kit.Space(), p.badge), p.title, p.who)
	buttons := kit.Row(look.Gap8, p.more, kit.Space(), p.print, p.primary)
	p.full = kit.Column(look.Gap12, head, p.band, p.notices, p.tabs, kit.Grow(p.body), buttons)
	hint := kit.NewNote(text.T("work.none"))
	hint.Align = fyne.TextAlignCenter
	p.blank = kit.Pad(look.Gap24, 0, 0, 0, hint)
	p.card = kit.NewCard(&fyne.Container{Layout: kit.Fill{}, Objects: []fyne.CanvasObject{p.full, p.blank}})
	p.clear()
	return p
}

// clear shows that no case is chosen.
func (p *panel) clear() {
	p.shown, p.draft = desk.View{}, desk.Draft{}
	p.primary.OnTapped, p.print.OnTapped = nil, nil
	p.full.Hide()
	p.blank.Show()
}

// open shows a case.
func (p *panel) open(id string) {
	shown, err := p.view.p.Desk.Open(id)
	if err != nil {
		p.clear()
		p.view.p.Frame.Tell(err)
		return
	}
	same := shown.ID == p.shown.ID && shown.Case.Version == p.shown.Case.Version
	offset := p.scroll.Offset()
	p.shown, p.draft, p.reader = shown, desk.Draft{}, p.view.p.Desk.User().ID
	p.readForms()
	p.sayHead()
	p.fill()
	if same {
		p.scroll.ScrollTo(offset)
	}
}

// reopen shows a case again if something about it has changed.
func (p *panel) reopen(id string) {
	if id == "" || id != p.shown.ID {
		return
	}
	shown, err := p.view.p.Desk.Open(id)
	if err != nil {
		p.view.p.Frame.Tell(err)
		return
	}
	before := p.forms
	p.readForms() // the passing of a day alone may open one
	if p.reader != p.view.p.Desk.User().ID || shown.Case.Version != p.shown.Case.Version || !reflect.DeepEqual(shown.Row, p.shown.Row) ||
		!reflect.DeepEqual(shown.Can, p.shown.Can) || !reflect.DeepEqual(before, p.forms) {
		p.open(id)
	}
}

// longestTitle is as many characters as two lines of the panel take.
const longestTitle = 40

// sayHead fills in all but the tab.
func (p *panel) sayHead() {
	c := p.shown.Case
	p.number.Set(c.Number + "    " + p.dateLine())
	show(p.badge, p.shown.Pending)
	p.title.Set(shorten(c.Application.Project.Name, longestTitle))
	p.who.Set(c.Application.Applicant.Name + "  ·  " + p.shown.ItemName)
	p.sayBand()
	p.tabs.Show()
	p.tabs.SetNames(p.tabNames())
	p.papers.offer(c)
	p.offer()
	p.blank.Hide()
	p.full.Show()
	p.full.Refresh()
}

func shorten(words string, most int) string {
	runes := []rune(words)
	if len(runes) <= most {
		return words
	}
	return string(runes[:most-1]) + "…"
}

// dateLine says since when the case is here: from acceptance, or from receipt.
func (p *panel) dateLine() string {
	c := p.shown.Case
	if c.AcceptedAt.IsZero() {
		return text.T("work.received.on", text.Data{"Day": fullDay(p.shown.Received)})
	}
	return text.T("work.accepted.on", text.Data{"Day": fullDay(c.Deadline.Start)})
}

func (p *panel) tabNames() []string {
	c := p.shown.Case
	counted := func(key string, count int) string {
		if count == 0 {
			return text.T(key)
		}
		return text.T(key) + " " + strconv.Itoa(count)
	}
	return []string{
		text.T("work.tab.overview"), counted("work.tab.materials", len(c.Materials)), text.T("work.tab.timeline"), text.T("work.tab.map"),
		counted("work.tab.documents", len(c.Documents())), text.T("work.tab.audit"),
	}
}

// fill shows the tab that is chosen.
func (p *panel) fill() {
	if p.shown.ID == "" {
		return
	}
	switch p.tabs.Selected() {
	case tabDocuments:
		p.body.Objects = []fyne.CanvasObject{p.papers.content}
		p.papers.show()
		p.body.Refresh()
		return
	case tabMap:
		p.body.Objects = []fyne.CanvasObject{p.land.content}
		p.land.show()
		p.body.Refresh()
		return
	}
	p.body.Objects = []fyne.CanvasObject{p.scroll}
	p.body.Refresh()
	switch p.tabs.Selected() {
	case tabOverview:
		p.scroll.Set(p.overview())
	case tabMaterials:
		p.scroll.Set(p.materials())
	case tabTimeline:
		p.scroll.Set(p.timeline())
		p.scroll.End() // what happened last and what is to come
	case tabAudit:
		p.scroll.Set(p.audit())
	}
}

// turn is PageUp and PageDown in the panel.
func (p *panel) turn(by int) {
	switch p.tabs.Selected() {
	case tabDocuments:
		p.papers.preview.Flip(by)
	case tabMap:
		p.land.viewer.Flip(by)
	default:
		p.scroll.Page(float32(by))
	}
}

// enlarge is Enter on the names of the tabs: the document or the map shown, in
// full size.
func (p *panel) enlarge() {
	switch {
	case p.shown.ID == "":
	case p.tabs.Selected() == tabDocuments:
		p.papers.preview.OnOpened()
	case p.tabs.Selected() == tabMap:
		p.land.enlarge()
	}
}

// offer gives the buttons what the user may do next.
func (p *panel) offer() {
	next := p.nextStep()
	p.primary.OnTapped = nil
	show(p.primary, next.words != "")
	if next.words != "" {
		p.primary.SetText(next.words)
		p.primary.OnTapped = next.do
	}
	show(p.more, len(p.others()) > 0)
	p.print.OnTapped = p.printPaper
	show(p.print, len(p.shown.Case.Documents()) > 0)
}

// can is the set of what the user may do to the case.
func (p *panel) can() map[desk.Action]bool {
	can := map[desk.Action]bool{}
	for _, a := range p.shown.Can {
		can[a] = true
	}
	return can
}

// spoken says whether the user's section has given its opinion already.
func (p *panel) spoken() bool {
	section := p.view.p.Desk.User().Section
	for _, o := range p.shown.Case.Opinions {
		if o.Section == section {
			return true
		}
	}
	return false
}

// printPaper prints the document chosen on the 文书 tab; elsewhere the latest
// paper that is handed out at this point of the case.
func (p *panel) printPaper() {
	list := p.shown.Case.Documents()
	if len(list) == 0 {
		return
	}
	switch {
	case p.tabs.Selected() == tabDocuments:
		p.put(p.papers.kind())
	case p.tabs.Selected() == tabMap && p.shown.Case.Has(casefile.Drawing):
		p.put(casefile.Drawing)
	default:
		p.put(latest(list))
	}
}

// latest is the last paper of the case but for those that go with a step of
// their own: the slip of the handover, the reminder, the rating.
func latest(list []casefile.DocumentKind) casefile.DocumentKind {
	for _, k := range slices.Backward(list) {
		switch k {
		case casefile.Delivery, casefile.ReminderNote, casefile.RatingSheet, casefile.Drawing:
		default:
			return k
		}
	}
	return list[len(list)-1]
}

// put prints a document.
func (p *panel) put(kind casefile.DocumentKind) {
	v := p.view
	paper.Print(v.p.Desk, v.p.Frame, p.shown.ID, kind, func() { v.reload(stay) })
}

// showDraft shows an application that has not been received.
func (p *panel) showDraft(d desk.Draft) {
	p.shown, p.draft = desk.View{}, d
	p.number.Set(text.T("work.draft.saved", text.Data{"When": moment(d.Saved)}))
	p.badge.Hide()
	p.title.Set(shorten(orDash(d.Fields["project.name"]), longestTitle))
	p.who.Set(orDash(d.Fields["applicant.name"]) + "  ·  " + p.view.p.Desk.Item(d).Name)
	p.band.Say(kit.Calm, text.T("work.draft"), text.T("work.draft.kept"), text.T("work.draft.drop"), func() { p.askDrop(d) })
	p.tabs.Hide()
	p.notices.Hide()
	p.body.Objects = []fyne.CanvasObject{p.scroll}
	p.scroll.Set(p.draftFacts(d))
	p.primary.SetText(text.T("work.draft.open"))
	p.primary.OnTapped = func() {
		if p.view.p.OpenDraft != nil {
			p.view.p.OpenDraft(d)
		}
	}
	p.primary.Show()
	p.print.OnTapped = nil
	p.print.Hide()
	p.more.Hide()
	p.blank.Hide()
	p.full.Show()
	p.full.Refresh()
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
